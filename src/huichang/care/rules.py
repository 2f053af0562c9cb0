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
    "campaign": Decimal("0.6"),
}
SAFETY_CHANCE = Decimal("0.7")
LEAD_DAYS = 3
"""Days between a call and the visit that it proposes: time enough to find a slot and the parts."""
SPARE_DAYS = 7
"""Days that a visit stays away from the end of a part's life, at least."""


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


def lasts_days(
    *,
    remaining_days: int | None,
    remaining_km: int | None,
    km_per_day: Decimal | None,
    assumed_km_per_day: int,
) -> int | None:
    """Days until a point is worn out, by time or by use, whichever is earlier; None when neither is known.

    A car whose use nobody knows is taken to drive `assumed_km_per_day`.
    """
    known = [] if remaining_days is None else [remaining_days]
    if remaining_km is not None and (per_day := km_per_day or Decimal(assumed_km_per_day)) > 0:
        known.append(int(remaining_km / per_day))
    return min(known, default=None)


def declined_due_on(on: date, *, state: str, is_safety: bool, remaining_days: int | None) -> date:
    """When to speak of an unrepaired point again: a safety point that must be done now after 3 days, other such points
    after 14, the rest when two thirds of the remaining life are gone (30 days without one), in any case while some of it
    is left."""
    if state == "now":
        return on + timedelta(days=3 if is_safety else 14)
    if remaining_days is None:
        return on + timedelta(days=30)
    return on + timedelta(days=max(1, min(max(7, remaining_days * 2 // 3), remaining_days - LEAD_DAYS)))


def proposed_on(on: date, *, due_on: date, state: str, remaining_days: int | None) -> date:
    """The day to propose for the visit: not before the call of `due_on`, and with a tenth of the remaining life (a week at
    least) to spare; for what must be done now the day after the call, without a known life some days after it.

    `on` is the day on which the point was found.
    """
    if state == "now":
        return due_on + timedelta(days=1)
    if remaining_days is None:
        return due_on + timedelta(days=LEAD_DAYS)
    spare = max(SPARE_DAYS, remaining_days // 10)
    return max(due_on, on + timedelta(days=remaining_days - spare))


def expected(kind: str, worth: Decimal, *, is_safety: bool) -> Decimal:
    """Worth × chance in yuan: how the due list is ranked. The chances are starting values, to be learned from results."""
    return worth * (SAFETY_CHANCE if is_safety else CHANCE[kind])
