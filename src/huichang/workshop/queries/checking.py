"""The quality check (LANE-50 to LANE-52): what waits for whom, and one car with everything that is compared."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import BayKind
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.workshop import checklists, permissions
from huichang.workshop.models import Clock, Finding, Job, Line, Order, QualityCheck
from huichang.workshop.queries.check_cards import (
    CheckCar,
    CheckedJob,
    CheckSheet,
    ComparedPart,
    DoneCheck,
    Level,
    LookedAt,
    Parking,
    PeerJob,
    PeerSheet,
    ToCheck,
)
from huichang.workshop.states import (
    STAGE_OF_ORDER,
    CheckLevel,
    JobState,
    LineKind,
    OrderState,
    PointState,
)

PEER_KINDS = settings.declare(
    "workshop.peer_checked_kinds", ["rework", "brake_steering", "electric_hv"], "必须互检的作业类别"
)
OPEN = (OrderState.IN_WORK, OrderState.WAITING, OrderState.DONE)
AT_HAND = (*OPEN, OrderState.CHECKED)
ROAD_RESULTS = ("正常", "制动平顺、不跑偏", "无异响", "无故障灯", "动力正常", "空调正常")


def to_check(actor: Actor, *, at: datetime) -> ToCheck:
    """What waits for a check in the actor's store. Four statements. Raises NotAllowed."""
    store_id = _may_see(actor)
    jobs = list(
        Job.objects.filter(order__store_id=store_id, state=JobState.DONE, order__state__in=OPEN)
        .select_related("order__vehicle", "order__visit", "order__adviser")
        .order_by("order__promised_at", "order_id", "position")
    )
    checks = _checks(QualityCheck.objects.filter(order__in={job.order_id for job in jobs}))
    workers = _workers(jobs)
    needed = settings.of(store_id, PEER_KINDS)
    by_order: dict[int, list[Job]] = {}
    for job in jobs:
        by_order.setdefault(job.order_id, []).append(job)
    cars = [
        _check_car(rows, checks, workers, needed, actor.staff_id)
        for rows in by_order.values()
        if rows[0].order.state == OrderState.DONE
    ]
    peers = [
        _peer_job(job, workers, needed, actor.staff_id)
        for job in jobs
        if CheckLevel.PEER not in _passed(checks.get(job.pk, []))
    ]
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return ToCheck(
        tuple(cars),
        tuple(sorted(peers, key=lambda peer: (not peer.needed, peer.own))),
        tuple(_done(store_id, midnight)),
        actor.may(permissions.CHECK_ORDERS),
        actor.may(permissions.CHECK_PEERS),
    )


def check_sheet(actor: Actor, order_id: int) -> CheckSheet:
    """One car for the final check. Raises Missing for another store's order or one whose work has not begun. Eight
    statements."""
    _may_see(actor)
    order: Order | None = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id, state__in=AT_HAND)
        .select_related("vehicle", "visit", "adviser")
        .first()
    )
    if order is None:
        raise Missing("没有找到等待质检的车，可能已经质检或结算，请返回质检列表。")
    jobs = list(
        Job.objects.filter(order=order).exclude(state__in=["dropped", "proposed"]).order_by("position")
    )
    for job in jobs:
        job.order = order
    checks = _checks(QualityCheck.objects.filter(order=order))
    workers = _workers(jobs)
    lines = list(
        Line.objects.filter(order=order, state__in=["authorized", "done"]).order_by("job__position", "pk")
    )
    needed = settings.of(order.store_id, PEER_KINDS)
    done = [job for job in jobs if job.state == JobState.DONE]
    work = [(job.repair_type, job.system) for job in done]
    people = dict(pair for pairs in workers.values() for pair in pairs.people.items())
    why_not = ""
    if order.state != OrderState.DONE:
        why_not = f"工单现在是“{order.get_state_display()}”，不在等终检。"
    elif actor.staff_id in people:
        why_not = "自己做的作业不能由自己终检，请另一位质检员。"
    return CheckSheet(
        _check_car(jobs, checks, workers, needed, actor.staff_id),
        order.version,
        order.state,
        order.concern,
        order.odometer,
        tuple(_checked_job(job, lines, checks, workers, needed) for job in jobs),
        tuple(_part(line) for line in lines if line.kind == LineKind.PART),
        checklists.points(work, CheckLevel.FINAL),
        checklists.needs_road_test(work),
        tuple(sorted(people.items(), key=lambda pair: pair[1])),
        tuple(parking(order.store_id, but_for=order.pk)),
        order.parked_at_id,
        order.wash,
        order.washed_at is not None,
        tuple(_left(order)),
        actor.may(permissions.CHECK_ORDERS, order.store_id),
        why_not,
    )


