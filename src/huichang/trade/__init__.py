"""trade: parts that are sold over the counter and to repair shops, fleets and owners, without a visit to the workshop.

A sale is the thread: quoted, accepted, ordered (stock kept, the rest awaited), picked, dispatched with proof, charged, put on
a monthly bill and paid; what comes back is credited. Goods move through the store room's ledger, money through billing's.
Read in this order: states.py, rules.py, models/, accounts.py, selling.py, quoting.py, ordering.py, counter.py,
dispatching.py, bills.py, paying.py, returns.py, advising.py, then queries/.
"""
