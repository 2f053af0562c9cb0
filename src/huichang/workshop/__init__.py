"""workshop: the visit and its repair order, from the plate at the gate to the gate pass scanned.

Read in this order: states.py, rules.py, models/, arrival.py, reception.py, quoting.py, orders.py, dispatch.py, clock.py,
extra_work.py, inspection.py, handover.py, then queries and screens/order.py with order.html. The rest by what is done:

* at the gate: precheck, alarms; handover scans the pass
* round the car: check_in, walk, points, findings, remedies (what mends a point)
* on the order: drafting, pricing, amounts, amending, answers, giving_up, links, promise, insured, order_papers
* on the floor: arranging, openings, forecast, progress, reporting, supply, floor_papers
* at the end: checklists, guarantees, comebacks, settling, leaving_papers
* what people are told to do: doing, my_orders, worklist, missing_parts; what a car brings with it: notices
"""
