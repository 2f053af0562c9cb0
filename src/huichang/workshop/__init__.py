"""workshop: the visit and its repair order, from the plate at the gate to the gate pass scanned.

Read in this order: states.py, rules.py, models/, arrival.py, reception.py, quoting.py, orders.py, dispatch.py, clock.py,
extra_work.py, inspection.py, handover.py, then queries and screens/order.py with order.html.
"""
