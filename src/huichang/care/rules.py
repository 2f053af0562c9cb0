"""Pure rules of customer care: when to call, when to try again, what a due matter is worth (CARE-10, CARE-20)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

FIRST_HOUR, LAST_HOUR = 9, 18
CHANCE = {
    "declined": Decimal("0.45"),
    "worn": Decimal("0.5"),
    "service": Decimal("0.6"),
    "date": Decimal("0.35"),
}
SAFETY_CHANCE = Decimal("0.7")


def call_window(delivered_on: date, *, after_days: int, latest_days: int) -> tuple[date, date]:
    """(day from which the call is due, latest day). `after_days` is held between 2 and 5, `latest_days` at most 7."""
    after = min(max(after_days, 2), 5)
    return delivered_on + timedelta(days=after), delivered_on + timedelta(
        days=max(after, min(latest_days, 7))
    )


def next_try(at: datetime, tried_hours: Sequence[int]) -> datetime:
    """When to try again: at another hour of the day than every try so far, between 9:00 and 18:00 in store time.

    The candidate hours are walked from three hours after the last try; without a free one, the next morning.
    """
    start = at.replace(minute=0, second=0, microsecond=0)
    for step in range(3, 60):
        moment = start + timedelta(hours=step)
        if FIRST_HOUR <= moment.hour < LAST_HOUR and moment.hour not in tried_hours:
            return moment
    raise ValueError("no hour is left to try")


def declined_due_on(on: date, *, state: str, is_safety: bool, remaining_days: int | None) -> date:
    """When to speak of an unrepaired point again: a safety point that must be done now after 3 days, other such points
    after 14, the rest when two thirds of the remaining life are gone (30 days without one)."""
    if state == "now":
        return on + timedelta(days=3 if is_safety else 14)
    if remaining_days is None:
        return on + timedelta(days=30)
    return on + timedelta(days=max(7, remaining_days * 2 // 3))


def expected(kind: str, worth: Decimal, *, is_safety: bool) -> Decimal:
    """Worth × chance in yuan: how the due list is ranked. The chances are starting values, to be learned from results."""
    return worth * (SAFETY_CHANCE if is_safety else CHANCE[kind])
