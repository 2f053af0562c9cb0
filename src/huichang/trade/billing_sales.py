"""Bills of sales that are paid at once, and how a bill's state follows what was paid and credited. Plain functions."""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.money import ZERO, Money, money, with_tax_inside
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Refused
from huichang.pricebook import tax
from huichang.trade.models import Bill, Sale
from huichang.trade.states import BILL, BillKind, BillState, Pays


def open_bill(sale: Sale, *, at: datetime, by_id: int | None) -> Bill:
    """The bill of a sale that is paid at once."""
    on = localdate(at)
    total = money(sale.total)
    bill: Bill = Bill.objects.create(
        store_id=sale.store_id,
        number=next_number(sale.store_id, "XZ", on=on),
        kind=BillKind.SALE,
        customer_id=sale.customer_id,
        buyer=sale.buyer,
        sale=sale,
        from_on=on,
        until_on=on,
        issued_at=at,
        issued_by_id=by_id,
        due_on=on,
        total=total,
        tax=with_tax_inside(total, tax.rate(sale.store_id, "part")).tax,
    )
    settle(bill)
    return bill


def bill_of(sale: Sale) -> Bill | None:
    """The bill of a sale that is paid at once, locked; None for one on credit."""
    if sale.pays != Pays.AT_ONCE:
        return None
    found: Bill | None = Bill.objects.select_for_update().filter(sale=sale).first()
    return found


def credit(sale: Sale, amount: Money) -> None:
    """So much less is to be paid for a sale at once; what was paid beyond is to be given back."""
    bill = bill_of(sale)
    if bill is None or not amount:
        return
    bill.credited += amount
    settle(bill)


def call_off(sale: Sale) -> None:
    """A cancelled sale's bill is nothing to be paid any more; with money on it it waits for the refund."""
    bill = bill_of(sale)
    if bill is None:
        return
    bill.credited = bill.total
    if not bill.paid:
        BILL.move(bill, "cancel")
        bill.save(update_fields=["credited", "state"])
    else:
        settle(bill)


def open_of(bill: Bill) -> Decimal:
    """What is still to be paid; less than nothing is to be given back."""
    return bill.total - bill.credited - bill.paid


def settle(bill: Bill) -> None:
    """A bill is paid when nothing of it is open, and open again when something is. Saves it."""
    if bill.state == BillState.OPEN and open_of(bill) <= ZERO:
        BILL.move(bill, "pay_off")
    elif bill.state == BillState.PAID and open_of(bill) > ZERO:
        BILL.move(bill, "reopen")
    bill.save(update_fields=["credited", "paid", "state"])


def check_paid(sale: Sale) -> None:
    """Goods that are paid at once leave when they are paid. Raises Refused before."""
    bill = bill_of(sale)
    if bill is not None and bill.state == BillState.OPEN:
        raise Refused(
            f"现结的货要先收款再发：{bill.number} 还差 ¥{open_of(bill):,.2f}。",
            url=f"/trade/bills/{bill.pk}/",
        )
