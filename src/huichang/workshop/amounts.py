"""Sums of an order: what a line lists at, the three amounts, who bears what. Pure; yuan with tax inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from huichang.kernel.money import ZERO, Money, money
from huichang.workshop.states import CHANGEABLE_LINES, WORKABLE_LINES, LineKind, Payer, RepairType

PAYER_OF: Mapping[str, Payer] = {
    RepairType.FIRST_MAINTENANCE: Payer.MANUFACTURER,
    RepairType.WARRANTY: Payer.MANUFACTURER,
    RepairType.RECALL: Payer.MANUFACTURER,
    RepairType.ACCIDENT: Payer.INSURER,
    RepairType.INTERNAL: Payer.INTERNAL,
    RepairType.REWORK: Payer.INTERNAL,
}
"""Who pays unless somebody decides otherwise (LANE-15); a comeback is free for the customer (LANE-53)."""


def payer_of(repair_type: str) -> str:
    """Who pays work of this type by default."""
    return PAYER_OF.get(repair_type, Payer.CUSTOMER)


def list_amount(kind: str, unit_price: Decimal, quantity: Decimal, minutes: int = 0) -> Money:
    """What a line lists at before any discount, rounded once to the cent.

    Labour: yuan per hour × standard minutes of one × how often. Everything else: unit price × quantity.
    """
    if kind == LineKind.LABOUR:
        return money(unit_price * minutes * quantity / 60)
    return money(unit_price * quantity)


class Summed(Protocol):
    """What a sum needs of a line."""

    @property
    def kind(self) -> str:
        """What it charges for."""

    @property
    def payer(self) -> str:
        """Who pays it."""

    @property
    def payer_percent(self) -> int:
        """How much of it who pays it bears; the rest is the customer's."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def amount(self) -> Decimal:
        """Yuan after the discount."""

    @property
    def discount(self) -> Decimal:
        """Yuan below the list."""


def total(lines: Iterable[Summed], *states: str) -> Money:
    """The amounts of the lines in some states (all when none are named)."""
    return Money(sum((line.amount for line in lines if not states or line.state in states), ZERO))


def share_of(amount: Decimal, percent: int) -> Money:
    """What so many per cent of an amount are, half up to the cent; who shares it bears what is left.

    >>> share_of(Decimal("480.05"), 70)
    Decimal('336.04')
    """
    return money(amount * percent / 100)


def borne(line: Summed) -> Money:
    """What the payer of a line bears of its amount."""
    return Money(line.amount) if line.payer_percent == 100 else share_of(line.amount, line.payer_percent)


def of_customer(line: Summed) -> Money:
    """What the customer bears of a line: all of their own, the rest of one that is shared."""
    return Money(line.amount) if line.payer == Payer.CUSTOMER else Money(line.amount - borne(line))


def customers_part(lines: Iterable[Summed], *states: str) -> Money:
    """What the customer bears of the lines in some states (all when none are named)."""
    return Money(sum((of_customer(line) for line in lines if not states or line.state in states), ZERO))


@dataclass(frozen=True)
class Share:
    """What one payer bears, after discounts; `discount` is what they save."""

    payer: str
    payer_says: str
    labour: Money
    parts: Money
    other: Money
    discount: Money

    @property
    def total(self) -> Money:
        """All of it."""
        return Money(self.labour + self.parts + self.other)


def shares(lines: Iterable[Summed]) -> tuple[Share, ...]:
    """Who bears how much of some lines, in the order of `Payer`; payers of nothing are left out."""
    kept = list(lines)
    found = []
    for payer in Payer:
        mine = [(line, of_customer(line) if payer == Payer.CUSTOMER else borne(line)) for line in kept]
        mine = [
            (line, part) for line, part in mine if line.payer == payer or (payer == Payer.CUSTOMER and part)
        ]
        if mine:
            sums = {LineKind.LABOUR: ZERO, LineKind.PART: ZERO}
            for line, part in mine:
                if line.kind in sums:
                    sums[LineKind(line.kind)] = Money(sums[LineKind(line.kind)] + part)
            whole = Money(sum((part for _, part in mine), ZERO))
            labour, parts = sums[LineKind.LABOUR], sums[LineKind.PART]
            saved = Money(sum((line.discount for line, _ in mine if line.payer == payer), ZERO))
            found.append(
                Share(payer.value, str(payer.label), labour, parts, Money(whole - labour - parts), saved)
            )
    return tuple(found)


@dataclass(frozen=True)
class Amounts:
    """The three amounts of an order side by side (LANE-23), and what waits for the customer's word.

    `first` as first signed and `agreed` as amended since are None before the signature; `now` is what stands: the
    settled amount, else the authorised lines, else the draft.
    """

    first: Money | None
    agreed: Money | None
    now: Money
    pending: Money
    shares: tuple[Share, ...]

    @property
    def customer(self) -> Money:
        """What the customer pays of `now`."""
        return next((share.total for share in self.shares if share.payer == Payer.CUSTOMER), ZERO)


def amounts(
    lines: Iterable[Summed], *, signed: Decimal | None, agreed: Decimal | None, settled: Decimal | None
) -> Amounts:
    """The amounts of an order from its lines and what was kept at signing, amending and settling."""
    kept = list(lines)
    counted = CHANGEABLE_LINES if signed is None else WORKABLE_LINES
    standing = [line for line in kept if line.state in counted]
    return Amounts(
        first=None if signed is None else Money(signed),
        agreed=None if agreed is None else Money(agreed),
        now=total(standing) if settled is None else Money(settled),
        pending=ZERO if signed is None else total(kept, *CHANGEABLE_LINES),
        shares=shares(standing),
    )
