"""vehicles: which car it is. VIN, plates with history, owners and users, mileage; and what every room knows about it.

Read in this order: models/, registration.py, mileage.py, notices.py, queries.py.
"""
