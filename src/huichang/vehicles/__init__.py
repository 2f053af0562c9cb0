"""vehicles: which car it is. VIN, plates with history, owners and users, mileage; who promised what about it, which recalls
hit it; and what every room knows about it.

Read in this order: models/, rules.py, registration.py, mileage.py, owners.py, notices.py, dossier.py, queries.py; photos of
plates and VINs are read by reading.py in a process of its own (camera.py). Promises: coverage.py writes policies,
cover_answers.py asks engines/coverage who bears a repair, cover_sources.py hears of fitted parts and repairs. Campaigns:
campaigns.py, campaign_hits.py says which cars they hit, campaign_work.py how an order does them.
"""
