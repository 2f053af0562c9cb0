"""The quality check (质检, LANE-50 to LANE-52): by the technician at the finish, by a peer, by the inspector at the end.

What fails goes back to work with its cause and who answers for it; what passes carries its guarantee.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import BayKind
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import (
    aggregate,
    checklists,
    facts,
    guarantees,
    permissions,
    reasons,
    reporting,
    settling,
    states,
)
from huichang.workshop.models import Clock, Job, Line, Order, QualityCheck
from huichang.workshop.queries import checking
from huichang.workshop.states import CheckLevel, JobState, LineKind, LineState, OrderState, RepairType

EVERY_LINE: Collection[int] | None = None
"""Instead of ids: every line was compared."""


@dataclass(frozen=True)
class RoadTest:
    """A test drive by inspector and technician together: readings before and after, and what came of it."""

    technician_id: int
    from_km: int
    to_km: int
    result: str


@use_case(permissions.CHECK_PEERS, "互检合格")
def pass_peer_check(
    warrant: Warrant,
    job_id: int,
    *,
    checked: reporting.Ticked,
    note: str = "",
    seen: int | None = None,
    at: datetime,
) -> QualityCheck:
    """A colleague or the team leader found a finished job in order. Raises NotAllowed for own work, Refused for points
    not ticked, OutOfTurn while the job is open or when the car is through its final check, Changed for an old page."""
    held, job = aggregate.held_by_job(job_id, warrant)
    freshness.check(held.order, seen)
    _is_to_check(held.order, job)
    _is_not_own_work(warrant, Clock.objects.filter(job=job).values_list("technician_id", flat=True))
    warrant.note = job.title
    return _keep(
        warrant,
        held.order,
        CheckLevel.PEER,
        at,
        job=job,
        note=note.strip(),
        items=[*reporting.checked_items([job], CheckLevel.PEER, checked)],
    )


@use_case(permissions.CHECK_PEERS, "互检不合格")
def fail_peer_check(
    warrant: Warrant,
    job_id: int,
    *,
    cause: str,
    blame: str = "",
    responsible_id: int | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime,
) -> QualityCheck:
    """A colleague found something: the job goes back to work. Refusals as for `fail_final_check`."""
    held, job = aggregate.held_by_job(job_id, warrant)
    freshness.check(held.order, seen)
    _is_to_check(held.order, job)
    return _fail(warrant, held, job, CheckLevel.PEER, cause, blame, responsible_id, note, at)


@use_case(permissions.CHECK_ORDERS, "终检合格")
def pass_final_check(
    warrant: Warrant,
    order_id: int,
    *,
    checked: reporting.Ticked,
    lines: Collection[int] | None,
    road_test: RoadTest | None = None,
    parked_at_id: int | None = None,
    washed: bool = False,
    note: str = "",
    seen: int | None = None,
    at: datetime,
) -> Order:
    """The inspector found the car in order: it may be settled, its work is guaranteed, it stands in a finished place.

    `checked` are the codes of the ticked points, `lines` the charged lines compared with the work. Raises NotAllowed
    for own work; Refused for what was not compared, parts issued other than charged, a missing road test or peer
    check; OutOfTurn before the work is done, or when the place is taken.
    """
    held = aggregate.held(order_id, warrant)
    order, jobs = held.order, held.done_jobs
    freshness.check(order, seen)
    states.ORDER.move(order, "check")
    workers = set(Clock.objects.filter(order=order).values_list("technician_id", flat=True))
    _is_not_own_work(warrant, workers)
    _levels_are_done(order, jobs)
    _lines_agree(order, lines)
    items = reporting.checked_items(jobs, CheckLevel.FINAL, checked)
    _road_was_tested(order, jobs, road_test, workers)
    place = _finished_place(order.store_id, parked_at_id)

    _keep(warrant, order, CheckLevel.FINAL, at, items=items, note=note.strip(), road_test=road_test)
    odometer = road_test.to_km if road_test else order.odometer
    guarantees.write_down(order, jobs, odometer=odometer, on=localtime(at).date())
    order.checked_at, order.parked_at_id = at, place
    order.washed_at = order.washed_at or (at if washed else None)
    freshness.bump(order)
    order.save(update_fields=["state", "checked_at", "parked_at", "washed_at", "version"])
    recalls = any(job.repair_type == RepairType.RECALL for job in jobs)
    announce(facts.OrderChecked(order.store_id, order.pk, at, recalls))
    return order


@use_case(permissions.CHECK_ORDERS, "终检不合格")
def fail_final_check(
    warrant: Warrant,
    job_id: int,
    *,
    cause: str,
    blame: str = "",
    responsible_id: int | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime,
) -> QualityCheck:
    """The inspector found something: the job goes back to work as internal rework, the order with it.

    `cause` is a code of `reasons.json` (check_failed) or own words, `blame` one of fail_responsible; `responsible_id`
    is who answers for it, whoever worked on the job last when nobody is named. Raises Refused without a cause,
    OutOfTurn when the order is not waiting for its check, Changed for an old page.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    freshness.check(held.order, seen)
    if held.order.state not in (OrderState.DONE, OrderState.CHECKED):
        raise OutOfTurn(f"{held.order} 现在是“{held.order.get_state_display()}”，没有在等终检。")
    return _fail(warrant, held, job, CheckLevel.FINAL, cause, blame, responsible_id, note, at)


