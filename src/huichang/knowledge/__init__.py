"""knowledge: what the house knows. Fault knowledge, help requests to the technical manager, special tools.

Read in this order: models/, faults.py, help.py, tools.py, queries.py.
"""
