"""Comebacks (LANE-53): a car back for the same system within the guarantee is linked to the first order and repaired
free of charge, until somebody with the right decides otherwise."""

from datetime import datetime

from django.utils.timezone import localtime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import (
    aggregate,
    amounts,
    drafting,
    facts,
    permissions,
    quoting,
    reasons,
    rules,
)
from huichang.workshop.models import Comeback, Guarantee, Job, Line, Order
from huichang.workshop.pricing import WantedJob
from huichang.workshop.states import JobState, LineState, Payer, RepairType

OPEN_QUOTES = (LineState.DRAFT, LineState.QUOTED)


@use_case(permissions.MARK_COMEBACKS, "认定返修")
def mark_comeback(warrant: Warrant, job_id: int, *, guarantee_id: int, at: datetime) -> Comeback:
    """The job repeats a repair that is still guaranteed: linked to it and free for the customer.

    Raises Missing when the guarantee is not this car's, Refused when it had run out when the car came, OutOfTurn when
    the job is linked already.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    guarantee = _guarantee_of(held.order, guarantee_id)
    found = _link(job, guarantee, at=at)
    _bill(job, RepairType.REWORK, Payer.INTERNAL)
    warrant.note = f"{job.title}，首次工单 {guarantee.order.number}"
    drafting.changed(held.order)
    _announce(held.order, found, at)
    return found


@use_case(permissions.MARK_COMEBACKS, "算返修")
def take_up_comeback(
    warrant: Warrant, order_id: int, *, guarantee_id: int, seen: int | None = None, at: datetime
) -> Comeback:
    """The car is here for what was repaired last time: one touch at reception. A job of that system that stands in the
    draft already becomes the comeback; else a free job is made, for the workshop to find the cause.

    Raises Missing when the guarantee is not this car's, Refused when it had run out when the car came, OutOfTurn for a
    signed order or when it is taken up already, Changed for an old page.
    """
    order = drafting.writable(order_id, warrant, seen=seen, at=at).order
    guarantee = _guarantee_of(order, guarantee_id)
    if Comeback.objects.filter(job__order=order, guarantee=guarantee).exists():
        raise OutOfTurn(f"“{guarantee.job.title}”已经算返修了。")
    planned = Job.objects.select_for_update(of=("self",)).filter(
        order=order, state=JobState.PLANNED, comeback__isnull=True
    )
    job = next((each for each in planned.order_by("position") if each.system == guarantee.system), None)
    if job is None:
        if order.last_job == 0:
            order.repair_type = RepairType.REWORK
            order.save(update_fields=["repair_type"])
        (job,) = quoting.write_jobs(order, [_again(order, guarantee)], at=at)
    else:
        drafting.changed(order)
    found = _link(job, guarantee, at=at)
    _bill(job, RepairType.REWORK, Payer.INTERNAL)
    warrant.note = f"{job.title}，首次工单 {guarantee.order.number}"
    _announce(order, found, at)
    return found


@use_case(permissions.DECIDE_COMEBACKS, "裁定不算返修")
def reject_comeback(
    warrant: Warrant, job_id: int, *, guarantee_id: int, cause: str, at: datetime
) -> Comeback:
    """The job has nothing to do with the repair that is guaranteed: its usual payer pays. Kept with the reason.

    Raises Missing when the guarantee is not this car's, Refused without a reason, OutOfTurn when it was decided already.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    guarantee = _guarantee_of(held.order, guarantee_id)
    said = reasons.words("not_a_comeback", cause)
    if not said:
        raise Refused("请选择或写明为什么不算返修。")
    found = _link(job, guarantee, at=at)
    found.is_free, found.cause = False, said[:120]
    found.decided_by_id, found.decided_at = warrant.actor.staff_id, at
    found.save(update_fields=["is_free", "cause", "decided_by", "decided_at"])
    warrant.note = f"{job.title}：不算返修，{said}"[:200]
    drafting.changed(held.order)
    return found


