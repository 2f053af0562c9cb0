"""The clock (LANE-32): a technician starts, pauses and finishes own jobs; hours come from clocking.

One job at a time per technician and one car at a time per bay are kept by exclusion constraints; a line that the
customer has not agreed to is kept from starting by a check constraint.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import (
    aggregate,
    facts,
    holdups,
    permissions,
    progress,
    reasons,
    reporting,
    rules,
    states,
)
from huichang.workshop.models import Assignment, Clock, Job, Line, Order
from huichang.workshop.states import JobState, LineState, OrderState, WaitingFor

WAITS_FOR = {"parts": WaitingFor.PARTS, "customer": WaitingFor.CUSTOMER, "sublet": WaitingFor.SUBLET}
"""Pause reasons that make the whole order wait, and for whom."""
IN_WORK_FIELDS = ("state", "waiting_for", "told_at", "done_at", "checked_at", "parked_at")
FINISHED = "完工"
SHORTEST = timedelta(microseconds=1)


@use_case(permissions.WORK_JOBS, "开工")
def clock_on(warrant: Warrant, job_id: int, *, bay_id: int | None = None, at: datetime) -> Clock:
    """Start (or go on with) a job that was given to me; in its bay, or in `bay_id` when it had to go elsewhere.

    The first start of an order moves it to “in work” and tells the customer. Raises NotAllowed for somebody else's
    job, OutOfTurn while I am clocked on elsewhere, while the bay holds another car, or before the customer agreed.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    me = _me(warrant)
    where = bay_id or _my_bay(job, me)
    warrant.note = job.title
    _start(held, job, at)
    begun: Clock = Clock.objects.create(
        store_id=job.store_id,
        job=job,
        order=held.order,
        technician_id=me,
        bay_id=where,
        period=DateTimeTZRange(at, None),
    )
    _told(job, at)
    return begun


@use_case(permissions.WORK_JOBS, "暂停作业")
def pause_job(warrant: Warrant, job_id: int, *, reason: str, at: datetime) -> Job:
    """Stop my clock with a reason (a code of `reasons.json`, or own words). Waiting for parts, for the customer or
    for sublet work makes the order wait too, unless a colleague goes on with it. Raises OutOfTurn when I am not
    clocked on, Refused without a reason."""
    held, job = aggregate.held_by_job(job_id, warrant)
    said = reasons.words("pause", reason)
    if not said:
        raise Refused("请选择暂停原因。")
    running = _running(held)
    mine = _mine(running, job, _me(warrant))
    if mine is None:
        raise OutOfTurn(f"您没有在做{job}，不用暂停。")
    _close(mine, at, said)
    warrant.note = f"{job.title}：{said}"
    if not [clock for clock in running if clock.job_id == job.pk and clock is not mine]:
        states.JOB.move(job, "pause")
        job.pause_reason = said
        job.save(update_fields=["state", "pause_reason"])
    if reason in WAITS_FOR and len(running) == 1:
        states.ORDER.move(held.order, "wait")
        held.order.waiting_for = WAITS_FOR[reason]
        held.order.save(update_fields=["state", "waiting_for"])
    _told(job, at)
    return job


