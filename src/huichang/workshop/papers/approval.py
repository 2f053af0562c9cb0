"""增项确认单: extra work as found, priced and answered by the customer, point by point."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from huichang.kernel.capitals import in_capitals
from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car, Party, Photo, PointState

Answer = Literal["", "approved", "declined"]


@dataclass(frozen=True, kw_only=True)
class ApprovalLine:
    """Labour or a part that a point needs: `quantity` in words (1.5 工时, 2 件)."""

    name: str
    quantity: str
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ApprovalPoint:
    """One finding with its price and the customer's answer."""

    no: int
    title: str
    finding: str
    state: PointState
    value: str = ""
    risk: str = ""
    lines: tuple[ApprovalLine, ...]
    photos: tuple[Photo, ...] = ()
    answer: Answer = ""
    reason: str = ""

    @property
    def amount(self) -> Decimal:
        """What the point costs."""
        return _sum(line.amount for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Approval(Paper):
    """增项确认单. Amounts before it are `first_signed` + `amended_before`."""

    template: ClassVar[str] = "workshop/papers/approval.typ"

    order_no: str
    found_at: datetime
    found_by: str
    adviser: str
    party: Party
    car: Car
    points: tuple[ApprovalPoint, ...]
    first_signed: Decimal
    amended_before: Decimal
    promised_before: datetime | None
    promised_after: datetime | None
    answered_at: datetime | None = None
    way: str = ""
    """How the customer answered: 现场签字, 手机页面, 电话录音 …"""
    terms: tuple[str, ...] = ()
    customer: Signed = UNSIGNED
    adviser_signed: Signed = UNSIGNED

    @property
    def asked(self) -> Decimal:
        """All points together."""
        return _sum(point.amount for point in self.points)

    @property
    def approved(self) -> Decimal:
        """What the customer agreed to."""
        return _sum(point.amount for point in self.points if point.answer == "approved")

    @property
    def open(self) -> bool:
        """Whether a point still waits for its answer."""
        return any(point.answer == "" for point in self.points)

    @property
    def total_after(self) -> Decimal:
        """The order's total with what was agreed to."""
        return self.first_signed + self.amended_before + self.approved

    @property
    def approved_in_capitals(self) -> str:
        """What was agreed to, in 大写."""
        return in_capitals(self.approved)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
