"""care: keeping in touch. Follow-up calls after a visit, the due list that brings cars back, notes of complaints.

Read in this order: states.py, models/, followups.py, due.py, invitations.py, queries/, reactions.py.
"""