@use_case(permissions.WORK_JOBS, "完工")
def finish_job(
    warrant: Warrant, job_id: int, *, cause: str, correction: str, checked: reporting.Ticked, at: datetime
) -> Job:
    """The job is done: report written, self-check ticked (`checked`: codes of its points), clock stopped.

    With the last job the order is done and the customer is told. Raises NotAllowed for somebody who did not work on
    it, Refused for what is missing in report or check, OutOfTurn when it is not being worked on.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    me = _me(warrant)
    clocks = list(Clock.objects.filter(job=job))
    if me not in {clock.technician_id for clock in clocks}:
        raise NotAllowed(f"{job}不是您做的，请由做这项作业的技师报完工。")
    warrant.note = job.title
    for clock in clocks:
        if clock.ended_by == "":
            _close(clock, at, FINISHED)
    _finish(job, cause=cause, correction=correction, checked=checked, by_id=me, at=at)
    Line.objects.filter(job=job, state=LineState.AUTHORIZED).update(state=LineState.DONE)
    end_when_done(held.order, held.jobs.values(), at=at)
    _told(job, at)
    return job


@use_case(permissions.BOOK_WORK, "补登作业")
def book_work(
    warrant: Warrant,
    job_id: int,
    *,
    technician_id: int,
    started_at: datetime,
    finished_at: datetime,
    cause: str,
    correction: str,
    checked: reporting.Ticked,
    bay_id: int | None = None,
    at: datetime,
) -> Job:
    """A whole job at once, with the times at which it was started and finished: for a machine that keeps its own
    clock, and for work that somebody forgot to clock. The same rules as for starting and finishing; Refused for times
    that do not run forward or lie in the future."""
    if not started_at < finished_at <= at:
        raise Refused("完工时间要晚于开工时间，且不能晚于现在。")
    held, job = aggregate.held_by_job(job_id, warrant)
    warrant.note = job.title
    agreed = Line.objects.filter(job=job, state=LineState.AUTHORIZED)
    if not agreed.update(started_at=Coalesce("started_at", started_at), state=LineState.DONE):
        raise _not_agreed(job)
    if _put_in_work(held, job, started_at):
        announce(facts.WorkStarted(job.store_id, job.order_id, started_at))
    Clock.objects.create(
        store_id=job.store_id,
        job=job,
        order=held.order,
        technician_id=technician_id,
        bay_id=bay_id,
        period=DateTimeTZRange(started_at, finished_at),
        ended_by=FINISHED,
    )
    _finish(job, cause=cause, correction=correction, checked=checked, by_id=technician_id, at=finished_at)
    if not end_when_done(held.order, held.jobs.values(), at=finished_at):
        held.order.save(update_fields=IN_WORK_FIELDS)
    _told(job, at)
    return job


@use_case(permissions.CORRECT_CLOCKS, "更正工时记录")
def correct_clock(
    warrant: Warrant,
    clock_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    seen: str | None = None,
    at: datetime,
) -> Clock:
    """Somebody forgot to clock on or off: the right times, with a reason; before and after stay in the journal.

    A running clock is stopped by it. `seen` is the stretch as the page showed it (`rules.stretch`). Raises Refused without
    a reason or for times that do not run forward, Changed when the stretch has become another since.
    """
    if not reason.strip():
        raise Refused("更正工时请填写原因。")
    if not starts_at < ends_at <= at:
        raise Refused("结束时间要晚于开始时间，且不能晚于现在。")
    job_id = Clock.objects.seen_by(warrant.actor).filter(pk=clock_id).values_list("job_id", flat=True).first()
    if job_id is None:
        raise Missing("没有找到这条工时记录，请刷新后重试。")
    held, job = aggregate.held_by_job(job_id, warrant)
    clock: Clock = Clock.objects.select_for_update(of=("self",)).get(pk=clock_id)
    if seen is not None and seen != rules.stretch(clock.period.lower, clock.period.upper):
        freshness.refuse(held.order)
    was_running = clock.ended_by == ""
    clock.period = DateTimeTZRange(starts_at, ends_at)
    clock.ended_by = clock.ended_by or reason.strip()
    clock.save(update_fields=["period", "ended_by"])
    if was_running and job.state == JobState.WORKING and not any(c.job_id == job.pk for c in _running(held)):
        states.JOB.move(job, "pause")
        job.pause_reason = reason.strip()
        job.save(update_fields=["state", "pause_reason"])
    warrant.note = f"{job.title}：{localtime(starts_at):%H:%M}–{localtime(ends_at):%H:%M}，{reason.strip()}"
    _told(job, at)
    return clock


def _told(job: Job, at: datetime) -> None:
    announce(facts.JobClocked(job.store_id, job.order_id, job.pk, at))


def _me(warrant: Warrant) -> int:
    if warrant.actor.staff_id is None:
        raise NotAllowed("请用技师本人的账号操作。")
    return warrant.actor.staff_id


def _my_bay(job: Job, me: int) -> int | None:
    """The bay in which I have this job. Raises NotAllowed when it is not mine."""
    given: list[Assignment] = list(
        Assignment.objects.filter(job=job, is_open=True).select_related("technician")
    )
    mine = next((each for each in given if each.technician_id == me), None)
    if mine is not None:
        return mine.bay_id
    before: Clock | None = Clock.objects.filter(job=job, technician_id=me).order_by("-pk").first()
    if before is not None and not given:
        return before.bay_id
    if given:
        raise NotAllowed(f"{job}派给了{given[0].technician.name}，需要换人请找车间调度改派。")
    raise NotAllowed(f"{job}还没有派给您，请找车间调度派工。")


def _start(held: aggregate.Held, job: Job, at: datetime) -> None:
    """Job and order are in work from `at`, the job's authorised lines too; the car leaves its finished place. With the
    first start the customer is told."""
    if job.is_claimed and (why := holdups.of([job.pk]).get(job.pk)):
        raise OutOfTurn(why)
    order, lines = held.order, Line.objects.filter(job=job, state=LineState.AUTHORIZED)
    if not lines.filter(started_at__isnull=True).update(started_at=at) and not lines.exists():
        raise _not_agreed(job)
    if first := _put_in_work(held, job, at):
        progress.tell(order, progress.STARTED, at=at, time=progress.in_words(order.promised_at, at))
    job.save(update_fields=["state", "started_at", "pause_reason"])
    order.save(update_fields=IN_WORK_FIELDS)
    if first:
        announce(facts.WorkStarted(order.store_id, order.pk, at))


def _not_agreed(job: Job) -> OutOfTurn:
    return OutOfTurn(f"客户还没有同意{job}，不能开工。请服务顾问先取得授权。")


def _put_in_work(held: aggregate.Held, job: Job, at: datetime) -> bool:
    """Job and order are in work, not saved; says whether it is the order's first work."""
    order, first = held.order, all(each.started_at is None for each in held.jobs.values())
    if order.state == OrderState.WAITING:
        states.ORDER.move(order, "resume")
    elif order.state != OrderState.IN_WORK:
        states.ORDER.move(order, "start")
    order.waiting_for = WaitingFor.NOTHING
    order.done_at, order.checked_at, order.parked_at = None, None, None
    if job.state != JobState.WORKING:
        states.JOB.move(job, "start")
        job.started_at, job.pause_reason = job.started_at or at, ""
    return first


