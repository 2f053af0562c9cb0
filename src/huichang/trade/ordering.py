"""A sale is ordered: credit checked, stock kept, the rest awaited; changed and called off afterwards (PARTS-50)."""

from datetime import datetime, time
from decimal import Decimal

from django.utils.timezone import get_current_timezone, localdate

from huichang.billing import credit
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import quantity as pieces
from huichang.parts import picking
from huichang.parts.waiting import Short
from huichang.trade import billing_sales, permissions, quoting, rules, writing
from huichang.trade.models import Bill, Sale, SaleLine
from huichang.trade.states import SALE, BillState, Pays, SaleState

PRIORITY = 7
"""Cars in the workshop (5) and bookings (6) are served before an order of parts."""


@use_case(permissions.CONFIRM_SALES, "配件销售下单")
def confirm_sale(
    warrant: Warrant, sale_id: int, *, why: str = "", seen: int | None = None, at: datetime
) -> list[Short]:
    """The sale is ordered: what is there is kept for it, the rest is waited for. Returns what is short.

    On credit beyond the limit it waits for approval instead (`why` is needed then), and nothing is kept yet. Raises
    Refused for an empty sale or a customer without credit, OutOfTurn for a quotation that is over.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if sale.state == SaleState.CREDIT:
        raise OutOfTurn(f"{sale}在等超额批准，批准后会自动下单。")
    if sale.state in (SaleState.QUOTED, SaleState.ACCEPTED):
        quoting.check_valid(sale, on=localdate(at))
    over = over_limit(sale)
    if over > 0:
        if not why.strip():
            raise Refused(
                f"超出挂账额度 ¥{over:,.2f}。请写明原因提交服务经理批准，或改为现结、先收一部分欠款。",
                fields=("why",),
            )
        SALE.move(sale, "ask_credit")
        sale.over_limit, sale.credit_why = over, why.strip()[:120]
        freshness.bump(sale)
        sale.save(update_fields=["state", "over_limit", "credit_why", "version"])
        return []
    return place(sale, at=at, by_id=warrant.actor.staff_id)


@use_case(permissions.ALLOW_OVER_LIMIT, "批准超额挂账")
def allow_credit(warrant: Warrant, sale_id: int, *, seen: int | None = None, at: datetime) -> list[Short]:
    """The customer may owe more this once: the sale is ordered. Returns what is short."""
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if sale.state != SaleState.CREDIT:
        raise OutOfTurn(f"{sale}现在是“{sale.get_state_display()}”，不用批准超额。")
    sale.over_limit = max(ZERO, over_limit(sale))
    sale.credit_by_id = warrant.actor.staff_id
    sale.save(update_fields=["over_limit", "credit_by"])
    return place(sale, at=at, by_id=warrant.actor.staff_id)


@use_case(permissions.ALLOW_OVER_LIMIT, "不批准超额挂账")
def refuse_credit(warrant: Warrant, sale_id: int, *, why: str, seen: int | None = None, at: datetime) -> Sale:
    """The customer may not owe more: the sale is a draft again. Raises Refused without a reason."""
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if not why.strip():
        raise Refused("请写明为什么不批准，开单的同事要告诉客户。", fields=("why",))
    SALE.move(sale, "refuse_credit")
    sale.credit_why = f"未批准：{why.strip()}"[:120]
    freshness.bump(sale)
    sale.save(update_fields=["state", "credit_why", "version"])
    return sale


@use_case(permissions.CANCEL_SALES, "取消销售行未发部分")
def cut_line(
    warrant: Warrant,
    sale_id: int,
    line_id: int,
    *,
    quantity: Decimal,
    seen: int | None = None,
    at: datetime,
) -> Sale:
    """So much of an ordered line is no longer wanted: it is free for others, and the sale costs less.

    Raises Refused for more than is not picked yet, and when it is the last of the sale (call the sale off then).
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if sale.state != SaleState.OPEN:
        raise OutOfTurn(f"{sale}现在是“{sale.get_state_display()}”，没有可取消的未发部分。")
    line = writing.line_of(sale, line_id)
    left = line.quantity - line.picked
    if not 0 < quantity <= left:
        raise Refused(
            f"“{line.name}”还没拣的有 {pieces(left, line.part.unit)}，请填不超过它的数量。",
            fields=("quantity",),
        )
    writing.check_quantity(line.name, quantity, is_whole=line.part.is_whole, unit=line.part.unit)
    if line.quantity == quantity and SaleLine.objects.filter(sale=sale).count() == 1:
        raise Refused("这是单上最后的配件，请整单取消。")
    before = sale.total
    line.quantity -= quantity
    freshness.bump(sale)
    if line.quantity:
        line.amount = rules.amount(line.price, line.quantity)
        line.save(update_fields=["quantity", "amount"])
        ask(sale, [line], at=at)
    else:
        picking.withdraw(store_id=sale.store_id, line_ids=[line.pk], at=at)
        line.delete()
    writing.add_up(sale)
    billing_sales.credit(sale, Money(before - sale.total))
    finish_when_delivered(sale, at=at)
    return sale


