"""The plan and the forecast of a store's workshop: open orders and their jobs, who does them where, and until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.kernel.days import begin_of
from huichang.parts import queries as parts
from huichang.workshop import forecast, promise
from huichang.workshop.models import Assignment, Clock, Job, Line, Order
from huichang.workshop.states import WORKABLE_LINES, JobState, LineKind, OrderState

CHECK_MINUTES = settings.declare("workshop.check_minutes", 15, "完工后质检用时", unit="分钟")
WASH_MINUTES = settings.declare("workshop.wash_minutes", 20, "洗车用时", unit="分钟")
IN_WORKSHOP = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING, OrderState.DONE)
OPEN_JOBS = (JobState.PLANNED, JobState.WORKING, JobState.PAUSED)

_OF_A_BAR = ("job_id", "technician_id", "bay_id", "period")


class Bar(NamedTuple):
    """A stretch of time of a technician with a job: planned (assignment), or worked (clock; no end while running)."""

    id: int
    job_id: int
    technician_id: int
    bay_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class PartsState:
    """How a job stands for parts: `none` needed, `ready` to fetch, all `issued`, or `short`; with the day expected."""

    key: str = "none"
    expected_on: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As the board says it."""
        if self.key != "short":
            return {"none": "不用备件", "ready": "备件已备好", "issued": "备件已领"}[self.key]
        return f"缺件，{self.expected_on:%m-%d} 到" if self.expected_on else "缺件，到货未定"


