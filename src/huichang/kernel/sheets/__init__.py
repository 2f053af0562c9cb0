"""Sheets that people bring and take away: Excel and CSV as they really come, read, understood, and written.

`reading` makes rows out of a file, `cells` makes values out of what people write into cells, `columns` finds the
headings and says by line what is wrong, `writing` makes the sheets that are filled in or taken away. Pure: no database.
Which sheets a room takes, and what becomes of them, is declared in its `imports` (docs/how/import-a-file.md).
"""
