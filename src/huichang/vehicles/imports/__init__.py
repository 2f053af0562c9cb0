"""Sheets that this room takes: policies, and cars of campaigns."""
