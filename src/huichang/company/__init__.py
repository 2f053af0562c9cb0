"""company: ourselves. Stores, people, their posts and what each post may do, teams, skills, bays, shifts, settings.

Read in this order: roles.py, access.py, settings.py, models/, people.py, queries.py.
"""
