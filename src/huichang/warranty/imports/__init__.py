"""Sheets that this room takes: the manufacturer's settlement list."""
