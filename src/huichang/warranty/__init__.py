"""warranty: what the manufacturer pays: inspected, claimed, reported, kept as parts, settled (WARR-10 to WARR-15).

A claim belongs to one job of an order and takes its lines along; what it asks goes out as numbered submissions. Its parts lie
in the claimed-parts store and move by documents only. Read in this order: states.py, rules.py, models/, covering.py,
splitting.py, inspecting.py, finishing.py, checking.py, claims.py, reports.py, approvals.py, goodwill.py, keeping.py, shipping.py,
scrapping.py, settling.py, imports/, then queries/.
"""
