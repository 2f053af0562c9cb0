"""Money on bills of parts: booked in billing's ledger, counted on the bill (plain functions)."""

from datetime import datetime
from decimal import Decimal

from huichang.billing import sales as ledger
from huichang.kernel.refusals import OutOfTurn
from huichang.trade import billing_sales
from huichang.trade.models import Bill
from huichang.trade.states import BillState


def book(
    bill: Bill,
    *,
    method: str,
    amount: Decimal,
    once: str,
    at: datetime,
    by_id: int | None,
    reference: str = "",
) -> None:
    """Money for a bill, which the caller holds. The same `once` again books nothing. Raises Refused, OutOfTurn."""
    if bill.state != BillState.OPEN:
        already = ledger.was_booked(bill.store_id, bill.pk, once)
        if already:
            return
        raise OutOfTurn(f"{bill}现在是“{bill.get_state_display()}”，不用再收款。")
    booked = ledger.book(
        store_id=bill.store_id,
        bill_id=bill.pk,
        says=f"配件{bill.get_kind_display()} {bill.number} {bill.buyer}",
        method=method,
        amount=amount,
        open_amount=billing_sales.open_of(bill),
        once=once,
        reference=reference,
        at=at,
        by_id=by_id,
    )
    if booked:
        bill.paid += amount
        billing_sales.settle(bill)
