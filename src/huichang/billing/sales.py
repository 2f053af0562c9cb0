"""Money for bills that are no repair order's: parts sold over the counter (LANE-61, PARTS-50).

Plain functions for the room that keeps those bills: it says how much is open, they write the ledger of payments, so that the
cashier counts all money in one day's end.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.timezone import localdate

from huichang.billing import tenders
from huichang.billing.models import Payment
from huichang.billing.states import Method
from huichang.company import queries as company
from huichang.kernel.money import ZERO, money
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Refused

OFFERED = (Method.CASH, Method.CARD, Method.WECHAT, Method.ALIPAY, Method.TRANSFER)


@dataclass(frozen=True)
class SalePayment:
    """One movement of money of a bill."""

    id: int
    number: str
    method: str
    amount: Decimal
    reference: str
    reason: str
    at: datetime
    by: str


def book(
    *,
    store_id: int,
    bill_id: int,
    says: str,
    method: str,
    amount: Decimal,
    open_amount: Decimal,
    once: str,
    at: datetime,
    by_id: int | None,
    reference: str = "",
) -> bool:
    """Take `amount` of what is open of a bill; `says` names it in the day's end. False when `once` was booked already.

    The caller holds the bill's row. Raises Refused for nothing, more than is open, or a method that is no money, and when
    `once` stands for another payment.
    """
    booked = Payment.objects.filter(store_id=store_id, once=once).first()
    if booked is not None:
        if (booked.for_sale, booked.method, booked.amount) != (bill_id, method, amount):
            raise Refused(
                f"这次提交的编号已用于另一笔（{booked.number}），这一笔没有入账，请刷新页面后重新提交。"
            )
        return False
    if method not in OFFERED or method not in tenders.offered():
        raise Refused("请选择一种收款方式：现金、银行卡、微信、支付宝或转账。", fields=("method",))
    if amount != money(amount) or amount <= 0:
        raise Refused("金额要大于 0，最多两位小数。", fields=("amount",))
    if amount > open_amount:
        raise Refused(f"金额超出了：还差 ¥{open_amount:,.2f}。", fields=("amount",))
    Payment.objects.create(
        store_id=store_id,
        number=next_number(store_id, "SK", on=localdate(at)),
        for_sale=bill_id,
        method=method,
        amount=amount,
        reference=reference.strip()[:60],
        reason=says[:120],
        at=at,
        by_id=by_id,
        once=once,
    )
    return True


def give_back(
    *, store_id: int, bill_id: int, amount: Decimal, reason: str, once: str, at: datetime, by_id: int | None
) -> bool:
    """Give money of a bill back by the ways it came, the last payment first. False when `once` was booked already.

    The caller holds the bill's row. Raises Refused for nothing, without a reason, or for more than came in.
    """
    if Payment.objects.filter(store_id=store_id, once=f"{once}-0").exists():
        return False
    if amount != money(amount) or amount <= 0:
        raise Refused("退款金额要大于 0，最多两位小数。", fields=("amount",))
    if not reason.strip():
        raise Refused("请填写退款原因。", fields=("reason",))
    left = amount
    taken = Payment.objects.filter(store_id=store_id, for_sale=bill_id, amount__gt=0).order_by("-pk")
    gone: dict[int, Decimal] = dict(
        Payment.objects.filter(store_id=store_id, for_sale=bill_id, refund_of__isnull=False)
        .values_list("refund_of")
        .annotate(back=Sum("amount"))
    )
    for place, payment in enumerate(taken):
        back = min(left, payment.amount + gone.get(payment.pk, ZERO))
        if back <= 0:
            continue
        Payment.objects.create(
            store_id=store_id,
            number=next_number(store_id, "TK", on=localdate(at)),
            for_sale=bill_id,
            method=payment.method,
            amount=-back,
            reference=payment.number,
            refund_of=payment,
            reason=reason.strip()[:120],
            at=at,
            by_id=by_id,
            once=f"{once}-0" if left == amount else f"{once}-{place}",
        )
        left -= back
        if not left:
            return True
    raise Refused(f"这张账单最多可退 ¥{amount - left:,.2f}。", fields=("amount",))


def payments_of(bill_id: int) -> list[SalePayment]:
    """What was paid and given back on a bill, oldest first. Two statements."""
    rows = list(Payment.objects.filter(for_sale=bill_id).order_by("pk"))
    names = company.names(row.by_id for row in rows)
    return [
        SalePayment(
            row.pk,
            row.number,
            row.get_method_display(),
            row.amount,
            row.reference,
            row.reason,
            row.at,
            names.get(row.by_id or 0, "系统"),
        )
        for row in rows
    ]


def was_booked(store_id: int, bill_id: int, once: str) -> bool:
    """Whether a payment of that name was booked on a bill before. One statement."""
    return Payment.objects.filter(store_id=store_id, for_sale=bill_id, once=once).exists()


def name_is_used(store_id: int, once: str) -> bool:
    """Whether a payment of that name was booked at all. One statement."""
    return Payment.objects.filter(store_id=store_id, once=once).exists()
