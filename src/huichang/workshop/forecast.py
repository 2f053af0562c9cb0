"""When the workshop will be through with what it has: jobs one after another per technician and per bay. Pure.

The forecast takes the plan as it stands and pushes it: a job that overruns delays the next one of its technician and
of its bay, and so the promise of another car, before that happens (LANE-34).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from huichang.workshop import promise

LEAST_LEFT = 10
"""Minutes that a started job still needs however much time it has used: nobody knows better."""


@dataclass(frozen=True)
class Work:
    """One open job: standard minutes, minutes clocked so far, who and where, not before when (parts)."""

    job_id: int
    order_id: int
    minutes: int
    worked: int = 0
    started: bool = False
    running: bool = False
    technicians: tuple[int, ...] = ()
    bay_id: int | None = None
    planned_at: datetime | None = None
    not_before: datetime | None = None

    @property
    def left(self) -> int:
        """Minutes of work that are left."""
        return max(self.minutes - self.worked, LEAST_LEFT) if self.started else self.minutes


@dataclass(frozen=True)
class OpenHours:
    """When the workshop works, store time, every day: opening, closing, and its break."""

    opens: time
    closes: time
    rest_from: time = time(12)
    rest_minutes: int = 0

    def next_open(self, moment: datetime) -> datetime:
        """`moment` when the workshop works then, else when it next does."""
        return self.after(moment, 0)

    def after(self, start: datetime, minutes: int) -> datetime:
        """When `minutes` of work that begin at `start` end; what does not fit in a day goes on the next morning."""
        return promise.finish(
            start,
            minutes,
            opens=self.opens,
            closes=self.closes,
            rest_from=self.rest_from,
            rest_minutes=self.rest_minutes,
        )

    def between(self, start: datetime, end: datetime) -> int:
        """Minutes of work between two moments (store time); 0 when `end` is not after `start`."""
        spans = promise.spans(start, self.opens, self.closes, self.rest_from, self.rest_minutes, until=end)
        worked = (min(ends, end) - max(begins, start) for begins, ends in spans)
        return sum(span // timedelta(minutes=1) for span in worked if span > timedelta())


def forecast(
    works: Iterable[Work], *, now: datetime, hours: OpenHours
) -> dict[int, tuple[datetime, datetime]]:
    """Start and end of every open job, by job; `now` in the store's time zone.

    Running jobs first, then in the order of the plan, then what is not planned yet (in the order given, each after
    the earlier jobs of its order). A technician does one job at a time, a bay holds one order at a time.
    """
    free = _Free(now)
    spans: dict[int, tuple[datetime, datetime]] = {}
    far = datetime.max.replace(tzinfo=now.tzinfo)
    for work in sorted(works, key=lambda each: (not each.running, each.planned_at or far)):
        if work.running:
            # Somebody who works on after closing time is not sent home by the forecast.
            start, end = now, now + timedelta(minutes=work.left)
        else:
            start = hours.next_open(free.start_of(work))
            end = hours.after(start, work.left)
        spans[work.job_id] = (start, end)
        free.take(work, end)
    return spans


class _Free:
    """From when people, bays and unplanned orders are free again."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people: dict[int, datetime] = {}
        self.bays: dict[int, tuple[datetime, int]] = {}
        self.orders: dict[int, datetime] = {}

    def start_of(self, work: Work) -> datetime:
        """The earliest start that plan, parts, people and bay allow."""
        waits = [self.now, *(at for at in (work.planned_at, work.not_before) if at is not None)]
        waits += [self.people[who] for who in work.technicians if who in self.people]
        if work.bay_id in self.bays:
            until, whose = self.bays[work.bay_id]
            if whose != work.order_id:
                waits.append(until)
        if not work.technicians and work.order_id in self.orders:
            waits.append(self.orders[work.order_id])
        return max(waits)

    def take(self, work: Work, end: datetime) -> None:
        """The job occupies its people and its bay until `end`."""
        self.people.update(dict.fromkeys(work.technicians, end))
        self.orders[work.order_id] = max(end, self.orders.get(work.order_id, end))
        if work.bay_id is not None:
            held, whose = self.bays.get(work.bay_id, (end, work.order_id))
            self.bays[work.bay_id] = (max(end, held) if whose == work.order_id else end, work.order_id)


def ready(
    tails: Mapping[int, int],
    works: Iterable[Work],
    spans: Mapping[int, tuple[datetime, datetime]],
    *,
    now: datetime,
) -> dict[int, datetime]:
    """When each order of `tails` is ready for its customer: the end of its last job (now, when none is open) and the
    minutes of checking and washing that follow it at once (`tails`, by order)."""
    last: dict[int, datetime] = {}
    for work in works:
        end = spans[work.job_id][1]
        last[work.order_id] = max(end, last.get(work.order_id, end))
    return {
        order_id: last.get(order_id, now) + timedelta(minutes=minutes) for order_id, minutes in tails.items()
    }
