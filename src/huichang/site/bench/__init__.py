"""The benchmark: what a visit costs and how long pages take, measured on a server and database of its own.

Everything happens on 127.0.0.1 and in one folder, bounded in count and time. Read in this order: place.py (server,
databases, processes), client.py and visit.py (a visit over HTTP), drive.py (many of them), limit.py (the same rows by
plain SQL), archive.py (a million orders), pages.py (how long pages take), report.py, run.py.
"""