@use_case(permissions.DECIDE_COMEBACKS, "裁定返修")
def decide_comeback(
    warrant: Warrant,
    job_id: int,
    *,
    is_free: bool,
    cause: str,
    repair_type: str = RepairType.REPAIR,
    seen: int | None = None,
    at: datetime,
) -> Comeback:
    """Whether the customer pays after all, and why the car came back (`cause`: a code of fail_responsible, or words).

    A comeback that is not free becomes work of `repair_type` for its usual payer, and is priced by the adviser. Raises
    Refused when the customer has already agreed to free work: then it takes an extra work that they agree to.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    freshness.check(held.order, seen)
    found: Comeback | None = Comeback.objects.select_for_update(of=("self",)).filter(job=job).first()
    if found is None:
        raise Missing(f"{job}没有认定为返修。")
    said = reasons.words("fail_responsible", cause)
    if not said:
        raise Refused("请选择返修原因。")
    if not is_free:
        agreed = Line.objects.filter(job=job).exclude(
            state__in=[*OPEN_QUOTES, LineState.DECLINED, LineState.DROPPED]
        )
        if job.state != JobState.PLANNED or agreed.exists():
            raise Refused("客户已经同意免费返修，要收费请先办理增项，由客户确认新的价格。")
        _bill(job, RepairType(repair_type), Payer(amounts.payer_of(repair_type)))
    elif not found.is_free:
        _bill(job, RepairType.REWORK, Payer.INTERNAL)
    found.is_free, found.cause = is_free, said[:120]
    found.decided_by_id, found.decided_at = warrant.actor.staff_id, at
    found.save(update_fields=["is_free", "cause", "decided_by", "decided_at"])
    warrant.note = f"{job.title}：{'免费' if is_free else '客户付费'}，{said}"
    drafting.changed(held.order)
    return found


def _guarantee_of(order: Order, guarantee_id: int) -> Guarantee:
    """The guarantee that the order's car came under. Raises Missing, Refused when it had run out."""
    mine = Guarantee.objects.filter(store_id=order.store_id, vehicle_id=order.vehicle_id)
    guarantee: Guarantee | None = mine.select_related("order", "job").filter(pk=guarantee_id).first()
    if guarantee is None or guarantee.order_id == order.pk:
        raise Missing("没有找到这条质量保证，请从本车在本店的质保记录里选择。")
    came_on = localtime(order.opened_at).date()
    if not rules.within_guarantee(
        on=came_on, odometer=order.odometer, until_on=guarantee.until_on, until_km=guarantee.until_km
    ):
        raise Refused(
            f"质量保证已到期（{guarantee.until_on:%Y-%m-%d}，{guarantee.until_km:,} 公里），不算返修；要减免请改付费方。"
        )
    return guarantee


def _again(order: Order, guarantee: Guarantee) -> WantedJob:
    first = guarantee.job
    return WantedJob(
        title=f"返修：{first.title}"[:80],
        repair_type=RepairType.REWORK,
        payer=Payer.INTERNAL,
        concern=order.concern[:300],
        system=guarantee.system,
        skill=first.skill,
        bay_kind=first.bay_kind,
    )


def _link(job: Job, guarantee: Guarantee, *, at: datetime) -> Comeback:
    if Comeback.objects.filter(job=job).exists():
        raise OutOfTurn(f"{job}已经认定为返修了。")
    found: Comeback = Comeback.objects.create(
        store_id=job.store_id, job=job, guarantee=guarantee, found_at=at, is_free=True
    )
    return found


def _announce(order: Order, found: Comeback, at: datetime) -> None:
    first = found.guarantee
    announce(facts.ComebackFound(order.store_id, order.pk, found.job_id, first.order_id, first.system, at))


def _bill(job: Job, repair_type: RepairType, payer: Payer) -> None:
    job.repair_type, job.payer = repair_type, payer
    job.save(update_fields=["repair_type", "payer"])
    Line.objects.filter(job=job).exclude(state__in=[LineState.DECLINED, LineState.DROPPED]).update(
        payer=payer, payer_percent=100
    )