def _finish(
    job: Job,
    *,
    cause: str,
    correction: str,
    checked: reporting.Ticked,
    by_id: int,
    at: datetime,
) -> None:
    """The job is done at `at`, and nobody is to do it any more."""
    states.JOB.move(job, "finish")
    reporting.write_report(job, cause=cause, correction=correction)
    job.finished_at, job.pause_reason = at, ""
    job.save(update_fields=["state", "cause", "correction", "started_at", "finished_at", "pause_reason"])
    Assignment.objects.filter(job=job, is_open=True).update(is_open=False)
    reporting.self_check(job, checked=checked, by_id=by_id, at=at)


def end_when_done(order: Order, jobs: Iterable[Job], *, at: datetime) -> bool:
    """The order (locked, with its vehicle) is done when nothing that was agreed to is open and something was worked:
    it waits for its check, and the customer is told. Says whether it is so. At most three statements."""
    jobs = list(jobs)
    states_of = [job.state for job in jobs]
    if any(state in aggregate.OPEN_JOBS for state in states_of) or JobState.DONE not in states_of:
        return False
    if order.state == OrderState.WAITING:
        states.ORDER.move(order, "resume")
    states.ORDER.move(order, "finish")
    order.waiting_for, order.done_at = WaitingFor.NOTHING, at
    progress.tell(order, progress.DONE, at=at)
    order.save(update_fields=IN_WORK_FIELDS)
    announce(facts.OrderDone(order.store_id, order.pk, at, any(job.is_claimed for job in jobs)))
    return True


def _running(held: aggregate.Held) -> list[Clock]:
    return list(Clock.objects.filter(order=held.order, ended_by=""))


def _mine(running: list[Clock], job: Job, me: int) -> Clock | None:
    return next((clock for clock in running if clock.job_id == job.pk and clock.technician_id == me), None)


def _close(clock: Clock, at: datetime, why: str) -> None:
    clock.period = DateTimeTZRange(clock.period.lower, max(at, clock.period.lower + SHORTEST))
    clock.ended_by = why
    clock.save(update_fields=["period", "ended_by"])
