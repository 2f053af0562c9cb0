"""Statements, payments, credit customers and the cashiers' days: every sum to the cent, as billing would have made it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.billing.models import CreditAccount, DayClose, Payment, Statement
from huichang.billing.rules import Rounding, let_go, tax_inside
from huichang.billing.states import Method, StatementState
from huichang.company.roles import Role
from huichang.customers.states import Kind
from huichang.kernel.money import ZERO, money
from huichang.site.demo.chance import Chance, Weighted, clock, minutes
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.owners import Owner
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows
from huichang.site.demo.wishes import Charge
from huichang.workshop.states import LineKind, Payer

METHODS = Weighted(
    [
        (Method.WECHAT, 52.0),
        (Method.ALIPAY, 19.0),
        (Method.CARD, 17.0),
        (Method.CASH, 8.0),
        (Method.TRANSFER, 4.0),
    ]
)
NAMES = {Payer.MANUFACTURER: "厂家售后", Payer.INSURER: "保险公司", Payer.INTERNAL: "内部"}
ACCOUNTS = {
    Payer.MANUFACTURER: Method.MANUFACTURER,
    Payer.INSURER: Method.INSURER,
    Payer.INTERNAL: Method.INTERNAL,
}
CREDIT_DAYS, CREDIT_LIMIT = 30, Decimal("80000.00")
ACCOUNT_DAYS = 45
"""After so many days the manufacturer and the insurers have paid."""
SPLIT, SHORT_CASH = 0.06, 0.03
RATE = Decimal("0.130")


@dataclass
class Bill:
    """What is settled of one order."""

    order_id: int
    owner: Owner
    charges: Sequence[Charge]
    at: datetime


class Till:
    """The cash desk of one store."""

    def __init__(self, rows: Rows, crew: Crew, chance: Chance, numbers: Numbers, until: datetime) -> None:
        self.rows, self.crew, self.chance, self.numbers, self.until = rows, crew, chance, numbers, until
        self.store = crew.site.id
        self.taken: dict[tuple[int, date], dict[Method, Decimal]] = defaultdict(
            lambda: defaultdict(lambda: ZERO)
        )
        self.last: dict[tuple[int, date], datetime] = {}
        self.newest: dict[tuple[int, date], int] = {}
        self.credit: set[int] = set()
        self.owed: dict[int, Decimal] = defaultdict(lambda: ZERO)

    def settle(self, bill: Bill) -> Decimal:
        """Make the statements of an order and take what is paid at once. Returns the total of all payers."""
        cashier = self.crew.on(Role.CASHIER, bill.at.date())[0].id
        whole = Decimal(ZERO)
        for payer in Payer:
            mine = [charge for charge in bill.charges if charge.payer == payer]
            if mine:
                whole += self._statement(bill, payer, mine, cashier)
        return whole

    def _statement(self, bill: Bill, payer: Payer, charges: list[Charge], cashier: int) -> Decimal:
        sums = {"labour": Decimal(ZERO), "parts": Decimal(ZERO), "other": Decimal(ZERO)}
        for charge in charges:
            sums[{LineKind.LABOUR: "labour", LineKind.PART: "parts"}.get(charge.kind, "other")] += (
                charge.listed
            )
        discount = sum((charge.discount for charge in charges), ZERO)
        due = sum(sums.values(), ZERO) - discount
        rounding = let_go(money(due), Rounding.JIAO) if payer == Payer.CUSTOMER else ZERO
        total = due - rounding
        values = {
            "store_id": self.store,
            "number": self.numbers.next(self.store, "JS", bill.at.date()),
            "order_id": bill.order_id,
            "customer_id": bill.owner.id,
            "payer": payer,
            "payer_name": NAMES.get(payer, bill.owner.name),
            **sums,
            "discount": discount,
            "rounding": rounding,
            "total": total,
            "tax": tax_inside((charge.amount, RATE) for charge in charges),
            "issued_at": bill.at,
            "issued_by_id": cashier,
        }
        if total == ZERO:
            self.rows.add(Statement, **values, state=StatementState.PAID)
            return ZERO
        if payer == Payer.CUSTOMER:
            self._from_customer(bill, values, total, cashier)
        else:
            self._on_account(bill, values, total, ACCOUNTS[payer])
        return total

    def _from_customer(self, bill: Bill, values: dict[str, object], total: Decimal, cashier: int) -> None:
        if bill.owner.kind == Kind.COMPANY and self._may_owe(bill.owner.id, total):
            due_on = bill.at.date() + timedelta(days=CREDIT_DAYS)
            paid_at = clock(due_on + timedelta(days=self.chance.randint(-6, 9)), 15)
            if paid_at < self.until:
                statement = self.rows.add(
                    Statement, **values, paid=total, state=StatementState.PAID, due_on=due_on
                )
                self._pay(statement, Method.TRANSFER, total, paid_at)
            else:
                manager = self.crew.by_role[Role.SERVICE_MANAGER][0].id
                state = StatementState.ON_CREDIT
                self.rows.add(Statement, **values, state=state, due_on=due_on, credit_by_id=manager)
                self.owed[bill.owner.id] += total
            return
        statement = self.rows.add(Statement, **values, paid=total, state=StatementState.PAID)
        first = total
        if total > 200 and self.chance.maybe(SPLIT):
            first = Decimal(int(total * Decimal("0.6") / 100) * 100)
            self._pay(statement, Method.CARD, total - first, bill.at + minutes(2), cashier)
        self._pay(statement, self.chance.one(METHODS), first, bill.at + minutes(3), cashier)

    def _may_owe(self, customer_id: int, total: Decimal) -> bool:
        if customer_id not in self.credit and self.chance.maybe(0.5):
            self.credit.add(customer_id)
            manager = self.crew.by_role[Role.GENERAL_MANAGER][0].id
            self.rows.add(
                CreditAccount,
                store_id=self.store,
                customer_id=customer_id,
                limit=CREDIT_LIMIT,
                days=CREDIT_DAYS,
                approved_by_id=manager,
            )
        return customer_id in self.credit and self.owed[customer_id] + total <= CREDIT_LIMIT

    def _on_account(self, bill: Bill, values: dict[str, object], total: Decimal, method: Method) -> None:
        paid_at = clock(bill.at.date() + timedelta(days=ACCOUNT_DAYS), 16)
        if paid_at < self.until:
            statement = self.rows.add(Statement, **values, paid=total, state=StatementState.PAID)
            self._pay(statement, method, total, paid_at)
        else:
            self.rows.add(Statement, **values, state=StatementState.ON_CREDIT)

    def _pay(
        self, statement: int, method: Method, amount: Decimal, at: datetime, cashier: int | None = None
    ) -> None:
        who = cashier or self.crew.on(Role.CASHIER, at.date())[0].id
        reference = (
            f"演示{statement:07d}" if method in (Method.TRANSFER, Method.MANUFACTURER, Method.INSURER) else ""
        )
        number = self.numbers.next(self.store, "SK", at.date())
        self.newest[who, at.date()] = self.rows.add(
            Payment,
            store_id=self.store,
            number=number,
            statement_id=statement,
            method=method,
            amount=amount,
            reference=reference,
            at=at,
            by_id=who,
            once=f"demo:{number}",
        )
        self.taken[who, at.date()][method] += amount
        self.last[who, at.date()] = max(at, self.last.get((who, at.date()), at))

    def close_days(self) -> None:
        """Every cashier's day is closed but today's; now and then some coins are missing, and it says why."""
        for (cashier, day), taken in sorted(self.taken.items(), key=lambda item: (item[0][1], item[0][0])):
            if day >= self.until.date():
                continue
            counted, explanation, difference = dict(taken), "", Decimal(ZERO)
            if taken.get(Method.CASH) and self.chance.maybe(SHORT_CASH):
                difference = Decimal(self.chance.choice(("-1.00", "-0.50", "2.00")))
                counted[Method.CASH] += difference
                explanation = "找零误差，已登记备用金"
            self.rows.add(
                DayClose,
                store_id=self.store,
                cashier_id=cashier,
                on=day,
                expected={str(method): str(amount) for method, amount in taken.items()},
                counted={str(method): str(amount) for method, amount in counted.items()},
                difference=difference,
                explanation=explanation,
                closed_at=max(clock(day, 18.6), self.last[cashier, day] + minutes(10)),
                counted_up_to=self.newest[cashier, day],
            )
