"""配件月结对账单, and the reminder to pay it (催款函)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel import capitals
from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class BilledLine:
    """A delivery or a credit note."""

    on: date
    sale: str
    document: str
    what: str
    vehicle: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """A payment."""

    at: datetime
    number: str
    method: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class MonthBillPaper(Paper):
    """Both papers; `late_days` 0: nothing is reminded of."""

    template: ClassVar[str] = "trade/papers/month_bill.typ"

    buyer: str
    tax_number: str
    bank: str
    from_on: date
    until_on: date
    issued_at: datetime
    due_on: date
    lines: tuple[BilledLine, ...]
    payments: tuple[PaidLine, ...]
    total: Decimal
    tax: Decimal
    paid: Decimal
    late_days: int = 0
    dunned: int = 0
    made_by: str

    @property
    def open(self) -> Decimal:
        """Still to be paid."""
        return self.total - self.paid

    @property
    def in_words(self) -> str:
        """What is still to be paid in capitals."""
        return capitals.in_capitals(self.open)