@use_case(permissions.PARK_CARS, "移车")
def park_car(warrant: Warrant, order_id: int, *, bay_id: int, at: datetime) -> Order:
    """The finished car stands in another place. Raises Missing for a place that is none for finished cars, OutOfTurn
    when another car stands there or the work is not done."""
    order: Order = Order.objects.locked(order_id, warrant)
    if order.state not in (OrderState.DONE, OrderState.CHECKED, OrderState.SETTLED, OrderState.DELIVERED):
        raise OutOfTurn(f"{order} 还没有完工，不能停到竣工车位。")
    order.parked_at_id = _finished_place(order.store_id, bay_id)
    order.save(update_fields=["parked_at"])
    return order


@use_case(permissions.PARK_CARS, "登记洗车")
def note_washed(warrant: Warrant, order_id: int, *, at: datetime) -> Order:
    """The car is clean. Raises OutOfTurn before the signature and after the car has been handed over."""
    order: Order = Order.objects.locked(order_id, warrant)
    if order.state in (OrderState.DRAFT, OrderState.DELIVERED, OrderState.CANCELLED):
        raise OutOfTurn(f"{order} 现在是“{order.get_state_display()}”，不用登记洗车。")
    order.washed_at = at
    order.save(update_fields=["washed_at"])
    announce(facts.CarWashed(order.store_id, order.pk, at))
    return order


def _is_to_check(order: Order, job: Job) -> None:
    if job.state != JobState.DONE or order.state not in (
        OrderState.IN_WORK,
        OrderState.WAITING,
        OrderState.DONE,
    ):
        raise OutOfTurn(
            f"{job}现在是“{job.get_state_display()}”，工单“{order.get_state_display()}”，不能互检。"
        )


def _is_not_own_work(warrant: Warrant, workers: Collection[int]) -> None:
    if warrant.actor.staff_id in set(workers):
        raise NotAllowed("自己做的作业不能由自己检验，请另一位同事来检。")


def _levels_are_done(order: Order, jobs: list[Job]) -> None:
    """Every job was checked by its technician, and by a colleague where its kind of work asks for it."""
    passed: dict[int, set[str]] = {job.pk: set() for job in jobs}
    checks = QualityCheck.objects.filter(order=order, job__isnull=False).order_by("at", "pk")
    for job_id, level, good in checks.values_list("job_id", "level", "passed"):
        if job_id in passed and good:
            passed[job_id].add(level)
        elif job_id in passed:
            passed[job_id].clear()
    peers = settings.of(order.store_id, checking.PEER_KINDS)
    for job in jobs:
        if CheckLevel.SELF not in passed[job.pk]:
            raise Refused(f"{job}还没有自检记录，请技师先自检。")
        kind = checklists.kind_of(job.repair_type, job.system)
        if kind in peers and CheckLevel.PEER not in passed[job.pk]:
            word = checklists.kind_says(kind)
            raise Refused(f"{job}（{word}）还没有互检，请组长或另一位技师先互检。")


