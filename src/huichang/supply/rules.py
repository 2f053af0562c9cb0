"""The arithmetic of buying: what a line costs, who may approve, how a supplier did. Pure.

Amounts are yuan without tax unless a name says otherwise; quantities as in the parts room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from statistics import median

from huichang.kernel.money import Money, money

ZERO = Decimal(0)
UNIT = Decimal("0.0001")
PERCENT = Decimal(100)


def amount(quantity: Decimal, price: Decimal) -> Money:
    """What so many cost, to the cent (RULES A9: amount = quantity × unit price, two places)."""
    return money(quantity * price)


def unit_price(value: Decimal) -> Decimal:
    """A price per unit without tax, to the fourth place."""
    return value.quantize(UNIT)


def urgent_price(price: Decimal, percent: Decimal) -> Decimal:
    """What a piece costs in an emergency order, with the contract's surcharge in percent."""
    return unit_price(price * (1 + percent / PERCENT))


def in_packs(quantity: Decimal, pack: Decimal) -> Decimal:
    """The quantity raised to whole packs."""
    return (quantity / pack).to_integral_value(ROUND_CEILING) * pack


def freight(goods: Decimal, *, per_order: Decimal, free_from: Decimal | None) -> Money:
    """What an order's freight costs by contract; nothing from `free_from` on."""
    return money(ZERO if free_from is not None and goods >= free_from else per_order)


def tax_of(net: Decimal, rate: Decimal) -> Money:
    """The tax on an amount without tax, half up to the cent (RULES A9)."""
    return money(net * rate)


@dataclass(frozen=True)
class Spread:
    """How long deliveries took, in days: the middle one, and the range in which the middle half lies."""

    count: int
    middle: float
    low: float
    high: float

    @property
    def spread(self) -> float:
        """The width of the middle half, in days."""
        return self.high - self.low


def spread_of(days: Sequence[float]) -> Spread | None:
    """Median and quartiles of some durations (linear between neighbours); None of nothing."""
    if not days:
        return None
    ordered = sorted(days)
    return Spread(len(ordered), median(ordered), _quantile(ordered, 0.25), _quantile(ordered, 0.75))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True)
class Share:
    """How many of how many: a figure of an evaluation. `percent` is None when there was nothing to judge."""

    good: Decimal
    of: Decimal

    @property
    def percent(self) -> Decimal | None:
        """In hundredths, one place."""
        return (self.good * PERCENT / self.of).quantize(Decimal("0.1")) if self.of else None


WEIGHTS = {"on_time": 30, "fill": 25, "quality": 25, "price": 10, "claims": 10}
"""How much each figure counts in a supplier's mark."""


def mark(figures: dict[str, Decimal | None]) -> Decimal | None:
    """The weighted mean of the figures that there are (0 … 100, one place); None when there are none."""
    known = {name: value for name, value in figures.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    if not weight:
        return None
    return (sum((WEIGHTS[name] * value for name, value in known.items()), ZERO) / weight).quantize(
        Decimal("0.1")
    )


def grade(points: Decimal | None) -> str:
    """A mark in a letter: A from 90, B from 75, C from 60, D below."""
    if points is None:
        return ""
    return next(letter for least, letter in ((90, "A"), (75, "B"), (60, "C"), (-1, "D")) if points >= least)


def claim_deadline(
    found_on: date, came_on: date | None, *, at_receipt: bool, claim_days: int, quality_days: int
) -> date:
    """Until when a claim must have been sent: so many days after the goods came for what is seen at receipt, the quality
    term after that for what shows later; counted from the finding when nobody knows when they came."""
    return (came_on or found_on) + timedelta(days=claim_days if at_receipt else quality_days)
