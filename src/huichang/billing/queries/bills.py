"""What may be asked about statements, payments and what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from huichang.billing import debts, rules
from huichang.billing.models import CreditAccount, Payment, Statement
from huichang.billing.states import Method, StatementState
from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel import journal
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.vehicles import queries as vehicles
from huichang.workshop import queries as workshop


@dataclass(frozen=True)
class PaymentCard:
    """One movement of money; `left` is what of it can still be given back or used."""

    id: int
    number: str
    method: str
    amount: Decimal
    reference: str
    reason: str
    at: datetime
    by: str
    statement_id: int | None
    left: Decimal

    @property
    def key(self) -> str:
        """The id as text, for names on a page."""
        return str(self.id)


@dataclass(frozen=True)
class StatementCard:
    """A statement with its payments."""

    id: int
    number: str
    order_id: int
    payer: str
    payer_name: str
    labour: Decimal
    parts: Decimal
    other: Decimal
    discount: Decimal
    rounding: Decimal
    total: Decimal
    tax: Decimal
    paid: Decimal
    state: str
    state_says: str
    issued_at: datetime
    due_on: date | None
    credit_by: str
    payments: tuple[PaymentCard, ...]

    @property
    def open(self) -> Decimal:
        """Still to be paid."""
        return self.total - self.paid


@dataclass(frozen=True)
class DeskRow:
    """An order on the cashier's list."""

    order_id: int
    number: str
    plate: str
    plate_kind: str
    customer: str
    adviser: str
    amount: Decimal
    paid: Decimal
    state: str
    has_statement: bool
    checked_at: datetime | None
    waits: bool


@dataclass(frozen=True)
class Bill:
    """Everything about the money of one order."""

    settlement: workshop.Settlement
    plate: str
    plate_kind: str
    model: str
    customer: str
    phone: str
    statements: tuple[StatementCard, ...]
    deposits: tuple[PaymentCard, ...]
    credit_limit: Decimal | None
    credit_used: Decimal


def desk(actor: Actor) -> list[DeskRow]:
    """Orders that wait for settlement or money, those whose customer waits in the store first. Five statements."""
    orders = workshop.to_settle(actor.here)
    cars = vehicles.cards(row.vehicle_id for row in orders)
    people = customers.cards(row.customer_id for row in orders)
    advisers = company.names(row.adviser_id for row in orders)
    sums = {
        order_id: (total, paid)
        for order_id, total, paid in Statement.objects.filter(order_id__in=[row.order_id for row in orders])
        .exclude(state=StatementState.REVERSED)
        .values_list("order_id")
        .annotate(total=Sum("total"), paid=Sum("paid"))
    }
    rows = [
        DeskRow(
            row.order_id,
            row.number,
            cars[row.vehicle_id].plate,
            cars[row.vehicle_id].plate_kind,
            people[row.customer_id].name,
            advisers.get(row.adviser_id, ""),
            sums.get(row.order_id, (row.amount or ZERO, ZERO))[0],
            sums.get(row.order_id, (ZERO, ZERO))[1],
            row.state,
            row.order_id in sums,
            row.checked_at,
            row.waits,
        )
        for row in orders
    ]
    return sorted(rows, key=lambda row: (row.state == "settled", not row.waits))


def payment_cards(payments: Sequence[Payment]) -> list[PaymentCard]:
    """Movements of money as cards. One statement."""
    names = company.names(payment.by_id for payment in payments)
    gone: dict[int, Decimal] = {}
    for payment in payments:
        source = payment.refund_of_id or payment.from_deposit_id
        if source:
            gone[source] = gone.get(source, ZERO) + abs(payment.amount)
    return [
        PaymentCard(
            payment.pk,
            payment.number,
            payment.get_method_display(),
            payment.amount,
            payment.reference,
            payment.reason,
            payment.at,
            names.get(payment.by_id or 0, "系统"),
            payment.statement_id,
            max(ZERO, payment.amount - gone.get(payment.pk, ZERO))
            if payment.amount > 0 and payment.method != Method.DEPOSIT
            else ZERO,
        )
        for payment in payments
    ]


def statements_of(actor: Actor, order_id: int) -> tuple[list[StatementCard], list[PaymentCard]]:
    """The statements of an order that hold, and its deposits. Four statements."""
    found = list(
        Statement.objects.seen_by(actor)
        .filter(order_id=order_id)
        .exclude(state=StatementState.REVERSED)
        .order_by("pk")
    )
    money = list(
        Payment.objects.seen_by(actor)
        .filter(
            Q(statement__order_id=order_id)
            | Q(deposit_for_order_id=order_id)
            | Q(deposit_for_appointment__pk=workshop.appointment_of(order_id))
        )
        .order_by("pk")
    )
    cards = payment_cards(money)
    approvers = company.names(statement.credit_by_id for statement in found)
    return [
        StatementCard(
            statement.pk,
            statement.number,
            statement.order_id,
            statement.payer,
            statement.payer_name,
            statement.labour,
            statement.parts,
            statement.other,
            statement.discount,
            statement.rounding,
            statement.total,
            statement.tax,
            statement.paid,
            statement.state,
            statement.get_state_display(),
            statement.issued_at,
            statement.due_on,
            approvers.get(statement.credit_by_id, ""),
            tuple(card for card in cards if card.statement_id == statement.pk),
        )
        for statement in found
    ], [card for card in cards if card.statement_id is None]


