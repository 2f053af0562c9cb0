"""Monthly bills of customers on credit, and reminders to pay (PARTS-50)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing import credit
from huichang.company import settings
from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.trade import billing_sales, messages, permissions, rules
from huichang.trade.models import Account, Bill, Charge
from huichang.trade.states import BillKind, BillState

STATEMENT_DAY = settings.declare(
    "trade.statement_day", 25, "配件月结对账日（每月几号）", unit="号", fits=settings.between(1, 31)
)
DUE_DAYS = 30
"""When a customer's credit account is closed meanwhile: the period that billing gives by default."""


@use_case(permissions.RUN_STATEMENTS, "出配件月结对账单")
def run_statements(
    warrant: Warrant,
    store_id: int,
    *,
    until: date | None = None,
    customer_id: int | None = None,
    at: datetime,
) -> list[Bill]:
    """A bill for every customer on credit (or one) with all charges until a day that are on no bill yet.

    Without `until` the last billing day that is over. A customer of whom more came back than went out gets no bill: it
    is taken off the next one. Whoever runs it again, or at the same time, gets only what is left. Raises Refused for a day
    to come.
    """
    warrant.show_at(store_id)
    today = localdate(at)
    end = until or rules.last_closed(today, settings.of(store_id, STATEMENT_DAY))
    if end > today:
        raise Refused("对账截止日不能晚于今天。", fields=("until",))
    accounts = Account.objects.filter(store_id=store_id)
    if customer_id is not None:
        accounts = accounts.filter(customer_id=customer_id)
    made = []
    held = list(accounts.select_for_update().order_by("pk"))
    names = customers.cards([account.customer_id for account in held])
    for account in held:
        charges = list(
            Charge.objects.select_for_update()
            .filter(store_id=store_id, customer_id=account.customer_id, bill__isnull=True, on__lte=end)
            .order_by("pk")
        )
        total = sum((charge.amount for charge in charges), ZERO)
        if total <= 0:
            continue
        terms = credit.terms_of(store_id, account.customer_id)
        bill: Bill = Bill.objects.create(
            store_id=store_id,
            number=next_number(store_id, "DZ", on=today),
            kind=BillKind.MONTH,
            customer_id=account.customer_id,
            buyer=account.invoice_title or names[account.customer_id].name,
            from_on=min(charge.on for charge in charges),
            until_on=end,
            issued_at=at,
            issued_by_id=warrant.actor.staff_id,
            due_on=today + timedelta(days=terms[1] if terms else DUE_DAYS),
            total=total,
            tax=sum((charge.tax for charge in charges), ZERO),
        )
        Charge.objects.filter(pk__in=[charge.pk for charge in charges]).update(bill=bill)
        made.append(bill)
        _tell(bill, at=at)
    warrant.note = f"截至 {end}：{len(made)} 张"
    return made


@use_case(permissions.SEND_DUNNING, "催收配件款")
def dun(warrant: Warrant, bill_id: int, *, at: datetime) -> Bill:
    """A reminder for a bill that is over its day. Raises OutOfTurn for one that is not, Refused twice on one day."""
    bill: Bill = Bill.objects.locked(bill_id, warrant)
    today = localdate(at)
    if bill.kind != BillKind.MONTH or bill.state != BillState.OPEN or bill.due_on >= today:
        raise OutOfTurn(f"{bill}没有过期未付的款，不用催。")
    if bill.dunned_at is not None and localdate(bill.dunned_at) == today:
        raise Refused("今天已经催过一次了，请打电话，或明天再发。")
    bill.dunned += 1
    bill.dunned_at = at
    bill.save(update_fields=["dunned", "dunned_at"])
    messages.tell_bill(
        bill,
        messages.DUNNING,
        {"amount": yuan(billing_sales.open_of(bill)), "days": str((today - bill.due_on).days)},
        at=at,
        once=f"trade.dun:{bill.pk}:{bill.dunned}",
    )
    return bill


def _tell(bill: Bill, *, at: datetime) -> None:
    messages.tell_bill(
        bill,
        messages.BILL,
        {
            "month": f"{bill.until_on.month}月",
            "amount": yuan(Decimal(bill.total)),
            "due": f"{bill.due_on.month}月{bill.due_on.day}日",
        },
        at=at,
        once=f"trade.bill:{bill.pk}",
    )
