"""Comebacks (LANE-53): a car back for the same system within the guarantee is linked to the first order and repaired
free of charge, until somebody with the right decides otherwise."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import aggregate, amounts, facts, permissions, reasons, rules
from huichang.workshop.models import Comeback, Guarantee, Job, Line
from huichang.workshop.states import JobState, LineState, Payer, RepairType

OPEN_QUOTES = (LineState.DRAFT, LineState.QUOTED)


@dataclass(frozen=True)
class Suspect:
    """An earlier repair of the same system that is still guaranteed."""

    guarantee_id: int
    order_id: int
    order_number: str
    job_title: str
    system: str
    finished_on: date
    until_on: date
    until_km: int


def suspects(
    vehicle_id: int, system: str, km: int, on: date, *, store_id: int | None = None
) -> list[Suspect]:
    """Repairs of this system on this car whose guarantee holds on a day with a reading; newest first. One statement.

    With an empty `system` all guarantees that hold; with `store_id` only this store's own, which it must honour.
    """
    found = Guarantee.objects.filter(
        vehicle_id=vehicle_id, until_on__gte=on, from_on__lte=on, until_km__gte=km
    )
    if store_id is not None:
        found = found.filter(store_id=store_id)
    if system:
        found = found.filter(system=system)
    return [
        Suspect(
            row.pk,
            row.order_id,
            row.order.number,
            row.job.title,
            row.system,
            row.from_on,
            row.until_on,
            row.until_km,
        )
        for row in found.select_related("order", "job").order_by("-from_on", "-pk")
    ]


@use_case(permissions.MARK_COMEBACKS, "认定返修")
def mark_comeback(warrant: Warrant, job_id: int, *, guarantee_id: int, at: datetime) -> Comeback:
    """The job repeats a repair that is still guaranteed: linked to it and free for the customer.

    Raises Missing when the guarantee is not this car's, Refused when it had run out when the car came, OutOfTurn when
    the job is linked already.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    order = held.order
    guaranteed = Guarantee.objects.filter(store_id=order.store_id, vehicle_id=order.vehicle_id)
    guarantee = guaranteed.select_related("order").filter(pk=guarantee_id).first()
    if guarantee is None or guarantee.order_id == order.pk:
        raise Missing("没有找到这条质量保证，请从本车在本店的质保记录里选择。")
    came_on = localtime(order.opened_at).date()
    if not rules.within_guarantee(
        on=came_on, odometer=order.odometer, until_on=guarantee.until_on, until_km=guarantee.until_km
    ):
        raise Refused(
            f"质量保证已到期（{guarantee.until_on:%Y-%m-%d}，{guarantee.until_km:,} 公里），不算返修；要减免请改付费方。"
        )
    if Comeback.objects.filter(job=job).exists():
        raise OutOfTurn(f"{job}已经认定为返修了。")
    found = Comeback.objects.create(
        store_id=order.store_id, job=job, guarantee=guarantee, found_at=at, is_free=True
    )
    _bill(job, RepairType.REWORK, Payer.INTERNAL)
    warrant.note = f"{job.title}，首次工单 {guarantee.order.number}"
    announce(facts.ComebackFound(order.store_id, order.pk, job.pk, guarantee.order_id, guarantee.system, at))
    return found


@use_case(permissions.DECIDE_COMEBACKS, "裁定返修")
def decide_comeback(
    warrant: Warrant,
    job_id: int,
    *,
    is_free: bool,
    cause: str,
    repair_type: str = RepairType.REPAIR,
    at: datetime,
) -> Comeback:
    """Whether the customer pays after all, and why the car came back (`cause`: a code of fail_responsible, or words).

    A comeback that is not free becomes work of `repair_type` for its usual payer, and is priced by the adviser. Raises
    Refused when the customer has already agreed to free work: then it takes an extra work that they agree to.
    """
    _, job = aggregate.held_by_job(job_id, warrant)
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
    return found


def _bill(job: Job, repair_type: RepairType, payer: Payer) -> None:
    job.repair_type, job.payer = repair_type, payer
    job.save(update_fields=["repair_type", "payer"])
    Line.objects.filter(job=job).exclude(state__in=[LineState.DECLINED, LineState.DROPPED]).update(
        payer=payer
    )
