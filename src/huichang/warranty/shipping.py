"""Claimed parts in boxes to the manufacturer, and what its audit says of them (RULES D15, B4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import facts, keeping, permissions, states
from huichang.warranty.models import ClaimedPart, Shipment
from huichang.warranty.states import Deduction, PartState, ShipmentKind, ShipmentState


@use_case(permissions.KEEP_PARTS, "新建旧件回运单")
def open_shipment(warrant: Warrant, store_id: int, *, kind: str, at: datetime) -> Shipment:
    """A shipment that is being packed. Raises Refused for an unknown kind."""
    warrant.show_at(store_id)
    if kind not in ShipmentKind.values:
        raise Refused("回运类型请选择常规或紧急。")
    shipment: Shipment = Shipment.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "HY", on=localdate(at)),
        kind=kind,
        opened_at=at,
        opened_by_id=warrant.actor.staff_id,
    )
    warrant.about(shipment)
    return shipment


@use_case(permissions.KEEP_PARTS, "旧件装箱")
def box_part(warrant: Warrant, shipment_id: int, *, tag: str, box: int, at: datetime) -> ClaimedPart:
    """A stored part goes into a box. Raises Missing for an unknown tag, OutOfTurn when it is not in the store or the shipment
    has left, Refused for a box without a number or a part whose claim was never sent."""
    shipment = _packing(warrant, shipment_id)
    part: ClaimedPart = ClaimedPart.objects.locked(keeping.by_tag(shipment.store_id, tag), warrant)
    states.PART.move(part, "box")
    if not 1 <= box <= 999:
        raise Refused("箱号从 1 开始。", fields=("box",))
    if part.claim.round == 0:
        raise Refused(f"{part.claim}还没有上报，旧件不能先回运。")
    part.shipment, part.box = shipment, box
    part.save(update_fields=["state", "shipment", "box"])
    keeping.write_move(part, f"装箱 {box} 号", shipment.number, at=at, by_id=warrant.actor.staff_id)
    return part


@use_case(permissions.KEEP_PARTS, "旧件取出")
def unbox_part(
    warrant: Warrant, part_id: int, *, shipment_id: int | None = None, at: datetime
) -> ClaimedPart:
    """A part goes back to its place; its box was the wrong one. `shipment_id`: the shipment that the person looks at. Raises
    Missing when the part is not in that shipment, OutOfTurn once it left."""
    part: ClaimedPart = ClaimedPart.objects.locked(part_id, warrant)
    if shipment_id is not None and part.shipment_id != shipment_id:
        raise Missing(f"{part}不在这张回运单里，请刷新页面。")
    states.PART.move(part, "unbox")
    number = part.shipment.number if part.shipment else ""
    part.shipment, part.box = None, None
    part.save(update_fields=["state", "shipment", "box"])
    keeping.write_move(part, "取出", number, at=at, by_id=warrant.actor.staff_id)
    return part


@use_case(permissions.KEEP_PARTS, "旧件发运")
def send_shipment(warrant: Warrant, shipment_id: int, *, carrier: str, at: datetime) -> Shipment:
    """The boxes leave with their list. Raises Refused for an empty shipment or without carrier and waybill."""
    shipment = _packing(warrant, shipment_id)
    states.SHIPMENT.move(shipment, "send")
    if not carrier.strip():
        raise Refused("请填写承运人和运单号。", fields=("carrier",))
    parts = _parts(shipment)
    if not parts:
        raise Refused("回运单里还没有旧件，请先扫标签装箱。")
    for part in parts:
        states.PART.move(part, "ship")
        part.gone_at, part.gone_document = at, shipment.number
        keeping.write_move(
            part, "发运", shipment.number, at=at, by_id=warrant.actor.staff_id, words=carrier.strip()
        )
    ClaimedPart.objects.bulk_update(parts, ["state", "gone_at", "gone_document"])
    shipment.sent_at, shipment.carrier = at, carrier.strip()[:60]
    shipment.save(update_fields=["state", "sent_at", "carrier"])
    announce(facts.PartsShipped(shipment.store_id, shipment.pk, at))
    return shipment


@use_case(permissions.KEEP_PARTS, "取消旧件回运单")
def cancel_shipment(warrant: Warrant, shipment_id: int, *, at: datetime) -> Shipment:
    """It does not go: its parts lie in their places again."""
    shipment = _packing(warrant, shipment_id)
    states.SHIPMENT.move(shipment, "cancel")
    for part in (parts := _parts(shipment)):
        states.PART.move(part, "unbox")
        part.shipment, part.box = None, None
        keeping.write_move(part, "取出", shipment.number, at=at, by_id=warrant.actor.staff_id)
    ClaimedPart.objects.bulk_update(parts, ["state", "shipment", "box"])
    shipment.save(update_fields=["state"])
    return shipment


@dataclass(frozen=True)
class Audited:
    """What the audit says of a part that is not simply accepted: the reason of B4, and what is deducted (yuan)."""

    part_id: int
    deduction: str
    words: str = ""
    amount: Decimal = ZERO


@use_case(permissions.REGISTER_ANSWERS, "登记旧件审核结果")
def audit_shipment(
    warrant: Warrant, shipment_id: int, *, deducted: Sequence[Audited], words: str = "", at: datetime
) -> Shipment:
    """The manufacturer has opened the boxes: parts that are not named are accepted.

    Raises Refused for a reason that is not in the list, “其他” without words, a negative amount; Missing for a part of another
    shipment.
    """
    shipment: Shipment = Shipment.objects.locked(shipment_id, warrant)
    states.SHIPMENT.move(shipment, "audit")
    parts = {part.pk: part for part in _parts(shipment)}
    said = {each.part_id: each for each in deducted}
    if set(said) - set(parts):
        raise Missing("有的旧件不在这张回运单里，请刷新页面。")
    for pk, part in parts.items():
        each = said.get(pk)
        if each is None:
            states.PART.move(part, "accept")
            keeping.write_move(part, "厂家签收", shipment.number, at=at, by_id=warrant.actor.staff_id)
            continue
        if each.deduction not in Deduction.values:
            raise Refused("扣件原因请从列表里选择。")
        if each.deduction == Deduction.OTHER and not each.words.strip():
            raise Refused(f"“{part.name}”的扣件原因是其他，请写明。")
        if each.amount < ZERO:
            raise Refused("扣款不能是负数。")
        states.PART.move(part, "deduct")
        part.deduction, part.deduction_words = each.deduction, each.words.strip()[:200]
        part.deducted = money(each.amount)
        says = part.get_deduction_display()
        keeping.write_move(
            part,
            "厂家扣件",
            shipment.number,
            at=at,
            by_id=warrant.actor.staff_id,
            words=f"{says} {each.words}",
        )
    ClaimedPart.objects.bulk_update(parts.values(), ["state", "deduction", "deduction_words", "deducted"])
    shipment.audited_at, shipment.audit_words = at, words.strip()[:200]
    shipment.save(update_fields=["state", "audited_at", "audit_words"])
    return shipment


def _packing(warrant: Warrant, shipment_id: int) -> Shipment:
    shipment: Shipment = Shipment.objects.locked(shipment_id, warrant)
    if shipment.state != ShipmentState.PACKING:
        raise OutOfTurn(f"{shipment}现在是“{shipment.get_state_display()}”，不能再改。")
    return shipment


def _parts(shipment: Shipment) -> list[ClaimedPart]:
    rows = ClaimedPart.objects.select_for_update(of=("self",)).filter(shipment=shipment)
    return list(rows.filter(state__in=[PartState.BOXED, PartState.SHIPPED]).order_by("pk"))
