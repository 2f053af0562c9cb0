"""verdicts: the manufacturer's claim desk: clear claims decided by rules, the rest by people, month by month (WARR-30).

Every submission of a store gets one verdict: by the book of rules in force, or at the desk; a sample of what rules accept is
looked at all the same. A month's verdicts are published to the store as its settlement list. Read in this order: states.py,
rules.py, scoring.py, models/, rulebooks.py, judging.py, deciding.py, publishing.py, risks.py, queries/.
"""
