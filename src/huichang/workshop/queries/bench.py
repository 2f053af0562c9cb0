"""The technician's phone (LANE-32): my jobs, the one at hand in full, the next ones in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.knowledge import queries as knowledge
from huichang.parts import queries as parts
from huichang.parts.queries import PickCard
from huichang.workshop import checklists, permissions, phrases, rules
from huichang.workshop.models import Assignment, Clock, ExtraWork, Job, Line, QualityCheck
from huichang.workshop.states import (
    STAGE_OF_ORDER,
    WORKABLE_LINES,
    CheckLevel,
    JobState,
    LineKind,
    OrderState,
    RepairType,
)

Row = TypeVar("Row", Assignment, Clock)
AT_WORK = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)
OPEN_JOBS = (JobState.PLANNED, JobState.WORKING, JobState.PAUSED)


@dataclass(frozen=True)
class NeededPart:
    """A part of the job: how much is asked, how much is out, where it waits."""

    name: str
    quantity: str
    state: str
    words: str


@dataclass(frozen=True)
class BenchJob:
    """One of my jobs in a line. `since`: my clock runs since then; `worked`: minutes clocked before that."""

    job_id: int
    order_id: int
    number: str
    vehicle_id: int
    plate: str
    plate_kind: str
    car: str
    title: str
    bay: str
    state: str
    state_says: str
    stage: str
    planned_at: datetime | None
    promised_at: datetime | None
    waits: bool
    minutes: int
    worked: int
    since: datetime | None
    pause_reason: str
    rework: bool

    @property
    def url(self) -> str:
        """The job in full."""
        return f"/workshop/bench/{self.job_id}/"

    @property
    def order_url(self) -> str:
        """The visit."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"

    @property
    def part_done(self) -> str:
        """How much of the standard time is used, as a share for a bar (never over 100 %)."""
        return f"{min(100, round(100 * self.worked / max(self.minutes, 1)))}%"

    @property
    def over(self) -> bool:
        """Whether the standard time is used up."""
        return self.worked > self.minutes


@dataclass(frozen=True)
class Finding:
    """Something that was reported from this car and what became of it."""

    what: str
    state: str
    state_says: str


@dataclass(frozen=True)
class JobInHand:
    """The job in full: what to do, with which parts, what to look out for, what is checked at the end."""

    job: BenchJob
    adviser: str
    concern: str
    colour: str
    odometer: int
    works: tuple[str, ...]
    parts: tuple[NeededPart, ...]
    sent_back: str
    mates: tuple[str, ...]
    reported: tuple[Finding, ...]
    points: tuple[checklists.Point, ...]
    causes: tuple[str, ...]
    corrections: tuple[str, ...]
    system: str
    authorized: bool
    bays: tuple[tuple[int, str], ...]
    """Where else it may be done, when its bay is taken; empty while my clock runs."""


@dataclass(frozen=True)
class DoneJob:
    """A job that I finished today."""

    job_id: int
    plate: str
    plate_kind: str
    title: str

    @property
    def url(self) -> str:
        """Its report."""
        return f"/workshop/bench/{self.job_id}/report/"


@dataclass(frozen=True)
class Written:
    """The report of a finished job, to be put in better words; `version` is the order's."""

    job_id: int
    plate: str
    plate_kind: str
    title: str
    concern: str
    cause: str
    correction: str
    version: int


@dataclass(frozen=True)
class Bench:
    """My workday on the phone."""

    name: str
    at: datetime
    in_hand: JobInHand | None
    others: tuple[BenchJob, ...]
    done: tuple[DoneJob, ...]
    minutes: int
    tools: tuple[knowledge.ToolCard, ...]


