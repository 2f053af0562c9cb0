"""退货单 and 配件索赔单: goods that leave for their supplier, with why."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from huichang.kernel.papers import Paper

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class GoodsLine:
    """A part that leaves; `amount` without tax."""

    code: str
    name: str
    batch: str = ""
    quantity: Decimal
    unit: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class GoodsOut(Paper):
    """采购退货单 or 配件索赔单."""

    template: ClassVar[str] = "supply/papers/goods_out.typ"

    kind: Literal["采购退货单", "配件索赔单"]
    supplier: str
    reason: str
    written_at: datetime
    receipt: str = ""
    found: str = ""
    deadline_on: date | None = None
    their_number: str = ""
    carrier: str = ""
    words: str = ""
    restores: str = ""
    car: str = ""
    lines: tuple[GoodsLine, ...]
    photos: tuple[bytes, ...] = ()
    made_by: str

    @property
    def total(self) -> Decimal:
        """What is asked, without tax."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))
