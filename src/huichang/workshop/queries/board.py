"""The dispatch board (LANE-30, LANE-34): what waits for dispatch with the likely answer, and the day by bay and person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company.roles import Skill
from huichang.kernel.actor import Actor
from huichang.workshop.models import Job, Order
from huichang.workshop.queries import plan
from huichang.workshop.queries.hands import (
    CarLine,
    Floor,
    ToDispatch,
    car_line,
    taken_until,
    to_dispatch_card,
)
from huichang.workshop.queries.plan import JobPlan
from huichang.workshop.states import STAGE_OF_ORDER, OrderState


@dataclass(frozen=True)
class BoardBar:
    """A stretch on the board, placed in per cent of the day: `plan`ned, `run`ning, or `done`."""

    job_id: int
    order_id: int
    plate: str
    title: str
    who: str
    where: str
    kind: str
    stage: str
    since: datetime
    until: datetime
    left: str
    width: str
    late: bool
    assignment_id: int | None

    @property
    def tail(self) -> str:
        """The end of the plate, by which the house calls a car."""
        return self.plate[-5:]

    @property
    def url(self) -> str:
        """Where it is moved or taken back; the order for what runs or is done."""
        if self.assignment_id is None:
            return f"/workshop/orders/{self.order_id}/"
        return f"/workshop/dispatch/job/{self.job_id}/?assignment={self.assignment_id}"

    @property
    def says(self) -> str:
        """The whole of it in words, for the pointer and for readers of the screen."""
        how = {"plan": "计划", "run": "作业中，预计", "done": "已做"}[self.kind]
        times = f"{localtime(self.since):%H:%M}–{localtime(self.until):%H:%M}"
        rest = " · ".join(part for part in (self.who, self.where) if part)
        return f"{self.plate} {self.title} · {how} {times} · {rest}"


@dataclass(frozen=True)
class BoardRow:
    """A bay or a technician along the day; `absent`: not on shift today."""

    id: int
    name: str
    sub: str
    busy_minutes: int
    bars: tuple[BoardBar, ...]
    free_from: datetime | None = None
    absent: bool = False


@dataclass(frozen=True)
class Board:
    """The whole board at a moment."""

    at: datetime
    since: datetime
    until: datetime
    now_left: str
    hour_width: str
    hours: tuple[tuple[str, str], ...]
    to_dispatch: tuple[ToDispatch, ...]
    threatened: tuple[CarLine, ...]
    by_bay: tuple[BoardRow, ...]
    by_technician: tuple[BoardRow, ...]
    counts: dict[str, int]
    may_dispatch: bool


def board(actor: Actor, *, at: datetime) -> Board:
    """The dispatch board of the store the actor works in. Nine statements. Raises NotAllowed."""
    floor = Floor(actor, at)
    waiting = [
        job
        for job in floor.plan.jobs
        if job.row.state in plan.OPEN_JOBS and not job.planned and not job.running
    ]
    to_dispatch = tuple(to_dispatch_card(floor, job) for job in waiting)
    lines = [car_line(order) for order in floor.plan.orders.values()]
    since, until = _window(floor)
    bars = list(_bars(floor, since, until))
    span = (until - since).total_seconds()
    hours = tuple(
        (f"{mark:%H:%M}", _percent((mark - since).total_seconds() / span))
        for mark in (since + timedelta(hours=step) for step in range(int((span - 1) // 3600) + 1))
    )
    return Board(
        at,
        since,
        until,
        _percent((localtime(at) - since).total_seconds() / span),
        _percent(3600 / span),
        hours,
        to_dispatch,
        tuple(sorted((line for line in lines if line.late), key=lambda line: line.slack or 0)),
        tuple(_bay_row(floor, bay, bars) for bay in floor.bays.values()),
        tuple(_person_row(floor, person, bars) for person in floor.people.values()),
        {
            "to_dispatch": len(to_dispatch),
            "running": sum(1 for job in floor.plan.jobs if job.running),
            "waiting": sum(1 for line in lines if line.stage == "waiting"),
            "late": sum(1 for line in lines if line.late),
        },
        any(floor.may_give_to(person) for person in floor.people.values()),
    )


def _window(floor: Floor) -> tuple[datetime, datetime]:
    """The store's day, wide enough for everything that is planned and forecast today."""
    now, store = localtime(floor.at), company.store_card(floor.store_id)
    opens = datetime.combine(now.date(), store.opens_at, now.tzinfo)
    closes = datetime.combine(now.date(), store.closes_at, now.tzinfo)
    ends = [end for _, end in floor.plan.spans.values() if localtime(end).date() == now.date()]
    until = max([closes, now + timedelta(minutes=30), *(localtime(end) for end in ends)])
    since = min(opens, now).replace(minute=0, second=0, microsecond=0)
    return since, min(until, since.replace(hour=23, minute=45))