def bench(actor: Actor, *, at: datetime, job_id: int | None = None) -> Bench:
    """My jobs; the one asked for in full, else the one my clock runs on, else the next. Ten statements.

    Raises NotAllowed without the right to work jobs, Missing for a job that is not mine.
    """
    Warrant(actor, permissions.WORK_JOBS).show_at(actor.here)
    me = actor.staff_id
    if me is None:
        raise NotAllowed("请用技师本人的账号打开。")
    rows = _my_jobs(actor.here, me)
    given = _by_job(Assignment.objects.filter(job__in=rows, is_open=True).select_related("bay", "technician"))
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(store_id=actor.here, technician_id=me, period__overlap=(midnight, midnight + timedelta(days=1)))
    wanted = Clock.objects.filter(Q(job__in=[row.pk for row in rows]) | today)
    found = list(wanted.select_related("bay", "technician", "job", "order__vehicle").order_by("pk"))
    clocks = _by_job(found)
    cards = {row.pk: _card(row, given.get(row.pk, []), clocks.get(row.pk, []), me, at) for row in rows}
    ordered = sorted(cards.values(), key=_place)
    chosen = cards.get(job_id) if job_id is not None else next(iter(ordered), None)
    if job_id is not None and chosen is None:
        raise Missing("这项作业不在您名下，可能已改派或完工，请返回我的作业。")
    row = next((each for each in rows if chosen is not None and each.pk == chosen.job_id), None)
    in_hand = _in_hand(row, chosen, given, clocks, me) if row is not None and chosen is not None else None
    done, minutes = _today(found, me, midnight, at)
    return Bench(
        actor.name,
        at,
        in_hand,
        tuple(card for card in ordered if chosen is None or card.job_id != chosen.job_id),
        done,
        minutes,
        tuple(knowledge.tools(actor, on=localtime(at).date(), holder_id=me)),
    )


def _my_jobs(store_id: int, me: int) -> list[Job]:
    """Given to me, running under my clock, or sent back to me by a check."""
    open_now = Assignment.objects.filter(job=OuterRef("pk"), is_open=True)
    mine = Clock.objects.filter(job=OuterRef("pk"), technician_id=me)
    found = (
        Job.objects.filter(order__store_id=store_id, state__in=OPEN_JOBS, order__state__in=AT_WORK)
        .filter(
            Q(Exists(open_now.filter(technician_id=me)))
            | Q(Exists(mine.filter(ended_by="")))
            | Q(Exists(mine), ~Exists(open_now))
        )
        .select_related("order__vehicle", "order__visit", "order__adviser")
        .order_by("pk")
    )
    return list(found)


def _by_job(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.job_id, []).append(row)
    return found


def _place(card: BenchJob) -> tuple[bool, bool, float]:
    """Running first, then what was sent back, then by plan."""
    planned = card.planned_at.timestamp() if card.planned_at else 0.0
    return (card.since is None, not card.rework, planned)