@use_case(permissions.CANCEL_SALES, "取消销售单")
def cancel_sale(warrant: Warrant, sale_id: int, *, why: str, seen: int | None = None, at: datetime) -> Sale:
    """Nothing of it is wanted any more: what was kept is free. What was paid is to be given back (see its bill).

    Raises Refused without a reason, and while goods of it are picked or out.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if not why.strip():
        raise Refused("请选择或填写取消原因。", fields=("why",))
    was_open = sale.state == SaleState.OPEN
    SALE.move(sale, "cancel")
    lines = list(SaleLine.objects.filter(sale=sale).order_by("pk"))
    if any(line.sent for line in lines):
        raise Refused("已经有货发出，不能整单取消：请取消没发的行，发出的按退货办理。")
    if was_open:
        picking.withdraw(store_id=sale.store_id, line_ids=[line.pk for line in lines], at=at)
        billing_sales.call_off(sale)
    sale.ended_at, sale.end_why = at, why.strip()[:120]
    freshness.bump(sale)
    sale.save(update_fields=["state", "ended_at", "end_why", "version"])
    return sale


def over_limit(sale: Sale) -> Decimal:
    """How much a sale on credit goes beyond the customer's limit; nothing or less when it fits. The customer's credit stays
    locked, so that two sales cannot use the same room. Raises Refused without an open credit account."""
    if sale.pays != Pays.MONTHLY or sale.customer_id is None:
        return ZERO
    room = credit.room_of(sale.store_id, sale.customer_id)
    if room is None:
        raise Refused("这位客户没有挂账额度：请在账户页设置额度和账期，或改为现结。", fields=("pays",))
    return room.owed + sale.total - room.limit


def place(sale: Sale, *, at: datetime, by_id: int | None) -> list[Short]:
    """A checked sale is ordered: lines on the pick list, a bill where it is paid at once. Returns what is short."""
    lines = list(SaleLine.objects.filter(sale=sale).select_related("part").order_by("pk"))
    if not lines:
        raise Refused("单上还没有配件，请先扫码或搜索添加。")
    SALE.move(sale, "confirm")
    sale.confirmed_at = at
    freshness.bump(sale)
    sale.save(update_fields=["state", "confirmed_at", "version"])
    short = ask(sale, lines, at=at)
    expected = {each.part_id: each.expected_on for each in short}
    for line in lines:
        line.told_on = expected.get(line.part_id)
    SaleLine.objects.bulk_update(lines, ["told_on"])
    if sale.pays == Pays.AT_ONCE:
        billing_sales.open_bill(sale, at=at, by_id=by_id)
    return short


def ask(sale: Sale, lines: list[SaleLine], *, at: datetime) -> list[Short]:
    """Put lines of an ordered sale on the pick list of the store room."""
    needed = sale.needed_on
    return picking.ask(
        store_id=sale.store_id,
        order_id=sale.pk,
        order_number=sale.number,
        plate="",
        promised_at=datetime.combine(needed, time(17), get_current_timezone()) if needed else None,
        lines=[picking.Asked(line.pk, line.part_id, line.quantity) for line in lines],
        at=at,
        priority=PRIORITY,
    )


def finish_when_delivered(sale: Sale, *, at: datetime) -> bool:
    """A sale of which everything is delivered, and whose bill is paid, is done; says whether it is so."""
    if sale.state != SaleState.OPEN:
        return False
    if any(line.delivered < line.quantity for line in SaleLine.objects.filter(sale=sale)):
        return False
    if sale.pays == Pays.AT_ONCE and Bill.objects.filter(sale=sale, state=BillState.OPEN).exists():
        return False
    SALE.move(sale, "finish")
    sale.ended_at = at
    freshness.bump(sale)
    sale.save(update_fields=["state", "ended_at", "version"])
    return True
