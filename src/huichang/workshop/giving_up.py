"""The customer gives up work that was agreed to and not begun: taken down like any other answer (LANE-23)."""

from collections.abc import Iterable
from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn
from huichang.kernel.use_case import use_case
from huichang.parts import picking
from huichang.workshop import answers, clock, drafting, facts, permissions, reasons, states
from huichang.workshop.answers import Said
from huichang.workshop.models import Answer, Assignment, Job, Line, Order
from huichang.workshop.states import WORKABLE_LINES, JobState, OrderState


@use_case(permissions.RECORD_ANSWERS, "客户放弃项目")
def give_up_jobs(
    warrant: Warrant,
    order_id: int,
    *,
    job_ids: Iterable[int],
    reason: str,
    name: str,
    via: str,
    signature: str = "",
    seen: int | None = None,
    at: datetime,
) -> Order:
    """The customer no longer wants jobs that were agreed to and not begun: taken down like any other answer. Whoever was
    to do them is free again; when everything else is finished, the order is done.

    Raises Refused without reason or name and while parts are out, OutOfTurn for a job that was begun, or when nothing
    would be left (then the order is cancelled).
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state not in (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING):
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再放弃项目。")
    wanted = set(job_ids)
    jobs = list(Job.objects.select_for_update(of=("self",)).filter(order=order).order_by("pk"))
    mine = [job for job in jobs if job.pk in wanted]
    if not mine or len(mine) != len(wanted):
        raise Missing("没有找到要放弃的项目，请刷新委托书后重试。")
    if begun := next((job for job in mine if job.started_at or job.state != JobState.PLANNED), None):
        raise OutOfTurn(f"{begun}现在是“{begun.get_state_display()}”，已经开工或完工的不能放弃。")
    if not [job for job in jobs if job not in mine and job.state != JobState.DROPPED]:
        raise OutOfTurn("放弃后没有剩下的项目，请直接取消工单。")
    lines = Line.objects.select_related("job").select_for_update(of=("self",)).filter(job__in=mine)
    gone = list(lines.filter(state__in=WORKABLE_LINES).order_by("job_id", "pk"))
    said = Said(name, via, at, signature, {line.pk: reason for line in gone})
    answers.check(said, gone, needs_signature=via == "screen")
    picking.withdraw(store_id=order.store_id, line_ids=[line.pk for line in gone if line.part_id], at=at)
    for line in gone:
        states.LINE.move(line, "drop")
        line.decline_reason = said.reason(line.pk)
    Line.objects.bulk_update(gone, ["state", "decline_reason"])
    for job in mine:
        states.JOB.move(job, "drop")
    Job.objects.bulk_update(mine, ["state"])
    Assignment.objects.filter(job__in=mine, is_open=True).update(is_open=False)
    titles = "、".join(job.title for job in mine)
    order.amount_agreed = answers.agreed_now(order)
    Answer.objects.create(
        store_id=order.store_id,
        order=order,
        about="give_up",
        via=via,
        name=name.strip()[:40],
        at=at,
        amount=order.amount_agreed,
        promised_at=order.promised_at,
        words=f"放弃：{titles}（{reasons.words('decline', reason)}）"[:200],
        signature=answers.signature_of(order, said),
        taken_by_id=warrant.actor.staff_id,
    )
    drafting.changed(order, "amount_agreed")
    warrant.note = f"{titles}：{reasons.words('decline', reason)}"[:200]
    answers.announce_declined(order, gone, at=at)
    announce(facts.JobsGivenUp(order.store_id, order.pk, at))
    clock.end_when_done(order, jobs, at=at)
    return order
