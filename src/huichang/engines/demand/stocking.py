"""How much to have: the level up to which to order, counting what is on hand and on order and taking off what is owed.

An order given now arrives after the lead time, the next chance is a review later: until then, the protection period, the
level must do. Three ways to say how well: CYCLE, the chance that nothing is missing until then; FILL, the share of the
pieces asked for that is there at once, for each part; TOTAL, the same share over all parts together, at the least stock:
parts for which a piece more brings little get less, others more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand.choosing import Way
from huichang.engines.demand.forecasting import Forecast, at_level, first_at_least, shortages
from huichang.engines.demand.patterns import Pattern, Phase
from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]
Given = float | NDArray[np.float64]

PRICES: Final = np.exp(np.linspace(np.log(4.0), np.log(1e-5), 60))
"""What a piece on the shelf for a review costs, in pieces filled: the prices that are tried for TOTAL."""


class Service(StrEnum):
    """What is promised."""

    CYCLE = "cycle"
    FILL = "fill"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Chances of at most k cells over the lead time and over the protection period, on one grid."""

    lead: Numbers
    whole: Numbers
    cell: Numbers
    """Pieces in a cell."""
    asked: Numbers
    """Pieces expected in a review."""

    def short(self) -> Numbers:
        """Cells that a level of k leaves unfilled in a review."""
        return np.maximum(shortages(self.whole) - shortages(self.lead), 0.0)

    def worth(self, prices: Numbers) -> Numbers:
        """The level (n, prices) worth most at each price: what it fills in a review, less what the stock costs."""
        return np.asarray(_most_worth(self.lead, self.whole, prices) * self.cell[:, None])

    def enough(self, chances: Numbers) -> Numbers:
        """The least level (n, chances) that is enough over the protection period with each chance."""
        places = np.stack([first_at_least(self.whole, chance) for chance in chances], axis=1)
        return np.asarray(places * self.cell[:, None])


@compiled
def _most_worth(lead: Numbers, whole: Numbers, prices: Numbers) -> Numbers:
    """Places; `prices` has a row for each series, or one for all."""
    found = np.zeros((lead.shape[0], prices.shape[1]))
    for i in range(lead.shape[0]):
        row = i if prices.shape[0] > 1 else 0
        for j in range(prices.shape[1]):
            worth, best = 0.0, 0.0
            for k in range(lead.shape[1]):
                gain = max(lead[i, k] - whole[i, k], 0.0)
                worth += gain - prices[row, j] * 0.5 * (lead[i, k] + whole[i, k])
                if worth > best:
                    best = worth
                    found[i, j] = k + 1.0
    return found


def order_up_to(
    forecast: Forecast, *, lead_months_mean: Given, lead_months_sd: Given = 0.0, review_months: Given = 1.0,
    service: Given, by: Service = Service.CYCLE, price: Given = 1.0,
) -> Numbers:  # fmt: skip
    """The level (n) to order up to, in whole units of each part; nought where a piece is not worth having.

    `service` between 0 and 1, not 1 itself; for TOTAL one number. `price` (TOTAL only): what a piece costs to keep, in
    any currency. Raises ValueError for a service that is none, for a negative lead time, for no review at all.
    """
    wanted = np.broadcast_to(np.asarray(service, dtype=np.float64), len(forecast.means))
    if not ((wanted > 0) & (wanted < 1)).all():
        raise ValueError("service must lie between 0 and 1")
    covered = cover(forecast, lead_months_mean, lead_months_sd, review_months)
    if by is Service.TOTAL:
        if len(wanted) and np.ptp(wanted) > 0:
            raise ValueError("service over all parts is one number")
        return _total(covered, float(wanted[0]) if len(wanted) else 0.5, price)
    if by is Service.CYCLE:
        places = _each_first(covered.whole, wanted)
    else:
        filled = 1.0 - covered.short() * (covered.cell / np.maximum(covered.asked, 1e-12))[:, None]
        places = np.where(forecast.events > 0, _each_first(np.maximum.accumulate(filled, axis=1), wanted), 0)
    return np.asarray(places * covered.cell)


def levels_at_price(
    forecast: Forecast,
    prices: Numbers,
    *,
    lead_months_mean: Given,
    lead_months_sd: Given = 0.0,
    review_months: Given = 1.0,
) -> Numbers:
    """The levels (n, prices) at which the last piece fills as much as it costs: a curve of stock against service."""
    found = cover(forecast, lead_months_mean, lead_months_sd, review_months)
    return found.worth(np.asarray(prices, dtype=np.float64)[None, :])


