"""kernel: the grammar every room is written in. It knows one business word: *store*.

Read in this order: refusals, actor, use_case, flow, facts, rows, money, journal, guards, web.
"""