@dataclass
class JobPlan:
    """A job with what is planned and what has been worked of it."""

    row: Job
    planned: list[Bar] = field(default_factory=list)
    worked: list[Bar] = field(default_factory=list)
    parts: PartsState = PartsState()

    def minutes_worked(self, at: datetime) -> int:
        """Minutes clocked by `at`, all technicians together."""
        spent = sum(((bar.until or at) - bar.since for bar in self.worked), timedelta())
        return max(0, int(spent.total_seconds() // 60))

    @property
    def running(self) -> list[Bar]:
        """The clocks that run."""
        return [bar for bar in self.worked if bar.until is None]


@dataclass
class OrderPlan:
    """An order in the workshop: its jobs, and when it will be ready for its customer."""

    row: Order
    jobs: list[JobPlan] = field(default_factory=list)
    ready_at: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether it will be ready only after its promise."""
        return bool(self.ready_at and self.row.promised_at and self.ready_at > self.row.promised_at)

    @property
    def slack(self) -> int | None:
        """Minutes between the forecast and the promise, below zero when late."""
        if self.ready_at is None or self.row.promised_at is None:
            return None
        return int((self.row.promised_at - self.ready_at) // timedelta(minutes=1))


@dataclass
class Plan:
    """A store's workshop at a moment."""

    orders: dict[int, OrderPlan]
    spans: dict[int, tuple[datetime, datetime]]
    """Forecast start and end of every open job."""
    clocks: list[Clock]
    """Every clock of these jobs, and those of other jobs that began today, with their jobs and cars."""

    @property
    def jobs(self) -> list[JobPlan]:
        """All jobs, in the order of their orders' promises."""
        return [job for order in self.orders.values() for job in order.jobs]


def plan(store_id: int, *, at: datetime) -> Plan:
    """The plan and forecast of everything in the workshop, by promise. Six statements."""
    orders, jobs = _planned(
        _rows(store_id).select_related("order__vehicle", "order__visit", "order__customer", "order__adviser")
    )
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(store_id=store_id, period__startswith__gte=midnight)
    clocks = list(Clock.objects.filter(Q(job_id__in=jobs) | today).select_related("job", "order__vehicle"))
    _worked(jobs, (clock for clock in clocks if clock.job_id in jobs))
    _parts_of(store_id, jobs)
    spans = _forecast(store_id, orders, at)
    return Plan(orders, spans, clocks)


def forecasts(store_id: int, *, at: datetime) -> dict[int, datetime]:
    """When each order in the workshop will be ready, by order: the same forecast from the few columns that it needs, as
    boards ask for it every ten seconds. Five statements."""
    rows = _rows(store_id).select_related("order")
    orders, jobs = _planned(
        rows.only(
            *("position", "minutes", "state", "order__opened_at", "order__promised_at"),
            *("order__wash", "order__washed_at"),
        )
    )
    _worked(jobs, Clock.objects.filter(job_id__in=jobs).only(*_OF_A_BAR))
    _parts_of(store_id, jobs)
    _forecast(store_id, orders, at)
    return {order_id: each.ready_at for order_id, each in orders.items() if each.ready_at is not None}


def _rows(store_id: int) -> QuerySet[Job]:
    """The jobs of everything in the workshop."""
    return (
        Job.objects.filter(order__store_id=store_id, order__state__in=IN_WORKSHOP)
        .exclude(state__in=[JobState.DROPPED, JobState.PROPOSED])
        .order_by("order_id", "position")
    )


def _planned(rows: Iterable[Job]) -> tuple[dict[int, OrderPlan], dict[int, JobPlan]]:
    """Orders by promise and jobs with what is planned of them. Two statements."""
    orders: dict[int, OrderPlan] = {}
    jobs: dict[int, JobPlan] = {}
    for row in rows:
        jobs[row.pk] = JobPlan(row)
        orders.setdefault(row.order_id, OrderPlan(row.order)).jobs.append(jobs[row.pk])
    for bar in _bars(Assignment.objects.filter(job_id__in=jobs, is_open=True).only(*_OF_A_BAR)):
        jobs[bar.job_id].planned.append(bar)
    return dict(sorted(orders.items(), key=lambda pair: _by_promise(pair[1].row))), jobs


def _worked(jobs: dict[int, JobPlan], clocks: Iterable[Clock]) -> None:
    for bar in _bars(clocks):
        jobs[bar.job_id].worked.append(bar)


def _by_promise(order: Order) -> tuple[bool, datetime]:
    return (order.promised_at is None, order.promised_at or order.opened_at)


def _bars(rows: Iterable[Assignment | Clock]) -> list[Bar]:
    return sorted(
        (
            Bar(row.pk, row.job_id, row.technician_id, row.bay_id, row.period.lower, row.period.upper)
            for row in rows
        ),
        key=lambda bar: bar.since,
    )


def _parts_of(store_id: int, jobs: dict[int, JobPlan]) -> None:
    """How every job stands for parts: from its own lines, and what the counter still owes them."""
    lines = Line.objects.filter(
        job_id__in=jobs, kind=LineKind.PART, state__in=WORKABLE_LINES, own_part=False
    ).values_list("pk", "job_id", "name")
    owed = parts.open_picks(store_id)
    of_job: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for line_id, job_id, name in lines:
        of_job[job_id].append((line_id, name))
    for job_id, mine in of_job.items():
        jobs[job_id].parts = parts_state(mine, owed)


def parts_state(lines: Iterable[tuple[int, str]], owed: Mapping[int, parts.PickCard]) -> PartsState:
    """How a job with these part lines (id, name) stands, given what the counter still owes."""
    waiting = [(name, owed[line_id]) for line_id, name in lines if line_id in owed]
    short = [(name, pick) for name, pick in waiting if pick.short > 0]
    if short:
        days = [pick.expected_on for _, pick in short]
        known = max((day for day in days if day is not None), default=None)
        return PartsState("short", None if None in days else known, tuple(name for name, _ in short))
    return PartsState("ready" if waiting else "issued")


def _forecast(
    store_id: int, orders: dict[int, OrderPlan], at: datetime
) -> dict[int, tuple[datetime, datetime]]:
    now, store = localtime(at), company.store_card(store_id)
    hours = forecast.OpenHours(
        store.opens_at,
        store.closes_at,
        time.fromisoformat(settings.of(store_id, promise.BREAK_FROM)),
        settings.of(store_id, promise.BREAK_MINUTES),
    )
    check, wash = settings.of(store_id, CHECK_MINUTES), settings.of(store_id, WASH_MINUTES)
    works = [
        _work(order.row, job, at)
        for order in orders.values()
        for job in order.jobs
        if job.row.state in OPEN_JOBS
    ]
    spans = forecast.forecast(works, now=now, hours=hours)
    tails = {
        order_id: check + (wash if order.row.wash and order.row.washed_at is None else 0)
        for order_id, order in orders.items()
    }
    for order_id, ready_at in forecast.ready(tails, works, spans, now=now).items():
        orders[order_id].ready_at = ready_at
    return spans


def _work(order: Order, job: JobPlan, at: datetime) -> forecast.Work:
    expected = job.parts.expected_on if job.parts.key == "short" else None
    return forecast.Work(
        job.row.pk,
        order.pk,
        job.row.minutes,
        job.minutes_worked(at),
        started=bool(job.worked),
        running=bool(job.running),
        technicians=tuple({bar.technician_id for bar in (job.running or job.planned)}),
        bay_id=next((bar.bay_id for bar in (job.running or job.planned)), None),
        planned_at=localtime(job.planned[0].since) if job.planned else None,
        not_before=begin_of(expected) if expected else None,
    )
