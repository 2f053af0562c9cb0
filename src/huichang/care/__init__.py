"""care: keeping in touch. Follow-up calls after a visit, the due list that brings cars back, first notes of complaints.

Read in this order: states.py, models/, followups.py, due.py, queries.py, reactions.py.
"""
