"""Columns on a terminal: a Chinese character takes two places."""

from unicodedata import east_asian_width


def padded(text: str, columns: int) -> str:
    """The text, filled up with blanks to a width in terminal columns (at least one blank).

    >>> padded("顾问", 6) + "|"
    '顾问  |'
    """
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, columns - taken)
