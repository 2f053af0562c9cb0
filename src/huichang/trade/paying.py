"""Bills of parts are paid, one or the oldest first, and given back (PARTS-50)."""

from datetime import datetime
from decimal import Decimal

from huichang.billing import sales as ledger
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.trade import billing_sales, ordering, permissions, till
from huichang.trade.models import Bill, Sale
from huichang.trade.states import BILL, BillKind, BillState, SaleState


@use_case(permissions.TAKE_MONEY, "配件账单收款")
def take(
    warrant: Warrant,
    bill_id: int,
    *,
    method: str,
    amount: Decimal,
    once: str,
    reference: str = "",
    at: datetime,
) -> Bill:
    """Money for one bill; part payments are allowed. `once` names the payment: sent twice, it is booked once.

    Raises Refused for more than is open or a way to pay that is not offered, OutOfTurn for a bill that is paid.
    """
    bill = _held(bill_id, warrant)
    till.book(
        bill,
        method=method,
        amount=amount,
        once=once,
        reference=reference,
        at=at,
        by_id=warrant.actor.staff_id,
    )
    if bill.sale is not None:
        ordering.finish_when_delivered(bill.sale, at=at)
    return bill


@use_case(permissions.TAKE_MONEY, "配件客户还款")
def take_for_account(
    warrant: Warrant,
    store_id: int,
    *,
    customer_id: int,
    method: str,
    amount: Decimal,
    once: str,
    reference: str = "",
    at: datetime,
) -> list[Bill]:
    """One payment of a customer, matched against the monthly bills, what is due first first. Returns the bills it went to.

    Raises Refused for more than all open bills together, or a way to pay that is not offered.
    """
    warrant.show_at(store_id)
    bills = list(
        Bill.objects.select_for_update()
        .filter(store_id=store_id, customer_id=customer_id, kind=BillKind.MONTH, state=BillState.OPEN)
        .order_by("due_on", "pk")
    )
    if ledger.name_is_used(store_id, f"{once}-0"):
        return []
    owed = sum((billing_sales.open_of(bill) for bill in bills), ZERO)
    if amount > owed:
        raise Refused(
            f"客户的未付对账单一共 ¥{owed:,.2f}，收不了 ¥{amount:,.2f}；多出的请等下一张对账单再收。",
            fields=("amount",),
        )
    if not bills:
        raise Refused("这位客户没有未付的对账单。")
    left, paid = amount, list[Bill]()
    for place, bill in enumerate(bills):
        part = min(left, billing_sales.open_of(bill))
        if paid and part <= 0:
            break
        till.book(
            bill,
            method=method,
            amount=part,
            once=f"{once}-{place}",
            reference=reference,
            at=at,
            by_id=warrant.actor.staff_id,
        )
        left -= part
        paid.append(bill)
    warrant.about(paid[0], f"¥{amount:,.2f} 核销 {'、'.join(bill.number for bill in paid)}"[:200])
    return paid


@use_case(permissions.REFUND_MONEY, "配件账单退款")
def refund(warrant: Warrant, bill_id: int, *, amount: Decimal, reason: str, once: str, at: datetime) -> Bill:
    """Money that was paid beyond what is owed (returned goods, a cancelled sale) goes back the way it came.

    Raises Refused for more than that, or without a reason.
    """
    bill = _held(bill_id, warrant)
    if ledger.name_is_used(bill.store_id, f"{once}-0"):
        return bill
    most = -billing_sales.open_of(bill)
    if amount > max(most, ZERO):
        raise Refused(
            f"这张账单可退 ¥{max(most, ZERO):,.2f}：退货验收或取消后多收的部分才能退。", fields=("amount",)
        )
    if ledger.give_back(
        store_id=bill.store_id,
        bill_id=bill.pk,
        amount=amount,
        reason=reason,
        once=once,
        at=at,
        by_id=warrant.actor.staff_id,
    ):
        bill.paid -= amount
        if bill.sale is not None and bill.sale.state == SaleState.CANCELLED and not bill.paid:
            BILL.move(bill, "cancel")
        bill.save(update_fields=["paid", "state"])
    return bill


def _held(bill_id: int, warrant: Warrant) -> Bill:
    """A bill, locked after the sale that it is for. Raises Missing."""
    sale_id = Bill.objects.seen_by(warrant.actor).filter(pk=bill_id).values_list("sale_id", flat=True).first()
    sale = Sale.objects.seen_by(warrant.actor).held(sale_id) if sale_id else None
    bill: Bill = Bill.objects.locked(bill_id, warrant)
    if sale is not None:
        bill.sale = sale
    return bill
