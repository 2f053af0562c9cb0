"""Campaigns on an order (WARR-20): taken up as a job with the manufacturer's operations and parts, done when the order
passes its final check."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.vehicles import campaign_work
from huichang.workshop import drafting, extra_work, permissions, quoting
from huichang.workshop.models import ExtraWork, Job, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import JobState, LineKind, OrderState, Payer, PointState, RepairType


@use_case(permissions.QUOTE_ORDERS, "召回或服务活动加入委托书")
def take_up_campaign(
    warrant: Warrant, order_id: int, *, campaign_id: int, seen: int | None = None, at: datetime
) -> Job:
    """The car is here and a campaign hits it: its work becomes a job, free for the customer, with operations and parts.

    On a signed order it is extra work that the customer is asked about, like any other; it costs nothing. Raises Missing
    when the campaign does not hit the car, OutOfTurn for an order that has left the workshop or a campaign that is done or
    stands on the order already, Refused when an operation or a part of the remedy is not in our books.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    remedy = campaign_work.remedy_of(campaign_id, order.vehicle_id, on=localdate(at))
    operations = pricebook.operations_by_code(remedy.works)
    found = parts.by_number(number for number, _ in remedy.parts)
    lacking = [code for code in remedy.works if code not in operations]
    lacking += [number for number, _ in remedy.parts if number not in found]
    if lacking:
        raise Refused(
            f"活动要用的 {'、'.join(lacking)} 不在工时或配件目录里，请索赔员核对活动，或先建立目录。"
        )
    lines = [WantedLine(LineKind.LABOUR, operation_id=operations[code].id) for code in remedy.works]
    lines += [
        WantedLine(LineKind.PART, part_id=found[number].id, quantity=quantity)
        for number, quantity in remedy.parts
    ]
    wanted = WantedJob(
        title=remedy.title,
        repair_type=RepairType.RECALL,
        payer=Payer.MANUFACTURER,
        concern=remedy.words,
        lines=tuple(lines),
    )
    extra = None if order.state == OrderState.DRAFT else _extra(warrant, order, remedy, at=at)
    (job,) = quoting.write_jobs(order, [wanted], at=at, extra=extra)
    dropped = Job.objects.filter(order_id=order_id, state=JobState.DROPPED).values_list("pk", flat=True)
    campaign_work.let_go(order_id, dropped)
    campaign_work.take_up(campaign_id, order.vehicle_id, order_id=order.pk, job_id=job.pk, at=at)
    warrant.note = job.title
    return job


def _extra(warrant: Warrant, order: Order, remedy: campaign_work.Remedy, *, at: datetime) -> ExtraWork:
    """A recall is a matter of safety: who does not want it signs for that."""
    return extra_work.put_down(
        order,
        by_id=warrant.actor.staff_id,
        at=at,
        what=f"{remedy.title}，厂家免费处理"[:300],
        point_state=PointState.NOW if remedy.is_recall else PointState.SOON,
        risk=remedy.risk[:300],
        is_safety=remedy.is_recall,
    )


def done(order_id: int, at: datetime) -> None:
    """The order has passed its final check: the campaigns whose jobs are finished are done."""
    tasks = campaign_work.tasks_of(order_id)
    if not tasks:
        return
    order = Order.objects.get(pk=order_id)
    finished = Job.objects.filter(order_id=order_id, pk__in=tasks.values(), state=JobState.DONE)
    campaign_work.done_by_order(
        order_id,
        list(finished.values_list("pk", flat=True)),
        order_number=order.number,
        store_id=order.store_id,
        staff_id=None,
        at=at,
    )


def undone(order_id: int) -> None:
    """The order goes back to work, or is not carried out: what it had done of campaigns is to do again."""
    campaign_work.undone_by_order(order_id)
