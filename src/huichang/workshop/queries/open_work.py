"""What the planner reads of the workshop: every order that stands in it, with what is agreed, given out, clocked and short.

Frozen cards; four statements, however many cars there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Value

from huichang.company.roles import BayKind
from huichang.parts import queries as parts
from huichang.workshop import checklists, reasons, rules
from huichang.workshop.models import Assignment, Clock, Job, Line, Order
from huichang.workshop.queries.plan import IN_WORKSHOP, OPEN_JOBS, PartsState, parts_state
from huichang.workshop.states import (
    STAGE_OF_ORDER,
    WORKABLE_LINES,
    JobState,
    LineKind,
    LineState,
    OrderState,
    RepairType,
)

PLANNED_ORDERS = (*IN_WORKSHOP, OrderState.DRAFT, OrderState.CHECKED)
CHARGED = (*WORKABLE_LINES, LineState.DRAFT, LineState.QUOTED)


class Stretch(NamedTuple):
    """Somebody at a job in a bay from … until … (None: still at it). `id`: of the dispatch or the clock."""

    id: int
    technician_id: int
    bay_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class OpenJob:
    """A job that is not finished. `worked`: minutes clocked, all people together; `amount`: yuan that it charges."""

    id: int
    position: int
    title: str
    state: str
    repair_type: str
    system: str
    skill: str
    bay_kinds: tuple[str, ...]
    minutes: int
    worked: int
    codes: tuple[str, ...]
    amount: Decimal
    parts: PartsState
    planned: tuple[Stretch, ...]
    clocked: tuple[Stretch, ...]
    pause_reason: str = ""

    @property
    def moved_out(self) -> bool:
        """Whether the car left its bay with the pause: for another car, or to somebody outside."""
        return self.pause_reason in [reasons.words("pause", code) for code in ("bay", "sublet")]

    @property
    def running(self) -> tuple[Stretch, ...]:
        """The clocks that run."""
        return tuple(each for each in self.clocked if each.until is None)


@dataclass(frozen=True)
class OpenOrder:
    """An order that still takes time of the workshop. `signed`: may be dispatched; `checked`: passed its final check."""

    id: int
    number: str
    visit_id: int
    appointment_id: int | None
    vehicle_id: int
    plate: str
    plate_kind: str
    car: str
    series: str
    colour: str
    customer_id: int
    customer: str
    adviser_id: int
    adviser: str
    repair_type: str
    state: str
    stage: str
    waiting_for: str
    waits: bool
    signed: bool
    checked: bool
    to_wash: bool
    road_test: bool
    promised_first_at: datetime | None
    promised_at: datetime | None
    told_at: datetime | None
    opened_at: datetime
    version: int
    jobs: tuple[OpenJob, ...]

    @property
    def statutory(self) -> bool:
        """A recall or service campaign: the law wants it done."""
        return self.repair_type == RepairType.RECALL


def fitting_bays(bay_kind: str) -> tuple[str, ...]:
    """The kinds of bay in which work that asks for one kind may be done, its own first."""
    others = tuple(kind for kind in BayKind.values if kind != bay_kind and rules.bay_fits(kind, bay_kind))
    return (bay_kind, *others)


def open_work(store_id: int, *, at: datetime) -> tuple[OpenOrder, ...]:
    """Everything that still takes time of a store's workshop, by promise. Orders that are checked stand in it until they
    are washed."""
    rows = (
        Job.objects.filter(order__store_id=store_id, order__state__in=PLANNED_ORDERS)
        .exclude(state__in=[JobState.DROPPED, JobState.PROPOSED])
        .select_related("order__vehicle", "order__visit", "order__customer", "order__adviser")
        .order_by("order_id", "position")
    )
    of_order: dict[int, list[Job]] = defaultdict(list)
    for row in rows:
        of_order[row.order_id].append(row)
    open_ids = [job.pk for jobs in of_order.values() for job in jobs if job.state in OPEN_JOBS]
    planned, clocked = _planned_and_clocked(open_ids)
    lines = _lines(store_id, open_ids)
    found = [
        _order(jobs, planned, clocked, lines, at)
        for jobs in of_order.values()
        if jobs[0].order.state != OrderState.CHECKED or _to_wash(jobs[0].order)
    ]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return tuple(sorted(found, key=lambda order: (order.promised_at or far, order.id)))


def _to_wash(order: Order) -> bool:
    return order.wash and order.washed_at is None


def _planned_and_clocked(job_ids: list[int]) -> tuple[dict[int, list[Stretch]], dict[int, list[Stretch]]]:
    """What is given out and what was clocked of some jobs, by job. One statement."""
    columns = ("job_id", "pk", "technician_id", "bay_id", "period", "given")
    given = Assignment.objects.filter(job_id__in=job_ids, is_open=True).annotate(given=Value(True))
    clocks = Clock.objects.filter(job_id__in=job_ids).annotate(given=Value(False))
    both = given.values_list(*columns).union(clocks.values_list(*columns), all=True)
    planned: dict[int, list[Stretch]] = defaultdict(list)
    clocked: dict[int, list[Stretch]] = defaultdict(list)
    for job_id, pk, technician_id, bay_id, period, is_given in both if job_ids else ():
        kind = planned if is_given else clocked
        kind[job_id].append(Stretch(pk, technician_id, bay_id, period.lower, period.upper))
    for stretches in (*planned.values(), *clocked.values()):
        stretches.sort(key=lambda each: each.since)
    return planned, clocked


@dataclass
class _Lines:
    codes: list[str]
    parts: list[tuple[int, str]]
    amount: Decimal
    state: PartsState


def _lines(store_id: int, job_ids: list[int]) -> dict[int, _Lines]:
    """What each job charges and asks of the counter. Two statements, one more when parts are quoted that nobody has agreed
    to yet: the counter keeps none of them, so what is on the shelf tells whether the job will wait."""
    found: dict[int, _Lines] = {}
    rows = Line.objects.filter(job_id__in=job_ids, state__in=CHARGED).order_by("pk")
    asked: dict[int, list[_Asked]] = defaultdict(list)
    for pk, job_id, kind, code, name, amount, own, state, part_id, quantity, booked in rows.values_list(
        *("pk", "job_id", "kind", "code", "name", "amount", "own_part"),
        *("state", "part_id", "quantity", "order__visit__appointment_id"),
    ):
        mine = found.setdefault(job_id, _Lines([], [], Decimal(0), PartsState()))
        mine.amount += amount
        if kind == LineKind.LABOUR:
            mine.codes.append(code)
        elif kind == LineKind.PART and not own:
            mine.parts.append((pk, name))
            if state not in WORKABLE_LINES and part_id is not None:
                asked[job_id].append(_Asked(part_id, name, quantity, booked is not None))
    owed = parts.open_picks(store_id)
    for mine in found.values():
        mine.state = parts_state(mine.parts, owed) if mine.parts else PartsState()
    _not_on_the_shelf(store_id, found, asked)
    return found


class _Asked(NamedTuple):
    """A part that is quoted. `booked`: its car was, so the piece that is kept on the shelf may be kept for it."""

    part_id: int
    name: str
    quantity: Decimal
    booked: bool


def _not_on_the_shelf(store_id: int, found: dict[int, _Lines], asked: dict[int, list[_Asked]]) -> None:
    """Jobs that nobody has agreed to yet are short of what the store does not have. One statement, none without parts."""
    wanted = {each.part_id for job in asked.values() for each in job}
    there = parts.availability(store_id, wanted) if wanted else {}
    for job_id, job in asked.items():
        missing = [
            each
            for each in job
            if (there[each.part_id].on_hand if each.booked else there[each.part_id].free) < each.quantity
        ]
        if missing and found[job_id].state.key != "short":
            days = [there[each.part_id].expected_on for each in missing]
            known = [day for day in days if day is not None]
            found[job_id].state = PartsState(
                "short",
                max(known) if len(known) == len(days) else None,
                tuple(each.name for each in missing),
            )


def _order(
    jobs: list[Job],
    planned: dict[int, list[Stretch]],
    clocked: dict[int, list[Stretch]],
    lines: dict[int, _Lines],
    at: datetime,
) -> OpenOrder:
    order = jobs[0].order
    nothing = _Lines([], [], Decimal(0), PartsState())
    return OpenOrder(
        id=order.pk,
        number=order.number,
        visit_id=order.visit_id,
        appointment_id=order.visit.appointment_id,
        vehicle_id=order.vehicle_id,
        plate=order.vehicle.plate or order.vehicle.vin[-6:],
        plate_kind=order.vehicle.plate_kind,
        car=order.vehicle.model or order.vehicle.series,
        series=order.vehicle.series,
        colour=order.vehicle.colour,
        customer_id=order.customer_id,
        customer=order.customer.name,
        adviser_id=order.adviser_id,
        adviser=order.adviser.name,
        repair_type=order.repair_type,
        state=order.state,
        stage=STAGE_OF_ORDER[OrderState(order.state)].value,
        waiting_for=order.waiting_for,
        waits=order.visit.waits,
        signed=order.state != OrderState.DRAFT,
        checked=order.state == OrderState.CHECKED,
        to_wash=_to_wash(order),
        road_test=checklists.needs_road_test((job.repair_type, job.system) for job in jobs),
        promised_first_at=order.promised_first_at,
        promised_at=order.promised_at,
        told_at=order.told_at,
        opened_at=order.opened_at,
        version=order.version,
        jobs=tuple(
            OpenJob(
                id=job.pk,
                position=job.position,
                title=job.title,
                state=job.state,
                repair_type=job.repair_type,
                system=job.system,
                skill=job.skill,
                bay_kinds=fitting_bays(job.bay_kind),
                minutes=job.minutes,
                worked=spent_minutes(clocked.get(job.pk, ()), at),
                codes=tuple(lines.get(job.pk, nothing).codes),
                amount=lines.get(job.pk, nothing).amount,
                parts=lines.get(job.pk, nothing).state,
                planned=tuple(planned.get(job.pk, ())),
                clocked=tuple(clocked.get(job.pk, ())),
                pause_reason=job.pause_reason,
            )
            for job in jobs
            if job.state in OPEN_JOBS
        ),
    )


def spent_minutes(stretches: Iterable[Stretch], at: datetime) -> int:
    """Minutes of some stretches together, those that run until `at`."""
    spent = sum((((each.until or at) - each.since) for each in stretches), timedelta())
    return max(0, int(spent.total_seconds() // 60))


@dataclass(frozen=True)
class Worked:
    """A stretch that somebody clocked and ended."""

    order_id: int
    job_id: int
    plate: str
    title: str
    technician_id: int
    bay_id: int | None
    since: datetime
    until: datetime


def worked(store_id: int, *, since: datetime, until: datetime) -> list[Worked]:
    """What was worked and ended in some time, by start. One statement."""
    rows = Clock.objects.filter(
        store_id=store_id, period__startswith__gte=since, period__startswith__lt=until
    ).exclude(ended_by="")
    return [
        Worked(
            row.order_id,
            row.job_id,
            row.order.vehicle.plate or row.order.vehicle.vin[-6:],
            row.job.title,
            row.technician_id,
            row.bay_id,
            row.period.lower,
            row.period.upper,
        )
        for row in rows.select_related("job", "order__vehicle").order_by("period")
    ]


@dataclass(frozen=True)
class Doing:
    """The job that somebody is clocked on."""

    job_id: int
    plate: str
    plate_kind: str
    title: str


def doing(staff_id: int | None, store_id: int) -> Doing | None:
    """What somebody is clocked on in a store; None for nothing. One statement."""
    row = (
        Clock.objects.filter(store_id=store_id, technician_id=staff_id, ended_by="")
        .select_related("job", "order__vehicle")
        .first()
    )
    if row is None:
        return None
    car = row.order.vehicle
    return Doing(row.job_id, car.plate or car.vin[-6:], car.plate_kind, row.job.title)


@dataclass(frozen=True)
class Overrun:
    """A job that is being worked on longer than was planned for it; `until`: when it should have been done."""

    order_id: int
    job_id: int
    plate: str
    title: str
    until: datetime


def overruns(store_id: int, *, at: datetime, minutes: int) -> list[Overrun]:
    """Jobs that run longer than planned by so many minutes, the longest first. One statement."""
    rows = Assignment.objects.filter(
        store_id=store_id,
        is_open=True,
        period__endswith__lt=at - timedelta(minutes=minutes),
        job__state=JobState.WORKING,
    ).select_related("job", "order__vehicle")
    return [
        Overrun(
            row.order_id,
            row.job_id,
            row.order.vehicle.plate or row.order.vehicle.vin[-6:],
            row.job.title,
            row.period.upper,
        )
        for row in rows.order_by("period__endswith")
    ]
