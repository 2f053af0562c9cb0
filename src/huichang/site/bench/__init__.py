"""The benchmark: what a visit costs and how long pages take, measured on a server and databases of its own.

Everything happens on 127.0.0.1 and in one folder, bounded in count and time. Read in this order: run.py (the command),
parts.py (what can be measured), report.py (docs/performance.md), place.py (server and processes), databases.py (what is
in them, stage.py, archive.py), visits.py with client.py, visit.py, drive.py and limit.py (a visit over HTTP, many of
them, the same rows by plain SQL), pages.py (how long pages take).
"""
