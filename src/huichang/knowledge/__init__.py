"""knowledge: what the house knows. Fault knowledge, lessons under review, help from the technical manager, special tools.

Read in this order: states.py, rules.py (how words find a case), models/, faults.py, lessons.py, help.py, tools.py, queries/.
"""