def bill(actor: Actor, order_id: int) -> Bill:
    """Everything about the money of one order. Raises Missing for another store's. At most eleven statements."""
    card = workshop.settlement(actor, order_id)
    car = vehicles.cards([card.vehicle_id])[card.vehicle_id]
    customer = customers.cards([card.customer_id])[card.customer_id]
    statements, deposits = statements_of(actor, order_id)
    limit = (
        CreditAccount.objects.filter(store_id=card.store_id, customer_id=card.customer_id, is_open=True)
        .values_list("limit", flat=True)
        .first()
    )
    used = (
        Statement.objects.filter(
            store_id=card.store_id,
            customer_id=card.customer_id,
            payer="customer",
            state=StatementState.ON_CREDIT,
        ).aggregate(total=Sum(F("total") - F("paid")))["total"]
        if limit is not None
        else None
    )
    return Bill(
        card,
        car.plate or car.vin,
        car.plate_kind,
        car.model,
        customer.name,
        customers.phone_for(actor, customer.phone),
        tuple(statements),
        tuple(deposits),
        limit,
        Decimal(used or ZERO),
    )


def customers_statement(actor: Actor, order_id: int) -> int | None:
    """The statement of an order that its customer pays and that holds; None before the settlement. One statement."""
    found: int | None = (
        Statement.objects.seen_by(actor)
        .filter(order_id=order_id, payer="customer")
        .exclude(state=StatementState.REVERSED)
        .values_list("pk", flat=True)
        .first()
    )
    return found


def history(actor: Actor, order_id: int) -> list[journal.Event]:
    """What happened to the statements of an order, those that were reversed too, newest first. Two statements, one more
    where names are needed. Raises Missing for another store's order."""
    rows = list(Statement.objects.seen_by(actor).filter(order_id=order_id).values_list("pk", flat=True))
    if not rows:
        workshop.settlement(actor, order_id)
    return journal.history_of({"billing.statement": rows})


@dataclass(frozen=True)
class Receivable:
    """What somebody owes on one statement."""

    statement_id: int
    number: str
    order_id: int
    payer: str
    payer_name: str
    customer_id: int
    open: Decimal
    issued_on: date
    due_on: date | None
    age: str
    is_late: bool


MOST_RECEIVABLES = 500
"""So many statements are listed; the sums are of all."""


def _owing(actor: Actor, payer: str) -> QuerySet[Statement]:
    found = Statement.objects.filter(store_id=actor.here, state=StatementState.ON_CREDIT)
    return found.filter(payer=payer) if payer else found


def owed_by_age(actor: Actor, *, on: date, payer: str = "") -> dict[str, Decimal]:
    """What is open on credit in each age band, of all statements however many. One statement."""
    ages: dict[str, Decimal] = dict.fromkeys((*(says for _, says in rules.AGES), rules.OLDEST), ZERO)
    days = _owing(actor, payer).values_list(TruncDate("issued_at")).annotate(open=Sum(F("total") - F("paid")))
    for issued_on, owed in days.order_by():
        ages[rules.age_of(issued_on, on)] += owed
    return ages


def receivables(actor: Actor, *, on: date, payer: str = "") -> list[Receivable]:
    """Open statements on credit, oldest first, at most `MOST_RECEIVABLES`. One statement."""
    return [
        Receivable(
            row.pk,
            row.number,
            row.order_id,
            row.payer,
            row.payer_name,
            row.customer_id,
            row.total - row.paid,
            localdate(row.issued_at),
            row.due_on,
            rules.age_of(localdate(row.issued_at), on),
            bool(row.due_on and row.due_on < on),
        )
        for row in _owing(actor, payer).order_by("issued_at")[:MOST_RECEIVABLES]
    ]


@dataclass(frozen=True)
class CreditCard:
    """A credit customer: what is owed on the one limit for repairs, and for everything else (parts)."""

    customer_id: int
    name: str
    limit: Decimal
    days: int
    repairs: Decimal
    parts: Decimal

    @property
    def used(self) -> Decimal:
        """All that is owed."""
        return self.repairs + self.parts

    @property
    def left(self) -> Decimal:
        """What may still be bought on credit; less than nothing: allowed beyond the limit."""
        return self.limit - self.used


def credit_customers(actor: Actor) -> list[CreditCard]:
    """Customers who may pay later, with what they owe, the largest debt first. Four statements."""
    accounts = list(CreditAccount.objects.filter(store_id=actor.here, is_open=True).order_by("pk"))
    names = customers.cards(account.customer_id for account in accounts)
    used = dict(
        Statement.objects.filter(store_id=actor.here, payer="customer", state=StatementState.ON_CREDIT)
        .values_list("customer_id")
        .annotate(total=Sum(F("total") - F("paid")))
    )
    parts = debts.owed_elsewhere(actor.here, [account.customer_id for account in accounts])
    cards = [
        CreditCard(
            account.customer_id,
            names[account.customer_id].name,
            account.limit,
            account.days,
            used.get(account.customer_id, ZERO),
            parts.get(account.customer_id, ZERO),
        )
        for account in accounts
    ]
    return sorted(cards, key=lambda card: -card.used)
