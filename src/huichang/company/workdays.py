"""The working calendar of the country: public holidays, and the weekends that are worked instead of them (调休).

The dates are those of the yearly notice of the State Council's office as the package `holidays` keeps them; a year that has
not been announced yet counts its statutory holidays only.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils.timezone import get_current_timezone, localtime

DAY = timedelta(days=1)


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def is_workday(on: date) -> bool:
    """Whether offices work on a day (法定工作日): no weekend and no holiday, or a weekend worked in exchange."""
    return bool(_calendar().is_working_day(on))


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
