"""customers: who people are. Persons and firms, phones, consent, and one timeline of everything with them.

Read in this order: models/, rules.py, cards.py, contacts.py, consent.py, masking.py, timeline.py, queries.py.
"""
