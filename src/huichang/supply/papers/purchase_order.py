"""采购单: what is ordered of a supplier."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class OrderedLine:
    """A part; `price` per unit without tax."""

    code: str
    name: str
    theirs: str = ""
    quantity: Decimal
    unit: str
    price: Decimal
    needed_on: date | None = None
    note: str = ""

    @property
    def amount(self) -> Decimal:
        """Without tax."""
        return (self.quantity * self.price).quantize(CENT)


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderPaper(Paper):
    """采购单 for a supplier."""

    template: ClassVar[str] = "supply/papers/purchase_order.typ"

    kind: str
    is_urgent: bool
    supplier: str
    contact: str
    phone: str
    contract: str
    terms: str
    ordered_at: datetime
    expected_on: date | None
    ship_to: str
    note: str
    freight: Decimal
    rate: Decimal
    lines: tuple[OrderedLine, ...]
    made_by: str
    approved: Signed = UNSIGNED

    @property
    def goods(self) -> Decimal:
        """Goods without tax."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def net(self) -> Decimal:
        """Goods and freight without tax."""
        return self.goods + self.freight

    @property
    def tax(self) -> Decimal:
        """At the rate that the supplier's invoices bear."""
        return (self.net * self.rate).quantize(CENT)

    @property
    def percent(self) -> str:
        """The rate in words."""
        return f"{(self.rate * 100).normalize():f}%"

    @property
    def gross(self) -> Decimal:
        """Tax included."""
        return self.net + self.tax
