"""parts: what lies on the shelves of each store, what is promised to whom, what was issued.

The stock is a ledger of moves; `ledger.py` is its only writer, and its gate lets one transaction at a time into a store's
store room. Read in this order: rules.py, models/, ledger.py, waiting.py, holds.py, picking.py, issuing.py, shelf.py,
requests.py, receiving.py, places.py, catalogue.py, then queries/. `askers.py` is where the rooms above say who asks.
"""
