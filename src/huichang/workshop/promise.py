"""When the car will be ready: the proposal that the adviser may replace (LANE-21).

One question, one place. A planner that knows bays, people and parts answers it, with how sure it is (`planner_is`);
where it knows nothing of an order, the standard minutes of the open work are added up within the store's hours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.workshop import rules

BREAK_FROM = settings.declare("workshop.break_from", "12:00", "车间午休开始")
BREAK_MINUTES = settings.declare("workshop.break_minutes", 60, "车间午休", unit="分钟")
FINISH_MINUTES = settings.declare("workshop.finish_minutes", 40, "质检、洗车和结算准备", unit="分钟")
LONGEST_DAYS = 60


@dataclass(frozen=True)
class Honest:
    """The earliest time at which an order is ready with a certainty (per cent); `why`: what keeps it from being ready
    sooner."""

    at: datetime
    certainty: int
    why: str = ""


Promising = Callable[[int, int, int, datetime], Honest | None]
"""(store, order, minutes of work that come to it, now) → the honest finish; None: knows nothing of it."""
Foreseeing = Callable[[int, datetime], Mapping[int, datetime]]
"""(store, now) → when each order will be ready as things stand."""
_planner: list[tuple[Promising, Foreseeing]] = []


def planner_is(promising: Promising, foreseeing: Foreseeing) -> None:
    """Tell the workshop who plans its day (planning does)."""
    _planner[:] = [(promising, foreseeing)]


def honest(store_id: int, order_id: int, *, more: int = 0, at: datetime) -> Honest | None:
    """The earliest honest finish of an order, with `more` minutes of work that nobody has agreed to yet; None when no plan
    knows the order."""
    for promising, _ in _planner:
        return promising(store_id, order_id, more, at)
    return None


def foreseen(store_id: int, *, at: datetime) -> Mapping[int, datetime]:
    """When each order that the plan knows will be ready as things stand, by order; empty without a planner."""
    for _, foreseeing in _planner:
        return foreseeing(store_id, at)
    return {}


def propose(
    store_id: int, minutes: int, *, order_id: int | None = None, more: int = 0, at: datetime
) -> datetime:
    """The time to tell the customer: the honest finish of the order with `more` minutes that come to it; else for so many
    minutes of work that begin now. Rounded up to a quarter of an hour.

    Checking, washing and papers are added. Work is done in the store's opening hours, not in the break. One statement,
    and what the planner asks.
    """
    if order_id is not None and (found := honest(store_id, order_id, more=more, at=at)) is not None:
        return found.at
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
    for begins, ends in spans(start, opens, closes, rest_from, rest_minutes):
        begins = max(begins, start)
        if ends <= begins:
            continue
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise ValueError(f"{minutes} minutes do not fit into {LONGEST_DAYS} days")


def spans(
    start: datetime,
    opens: time,
    closes: time,
    rest_from: time,
    rest_minutes: int,
    *,
    until: datetime | None = None,
) -> Iterator[tuple[datetime, datetime]]:
    """Morning and afternoon of each day from the day of `start` to that of `until` (at most 60 days), in the time zone of
    `start`."""
    last_day = LONGEST_DAYS if until is None else min(LONGEST_DAYS, (until.date() - start.date()).days + 1)
    for ahead in range(last_day):
        on = start.date() + timedelta(days=ahead)
        first, last, rest = (datetime.combine(on, each, start.tzinfo) for each in (opens, closes, rest_from))
        if rest_minutes and first < rest < last:
            yield first, rest
            yield rest + timedelta(minutes=rest_minutes), last
        else:
            yield first, last