def _card(row: Job, given: list[Assignment], clocks: list[Clock], me: int, at: datetime) -> BenchJob:
    order = row.order
    mine = next((each for each in given if each.technician_id == me), None)
    running = next((each for each in clocks if each.technician_id == me and each.ended_by == ""), None)
    bay = (running and running.bay) or (mine and mine.bay) or next((c.bay for c in clocks if c.bay), None)
    spent = sum(((clock.period.upper or at) - clock.period.lower for clock in clocks), timedelta())
    return BenchJob(
        row.pk,
        order.pk,
        order.number,
        order.vehicle_id,
        order.vehicle.plate,
        order.vehicle.plate_kind,
        order.vehicle.model or order.vehicle.series,
        row.title,
        bay.name if bay else "",
        row.state,
        row.get_state_display(),
        STAGE_OF_ORDER[OrderState(order.state)].value,
        mine.period.lower if mine else None,
        order.promised_at,
        order.visit.waits,
        row.minutes,
        max(0, int(spent // timedelta(minutes=1))),
        running.period.lower if running else None,
        row.pause_reason,
        row.repair_type == RepairType.REWORK or (row.state == JobState.PLANNED and bool(clocks)),
    )


def _in_hand(
    row: Job,
    card: BenchJob,
    given: dict[int, list[Assignment]],
    clocks: dict[int, list[Clock]],
    me: int,
) -> JobInHand:
    lines = list(Line.objects.filter(job=row).exclude(state__in=["declined", "dropped"]).order_by("pk"))
    picks = parts.picks_of_order(row.order_id)
    failed = QualityCheck.objects.filter(job=row, passed=False).select_related("by").order_by("-at").first()
    people = [each.technician for each in given.get(row.pk, [])]
    people += [each.technician for each in clocks.get(row.pk, [])]
    mates = {person.name for person in people if person.pk != me}
    extras = ExtraWork.objects.filter(order_id=row.order_id).order_by("-position")
    return JobInHand(
        card,
        row.order.adviser.name,
        row.concern or row.order.concern,
        row.order.vehicle.colour,
        row.order.odometer,
        tuple(line.name for line in lines if line.kind != LineKind.PART),
        tuple(_needed(line, picks.get(line.pk)) for line in lines if line.kind == LineKind.PART),
        f"{failed.get_level_display()}退回：{failed.cause}{'。' + failed.note if failed.note else ''}"
        if failed
        else "",
        tuple(sorted(mates)),
        tuple(Finding(extra.what, extra.state, extra.get_state_display()) for extra in extras),
        checklists.points([(row.repair_type, row.system)], CheckLevel.SELF),
        tuple(phrases.of("cause", row.system)),
        tuple(phrases.of("correction", row.system)),
        row.system,
        any(line.state in WORKABLE_LINES for line in lines),
        _bays(row) if card.since is None else (),
    )


def _bays(row: Job) -> tuple[tuple[int, str], ...]:
    """Bays in which the job may be done."""
    open_bays = company.bays(row.store_id)
    return tuple((bay.id, bay.name) for bay in open_bays if rules.bay_fits(bay.kind, row.bay_kind))


def _needed(line: Line, pick: PickCard | None) -> NeededPart:
    quantity = f"{line.quantity.normalize():f} {line.unit}".strip()
    if line.own_part:
        return NeededPart(line.name, quantity, "ready", "客户自备")
    if line.state not in WORKABLE_LINES:
        return NeededPart(line.name, quantity, "none", "待客户同意")
    if line.issued >= line.quantity:
        return NeededPart(line.name, quantity, "issued", "已领")
    if pick is None or pick.short <= 0:
        place = f"，货位 {pick.bin}" if pick is not None and pick.bin else ""
        return NeededPart(line.name, quantity, "ready", f"可以领{place}")
    day = f"{pick.expected_on:%m-%d} 到" if pick.expected_on else "到货未定"
    return NeededPart(line.name, quantity, "short", f"缺件，{day}")


def _today(clocks: list[Clock], me: int, midnight: datetime, at: datetime) -> tuple[tuple[DoneJob, ...], int]:
    """Jobs finished and minutes clocked since midnight."""
    spent, done = timedelta(), {}
    for row in clocks:
        until = row.period.upper or at
        if row.technician_id != me or until <= midnight:
            continue
        spent += until - max(row.period.lower, midnight)
        if row.job.state == JobState.DONE:
            car = row.order.vehicle
            done[row.job_id] = DoneJob(row.job_id, car.plate, car.plate_kind, row.job.title)
    return tuple(done.values()), max(0, int(spent // timedelta(minutes=1)))


def written(actor: Actor, job_id: int) -> Written:
    """The report of a finished job. Raises Missing, NotAllowed. One statement."""
    Warrant(actor, permissions.WRITE_REPORTS).show_at(actor.here)
    row: Job | None = (
        Job.objects.seen_by(actor)
        .filter(pk=job_id, state=JobState.DONE)
        .select_related("order__vehicle")
        .first()
    )
    if row is None:
        raise Missing("没有找到这项已完工的作业。")
    car = row.order.vehicle
    return Written(
        row.pk,
        car.plate,
        car.plate_kind,
        row.title,
        row.concern,
        row.cause,
        row.correction,
        row.order.version,
    )
