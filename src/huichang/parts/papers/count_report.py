"""盘点差异表: what a count found."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """A line that differs; `worth` in yuan at moving average."""

    bin: str
    code: str
    name: str
    batch: str = ""
    unit: str
    book: Decimal
    counted: Decimal
    difference: Decimal
    worth: Decimal
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class CountReport(Paper):
    """盘点差异表: what differs, why, what it is worth, who approves it."""

    template: ClassVar[str] = "parts/papers/count_report.typ"

    kind: str
    what: str
    on: date
    state: str
    counted_lines: int
    lines: tuple[DifferenceLine, ...]
    ended_at: datetime | None = None
    approved_by: Signed = UNSIGNED

    @property
    def gain(self) -> Decimal:
        """What was found more."""
        return sum((line.worth for line in self.lines if line.worth > 0), ZERO)

    @property
    def loss(self) -> Decimal:
        """What is missing."""
        return -sum((line.worth for line in self.lines if line.worth < 0), ZERO)

    @property
    def net(self) -> Decimal:
        """Gains less losses."""
        return self.gain - self.loss
