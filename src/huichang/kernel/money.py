"""Money: `Decimal` with two places, never float. One currency per company, so no currency column."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

from huichang.kernel.refusals import Refused

Money = NewType("Money", Decimal)
MOST_DIGITS = 12
CENT = Decimal("0.01")
ZERO = Money(Decimal("0.00"))


def money(value: Decimal | int | str) -> Money:
    """`value` in yuan, rounded half up to the cent. Raises Refused for more than a column of ours holds (twelve digits before
    the point), and for what is no number."""
    exact = Decimal(value)
    if not exact.is_finite() or exact.adjusted() >= MOST_DIGITS:
        raise Refused("金额太大或不是数字，请核对小数点后重新填写。")
    return Money(exact.quantize(CENT, ROUND_HALF_UP))


@dataclass(frozen=True)
class Price:
    """A price with its tax; refuses to exist unless net + tax = gross (all in yuan)."""

    net: Money
    tax: Money
    gross: Money

    def __post_init__(self) -> None:
        if self.net + self.tax != self.gross:
            raise ValueError(f"{self.net} + {self.tax} is not {self.gross}")


def with_tax_inside(gross: Money, rate: Decimal) -> Price:
    """Split a tax-inclusive amount: net = gross / (1 + rate) rounded half up, tax = the rest (RULES A9)."""
    net = money(gross / (1 + rate))
    return Price(net, Money(gross - net), gross)


def split(total: Money, weights: Sequence[Decimal]) -> list[Money]:
    """`total` shared out by weight, to the cent, adding up exactly (largest remainder; ties to the first)."""
    whole = sum(weights, Decimal(0))
    if not weights or whole == 0:
        raise ValueError("nothing to split over")
    exact = [total * weight / whole for weight in weights]
    shares = [(part / CENT).to_integral_value("ROUND_FLOOR") for part in exact]
    left = int(total / CENT - sum(shares, Decimal(0)))
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i] / CENT, i))
    for index in by_remainder[:left]:
        shares[index] += 1
    return [Money(share * CENT) for share in shares]
