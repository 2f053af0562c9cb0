"""vehicles: which car it is. VIN, plates with history, owners and users, mileage; and what every room knows about it.

Read in this order: models/, rules.py, registration.py, mileage.py, owners.py, notices.py, dossier.py, queries.py; photos of
plates and VINs are read by reading.py in a process of its own (camera.py).
"""
