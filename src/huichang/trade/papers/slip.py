"""配件销售小票: the receipt of a counter sale, on a receipt printer's roll."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """A part that was sold."""

    code: str
    name: str
    quality: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class SlipPaper(Paper):
    """What was bought, what was paid and how, until when it may come back."""

    template: ClassVar[str] = "trade/papers/slip.typ"

    buyer: str
    at: datetime
    clerk: str
    lines: tuple[SlipLine, ...]
    total: Decimal
    tax: Decimal
    methods: tuple[tuple[str, Decimal], ...]
    return_days: int
