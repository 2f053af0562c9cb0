"""Sheets that the parts store takes: the master, prices, the stock it begins with, demand from before.

Each module declares one kind (docs/how/import-a-file.md); `staging` knows the parts by their numbers.
"""
