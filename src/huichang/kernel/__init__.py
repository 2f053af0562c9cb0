"""kernel: the grammar every room is written in. It knows one business word: *store*.

Read in this order: refusals, actor, use_case, flow, facts, rows, money, journal, guards, web. What rooms ask of each other
without knowing it: todo, finder, records. What a screen is made of: cards, pieces/, templatetags/, wording, stages, toasts.
"""
