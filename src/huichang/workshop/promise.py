"""When the car will be ready: the proposal that the adviser may replace (LANE-21 asks the planner here later).

One question, one place: `propose`. Now it adds up the standard minutes of the open work within the store's hours and
breaks; a planner that knows bays, people and parts answers the same question later.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.workshop import rules

BREAK_FROM = settings.declare("workshop.break_from", "12:00", "车间午休开始")
BREAK_MINUTES = settings.declare("workshop.break_minutes", 60, "车间午休", unit="分钟")
FINISH_MINUTES = settings.declare("workshop.finish_minutes", 40, "质检、洗车和结算准备", unit="分钟")
LONGEST_DAYS = 60


def propose(store_id: int, minutes: int, *, at: datetime) -> datetime:
    """The time to tell the customer for so many minutes of work that begin now, rounded up to a quarter of an hour.

    Checking, washing and papers are added. Work is done in the store's opening hours, not in the break. One statement.
    """
    store = company.store_card(store_id)
    rest = time.fromisoformat(settings.of(store_id, BREAK_FROM))
    ready = finish(
        localtime(at),
        minutes + settings.of(store_id, FINISH_MINUTES),
        opens=store.opens_at,
        closes=store.closes_at,
        rest_from=rest,
        rest_minutes=settings.of(store_id, BREAK_MINUTES),
    )
    return rules.new_promise(ready, spare_minutes=0)


def finish(
    start: datetime, minutes: int, *, opens: time, closes: time, rest_from: time, rest_minutes: int
) -> datetime:
    """When `minutes` of work that begin at `start` (store time) are done. Pure.

    Raises ValueError for a store that is never open.
    """
    left = timedelta(minutes=minutes)
    for begins, ends in _spans(start.date(), start, opens, closes, rest_from, rest_minutes):
        begins = max(begins, start)
        if ends <= begins:
            continue
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise ValueError(f"{minutes} minutes do not fit into {LONGEST_DAYS} days")


def _spans(
    day: date, like: datetime, opens: time, closes: time, rest_from: time, rest_minutes: int
) -> Iterator[tuple[datetime, datetime]]:
    """Morning and afternoon of each day, in the time zone of `like`."""
    for ahead in range(LONGEST_DAYS):
        on = day + timedelta(days=ahead)
        first, last, rest = (datetime.combine(on, each, like.tzinfo) for each in (opens, closes, rest_from))
        if rest_minutes and first < rest < last:
            yield first, rest
            yield rest + timedelta(minutes=rest_minutes), last
        else:
            yield first, last
