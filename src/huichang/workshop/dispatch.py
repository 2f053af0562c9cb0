"""Dispatch (派工, LANE-30): a job is given to a technician in a bay for a time, moved, or taken back.

The board shows where it fits; that nobody and no bay is promised twice is kept by exclusion constraints.
"""

from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import aggregate, arranging, facts, permissions, rules
from huichang.workshop.models import Assignment, Clock, Job, Order
from huichang.workshop.states import OrderState

LEAST_MINUTES = 15


@use_case(permissions.DISPATCH_JOBS, "派工")
def assign_job(
    warrant: Warrant,
    job_id: int,
    *,
    technician_id: int,
    bay_id: int | None,
    starts_at: datetime,
    minutes: int | None = None,
    at: datetime,
) -> Assignment:
    """Give a job to a technician from `starts_at` on, for its standard time or for `minutes`.

    A second technician may be given to the same job (two people on high voltage, on a gearbox). Raises Refused for a
    technician without the skill or not on shift and for a bay of another kind, NotAllowed when somebody else
    dispatches for the technician's team, OutOfTurn before the signature, after the work, and when technician or bay
    is taken in that time.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    _may_be_dispatched(held.order, job)
    if Assignment.objects.filter(job=job, technician_id=technician_id, is_open=True).exists():
        raise OutOfTurn(f"{job}已经派给这位技师了，需要换时间请用“改派”。")
    period = _period(starts_at, minutes or job.minutes)
    person = _technician(warrant, held.order.store_id, technician_id, job, period.lower)
    bay = _bay(held.order.store_id, bay_id, job)
    warrant.note = f"{job.title} → {person.name}{f'，{bay.name}' if bay else ''}"
    given: Assignment = Assignment.objects.create(
        store_id=held.order.store_id,
        order=held.order,
        job=job,
        technician_id=technician_id,
        bay_id=bay_id,
        period=period,
        assigned_by_id=warrant.actor.staff_id,
        assigned_at=at,
    )
    _told(job, at)
    return given


@use_case(permissions.DISPATCH_JOBS, "改派")
def reassign_job(
    warrant: Warrant,
    assignment_id: int,
    *,
    technician_id: int,
    bay_id: int | None,
    starts_at: datetime,
    minutes: int | None = None,
    at: datetime,
) -> Assignment:
    """Another technician, bay or time for a job that is given out already. Refusals as for `assign_job`; also
    OutOfTurn for another technician while the first is clocked on."""
    found, held, job = _assignment(assignment_id, warrant)
    _may_be_dispatched(held.order, job)
    if technician_id != found.technician_id and _works_on(job, found.technician_id):
        raise OutOfTurn(f"{found.technician.name}正在做{job}，请先让他暂停再换人。")
    period = _period(starts_at, minutes or _minutes(found))
    person = _technician(warrant, held.order.store_id, technician_id, job, period.lower)
    bay = _bay(held.order.store_id, bay_id, job)
    warrant.note = f"{job.title} → {person.name}{f'，{bay.name}' if bay else ''}"
    found.technician_id, found.bay_id, found.period = technician_id, bay_id, period
    found.assigned_by_id, found.assigned_at = warrant.actor.staff_id, at
    found.save(update_fields=["technician", "bay", "period", "assigned_by", "assigned_at"])
    _told(job, at)
    return found


@use_case(permissions.DISPATCH_JOBS, "撤回派工")
def release_job(warrant: Warrant, assignment_id: int, *, at: datetime) -> Assignment:
    """The technician is free of the job again; the time and the bay too. Raises OutOfTurn while he is clocked on."""
    found, held, job = _assignment(assignment_id, warrant)
    if _works_on(job, found.technician_id):
        raise OutOfTurn(f"{found.technician.name}正在做{job}，请先让他暂停再撤回。")
    _may_dispatch_for(warrant, held.order.store_id, _person(held.order.store_id, found.technician_id))
    warrant.note = f"{job.title} ← {found.technician.name}"
    found.is_open = False
    found.save(update_fields=["is_open"])
    _told(job, at)
    return found


def _told(job: Job, at: datetime) -> None:
    announce(facts.JobGiven(job.store_id, job.order_id, job.pk, at))


def _assignment(assignment_id: int, warrant: Warrant) -> tuple[Assignment, aggregate.Held, Job]:
    seen = Assignment.objects.seen_by(warrant.actor).filter(pk=assignment_id)
    job_id = seen.values_list("job_id", flat=True).first()
    if job_id is None:
        raise Missing("没有找到这条派工记录，可能已被撤回，请刷新派工台。")
    held, job = aggregate.held_by_job(job_id, warrant)
    found = (
        Assignment.objects.select_related("technician").select_for_update(of=("self",)).get(pk=assignment_id)
    )
    if not found.is_open:
        raise OutOfTurn("这条派工已经结束或撤回了，请刷新派工台。")
    return found, held, job


def _may_be_dispatched(order: Order, job: Job) -> None:
    if order.state == OrderState.DRAFT:
        raise OutOfTurn(f"{order} 还没有客户签字，不能派工。请服务顾问先请客户签字。")
    if order.state not in arranging.DISPATCHED_STATES:
        raise OutOfTurn(f"{order} 现在是“{order.get_state_display()}”，不能再派工。")
    if job.state not in aggregate.OPEN_JOBS:
        raise OutOfTurn(f"{job}现在是“{job.get_state_display()}”，不能派工。")


def _works_on(job: Job, technician_id: int) -> bool:
    return Clock.objects.filter(job=job, technician_id=technician_id, ended_by="").exists()


def _period(starts_at: datetime, minutes: int) -> DateTimeTZRange:
    return DateTimeTZRange(starts_at, starts_at + timedelta(minutes=max(minutes, LEAST_MINUTES)))


def _minutes(assignment: Assignment) -> int:
    length: timedelta = assignment.period.upper - assignment.period.lower
    return int(length.total_seconds() // 60)


def _person(store_id: int, technician_id: int) -> company.PersonCard:
    people = company.people(store_id, Role.TECHNICIAN, Role.TEAM_LEADER)
    person = next((each for each in people if each.id == technician_id), None)
    if person is None:
        raise Missing("没有找到这位技师，请从本店在岗的技师里选择。")
    return person


def _technician(
    warrant: Warrant, store_id: int, technician_id: int, job: Job, starts_at: datetime
) -> company.PersonCard:
    """The technician, proved able, present, and this actor's to give work to."""
    person = _person(store_id, technician_id)
    if job.skill not in person.skills:
        raise Refused(f"{person.name}没有“{Skill(job.skill).label}”技能，请换一位有这项技能的技师。")
    day = localtime(starts_at).date()
    on_shift = company.shifts(store_id, since=day, until=day).get(day, [])
    shift = next((each for each in on_shift if each.staff_id == technician_id), None)
    if on_shift and (shift is None or starts_at >= shift.ends_at):
        raise Refused(f"{person.name}在 {localtime(starts_at):%m月%d日 %H:%M} 不当班，请换时间或换人。")
    _may_dispatch_for(warrant, store_id, person)
    return person


def _may_dispatch_for(warrant: Warrant, store_id: int, person: company.PersonCard) -> None:
    """Raises NotAllowed when somebody else dispatches for the person's team (LANE-30)."""
    team = company.teams(store_id).get(person.team_id or 0)
    if why := arranging.why_not_mine(warrant.actor, person, team):
        raise NotAllowed(why)


def _bay(store_id: int, bay_id: int | None, job: Job) -> company.BayCard | None:
    if bay_id is None:
        return None
    bay = next((each for each in company.bays(store_id) if each.id == bay_id), None)
    if bay is None:
        raise Missing("没有找到这个工位，可能已停用，请换一个工位。")
    if not rules.bay_fits(bay.kind, job.bay_kind):
        raise Refused(
            f"{job}要用{BayKind(job.bay_kind).label}，“{bay.name}”是{bay.kind_says}，请换一个工位。"
        )
    return bay