def _lines_agree(order: Order, compared: Collection[int] | None) -> None:
    """The order against the work, line by line; parts issued against parts charged."""
    charged = list(Line.objects.filter(order=order, state=LineState.DONE).order_by("job__position", "pk"))
    missing = [line.name for line in charged if compared is not None and line.pk not in compared]
    if missing:
        raise Refused(f"还有 {len(missing)} 行没有与实际作业核对：{'；'.join(missing[:3])}。")
    wrong = [
        f"{line.name}收费 {line.quantity.normalize():f} {line.unit}、实领 {line.issued.normalize():f} {line.unit}"
        for line in charged
        if line.kind == LineKind.PART and not line.own_part and line.issued != line.quantity
    ]
    if wrong:
        raise Refused(f"领料与收费不一致：{'；'.join(wrong)}。请备件员补领或退料，或由服务顾问改单。")


def _road_was_tested(
    order: Order, jobs: list[Job], road_test: RoadTest | None, workers: Collection[int]
) -> None:
    if road_test is None:
        if reporting.needs_road_test(jobs):
            raise Refused("这类作业要路试：请和主修技师一起试车，填写起止里程和结果。")
        return
    if road_test.technician_id not in workers:
        raise Refused("请选择一起路试的主修技师。")
    if not order.odometer <= road_test.from_km < road_test.to_km:
        raise Refused(f"路试里程不对：起始不低于进厂里程 {order.odometer:,} 公里，结束要大于起始。")
    if not road_test.result.strip():
        raise Refused("请填写路试结果。")


def _finished_place(store_id: int, bay_id: int | None) -> int | None:
    if bay_id is None:
        return None
    if bay_id not in {bay.id for bay in company.bays(store_id, BayKind.FINISHED)}:
        raise Missing("没有找到这个竣工车位，请重新选择。")
    return bay_id


def _keep(
    warrant: Warrant,
    order: Order,
    level: CheckLevel,
    at: datetime,
    *,
    items: list[dict[str, object]],
    job: Job | None = None,
    note: str = "",
    road_test: RoadTest | None = None,
) -> QualityCheck:
    if warrant.actor.staff_id is None:
        raise NotAllowed("请用检验人本人的账号操作。")
    return QualityCheck.objects.create(
        store_id=order.store_id,
        order=order,
        job=job,
        level=level,
        by_id=warrant.actor.staff_id,
        at=at,
        passed=True,
        items=items,
        road_test=asdict(road_test) if road_test else {},
        note=note,
    )


def _fail(
    warrant: Warrant,
    held: aggregate.Held,
    job: Job,
    level: CheckLevel,
    cause: str,
    blame: str,
    responsible_id: int | None,
    note: str,
    at: datetime,
) -> QualityCheck:
    """The job is open again, its lines too; the order is back in work and stands in no finished place."""
    order = held.order
    said = reasons.words("check_failed", cause)
    if not said:
        raise Refused("请选择不合格原因。")
    if blame:
        said = f"{said}（{reasons.words('fail_responsible', blame)}）"
    if warrant.actor.staff_id is None:
        raise NotAllowed("请用检验人本人的账号操作。")
    if responsible_id is None:
        last = Clock.objects.filter(job=job).order_by("-pk").values_list("technician_id", flat=True)
        responsible_id = last.first()
    elif responsible_id not in {person.id for person in company.people(order.store_id)}:
        raise Missing("没有找到责任人，请从本店同事里选择。")
    states.JOB.move(job, "reopen")
    job.finished_at = None
    job.save(update_fields=["state", "finished_at"])
    Line.objects.filter(job=job, state=LineState.DONE).update(state=LineState.AUTHORIZED)
    if order.state != OrderState.IN_WORK and order.state != OrderState.WAITING:
        if order.state == OrderState.CHECKED:
            settling.refuse_billed(order)
            guarantees.take_back(order)
        states.ORDER.move(order, "reopen")
        order.done_at, order.checked_at, order.parked_at = None, None, None
    freshness.bump(order)
    order.save(update_fields=["state", "done_at", "checked_at", "parked_at", "version"])
    check = QualityCheck.objects.create(
        store_id=order.store_id,
        order=order,
        job=job,
        level=level,
        by_id=warrant.actor.staff_id,
        at=at,
        passed=False,
        cause=said[:120],
        responsible_id=responsible_id,
        note=note.strip(),
    )
    warrant.note = f"{job.title}：{said}"
    announce(facts.CheckFailed(order.store_id, order.pk, check.pk, responsible_id, said, at))
    return check
