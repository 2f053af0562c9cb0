"""booking: who comes when. Appointments, honest capacity, preparation, the booking line's calls.

Read in this order: states.py, rules.py (the arithmetic), models/, diary.py (what is known of a day), capacity.py (the
questions), estimate.py, taking.py, appointments.py, by_customer.py, preparation.py, timekeeping.py, calls.py, queries/.
"""
