"""supply: whom the store buys its parts from, what was ordered, came, was billed, claimed and sent back.

A purchase order is the thread: draft, approval by amount, sent, confirmed, received in parts, invoiced. What it has on its
way is a delivery of the parts room, which tells who waits; what came goes through that room's ledger. Read in this order:
states.py, rules.py, models/, suppliers.py, contracts.py, drafting.py, ordering.py, approving.py, receiving.py, invoices.py,
returns.py, claims.py, evaluating.py, emergency.py, then queries/.
"""
