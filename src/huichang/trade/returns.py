"""Sold goods come back: asked for, looked at, put away, credited (PARTS-50)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Sum
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, Money, with_tax_inside
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import quantity as pieces
from huichang.parts import selling
from huichang.pricebook import tax
from huichang.trade import billing_sales, permissions, rules, writing
from huichang.trade.models import Charge, GoodsReturn, ReturnLine, Sale, SaleLine
from huichang.trade.states import RETURN, Condition, DispatchState, Pays, ReturnReason, ReturnState

RETURN_DAYS = settings.declare(
    "trade.return_days", 7, "销售退货受理天数", unit="天", fits=settings.between(0, 365)
)
FEE_PERCENT = settings.declare(
    "trade.return_fee_percent", 10, "销售退货费（非我方原因）", unit="%", fits=settings.between(0, 100)
)


@use_case(permissions.ASK_RETURNS, "登记销售退货")
def ask_return(
    warrant: Warrant,
    sale_id: int,
    *,
    quantities: Mapping[int, Decimal],
    reason: str,
    words: str = "",
    at: datetime,
) -> GoodsReturn:
    """A customer brings goods of a sale back: quantities by line. They are credited when somebody has looked at them.

    Raises Refused for more than was delivered, without a reason, and after the days of the setting unless the actor may
    take late returns.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    wanted = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    if not wanted:
        raise Refused("请填写要退的数量。")
    if reason not in ReturnReason.values:
        raise Refused("请选择退货原因。", fields=("reason",))
    lines = {
        line.pk: line for line in SaleLine.objects.filter(sale=sale, pk__in=wanted).select_related("part")
    }
    if wanted.keys() - lines.keys():
        raise Missing("单上没有这一行，请刷新页面。")
    asked: dict[int, Decimal] = dict(
        ReturnLine.objects.filter(line__in=lines, goods_return__state=ReturnState.ASKED)
        .values_list("line")
        .annotate(all=Sum("quantity"))
    )
    for line_id, quantity in wanted.items():
        line = lines[line_id]
        most = line.delivered - line.returned - asked.get(line_id, ZERO)
        if quantity < 0 or quantity > most:
            raise Refused(
                f"“{line.name}”客户手里可退的是 {pieces(most, line.part.unit)}，请核对数量。",
                fields=(f"back-{line_id}",),
            )
        writing.check_quantity(
            line.name,
            quantity,
            is_whole=line.part.is_whole,
            unit=line.part.unit,
            field=f"back-{line_id}",
        )
    is_late = _is_late(sale, at=at)
    if is_late and not warrant.actor.may(permissions.LATE_RETURNS, sale.store_id):
        days = settings.of(sale.store_id, RETURN_DAYS)
        raise Refused(f"签收已超过 {days} 天，不再受理退货；确需受理请备件经理或服务经理登记。")
    made: GoodsReturn = GoodsReturn.objects.create(
        store_id=sale.store_id,
        number=next_number(sale.store_id, "XT", on=localdate(at)),
        sale=sale,
        reason=reason,
        words=words.strip()[:120],
        is_late=is_late,
        asked_at=at,
        asked_by_id=warrant.actor.staff_id,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(store_id=sale.store_id, goods_return=made, line_id=line_id, quantity=quantity)
        for line_id, quantity in sorted(wanted.items())
    )
    warrant.about(made, sale.number)
    return made


@use_case(permissions.CHECK_RETURNS, "验收销售退货")
def accept_return(
    warrant: Warrant,
    return_id: int,
    *,
    conditions: Mapping[int, str],
    fee: Money | None = None,
    at: datetime,
) -> GoodsReturn:
    """The goods were looked at: good ones go to the shelf, the others to quarantine, and the customer gets a credit note
    of their value less a fee (`fee` None: the store's percentage; nothing when it was our fault).

    On credit the note goes on the next monthly bill, else it is money to give back. Raises Refused for a line without a
    condition or a fee beyond the value; of two who accept at once one gets OutOfTurn.
    """
    back = _held(return_id, warrant)
    sale = back.sale
    RETURN.move(back, "accept")
    rows = list(ReturnLine.objects.filter(goods_return=back).select_related("line").order_by("line_id"))
    value = ZERO
    for row in rows:
        condition = conditions.get(row.pk, "")
        if condition not in Condition.values:
            raise Refused(f"请为“{row.line.name}”选择验收状况。", fields=(f"condition-{row.pk}",))
        row.condition = condition
        row.value = rules.share(row.line.amount, row.line.quantity, row.line.returned, row.quantity)
        row.line.returned += row.quantity
        value += row.value
    asked = rules.restocking_fee(Money(value), back.reason, settings.of(sale.store_id, FEE_PERCENT))
    taken = asked if fee is None else fee
    if not 0 <= taken <= value:
        raise Refused(f"退货费要在 0 到 ¥{value:,.2f} 之间。", fields=("fee",))
    SaleLine.objects.bulk_update([row.line for row in rows], ["returned"])
    ReturnLine.objects.bulk_update(rows, ["condition", "value"])
    back.value, back.fee, back.credit = value, taken, value - taken
    back.credit_number = next_number(sale.store_id, "DJD", on=localdate(at))
    back.checked_at, back.checked_by_id = at, warrant.actor.staff_id
    back.save()
    selling.take_back(
        sale.store_id,
        [selling.Back(row.line_id, row.quantity, row.condition != Condition.BAD) for row in rows],
        document=back.number,
        note=back.get_reason_display(),
        at=at,
        by_id=warrant.actor.staff_id,
    )
    credit = Money(back.credit)
    if sale.pays == Pays.MONTHLY and sale.customer_id is not None:
        Charge.objects.create(
            store_id=sale.store_id,
            customer_id=sale.customer_id,
            sale=sale,
            goods_return=back,
            amount=-credit,
            tax=-with_tax_inside(credit, tax.rate(sale.store_id, "part")).tax,
            on=localdate(at),
        )
    else:
        billing_sales.credit(sale, credit)
    return back


@use_case(permissions.CHECK_RETURNS, "拒绝销售退货")
def refuse_return(warrant: Warrant, return_id: int, *, why: str, at: datetime) -> GoodsReturn:
    """The goods stay the customer's. Raises Refused without a reason."""
    back = _held(return_id, warrant)
    if not why.strip():
        raise Refused("请写明为什么不予退货，客户会问。", fields=("why",))
    RETURN.move(back, "refuse")
    back.refused_why = why.strip()[:120]
    back.checked_at, back.checked_by_id = at, warrant.actor.staff_id
    back.save(update_fields=["state", "refused_why", "checked_at", "checked_by"])
    return back


def _is_late(sale: Sale, *, at: datetime) -> bool:
    """Whether the last delivery was signed for longer ago than goods are taken back."""
    last = sale.dispatches.filter(state=DispatchState.DELIVERED).aggregate(last=Max("ended_at"))["last"]
    return last is not None and localdate(at) > localdate(last) + timedelta(
        days=settings.of(sale.store_id, RETURN_DAYS)
    )


def _held(return_id: int, warrant: Warrant) -> GoodsReturn:
    """A return, locked after its sale. Raises Missing."""
    sale_id = (
        GoodsReturn.objects.seen_by(warrant.actor)
        .filter(pk=return_id)
        .values_list("sale_id", flat=True)
        .first()
    )
    sale = Sale.objects.seen_by(warrant.actor).held(sale_id) if sale_id else None
    back: GoodsReturn = GoodsReturn.objects.locked(return_id, warrant)
    if sale is not None:
        back.sale = sale
    return back
