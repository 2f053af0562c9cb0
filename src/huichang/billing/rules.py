"""Pure rules of settlement: rounding by name, tax inside, age of what is owed."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from huichang.kernel.money import ZERO, Money, money, with_tax_inside


class Rounding(StrEnum):
    """How the customer's total is rounded (抹零): always down, in the customer's favour."""

    NONE = "none"
    JIAO = "jiao"
    YUAN = "yuan"


ROUNDING_SAYS = {Rounding.NONE: "不抹零", Rounding.JIAO: "抹去分", Rounding.YUAN: "抹去角分"}
_STEP = {Rounding.NONE: Decimal("0.01"), Rounding.JIAO: Decimal("0.1"), Rounding.YUAN: Decimal(1)}


def let_go(total: Money, how: Rounding) -> Money:
    """What is let go so that the total comes out round."""
    return money(total - (total / _STEP[how]).to_integral_value(ROUND_DOWN) * _STEP[how])


def tax_inside(lines: Iterable[tuple[Decimal, Decimal]]) -> Money:
    """VAT in a statement: taken out of each line's amount at its rate, half up, and added (RULES A9)."""
    return Money(sum((with_tax_inside(money(amount), rate).tax for amount, rate in lines), ZERO))


AGES = ((30, "30 天内"), (60, "31–60 天"), (90, "61–90 天"))
OLDEST = "90 天以上"


def age_of(issued_on: date, today: date) -> str:
    """The age band of a receivable."""
    days = (today - issued_on).days
    return next((says for most, says in AGES if days <= most), OLDEST)
