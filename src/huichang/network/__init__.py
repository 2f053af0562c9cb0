"""network: the manufacturer's view over all stores (WARR-30, WARR-31, PLAT-03).

The early warning: claims of all stores are judged once a day against the cars built and sold; what stands out becomes a signal,
a person makes a case of it. The pre-approval desk answers what stores ask before work. Call-back orders bring claimed parts back
from the stores. What is published to stores is confirmed by those who must read it. Read in this order: states.py, models/,
fleet.py, gathering.py, watching.py, cases.py, wishes.py, standing.py, calls.py, approvals.py, regions.py, publishing.py,
queries/.
"""