def levels_with_certain(
    levels: Numbers, certain: Numbers, *, expected: Numbers | float = 0.0, share_in_history: Given = 0.0
) -> Numbers:
    """The levels with what is certain in the protection period (booked jobs, due maintenance, recalls).

    Certain pieces come on top, whole; but if a share of the demand of the past was such, the forecast has that much of
    `expected` (pieces in the protection period) in it already, and only what goes beyond is added.
    """
    known = np.asarray(certain, dtype=np.float64)
    return np.asarray(levels + np.maximum(known - np.asarray(share_in_history) * np.asarray(expected), 0.0))


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a part is to be kept at a level: the figures of the sentence for the buyer."""

    method: Way
    second: Way
    gain_percent: float
    """How much smaller the past error of the method was than that of the second."""
    over_average_percent: float
    """The same against the moving average of a year."""
    months_seen: int
    months_with_demand: int
    pattern: Pattern
    phase: Phase
    mean_month: float
    protection_months: float
    expected: float
    """Pieces asked for in the protection period, on average."""
    spread: float
    """Standard deviation of it."""
    level: float
    service: float
    by: Service
    chance_enough: float
    """That nothing is missing until the order after this one is there."""
    share_filled: float
    """Of the pieces asked for, there at once."""


def explain(
    forecast: Forecast, row: int, *, level: float, lead_months_mean: float, lead_months_sd: float = 0.0,
    review_months: float = 1.0, service: float, by: Service,
) -> Explanation:  # fmt: skip
    """The figures behind the level of one part. `level`: as `order_up_to` gave it, or what the buyer made of it."""
    one = _row(forecast, row)
    covered = cover(one, lead_months_mean, lead_months_sd, review_months)
    mean, variance = one.moments(lead_months_mean + review_months, spread_months=lead_months_sd)
    place = np.array([level]) / covered.cell
    below = covered.whole[0, min(int(place[0] + 1e-9), covered.whole.shape[1] - 1)]
    short = float((at_level(covered.short(), place) * covered.cell)[0])
    asked = float(covered.asked[0])
    return Explanation(
        one.method[0], one.second[0], 100 * float(one.gain[0]), 100 * float(one.over_average[0]),
        int(one.months[0]), int(one.events[0]), one.pattern[0], one.phase[0], float(one.mean[0]),
        lead_months_mean + review_months, float(mean[0]), float(np.sqrt(variance[0])), level, service, by,
        float(below), max(0.0, 1.0 - short / asked) if asked > 0 else 1.0,
    )  # fmt: skip


def _row(forecast: Forecast, row: int) -> Forecast:
    one = slice(row, row + 1) if row >= 0 else slice(row, row + 1 or None)
    return Forecast(
        forecast.means[one], forecast.ratios[one], forecast.size[one], forecast.lump[one], forecast.unit[one],
        forecast.method[one], forecast.second[one], forecast.gain[one], forecast.over_average[one],
        forecast.months[one], forecast.events[one], forecast.pattern[one], forecast.phase[one],
    )  # fmt: skip


def cover(forecast: Forecast, lead: Given, lead_sd: Given, review: Given) -> Cover:
    """Chances over lead time and protection period. Raises ValueError for a review that takes no time."""
    time, between = np.asarray(lead, dtype=np.float64), np.asarray(review, dtype=np.float64)
    if not (between > 0).all():
        raise ValueError("a review must take some time")
    whole, cell = forecast.grid(time + between, spread_months=lead_sd)
    at_lead, _ = forecast.grid(time, spread_months=lead_sd, cell=cell)
    asked = forecast.moments(time + between)[0] - forecast.moments(time)[0]
    return Cover(at_lead, whole, cell, asked)


def _each_first(rising: Numbers, wanted: Numbers) -> NDArray[np.int64]:
    return first_at_least(rising - wanted[:, None], 0.0)


def _total(covered: Cover, service: float, price: Given) -> Numbers:
    """The levels at the highest price at which the wanted share over all parts is filled."""
    each = np.broadcast_to(np.asarray(price, dtype=np.float64), len(covered.cell))
    relative = each / max(float(each.mean()) if len(each) else 1.0, 1e-12)
    short, asked = covered.short(), float(covered.asked.sum())

    def at(place: int) -> Numbers:
        return covered.worth((PRICES[place] * relative)[:, None])[:, 0]

    low, high = 0, len(PRICES) - 1
    while low < high:
        middle = (low + high) // 2
        missing = float((at_level(short, at(middle) / covered.cell) * covered.cell).sum())
        low, high = (low, middle) if asked - missing >= service * asked else (middle + 1, high)
    return at(low)
