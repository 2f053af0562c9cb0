"""Purchase orders from the first line to the supplier's answer (PARTS-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.supply import drafting, facts, permissions, states, tracking
from huichang.supply.drafting import Line, Urgency
from huichang.supply.models import PurchaseLine, PurchaseOrder
from huichang.supply.states import COMING, URGENT_KINDS, Foreseen, OrderState

ZERO = Decimal(0)
FARTHEST_DAYS = 365


@use_case(permissions.WRITE_ORDERS, "编制采购单")
def write_order(
    warrant: Warrant,
    *,
    store_id: int,
    supplier_id: int,
    kind: str,
    lines: Sequence[Line],
    at: datetime,
    urgency: Urgency | None = None,
    note: str = "",
    ship_to: str = "",
) -> PurchaseOrder:
    """A draft of a purchase order, at the contract's prices unless others are given.

    Raises Refused as `drafting.draft` does.
    """
    warrant.show_at(store_id)
    order = drafting.draft(
        store_id,
        supplier_id=supplier_id,
        kind=kind,
        lines=lines,
        at=at,
        by_id=warrant.actor.staff_id,
        urgency=urgency,
        note=note,
        ship_to=ship_to,
    )
    warrant.about(order, order.number)
    return order


@use_case(permissions.WRITE_ORDERS, "采购单加行")
def add_lines(
    warrant: Warrant, order_id: int, *, lines: Sequence[Line], at: datetime, seen: int | None = None
) -> PurchaseOrder:
    """More parts in a draft; a part that is in it already gets more. Raises OutOfTurn once it is submitted."""
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "change")
    if not lines:
        raise Refused("请至少填写一个要订的配件。")
    drafting.add(order, lines, at=at)
    _bump(order)
    return order


@use_case(permissions.WRITE_ORDERS, "修改采购行")
def change_line(
    warrant: Warrant,
    line_id: int,
    *,
    quantity: Decimal,
    price: Decimal | None = None,
    why: str = "",
    seen: int | None = None,
) -> PurchaseLine:
    """Another quantity (0 takes the line out) or price in a draft. A line that was suggested is changed with a reason.

    Raises OutOfTurn once the order is submitted, Refused for impossible values.
    """
    order, line = _line(warrant, line_id)
    freshness.check(order, seen)
    states.ORDER.move(order, "change")
    if line.suggestion and quantity != line.quantity and not why.strip():
        raise Refused("这一行来自采购建议，改数量请写明原因。", fields=("why",))
    if quantity == 0:
        line.delete()
    else:
        drafting.check_quantity(parts.parts([line.part_id])[line.part_id], quantity)
        line.quantity = quantity
        if price is not None:
            if price <= 0:
                raise Refused("进价必须大于零。", fields=("price",))
            line.is_contract_price = line.is_contract_price and price == line.price
            line.price = price
        if why.strip():
            line.why = f"{line.why}；改：{why.strip()}".strip("；")[:200]
        line.save()
    drafting.settle_freight(order)
    _bump(order)
    return line


@use_case(permissions.SEND_ORDERS, "发出采购单")
def send_order(
    warrant: Warrant, order_id: int, *, via: str, at: datetime, seen: int | None = None
) -> PurchaseOrder:
    """The order goes to the supplier: its parts are on their way from now on, at the agreed lead time, and who waits is told.

    Raises OutOfTurn before it is approved.
    """
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "send")
    order.sent_at, order.sent_via = at, via.strip()[:20]
    lines = tracking.locked_lines(order)
    tracking.date_by_lead_time(order, lines, on=localdate(at))
    order.save(update_fields=["state", "sent_at", "sent_via"])
    tracking.tell_the_store_room(order, lines, at=at, by_id=warrant.actor.staff_id)
    _bump(order)
    return order


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What the supplier says of a line: so many, on a day."""

    quantity: Decimal
    expected_on: date


@use_case(permissions.SEND_ORDERS, "登记供应商确认")
def confirm_order(
    warrant: Warrant,
    order_id: int,
    *,
    promised: Mapping[int, Promised],
    at: datetime,
    their_number: str = "",
    seen: int | None = None,
) -> PurchaseOrder:
    """The supplier's answer, line by line (line id → what it promises). The first day that it names is the one it is held to.

    A line of which it sends fewer waits for the rest on that day, too, until that is cancelled. Raises Refused for a day in
    the past and for more than was ordered.
    """
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "confirm")
    lines = {line.pk: line for line in tracking.locked_lines(order)}
    if not promised:
        raise Refused("请至少填写一行的确认数量和日期。")
    for line_id, said in promised.items():
        line = lines.get(line_id)
        if line is None:
            raise Missing("这一行不在这张采购单里，请刷新页面。")
        _check_day(said.expected_on, at)
        if not ZERO <= said.quantity <= line.quantity:
            raise Refused("确认数量不能多于订货数量，也不能小于零。", fields=(f"quantity_{line_id}",))
        line.confirmed, line.expected_on = said.quantity, said.expected_on
        line.promised_on = line.promised_on or said.expected_on
    PurchaseLine.objects.bulk_update(lines.values(), ["confirmed", "expected_on", "promised_on"])
    order.confirmed_at = order.confirmed_at or at
    order.their_number = their_number.strip() or order.their_number
    order.save(update_fields=["state", "confirmed_at", "their_number"])
    tracking.tell_the_store_room(order, list(lines.values()), at=at, by_id=warrant.actor.staff_id)
    _bump(order)
    return order


