"""The manufacturer's money on the statements that it pays later: booked by whoever reads its settlement lists.

Plain functions inside the caller's transaction; money that comes is a payment, what it will never pay is a transfer within
the house, so that a statement ends at zero and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils.timezone import localdate

from huichang.billing.models import Payment, Statement
from huichang.billing.states import STATEMENT, Method, StatementState
from huichang.kernel.money import ZERO, money
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Refused
from huichang.workshop.states import Payer

OPEN = (StatementState.ISSUED, StatementState.ON_CREDIT)


@dataclass(frozen=True)
class Coming:
    """What is booked on the manufacturer's statement of an order (yuan): `method` is money or a transfer within the house;
    `once` names the booking: the same name is booked once."""

    order_id: int
    amount: Decimal
    once: str
    reference: str
    is_loss: bool = False


def book(store_id: int, coming: Iterable[Coming], *, by_id: int | None, at: datetime) -> dict[str, Decimal]:
    """Book what comes on the open statements, in the order of their keys; what was booked under its name before is left.

    Returns by `once` what was booked: no more than is open, nothing where the order has no open statement for the
    manufacturer yet. Three statements, and two more for each booking.
    """
    wanted = list(coming)
    statements: dict[int, Statement] = {
        row.order_id: row
        for row in Statement.objects.select_for_update(of=("self",))
        .filter(
            store_id=store_id,
            order_id__in={each.order_id for each in wanted},
            payer=Payer.MANUFACTURER,
            state__in=OPEN,
        )
        .order_by("pk")
    }
    known = set(
        Payment.objects.filter(store_id=store_id, once__in=[each.once for each in wanted]).values_list(
            "once", flat=True
        )
    )
    booked: dict[str, Decimal] = {}
    rows = []
    for each in wanted:
        statement = statements.get(each.order_id)
        if statement is None or each.once in known:
            continue
        amount = money(min(each.amount, statement.total - statement.paid))
        if amount <= ZERO:
            continue
        statement.paid += amount
        rows.append(
            Payment(
                store_id=store_id,
                number=next_number(store_id, "SK", on=localdate(at)),
                statement=statement,
                method=Method.INTERNAL if each.is_loss else Method.MANUFACTURER,
                amount=amount,
                reference=each.reference[:60],
                at=at,
                by_id=by_id,
                once=each.once,
            )
        )
        known.add(each.once)
        booked[each.once] = amount
    Payment.objects.bulk_create(rows, batch_size=1000)
    changed = [statements[each.order_id] for each in wanted if each.once in booked]
    for statement in changed:
        if statement.paid == statement.total and STATEMENT.allows(statement.state, "pay_off"):
            STATEMENT.move(statement, "pay_off")
    Statement.objects.bulk_update(
        {row.pk: row for row in changed}.values(), ["paid", "state"], batch_size=1000
    )
    return booked


def take_back(store_id: int, names: Iterable[str], *, reason: str, by_id: int | None, at: datetime) -> int:
    """Give back what was booked under these names. Returns how many. Raises Refused when one of the statements was reversed
    since."""
    booked = Payment.objects.filter(store_id=store_id, once__in=list(names), refund_of__isnull=True)
    statements = {
        row.pk: row
        for row in Statement.objects.select_for_update(of=("self",))
        .filter(pk__in=set(booked.values_list("statement_id", flat=True)))
        .order_by("pk")
    }
    # Only now: a cashier who gave one of them back held its statement until then.
    rows = list(booked.exclude(refunds__isnull=False).order_by("statement_id", "pk"))
    back = []
    for row in rows:
        statement = statements[row.statement_id or 0]
        if statement.state == StatementState.REVERSED:
            raise Refused(f"{statement}已经冲销，请先请收银员核对后再撤销入账。")
        if statement.state == StatementState.PAID:
            # It was on credit before the money came, and is so again.
            statement.state = StatementState.ON_CREDIT
        statement.paid -= row.amount
        back.append(
            Payment(
                store_id=store_id,
                number=next_number(store_id, "TK", on=localdate(at)),
                statement=statement,
                method=row.method,
                amount=-row.amount,
                refund_of=row,
                reason=reason[:120],
                at=at,
                by_id=by_id,
                once=f"{row.once}:back"[:80],
            )
        )
    Payment.objects.bulk_create(back, batch_size=1000)
    Statement.objects.bulk_update(statements.values(), ["paid", "state"], batch_size=1000)
    return len(back)


@dataclass(frozen=True)
class Owed:
    """An open statement of the manufacturer; amounts in yuan."""

    statement_id: int
    order_id: int
    number: str
    issued_on: date
    total: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is still to come."""
        return self.total - self.paid

    def age(self, on: date) -> int:
        """Days since it was made out."""
        return (on - self.issued_on) // timedelta(days=1)


def owed(store_id: int) -> list[Owed]:
    """What the manufacturer owes, oldest first. One statement."""
    rows = (
        Statement.objects.filter(
            store_id=store_id, payer=Payer.MANUFACTURER, state=StatementState.ON_CREDIT, paid__lt=F("total")
        )
        .order_by("issued_at")
        .values_list("pk", "order_id", "number", "issued_at", "total", "paid")
    )
    return [
        Owed(pk, order_id, number, localdate(issued_at), total, paid)
        for pk, order_id, number, issued_at, total, paid in rows
    ]
