"""How the law counts time: periods in months to their last day, repairs in days of 24 hours begun (第四十条; 民法典 201–204)."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from huichang.kernel.months import later

DAY = timedelta(days=1)


def last_day(begins_on: date, *, months: int) -> date:
    """The last day of a period of months: the same day of the month, the month's last where there is none; until 24:00.

    >>> last_day(date(2024, 2, 29), months=36)
    datetime.date(2027, 2, 28)
    """
    return later(begins_on, months)


def within(begins_on: date, on: date, *, days: int) -> bool:
    """Whether a day lies within so many days of the beginning; the day of the beginning is not counted."""
    return begins_on <= on <= begins_on + timedelta(days=days)


def repair_days(agreed_at: datetime, until: datetime, *, left_out: timedelta = timedelta()) -> int:
    """Days of one repair: each 24 hours begun is a day; what is left out is taken off first.

    >>> repair_days(datetime(2026, 3, 1, 9), datetime(2026, 3, 6, 9))
    5
    >>> repair_days(datetime(2026, 3, 1, 9), datetime(2026, 3, 6, 9, 1))
    6
    """
    lasted = max(until - agreed_at - left_out, timedelta())
    return -(-lasted // DAY)


def compensation(price: Decimal, km: int, factor: Decimal) -> Decimal:
    """What the owner pays for the use: price × km / 1000 × n, to the cent, half up (第二十七条; rounding is ours).

    >>> compensation(Decimal(200000), 12345, Decimal("0.005"))
    Decimal('12345.00')
    """
    return (price * km / 1000 * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
