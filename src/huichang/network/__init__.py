"""network: the manufacturer's view over all stores: the early warning, its cases and what stores are asked for (WARR-31).

Claims of all stores are judged once a day against the cars built and sold; what stands out becomes a signal, a person makes
a case of it. Read in this order: states.py, models/, fleet.py, watching.py, cases.py, queries.py.
"""