def _bars(floor: Floor, since: datetime, until: datetime) -> Iterable[BoardBar]:
    """Planned stretches that lie ahead, running ones with their forecast, worked ones of today (also of cars that are
    through)."""
    for job in floor.plan.jobs:
        order = floor.order_of[job.row.pk]
        for bar in job.planned:
            if not any(each.technician_id == bar.technician_id for each in job.running):
                yield _bar(
                    floor,
                    job.row,
                    order.row,
                    bar,
                    "plan",
                    *_planned_span(floor, job, bar),
                    order.late,
                    since,
                    until,
                )
        for bar in job.running:
            end = floor.plan.spans[job.row.pk][1]
            yield _bar(floor, job.row, order.row, bar, "run", bar.since, end, order.late, since, until)
    worked = (row for row in floor.plan.clocks if row.ended_by and row.period.upper > since)
    for row in worked:
        bar = plan.Bar(row.pk, row.job_id, row.technician_id, row.bay_id, row.period.lower, row.period.upper)
        yield _bar(floor, row.job, row.order, bar, "done", bar.since, row.period.upper, False, since, until)


def _planned_span(floor: Floor, job: JobPlan, bar: plan.Bar) -> tuple[datetime, datetime]:
    """A plan that has slipped is shown where the forecast puts it."""
    start, end = floor.plan.spans.get(job.row.pk, (bar.since, bar.until or bar.since))
    return (bar.since, bar.until or bar.since) if start <= bar.since else (start, end)


def _bar(
    floor: Floor,
    job: Job,
    order: Order,
    bar: plan.Bar,
    kind: str,
    begin: datetime,
    end: datetime,
    late: bool,
    since: datetime,
    until: datetime,
) -> BoardBar:
    span = (until - since).total_seconds()
    shown_from, shown_to = max(begin, since), min(max(end, begin), until)
    state = STAGE_OF_ORDER[OrderState(order.state)].value
    stage = {"plan": "to_dispatch", "run": "in_work"}.get(kind, state)
    if kind == "plan" and order.state == OrderState.WAITING:
        stage = "waiting"
    who, bay = floor.people.get(bar.technician_id), floor.bays.get(bar.bay_id or 0)
    return BoardBar(
        job.pk,
        order.pk,
        order.vehicle.plate or order.number,
        job.title,
        who.name if who else "",
        bay.name if bay else "",
        kind,
        stage,
        begin,
        end,
        _percent((shown_from - since).total_seconds() / span),
        _percent(max((shown_to - shown_from).total_seconds(), 0) / span),
        late and kind != "done",
        bar.id if kind == "plan" else None,
    )


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0), 1):.2f}%"


def _bay_row(floor: Floor, bay: company.BayCard, bars: list[BoardBar]) -> BoardRow:
    mine = [bar for bar in bars if bar.where == bay.name]
    return BoardRow(
        bay.id, bay.name, bay.kind_says, _minutes(mine), _in_order(mine), taken_until(floor, bay.id, 0)
    )


def _person_row(floor: Floor, person: company.PersonCard, bars: list[BoardBar]) -> BoardRow:
    mine = [bar for bar in bars if bar.who == person.name]
    skills = "、".join(Skill(skill).label for skill in person.skills)
    return BoardRow(
        person.id,
        person.name,
        " · ".join(part for part in (person.team, skills) if part),
        _minutes(mine),
        _in_order(mine),
        floor.diary.person_free_from(person.id, floor.at),
        bool(floor.shifts) and person.id not in floor.shifts,
    )


def _in_order(bars: list[BoardBar]) -> tuple[BoardBar, ...]:
    return tuple(sorted(bars, key=lambda bar: bar.since))


def _minutes(bars: list[BoardBar]) -> int:
    total = sum(((bar.until - bar.since) for bar in bars), timedelta())
    return int(total // timedelta(minutes=1))
