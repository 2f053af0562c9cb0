"""The arithmetic of the parts store's figures (PARTS-31). Pure: sums of months in, figures out.

Amounts are yuan without tax; shares are per cent. Where there is nothing to divide by, a figure is None, not nought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from huichang.kernel.months import first_of

ZERO = Decimal(0)
PERCENT = Decimal(100)
YEAR = 12
PACE_MONTHS = 3
"""How many whole months give the pace at which goods go out, for 库存度."""
NEAR = Decimal("0.1")
"""A figure that misses its target by no more than this share of it wants looking at; by more, acting on."""
Pair = tuple[Decimal, Decimal]


def share(top: Decimal, under: Decimal) -> Decimal | None:
    """So many of so many, per cent, one place."""
    return (top * PERCENT / under).quantize(Decimal("0.1"), ROUND_HALF_UP) if under else None


def margin(sales: Decimal, cost: Decimal) -> Decimal | None:
    """毛利率 = (sales − cost) ÷ sales, per cent, one place."""
    return share(sales - cost, sales)


def turnover(costs: Sequence[Decimal], values: Sequence[Decimal]) -> Decimal | None:
    """周转率: what goes out in a year at cost, by the months given, ÷ what lies there on the average month's end; one place.

    >>> turnover([Decimal(100)] * 6, [Decimal(300)] * 6)
    Decimal('4.0')
    """
    lying = sum(values, ZERO)
    if not costs or len(costs) != len(values) or not lying:
        return None
    return (sum(costs, ZERO) * YEAR / lying).quantize(Decimal("0.1"), ROUND_HALF_UP)


def months_of_stock(value: Decimal, costs: Sequence[Decimal]) -> Decimal | None:
    """库存度: how many months the stock lasts = its value ÷ what goes out in a month at cost (RULES B4: 1.5 – 2.5); one place."""
    gone = sum(costs, ZERO)
    return (value * len(costs) / gone).quantize(Decimal("0.1"), ROUND_HALF_UP) if gone > 0 else None


def judged(value: Decimal | None, *, least: Decimal | None = None, most: Decimal | None = None) -> str:
    """How a figure stands to its target: `ok`, `soon` (misses it by a tenth of it at most), `now`, or nothing without either."""
    if value is None or (least is None and most is None):
        return ""
    short = max(least - value if least is not None else ZERO, value - most if most is not None else ZERO)
    if short <= 0:
        return "ok"
    missed = least if least is not None and value < least else most
    return "soon" if missed and short <= abs(missed) * NEAR else "now"


@dataclass(frozen=True)
class Months:
    """The sums of a store (or of several together): (month, key) → (top, under); a key without its slice is all its slices.

    `running`: the month that is not over.
    """

    pairs: Mapping[tuple[date, str], Pair]
    running: date
    first: date

    def top(self, month: date, key: str) -> Decimal:
        """The upper sum of a month; nought where nothing was."""
        return self.pairs.get((month, key), (ZERO, ZERO))[0]

    def under(self, month: date, key: str) -> Decimal:
        """The lower sum of a month."""
        return self.pairs.get((month, key), (ZERO, ZERO))[1]

    def share(self, month: date, key: str) -> Decimal | None:
        """Top of under in a month, per cent."""
        return share(self.top(month, key), self.under(month, key))

    def whole_months(self, month: date, count: int) -> list[date]:
        """The last so many months that are over, up to a month, from the first in which there was stock."""
        last = first_of(month, -1) if month >= self.running else month
        return [each for back in range(count) if (each := first_of(last, -back)) >= self.first]

    def turnover(self, month: date) -> Decimal | None:
        """周转率 of the year up to a month."""
        months = self.whole_months(month, YEAR)
        return turnover(
            [self.top(each, "cost_out") for each in months], [self.top(each, "value") for each in months]
        )

    def months_of_stock(self, month: date) -> Decimal | None:
        """库存度 at the end of a month (now, of the running one)."""
        pace = [self.top(each, "cost_out") for each in self.whole_months(month, PACE_MONTHS)]
        return months_of_stock(self.top(month, "value"), pace)

    def idle(self, month: date, months: int) -> Decimal | None:
        """呆滞占比: how much of the stock's value has not gone out for so many months."""
        return share(sum((self.top(month, key) for key in idle_keys(months)), ZERO), self.top(month, "age"))


def idle_keys(months: int) -> list[str]:
    """The slices of what lies there that did not go out for so many months (of 3, 6, 12, 24)."""
    return [f"age.{least}" for least in (3, 6, 12, 24) if least >= months]


def months_of(sums: Iterable[tuple[date, str, Decimal, Decimal]], *, running: date) -> Months:
    """Sums by month and key put together; those of several stores are added up."""
    pairs: dict[tuple[date, str], Pair] = {}
    for month, key, top, under in sums:
        for name in {key, key.split(".")[0]}:
            known = pairs.get((month, name), (ZERO, ZERO))
            pairs[month, name] = (known[0] + top, known[1] + under)
    stocked = [month for (month, key), (top, _) in pairs.items() if key in ("value", "cost_out") and top]
    return Months(pairs, running, min(stocked, default=running))
