"""报价单, 送货单 and 退货贷记单: parts of one sale for its customer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.money import money, with_tax_inside
from huichang.kernel.papers import UNSIGNED, Paper, Signed


@dataclass(frozen=True, kw_only=True)
class SaleLinePaper:
    """A part; price and amount with tax, None on a delivery note without prices."""

    code: str
    name: str
    quality: str
    unit: str
    quantity: Decimal
    price: Decimal | None = None
    amount: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SalePaper(Paper):
    """One of the three, told by `kind`."""

    template: ClassVar[str] = "trade/papers/sale.typ"

    kind: str
    buyer: str
    phone: str
    vehicle: str
    sale_no: str
    at: datetime
    valid_until: date | None = None
    needed_on: date | None = None
    pays: str = ""
    ship_to: str = ""
    receiver: str = ""
    way: str = ""
    tracking: str = ""
    reason: str = ""
    note: str = ""
    terms: tuple[str, ...] = ()
    lines: tuple[SaleLinePaper, ...]
    fee: Decimal | None = None
    total: Decimal | None = None
    rate: Decimal
    made_by: str
    signed: Signed = UNSIGNED

    @property
    def percent(self) -> str:
        """The rate of tax inside the prices, in words."""
        return f"{(self.rate * 100).normalize():f}%"

    @property
    def tax(self) -> Decimal | None:
        """The tax inside the total."""
        return None if self.total is None else with_tax_inside(money(self.total), self.rate).tax
