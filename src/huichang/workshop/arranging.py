"""Many jobs given out at once, as a plan says: the same dispatch, written in one go (LANE-31, LANE-40).

The exclusion constraints have the last word: what was open of these jobs is closed first, so that people and bays may
change places with each other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from huichang.company import queries as company
from huichang.company.roles import Role, Skill
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import aggregate
from huichang.workshop.models import Assignment, Clock, Job, Order
from huichang.workshop.states import OrderState

MINUTE = timedelta(minutes=1)
DISPATCHED_STATES = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)


@dataclass(frozen=True)
class Given:
    """A job for these technicians in a bay, from … until … (breaks and nights between included); nobody: taken back."""

    job_id: int
    technician_ids: tuple[int, ...]
    bay_id: int | None
    starts_at: datetime
    ends_at: datetime


def why_not_mine(actor: Actor, person: company.PersonCard, team: company.TeamCard | None) -> str:
    """Why the actor does not give work to somebody (LANE-30); empty when he does.

    The dispatcher gives work to every team but those that an adviser leads; that adviser to his own; the service manager
    to all.
    """
    if Role.SERVICE_MANAGER in actor.roles:
        return ""
    if team is not None and team.led_by_adviser:
        if team.adviser_id == actor.staff_id:
            return ""
        return f"{team.name}由服务顾问{team.adviser}派工，请把活交给{team.adviser}，或请服务经理处理。"
    if Role.DISPATCHER in actor.roles:
        return ""
    whose = f"{team.name}的活" if team else f"{person.name}的活"
    return f"{whose}由车间调度派，您只能给自己带的班组派工。"


def arrange(
    store_id: int,
    wanted: Sequence[Given],
    *,
    by: Actor | None,
    at: datetime,
    taking: int | None = None,
    at_work: Mapping[int, datetime] | None = None,
) -> None:
    """Give the jobs out as wanted, in place of what was given out of them before. Ten statements, however many.

    `by` None: nobody's right is asked (the house itself); `taking`: a technician who takes work himself needs no
    dispatcher; `at_work`: until when jobs that are being worked on will take, by job: time that was planned for them
    beyond that is free again. Raises Missing for a job or person of elsewhere, OutOfTurn for a job that cannot be
    given out any more (or has been started since), Refused for somebody without the skill, NotAllowed for other people's
    teams.
    """
    if not wanted:
        return
    jobs = _held(store_id, [each.job_id for each in wanted], beside=at_work or {})
    running = _running(jobs)
    people = {each.id: each for each in company.people(store_id, Role.TECHNICIAN, Role.TEAM_LEADER)}
    teams = company.teams(store_id)
    for each in wanted:
        job = jobs[each.job_id]
        if job.pk in running:
            raise OutOfTurn(f"{job.order.vehicle.plate} 的{job}已经开工，不能再改，请重新排程。")
        _may_be_given(job)
        for technician_id in each.technician_ids:
            person = people.get(technician_id)
            if person is None:
                raise Missing("计划里有人已不在本店维修岗位，请重新排程。")
            if job.skill not in person.skills:
                raise Refused(f"{person.name}没有“{Skill(job.skill).label}”技能，请换一位有这项技能的技师。")
            why = why_not_mine(by, person, teams.get(person.team_id or 0)) if by is not None else ""
            if why and technician_id != taking:
                raise NotAllowed(why)
    Assignment.objects.filter(job_id__in=jobs, is_open=True).update(is_open=False)
    _free_the_rest(at_work or {}, at)
    _write(store_id, wanted, jobs, by.staff_id if by else None, at)


def _held(store_id: int, job_ids: Collection[int], *, beside: Collection[int]) -> dict[int, Job]:
    """The jobs with their orders, locked: orders first, by key. The orders of jobs `beside` them are locked too: what is
    given out of those is shortened."""
    mine = Order.objects.filter(
        store_id=store_id, pk__in=Job.objects.filter(pk__in={*job_ids, *beside}).values("order_id")
    )
    orders = {
        order.pk: order
        for order in mine.select_related("vehicle").select_for_update(of=("self",)).order_by("pk")
    }
    rows = (
        Job.objects.select_for_update(of=("self",)).filter(pk__in=job_ids, order_id__in=orders).order_by("pk")
    )
    jobs = {job.pk: job for job in rows}
    if set(job_ids) - jobs.keys():
        raise Missing("计划里有的作业已经没有了，请重新排程。")
    for job in jobs.values():
        job.order = orders[job.order_id]
    return jobs


def _running(jobs: Collection[int]) -> set[int]:
    return set(Clock.objects.filter(job_id__in=jobs, ended_by="").values_list("job_id", flat=True))


def _may_be_given(job: Job) -> None:
    if job.order.state == OrderState.DRAFT:
        raise OutOfTurn(f"{job.order} 还没有客户签字，不能派工。请服务顾问先请客户签字。")
    if job.order.state not in DISPATCHED_STATES:
        raise OutOfTurn(f"{job.order} 现在是“{job.order.get_state_display()}”，不能再派工。")
    if job.state not in aggregate.OPEN_JOBS:
        raise OutOfTurn(f"{job}现在是“{job.get_state_display()}”，不能派工，请重新排程。")


def _free_the_rest(at_work: Mapping[int, datetime], at: datetime) -> None:
    """What is given out of work that goes on (its order is held) reaches no further than the work will."""
    given = Assignment.objects.filter(job_id__in=at_work, is_open=True)
    for each in given:
        until = max(at_work[each.job_id], at + MINUTE)
        if each.period.upper > until:
            each.period = DateTimeTZRange(min(each.period.lower, at), until)
            each.save(update_fields=["period"])


def _write(
    store_id: int, wanted: Sequence[Given], jobs: dict[int, Job], by_id: int | None, at: datetime
) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            store_id=store_id,
            order_id=jobs[each.job_id].order_id,
            job_id=each.job_id,
            technician_id=technician_id,
            bay_id=each.bay_id,
            period=DateTimeTZRange(each.starts_at, each.ends_at),
            assigned_by_id=by_id,
            assigned_at=at,
        )
        for each in wanted
        for technician_id in each.technician_ids
    )
