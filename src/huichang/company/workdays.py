"""The working calendar of the country: public holidays, and the weekends that are worked instead of them (调休).

The days are those of the yearly notice of the State Council's office as the package `chinesecalendar` keeps them (2004 to the
last year that was announced); a year that is not announced yet has its fixed holidays and its weekends only.
"""

from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.utils.timezone import get_current_timezone, localtime

DAY = timedelta(days=1)
SATURDAY = 5
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the holidays that lie on the same day every year (全国年节及纪念日放假办法, as of 2025)."""


def is_workday(on: date) -> bool:
    """Whether offices work on a day (法定工作日): no weekend and no holiday, or a weekend worked in exchange."""
    try:
        return bool(chinese_calendar.is_workday(on))
    except NotImplementedError:
        return on.weekday() < SATURDAY and (on.month, on.day) not in FIXED


def after(on: date, count: int) -> date:
    """The working day that is `count` working days after a day; that day itself is not counted. Raises ValueError for a
    negative count."""
    if count < 0:
        raise ValueError("count must not be negative")
    day = on
    while count:
        day += DAY
        count -= is_workday(day)
    return day


def due_at(at: datetime, count: int) -> datetime:
    """The end of the last of `count` working days after a moment (store time): an answer is in time until midnight."""
    last = after(localtime(at).date(), count)
    return datetime.combine(last + DAY, time(), get_current_timezone()) - timedelta(seconds=1)
