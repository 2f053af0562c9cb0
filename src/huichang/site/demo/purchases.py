"""Half a year of buying: the receipts of the store room as orders of three suppliers, with invoices, claims and marks.

Every receipt that the ledger knows came of an order that was sent some days before; what is on its way now is an order that
is out. A few came late, short or damaged, as they do.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.company.roles import Role
from huichang.kernel.money import money
from huichang.site.demo import urgent_past
from huichang.site.demo.chance import Chance, clock
from huichang.site.demo.content import PartFact
from huichang.site.demo.firms import FIRMS, MAIN, firms
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.people import Crew, Person
from huichang.site.demo.rows import Rows
from huichang.supply.models import (
    Contract,
    ContractPrice,
    Invoice,
    InvoiceLine,
    PartsClaim,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
)
from huichang.supply.states import (
    ClaimState,
    Fault,
    FoundWhen,
    InvoiceState,
    OrderKind,
    OrderState,
    Restores,
    Standing,
    Terms,
)

TAX = Decimal("0.13")
LATE, SHORT, CLAIMED = 0.12, 0.02, 0.006
"""How many orders come late, lines come short, lines are claimed."""
DIFFERS_DAYS = 14
"""One invoice of the last days bills more than was agreed."""
PAY_DAYS, BILL_DAYS = 30, 6
URGENT = 0.03


@dataclass
class Line:
    """What came of a part."""

    part: PartFact
    quantity: Decimal
    cost: Decimal


@dataclass
class Lot:
    """One delivery of one supplier."""

    firm: int
    number: str
    at: datetime
    clerk: int
    lines: list[Line] = field(default_factory=list)


@dataclass
class Purchases:
    """The buying of one store."""

    crew: Crew
    chance: Chance
    numbers: Numbers
    until: datetime

    def __post_init__(self) -> None:
        self.lots: dict[tuple[str, int], Lot] = {}
        self.open: dict[int, tuple[int, str]] = {}
        self.dear = False

    @staticmethod
    def firm_of(part: PartFact) -> int:
        """Which supplier delivers a part."""
        return part.id % MAIN

    def came(
        self, document: str, at: datetime, clerk: int, part: PartFact, quantity: Decimal, cost: Decimal
    ) -> str:
        """Note that a part came; returns the number of the receipt of its supplier."""
        firm = self.firm_of(part)
        lot = self.lots.get((document, firm))
        if lot is None:
            is_first = not any(key[0] == document for key in self.lots)
            number = document if is_first else self.numbers.next(self.crew.site.id, "RK", at.date())
            lot = self.lots[document, firm] = Lot(firm, number, at, clerk)
        lot.lines.append(Line(part, quantity, cost))
        return lot.number

    def coming(self, rows: Rows, part: PartFact, quantity: Decimal, on: date) -> tuple[str, int]:
        """A part is on its way: the number of the order that is out, and its line."""
        firm = self.firm_of(part)
        if firm not in self.open:
            self.open[firm] = self._open(rows, firm)
        order_id, number = self.open[firm]
        line = self.line(rows, order_id, part, quantity, part.cost, on)
        return number, line

    def _open(self, rows: Rows, firm: int) -> tuple[int, str]:
        day = self.until.date() - timedelta(days=2)
        number = self.numbers.next(self.crew.site.id, "CG", day)
        sent = clock(day, 10.2)
        order_id = self.order(
            rows,
            firm,
            number,
            OrderKind.WEEKLY,
            OrderState.CONFIRMED if firm else OrderState.SENT,
            sent,
            confirmed_at=sent + timedelta(hours=4) if firm else None,
            their_number=f"SO{day:%m%d}{firm}7" if firm else "",
        )
        return order_id, number

    def order(
        self,
        rows: Rows,
        firm: int,
        number: str,
        kind: OrderKind,
        state: OrderState,
        sent: datetime,
        **more: object,
    ) -> int:
        """An order in a state, as it came to it; returns its key."""
        clerk, manager = self._people(sent.date())
        out = state in (OrderState.SENT, OrderState.CONFIRMED, OrderState.DONE)
        ready = out or state == OrderState.APPROVED
        values: dict[str, object] = {
            "store_id": self.crew.site.id,
            "number": number,
            "supplier_id": firms(rows, self.until.date())[FIRMS[firm].code],
            "contract_id": self._contract(rows, firm),
            "kind": kind,
            "state": state,
            "written_at": sent - timedelta(hours=3),
            "written_by_id": clerk.id,
            "submitted_at": None if state == OrderState.DRAFT else sent - timedelta(hours=2),
            "approved_at": sent - timedelta(hours=1) if ready else None,
            "approved_by_id": manager.id if ready else None,
            "sent_at": sent if out else None,
            "sent_via": "供应商系统" if out else "",
            "version": 1,
        }
        return rows.add(PurchaseOrder, **{**values, **more})

    def _people(self, day: date) -> tuple[Person, Person]:
        return self.crew.on(Role.PARTS_CLERK, day)[0], self.crew.by_role[Role.PARTS_MANAGER][0]

    def line(
        self,
        rows: Rows,
        order_id: int,
        part: PartFact,
        quantity: Decimal,
        cost: Decimal,
        on: date | None,
        **more: object,
    ) -> int:
        """A line of an order, expected on a day; returns its key."""
        values: dict[str, object] = {
            "store_id": self.crew.site.id,
            "order_id": order_id,
            "part_id": part.id,
            "quantity": quantity,
            "price": cost,
            "stock_price": cost,
            "is_contract_price": True,
            "promised_on": on,
            "expected_on": on,
        }
        return rows.add(PurchaseLine, **{**values, **more})

    def _contract(self, rows: Rows, firm: int) -> int:
        contracts: dict[int, int] = self.__dict__.setdefault("contracts", {})
        if firm not in contracts:
            of = FIRMS[firm]
            first = date(self.until.year - 1, 7, 1)
            contracts[firm] = rows.add(
                Contract,
                store_id=self.crew.site.id,
                supplier_id=firms(rows, self.until.date())[of.code],
                number=f"{self.crew.site.plan.code}-{of.code}-{first.year}",
                from_on=first,
                until_on=date(self.until.year + 1, 6, 30),
                terms=Terms.ON_DELIVERY if of.standing == Standing.TRIAL else Terms.MONTHLY,
                pay_days=PAY_DAYS,
                min_order=Decimal(500),
                freight=Decimal(80),
                free_from=Decimal(3000),
                lead_days=of.lead_days,
                urgent_days=of.urgent_days,
                urgent_freight=Decimal(150),
                urgent_percent=Decimal(of.percent),
                claim_days=7,
                quality_days=180,
                return_days=30,
            )
        return contracts[firm]

    def keep(self, rows: Rows, parts: dict[str, PartFact]) -> None:
        """Write contracts with prices, the orders and receipts of the past with their invoices."""
        current = [part for part in parts.values() if part.is_current]
        for firm, of in enumerate(FIRMS):
            contract = self._contract(rows, firm)
            for part in current:
                if self._offers(firm, part):
                    rows.add(
                        ContractPrice,
                        store_id=self.crew.site.id,
                        contract_id=contract,
                        part_id=part.id,
                        price=(part.cost * of.share).quantize(Decimal("0.0001")),
                        from_on=date(self.until.year - 1, 7, 1),
                        pack=part.pack if part.pack <= 12 else Decimal(1),
                        their_number=f"{of.code}-{part.number}"[:40] if firm else "",
                    )
        for lot in self.lots.values():
            self._past(rows, lot)

    def _offers(self, firm: int, part: PartFact) -> bool:
        if firm < MAIN:
            return self.firm_of(part) == firm
        if FIRMS[firm].standing == Standing.TRIAL:
            return part.demand >= 2
        return part.system == "brake"

    def _past(self, rows: Rows, lot: Lot) -> None:
        of, came_on = FIRMS[lot.firm], lot.at.date()
        late, urgent = self.chance.maybe(LATE), len(lot.lines) <= 2 or self.chance.maybe(URGENT)
        days = (of.urgent_days if urgent else of.lead_days) + (
            self.chance.randint(1, 4) if late else self.chance.randint(-1, 0)
        )
        sent = clock(came_on - timedelta(days=max(1, days)), 9.5 + self.chance.uniform(0, 6))
        number = self.numbers.next(self.crew.site.id, "CG", sent.date())
        due = came_on - timedelta(days=self.chance.randint(1, 3)) if late else came_on
        order_id = self.order(
            rows,
            lot.firm,
            number,
            OrderKind.URGENT if urgent else self._kind(came_on),
            OrderState.DONE,
            sent,
            confirmed_at=sent + timedelta(hours=5),
            ended_at=lot.at,
            their_number=f"SO{sent:%m%d}{lot.firm}{len(lot.lines) % 90 + 10}",
            **(urgent_past.why(self.chance, came_on, self.until.date()) if urgent else {}),
        )
        receipt = rows.add(
            Receipt,
            store_id=self.crew.site.id,
            order_id=order_id,
            number=lot.number,
            document=f"SH{came_on:%y%m%d}{lot.firm + 1}{len(lot.lines) % 10}",
            received_at=lot.at,
            received_by_id=lot.clerk,
        )
        extra = 1 + Decimal(of.percent) / 100 if urgent else Decimal(1)
        billed = [(line, self._came(rows, lot, order_id, receipt, line, due, extra)) for line in lot.lines]
        if (self.until.date() - came_on).days > BILL_DAYS:
            self._bill(rows, lot, billed)

    @staticmethod
    def _kind(day: date) -> OrderKind:
        return OrderKind.MONTHLY if day.day <= 7 else OrderKind.WEEKLY

    def _came(
        self, rows: Rows, lot: Lot, order_id: int, receipt: int, line: Line, due: date, extra: Decimal
    ) -> int:
        short = Decimal(1) if line.quantity > 2 and self.chance.maybe(SHORT) else Decimal(0)
        line_id = self.line(
            rows,
            order_id,
            line.part,
            line.quantity + short,
            line.cost,
            due,
            stock_price=(line.cost / extra).quantize(Decimal("0.0001")),
            confirmed=line.quantity + short,
            received=line.quantity,
            cancelled=short,
            cancelled_why="供应商断货" if short else "",
        )
        faulty = Decimal(1) if self.chance.maybe(CLAIMED) else Decimal(0)
        row = rows.add(
            ReceiptLine,
            store_id=self.crew.site.id,
            receipt_id=receipt,
            line_id=line_id,
            part_id=line.part.id,
            announced=line.quantity + faulty,
            good=line.quantity,
            refused=faulty,
            fault=Fault.DAMAGED if faulty else "",
            fault_words="外箱受压，件体变形，拒收" if faulty else "",
            price=line.cost,
            value=money(line.quantity * line.cost),
        )
        if faulty:
            self._claim(rows, lot, line, row)
        return row

    def _claim(self, rows: Rows, lot: Lot, line: Line, row: int) -> None:
        day = lot.at.date()
        age = (self.until.date() - day).days
        paid = age > 20
        state = ClaimState.CREDITED if paid else ClaimState.SENT if age > 3 else ClaimState.DRAFT
        opened = lot.at + timedelta(hours=2)
        rows.add(
            PartsClaim,
            store_id=self.crew.site.id,
            number=self.numbers.next(self.crew.site.id, "SP", day),
            supplier_id=firms(rows, self.until.date())[FIRMS[lot.firm].code],
            part_id=line.part.id,
            quantity=Decimal(1),
            found=FoundWhen.AT_RECEIPT,
            found_on=day,
            fault=Fault.DAMAGED,
            words="外箱受压，件体变形，不能使用",
            restores=Restores.WHOLE,
            why_whole="件体变形，无法只换零件",
            receipt_line_id=row,
            deadline_on=day + timedelta(days=7),
            asked=money(line.cost),
            state=state,
            opened_at=opened,
            opened_by_id=lot.clerk,
            sent_at=opened + timedelta(hours=3) if state != ClaimState.DRAFT else None,
            answered_at=opened + timedelta(days=self.chance.randint(2, 11)) if paid else None,
            credited=money(line.cost) if paid else None,
            credited_at=opened + timedelta(days=14) if paid else None,
            answer_words="同意补偿" if paid else "",
        )

    def _bill(self, rows: Rows, lot: Lot, billed: list[tuple[Line, int]]) -> None:
        on = lot.at.date() + timedelta(days=self.chance.randint(3, BILL_DAYS))
        age = (self.until.date() - on).days
        if age < 0:
            return
        dear = age <= DIFFERS_DAYS and not self.dear
        self.dear = self.dear or dear
        nets = [money(line.quantity * line.cost) for line, _ in billed]
        expected = list(nets)
        if dear:
            nets[0] = money(nets[0] * Decimal("1.06"))
        net = sum(nets, Decimal("0.00"))
        tax = money(net * TAX)
        state = (
            InvoiceState.DIFFERS if dear else InvoiceState.PAID if age > PAY_DAYS else InvoiceState.MATCHED
        )
        cashier = self.crew.by_role[Role.CASHIER][0]
        at = clock(on, 15.5)
        invoice = rows.add(
            Invoice,
            store_id=self.crew.site.id,
            supplier_id=firms(rows, self.until.date())[FIRMS[lot.firm].code],
            number=f"25512{self.crew.site.id:03d}{lot.number[2:8]}{int(lot.number[8:]):06d}",
            invoiced_on=on,
            due_on=on + timedelta(days=PAY_DAYS),
            rate=TAX,
            net=net,
            tax=tax,
            gross=net + tax,
            payable=net + tax,
            state=state,
            recorded_at=at,
            recorded_by_id=cashier.id,
            settled_at=None if dear else at,
            settled_by_id=None if dear else cashier.id,
            paid_on=on + timedelta(days=PAY_DAYS - 1) if state == InvoiceState.PAID else None,
            paid_reference=f"YH{on:%y%m%d}{lot.firm}" if state == InvoiceState.PAID else "",
        )
        for (line, row), amount, should in zip(billed, nets, expected, strict=True):
            rows.add(
                InvoiceLine,
                store_id=self.crew.site.id,
                invoice_id=invoice,
                receipt_line_id=row,
                quantity=line.quantity,
                net=amount,
                expected=should,
            )
            rows.change(ReceiptLine, row, invoiced=line.quantity)
