"""What documents and the rooms above need to know of an order beyond its lines: people, times, findings, guarantee."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.workshop.models import Answer, Finding, Guarantee, Handover, Job, Order
from huichang.workshop.states import JobState, PointState


@dataclass(frozen=True)
class LeftPoint:
    """A point in state soon or now that was not repaired."""

    name: str
    value: str
    state: str
    risk: str
    declined: bool
    reason: str
    is_safety: bool
    remaining: str
    signature: bytes | None


@dataclass(frozen=True)
class VisitRecord:
    """One order's people, times, findings left, guarantee and signatures."""

    order_id: int
    number: str
    repair_type: str
    repair_type_says: str
    concern: str
    odometer: int
    sender_name: str
    sender_phone: str
    vehicle_id: int
    customer_id: int
    adviser_id: int
    arrived_at: datetime
    opened_at: datetime
    signed_at: datetime | None
    delivered_at: datetime | None
    promised_at: datetime | None
    amount_signed: Decimal | None
    amount_agreed: Decimal | None
    signed_name: str
    signature: bytes | None
    guarantee_days: int
    guarantee_km: int
    next_service_on: date | None
    next_service_km: int | None
    left: tuple[LeftPoint, ...]


def visit_record(actor: Actor, order_id: int) -> VisitRecord:
    """The record of an order. Raises Missing for another store's. Six statements and one per signature."""
    order: Order | None = Order.objects.seen_by(actor).select_related("visit").filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    answer = Answer.objects.filter(order_id=order_id, extra_work__isnull=True).order_by("pk").first()
    terms = list(Guarantee.objects.filter(order_id=order_id).values_list("days", "km"))
    handover = Handover.objects.filter(order_id=order_id).first()
    findings = Finding.objects.filter(order_id=order_id, outcome__in=["open", "declined"]).exclude(
        state=PointState.OK
    )
    return VisitRecord(
        order.pk,
        order.number,
        order.repair_type,
        order.get_repair_type_display(),
        order.concern,
        order.odometer,
        order.sender_name,
        order.sender_phone,
        order.vehicle_id,
        order.customer_id,
        order.adviser_id,
        order.visit.arrived_at,
        order.opened_at,
        order.signed_at,
        order.delivered_at,
        order.promised_at,
        order.amount_signed,
        order.amount_agreed,
        answer.name if answer else "",
        pictures.content_of(answer.signature_id) if answer else None,
        max((days for days, _ in terms), default=0),
        max((km for _, km in terms), default=0),
        handover.next_service_on if handover else None,
        handover.next_service_km if handover else None,
        tuple(_left(finding) for finding in findings.order_by("-is_safety", "pk")),
    )


def _left(finding: Finding) -> LeftPoint:
    value = "" if finding.value is None else f"{finding.value.normalize():f} {finding.unit}".strip()
    remaining = [
        f"约 {finding.remaining_days} 天" if finding.remaining_days is not None else "",
        f"约 {finding.remaining_km:,} 公里" if finding.remaining_km is not None else "",
    ]
    return LeftPoint(
        finding.name,
        value,
        finding.state,
        finding.risk,
        finding.outcome == "declined",
        finding.decline_reason,
        finding.is_safety,
        "或".join(part for part in remaining if part),
        pictures.content_of(finding.declined_signature_id),
    )


@dataclass(frozen=True)
class Outlook:
    """What a finished order means for the time after it: systems repaired, next service, what was paid."""

    systems: frozenset[str]
    next_service_on: date | None
    next_service_km: int | None
    amount: Decimal


def outlook(order_id: int) -> Outlook:
    """The outlook of a delivered order. Three statements."""
    systems = Job.objects.filter(order_id=order_id, state=JobState.DONE).values_list("system", flat=True)
    handover = (
        Handover.objects.filter(order_id=order_id).values_list("next_service_on", "next_service_km").first()
    )
    amount = Order.objects.filter(pk=order_id).values_list("amount_settled", flat=True).first()
    on, km = handover or (None, None)
    return Outlook(frozenset(system for system in systems if system), on, km, amount or Decimal(0))


def score_of(order_id: int) -> int | None:
    """The satisfaction asked at the delivery (1–5), if it was given. One statement."""
    return Handover.objects.filter(order_id=order_id).values_list("score", flat=True).first()