@use_case(permissions.SEND_ORDERS, "更改到货日期")
def redate_line(warrant: Warrant, line_id: int, *, expected_on: date, at: datetime) -> PurchaseLine:
    """What is open of a line comes on another day: who waits is told. Raises OutOfTurn for an order that is not out."""
    order, line = _line(warrant, line_id)
    states.ORDER.move(order, "confirm")
    _check_day(expected_on, at)
    if not tracking.open_of(line):
        raise Refused("这一行已经收齐或取消，不用再改日期。")
    line.expected_on = expected_on
    line.promised_on = line.promised_on or expected_on
    line.save(update_fields=["expected_on", "promised_on"])
    order.confirmed_at = order.confirmed_at or at
    order.save(update_fields=["state", "confirmed_at"])
    tracking.tell_the_store_room(order, [line], at=at, by_id=warrant.actor.staff_id)
    _bump(order)
    return line


@use_case(permissions.SEND_ORDERS, "取消采购行")
def cancel_line(
    warrant: Warrant, line_id: int, *, why: str, at: datetime, quantity: Decimal | None = None
) -> PurchaseLine:
    """What is open of a line (or so much of it) will not come any more; the order is done when nothing else is open.

    Raises Refused without a reason or for more than is open; OutOfTurn for an order that is not out.
    """
    order, line = _line(warrant, line_id)
    if order.state not in COMING:
        states.ORDER.move(order, "receive")
    if not why.strip():
        raise Refused("请写明为什么取消，供应商评价要用。", fields=("why",))
    still = tracking.open_of(line)
    gone = still if quantity is None else quantity
    if not ZERO < gone <= still:
        raise Refused(
            f"这一行还有 {still.normalize():f} 没有到，取消数量不能多于它，也要大于零。", fields=("quantity",)
        )
    line.cancelled += gone
    line.cancelled_why = why.strip()[:120]
    line.save(update_fields=["cancelled", "cancelled_why"])
    tracking.tell_the_store_room(order, [line], at=at, by_id=warrant.actor.staff_id)
    tracking.finish_if_over(order, at=at)
    _bump(order)
    return line


@use_case(permissions.WRITE_ORDERS, "取消采购单")
def cancel_order(
    warrant: Warrant, order_id: int, *, why: str, at: datetime, seen: int | None = None
) -> PurchaseOrder:
    """Nothing of an order comes any more. Raises Refused without a reason, and when something came already: then its open
    lines are cancelled one by one."""
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    was_coming = order.state in COMING
    states.ORDER.move(order, "cancel")
    if not why.strip():
        raise Refused("请写明为什么取消。", fields=("why",))
    lines = tracking.locked_lines(order)
    if any(line.received for line in lines):
        raise Refused("这张采购单已经到过货，不能整单取消。请把没到的行逐行取消。")
    if was_coming:
        for line in lines:
            line.cancelled, line.cancelled_why = line.quantity, why.strip()[:120]
        PurchaseLine.objects.bulk_update(lines, ["cancelled", "cancelled_why"])
        tracking.tell_the_store_room(order, lines, at=at, by_id=warrant.actor.staff_id)
    order.cancelled_why, order.ended_at = why.strip()[:120], at
    order.save(update_fields=["state", "cancelled_why", "ended_at"])
    _bump(order)
    return order


@use_case(permissions.ANALYSE_URGENT, "分析急件订单")
def analyse_order(
    warrant: Warrant, order_id: int, *, foreseen: str, words: str, at: datetime
) -> PurchaseOrder:
    """The look back at an emergency order: could a stock order have covered it, and what is to be done?

    Raises Refused for an order that was none, that is not out yet, and for a finding without words.
    """
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    if order.kind not in URGENT_KINDS:
        raise Refused("只有急件订单才做急件分析。")
    if order.state not in (*COMING, OrderState.DONE):
        raise Refused("订单还没有发出，发出以后再做急件分析。")
    if foreseen not in Foreseen.values:
        raise Refused("分析结论请从列表里选择。", fields=("foreseen",))
    if not words.strip():
        raise Refused("请写明依据和改进办法，例如“把下限调到 4 件”。", fields=("words",))
    order.foreseen, order.foreseen_words, order.foreseen_at = foreseen, words.strip(), at
    order.save(update_fields=["foreseen", "foreseen_words", "foreseen_at"])
    announce(facts.UrgentAnalysed(order.store_id, order.pk, foreseen, at))
    return order


def _line(warrant: Warrant, line_id: int) -> tuple[PurchaseOrder, PurchaseLine]:
    """A line with its order, the order locked first. Raises Missing."""
    found = PurchaseLine.objects.seen_by(warrant.actor).filter(pk=line_id).values_list("order_id").first()
    if found is None:
        raise Missing("没有找到这一行，请刷新页面后重试。")
    order: PurchaseOrder = PurchaseOrder.objects.locked(found[0], warrant)
    line = PurchaseLine.objects.filter(pk=line_id, order=order).select_for_update().first()
    if line is None:
        raise Missing("这一行刚刚被删掉，请刷新页面后重试。")
    return order, line


def _check_day(day: date, at: datetime) -> None:
    if not 0 <= (day - localdate(at)).days <= FARTHEST_DAYS:
        raise Refused("到货日期请填今天到一年以内的日期。", fields=("expected_on",))


def _bump(order: PurchaseOrder) -> None:
    freshness.bump(order)
    order.save(update_fields=["version"])
