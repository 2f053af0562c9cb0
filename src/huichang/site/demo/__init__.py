"""The demo: two stores with half a year behind them and a working day in full swing; made from a seed, always the same.

The past is written at once (`rows.py`), by a simulation that keeps the rules of the house; the day of today is made
through the use-cases, as people would. Read in this order: chance.py, content.py, stores.py, people.py, owners.py,
wishes.py, days.py, floor.py, course.py, orders.py, visits.py, store_room.py, money.py, aftercare.py, bookings.py,
history.py, loading.py.
"""
