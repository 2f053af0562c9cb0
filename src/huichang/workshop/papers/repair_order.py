"""任务委托书, which is the repair contract (托修单, JT/T 816)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.capitals import in_capitals
from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car, Change, Concern, OldParts, Party
from huichang.workshop.states import Payer

ZERO = Decimal("0.00")
CUSTOMER = str(Payer.CUSTOMER.label)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


@dataclass(frozen=True, kw_only=True)
class LabourLine:
    """Labour of an order; `rate` per hour, `amount` after `discount`; `own` is what the customer bears of another's line."""

    job_no: str
    code: str
    name: str
    minutes: int
    rate: Decimal
    amount: Decimal
    payer: str
    discount: Decimal = ZERO
    note: str = ""
    own: Decimal = ZERO

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class MaterialLine:
    """A part or fluid; `quality` is 原厂, 同质 or 修复 (机动车维修管理规定); `amount` after `discount`."""

    job_no: str
    code: str
    name: str
    quality: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    payer: str
    discount: Decimal = ZERO
    customer_supplied: bool = False
    sanbao: bool = False
    note: str = ""
    own: Decimal = ZERO

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class OtherLine:
    """Sublet work, towing, storage, consumables."""

    name: str
    amount: Decimal
    payer: str
    note: str = ""
    own: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class PayerShare:
    """What one payer bears."""

    payer: str
    labour: Decimal
    materials: Decimal
    others: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.labour + self.materials + self.others


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """质量保证期 of one class of repair, counted from the day of delivery, whichever ends first."""

    repair_class: str
    km: int
    days: int
    applies: bool = False


@dataclass(frozen=True, kw_only=True)
class RepairOrder(Paper):
    """任务委托书, which is the repair contract (托修单, JT/T 816)."""

    template: ClassVar[str] = "workshop/papers/repair_order.typ"

    opened_at: datetime
    promised_at: datetime | None
    repair_type: str
    arrival: str
    adviser: str
    party: Party
    car: Car
    concerns: tuple[Concern, ...]
    labour: tuple[LabourLine, ...]
    materials: tuple[MaterialLine, ...]
    others: tuple[OtherLine, ...] = ()
    first_signed: Decimal | None = None
    """The total that the customer first signed; None while nothing is signed."""
    amended: Decimal = ZERO
    """What approved changes have added (or taken off) since."""
    rates: str
    """收费标准: the published labour rate and how parts are priced."""
    excess_rule: str
    """费用超出的解决方式."""
    delivery_place: str
    delivery_way: str
    payment_ways: str = ""
    guarantees: tuple[Guarantee, ...]
    old_parts: OldParts = ""
    wash: bool = False
    road_test: bool = True
    changes: tuple[Change, ...] = ()
    terms: tuple[str, ...] = ()
    customer: Signed = UNSIGNED
    adviser_signed: Signed = UNSIGNED

    @property
    def labour_total(self) -> Decimal:
        """Labour after discounts."""
        return _sum(line.amount for line in self.labour)

    @property
    def materials_total(self) -> Decimal:
        """Parts and fluids after discounts."""
        return _sum(line.amount for line in self.materials)

    @property
    def others_total(self) -> Decimal:
        """Everything that is neither."""
        return _sum(line.amount for line in self.others)

    @property
    def discount_total(self) -> Decimal:
        """What the customer saves."""
        return _sum(line.discount for line in self.labour) + _sum(line.discount for line in self.materials)

    @property
    def total(self) -> Decimal:
        """The estimate as the lines stand now."""
        return self.labour_total + self.materials_total + self.others_total

    @property
    def total_in_capitals(self) -> str:
        """The same in 大写."""
        return in_capitals(self.total)

    @property
    def shares(self) -> tuple[PayerShare, ...]:
        """Who bears how much, in the order in which the payers appear."""
        lines = (self.labour, self.materials, self.others)
        payers = [each.payer for group in lines for each in group]
        own = [CUSTOMER for group in lines for each in group if each.own]
        return tuple(
            PayerShare(
                payer=payer,
                labour=_borne(self.labour, payer),
                materials=_borne(self.materials, payer),
                others=_borne(self.others, payer),
            )
            for payer in dict.fromkeys((*payers, *own))
        )


def _borne(lines: Sequence[LabourLine | MaterialLine | OtherLine], payer: str) -> Decimal:
    mine = _sum(line.amount - line.own for line in lines if line.payer == payer)
    return mine + (_sum(line.own for line in lines) if payer == CUSTOMER else ZERO)