def peer_sheet(actor: Actor, job_id: int) -> PeerSheet:
    """One finished job for the peer check. Raises Missing. Four statements."""
    _may_see(actor)
    job: Job | None = (
        Job.objects.seen_by(actor)
        .filter(pk=job_id, state=JobState.DONE, order__state__in=OPEN)
        .select_related("order__vehicle")
        .first()
    )
    if job is None:
        raise Missing("这项作业不在等互检，可能已退回或质检完成，请返回质检列表。")
    workers = _workers([job])
    lines = list(Line.objects.filter(job=job, state__in=["authorized", "done"]).order_by("pk"))
    checks = _checks(QualityCheck.objects.filter(job=job))
    own = actor.staff_id in workers[job.pk].people
    return PeerSheet(
        _checked_job(job, lines, checks, workers, settings.of(job.store_id, PEER_KINDS)),
        job.order.version,
        job.order.vehicle.plate,
        job.order.vehicle.plate_kind,
        job.order.vehicle.model,
        checklists.points([(job.repair_type, job.system)], CheckLevel.PEER),
        tuple(_part(line) for line in lines if line.kind == LineKind.PART),
        "自己做的作业不能由自己互检，请组长或另一位技师。" if own else "",
    )


def parking(store_id: int, *, but_for: int | None = None) -> list[Parking]:
    """The places for finished cars and what stands on them. Two statements."""
    parked = Order.objects.filter(store_id=store_id, parked_at__isnull=False).exclude(pk=but_for)
    taken = dict(parked.values_list("parked_at_id", "vehicle__plate"))
    return [
        Parking(bay.id, bay.name, taken.get(bay.id, "")) for bay in company.bays(store_id, BayKind.FINISHED)
    ]


@dataclass
class _Workers:
    people: dict[int, str]
    minutes: int


def _may_see(actor: Actor) -> int:
    if not (actor.may(permissions.CHECK_ORDERS) or actor.may(permissions.CHECK_PEERS)):
        Warrant(actor, permissions.SEE_CHECKS).show_at(actor.here)
    if actor.staff_id is None:
        raise NotAllowed("请用本人的账号打开质检。")
    return actor.here


def _checks(wanted: QuerySet[QualityCheck]) -> dict[int | None, list[QualityCheck]]:
    """Checks by job (None: of the whole order), oldest first. One statement."""
    found: dict[int | None, list[QualityCheck]] = {}
    for row in wanted.select_related("by").order_by("at", "pk"):
        found.setdefault(row.job_id, []).append(row)
    return found


def passed_levels(job_ids: list[int]) -> dict[int, set[str]]:
    """The levels that each job has passed since it last failed. One statement."""
    checks = _checks(QualityCheck.objects.filter(job__in=job_ids))
    return {job_id: _passed(rows) for job_id, rows in checks.items() if job_id is not None}


def _passed(checks: list[QualityCheck]) -> set[str]:
    """The levels that a job has passed since it last failed."""
    levels: set[str] = set()
    for check in checks:
        if check.passed:
            levels.add(check.level)
        else:
            levels.clear()
    return levels


