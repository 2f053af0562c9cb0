"""领料单 and 退料单: what is picked for an order, in bin order, and what left the store."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from huichang.kernel.papers import UNSIGNED, Paper, Signed

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class PickLine:
    """A part in its bin. `price` is None on a list that shows none; a return has negative quantities."""

    bin: str
    code: str
    name: str
    category: str = ""
    asked: Decimal
    issued: Decimal
    unit: str
    price: Decimal | None = None
    note: str = ""
    """Batch, substitute, or when the rest is expected."""

    @property
    def amount(self) -> Decimal | None:
        """Value of what was issued."""
        return None if self.price is None else (self.issued * self.price).quantize(Decimal("0.01"))


@dataclass(frozen=True, kw_only=True)
class PickList(Paper):
    """领料单 or 退料单 of one repair order."""

    template: ClassVar[str] = "parts/papers/pick_list.typ"

    kind: Literal["领料单", "退料单"] = "领料单"
    order_no: str
    asked_at: datetime
    needed_by: datetime | None
    plate: str
    model: str
    vin: str
    customer: str
    adviser: str
    technician: str
    team: str = ""
    warehouse: str
    lines: tuple[PickLine, ...]
    made_by: str
    picked_by: Signed = UNSIGNED
    """领料人, who takes the parts away."""
    issued_by: Signed = UNSIGNED
    """发料人, who hands them out."""

    @property
    def with_prices(self) -> bool:
        """Whether any line shows a price."""
        return any(line.price is not None for line in self.lines)

    @property
    def total(self) -> Decimal:
        """Value of everything that was issued."""
        return sum((line.amount for line in self.lines if line.amount is not None), ZERO)

    @property
    def short(self) -> int:
        """How many lines were not issued in full."""
        return sum(1 for line in self.lines if abs(line.issued) < abs(line.asked))
