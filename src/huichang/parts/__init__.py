"""parts: what lies on the shelves of each store, what is promised to whom, what was issued.

The stock is a ledger of moves; `ledger.py` is its only writer, and its gate lets one transaction at a time into a store's
store room. Read in this order: rules.py, models/, ledger.py with book.py and lots.py, waiting.py, holds.py, picking.py,
issuing.py with taking.py, shelf.py, requests.py, promises.py, losing.py, receiving.py, batches.py, places.py, transfers.py,
scrapping.py, lending.py, correcting.py, catalogue.py, siblings.py, then queries/. `askers.py` is where the rooms above say
who asks.
"""
