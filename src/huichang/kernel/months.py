"""Months of the calendar: how far apart, and the day some months later. Pure: engines count with it too."""

from calendar import monthrange
from datetime import date


def later(day: date, months: int) -> date:
    """The day so many months later (earlier when negative); where that month has no such day, its last (民法典 art. 203).

    >>> later(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of(day: date, later_by: int = 0) -> date:
    """The first day of the month of a day, or of the month so many months later (earlier when negative).

    >>> first_of(date(2026, 3, 31), -3)
    datetime.date(2025, 12, 1)
    """
    return later(day.replace(day=1), later_by)


def apart(first: date, last: date) -> int:
    """How many months the month of `last` lies after that of `first`."""
    return (last.year - first.year) * 12 + last.month - first.month
