"""机动车维修费用结算清单 (JT/T 1133-2017): one payer's statement of a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from huichang.kernel.capitals import in_capitals
from huichang.kernel.papers import UNSIGNED, Paper, Signed

ZERO = Decimal("0.00")
OldPartsResult = Literal["", "taken", "left", "claimed", "none"]
"""Not decided, taken by the customer, left to the store, kept for the claim on the manufacturer, none."""


@dataclass(frozen=True, kw_only=True)
class StatementLabour:
    """A labour line; `rate` per hour, `amount` after `discount`, `rule` names why there is one."""

    name: str
    minutes: int
    rate: Decimal
    amount: Decimal
    discount: Decimal = ZERO
    rule: str = ""

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class StatementMaterial:
    """A part or fluid; `quality` is 原厂, 同质 or 修复; what the customer brought costs nothing."""

    name: str
    code: str
    brand: str
    quality: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    discount: Decimal = ZERO
    customer_supplied: bool = False
    rule: str = ""

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class StatementOther:
    """Sublet work, towing, storage, consumables."""

    name: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementShare:
    """What each payer of the visit bears; `this` marks the payer of this statement."""

    payer: str
    labour: Decimal
    materials: Decimal
    others: Decimal
    this: bool = False

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.labour + self.materials + self.others


@dataclass(frozen=True, kw_only=True)
class StatementPayment:
    """Money taken (negative: given back)."""

    at: datetime
    way: str
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclinedPoint:
    """A point that the customer does not want done, with the risk as it was told."""

    name: str
    value: str
    risk: str
    safety: bool = False


@dataclass(frozen=True, kw_only=True)
class Statement(Paper):
    """维修费用结算清单. The room's statement in the ledger must show the same `payable`."""

    template: ClassVar[str] = "billing/papers/statement.typ"

    order_no: str
    payer: str
    """Whose statement this is: 客户自费, 厂家索赔, 保险公司 …"""
    copy: str = ""
    """托修方联 or 承修方联; empty for both."""
    owner: str
    sender: str
    phone: str
    plate: str
    vin: str
    model: str
    engine_no: str
    vehicle_type: str
    mileage_km: int
    arrived_at: datetime
    settled_at: datetime
    fault: str
    repair_type: str
    adviser: str
    cashier: str
    labour: tuple[StatementLabour, ...]
    materials: tuple[StatementMaterial, ...]
    others: tuple[StatementOther, ...] = ()
    order_discount: Decimal = ZERO
    order_discount_rule: str = ""
    """A reduction of the whole bill (coupon, points): its name."""
    rounding: Decimal = ZERO
    """抹零: what is let go so that the sum comes out round."""
    tax: Decimal
    """VAT inside the payable amount."""
    first_signed: Decimal | None = None
    """The total of the whole visit as first signed."""
    amended_total: Decimal | None = None
    """The same with the changes that the customer approved."""
    shares: tuple[StatementShare, ...] = ()
    payments: tuple[StatementPayment, ...] = ()
    credit: Decimal = ZERO
    """挂账: what stays open by approval."""
    credit_approved_by: str = ""
    invoice: str = ""
    old_parts: OldPartsResult = ""
    guarantee_km: int
    guarantee_days: int
    guarantee_class: str = ""
    ev_guarantee_parts: str = ""
    """Parts of the electric drive that carry a guarantee of their own, and which."""
    ev_guarantee: str = ""
    next_service_on: date | None = None
    next_service_km: int | None = None
    remaining: tuple[str, ...] = ()
    """Remaining-life notes for the customer."""
    declined: tuple[DeclinedPoint, ...] = ()
    terms: tuple[str, ...] = ()
    store_signed: Signed = UNSIGNED
    customer: Signed = UNSIGNED
    declined_by: Signed = UNSIGNED

    @property
    def labour_total(self) -> Decimal:
        """Labour after discounts."""
        return _sum(line.amount for line in self.labour)

    @property
    def minutes_total(self) -> int:
        """Labour time charged."""
        return sum(line.minutes for line in self.labour)

    @property
    def materials_total(self) -> Decimal:
        """Parts and fluids after discounts."""
        return _sum(line.amount for line in self.materials)

    @property
    def others_total(self) -> Decimal:
        """Everything that is neither."""
        return _sum(line.amount for line in self.others)

    @property
    def listed_total(self) -> Decimal:
        """Everything before any discount."""
        return self.line_discounts + self.labour_total + self.materials_total + self.others_total

    @property
    def line_discounts(self) -> Decimal:
        """Discounts given on single lines."""
        return _sum(line.discount for line in self.labour) + _sum(line.discount for line in self.materials)

    @property
    def payable(self) -> Decimal:
        """应付: lines after discounts, less the reduction of the whole bill and the rounding."""
        lines = self.labour_total + self.materials_total + self.others_total
        return lines - self.order_discount - self.rounding

    @property
    def visit_total(self) -> Decimal:
        """What the visit comes to for all payers together."""
        return self.payable + _sum(share.total for share in self.shares if not share.this)

    @property
    def payable_in_capitals(self) -> str:
        """应付 in 大写."""
        return in_capitals(self.payable)

    @property
    def paid(self) -> Decimal:
        """已收, deposits included."""
        return _sum(payment.amount for payment in self.payments)

    @property
    def open(self) -> Decimal:
        """待收: neither paid nor on approved credit."""
        return self.payable - self.paid - self.credit


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