def _workers(jobs: list[Job]) -> dict[int, _Workers]:
    """Who worked on each job, and how long altogether. One statement."""
    found = {job.pk: _Workers({}, 0) for job in jobs}
    rows = Clock.objects.filter(job__in=jobs).values_list(
        "job_id", "technician_id", "technician__name", "period"
    )
    for job_id, technician_id, name, period in rows:
        found[job_id].people[technician_id] = name
        if period.upper is not None:
            found[job_id].minutes += int((period.upper - period.lower) // timedelta(minutes=1))
    return found


def _check_car(
    jobs: list[Job],
    checks: dict[int | None, list[QualityCheck]],
    workers: dict[int, _Workers],
    needed: list[str],
    me: int | None,
) -> CheckCar:
    order = jobs[0].order
    missing = [
        job.title
        for job in jobs
        if checklists.kind_of(job.repair_type, job.system) in needed
        and CheckLevel.PEER not in _passed(checks.get(job.pk, []))
    ]
    failed = [
        check for rows in checks.values() for check in rows if not check.passed and check.order_id == order.pk
    ]
    return CheckCar(
        order.pk,
        order.vehicle_id,
        order.number,
        order.vehicle.plate,
        order.vehicle.plate_kind,
        order.vehicle.model or order.vehicle.series,
        order.adviser.name,
        STAGE_OF_ORDER[OrderState(order.state)].value,
        order.visit.waits,
        order.done_at,
        order.promised_at,
        tuple(job.title for job in jobs),
        tuple(missing),
        any(me in workers[job.pk].people for job in jobs),
        len(failed),
        checklists.needs_road_test([(job.repair_type, job.system) for job in jobs]),
    )


def _peer_job(job: Job, workers: dict[int, _Workers], needed: list[str], me: int | None) -> PeerJob:
    kind = checklists.kind_of(job.repair_type, job.system)
    return PeerJob(
        job.pk,
        job.order.vehicle.plate,
        job.order.vehicle.plate_kind,
        job.title,
        checklists.kind_says(kind),
        "、".join(workers[job.pk].people.values()),
        job.finished_at,
        kind in needed,
        me in workers[job.pk].people,
    )


def _checked_job(
    job: Job,
    lines: list[Line],
    checks: dict[int | None, list[QualityCheck]],
    workers: dict[int, _Workers],
    needed: list[str],
) -> CheckedJob:
    mine, kind = checks.get(job.pk, []), checklists.kind_of(job.repair_type, job.system)
    return CheckedJob(
        job.pk,
        job.title,
        job.get_repair_type_display(),
        job.concern,
        job.cause,
        job.correction,
        job.minutes,
        workers[job.pk].minutes,
        tuple(workers[job.pk].people.items()),
        tuple(
            Level(each.get_level_display(), each.by.name, each.at, each.passed, each.cause, each.note)
            for each in mine
        ),
        tuple((line.pk, line.name) for line in lines if line.job_id == job.pk and line.kind != LineKind.PART),
        checklists.kind_says(kind),
        kind in needed and CheckLevel.PEER not in _passed(mine),
    )


def _part(line: Line) -> ComparedPart:
    return ComparedPart(line.pk, line.name, line.code, line.unit, line.issued, line.quantity, line.own_part)


def _left(order: Order) -> list[LookedAt]:
    rows = Finding.objects.filter(order=order).exclude(state=PointState.OK).order_by("-is_safety", "pk")
    return [
        LookedAt(
            row.name,
            row.state,
            f"{row.value.normalize():f} {row.unit}" if row.value is not None else "",
            row.get_outcome_display(),
        )
        for row in rows
    ]


def _done(store_id: int, since: datetime) -> list[DoneCheck]:
    rows = (
        QualityCheck.objects.filter(store_id=store_id, at__gte=since)
        .exclude(level=CheckLevel.SELF)
        .select_related("order__vehicle", "by", "responsible")
        .order_by("-at")[:20]
    )
    return [
        DoneCheck(
            row.at,
            row.get_level_display(),
            row.order.vehicle.plate,
            row.order.vehicle.plate_kind,
            row.by.name,
            row.passed,
            row.cause,
            row.responsible.name if row.responsible else "",
        )
        for row in rows
    ]
