"""booking: who comes when. Appointments, honest capacity, preparation, the booking line's calls.

Read in this order: states.py, rules.py, models/, capacity.py, appointments.py, preparation.py, queries.py.
"""
