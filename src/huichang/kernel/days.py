"""Days as stores count them."""

from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone


def begin_of(on: date) -> datetime:
    """The first moment of a day, store time."""
    return datetime.combine(on, time.min, get_current_timezone())
