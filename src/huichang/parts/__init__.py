"""parts: what lies on the shelves of each store, what is promised to whom, what was issued.

The stock is a ledger of moves; `ledger.py` is its only writer. Read in this order: rules.py, models/, ledger.py,
holds.py, picking.py, issuing.py, queries.py.
"""
