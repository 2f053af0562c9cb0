"""The forecast: for every part the chances of what is asked for in the next months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand import choosing, distribution, learning, patterns
from huichang.engines.demand import features as looking
from huichang.engines.demand.choosing import WAYS, Way
from huichang.engines.demand.history import History, history
from huichang.engines.demand.patterns import Pattern, Phase

Numbers = NDArray[np.float64]

JUDGED_MONTHS: Final = 3
"""The methods are compared by what they expected for so many months: about what stock has to cover."""
_LEAST_FALL: Final = 0.8
"""At most so much of the monthly average is lost over the months looked ahead."""
_LEAST_RATIO: Final = 0.1
"""The spread of a single month is at least this share of the mean of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected, and how sure that is; one row for each series that was handed over."""

    means: Numbers
    """Pieces expected in the next 1, 2 … horizon months (n, horizon)."""
    ratios: Numbers
    """Variance over expectation of the same sums."""
    size: Numbers
    lump: Numbers
    unit: Numbers
    """Pieces at a demand; mean square over mean of them; the quantity that divides all of them."""
    method: tuple[Way, ...]
    second: tuple[Way, ...]
    gain: Numbers
    over_average: Numbers
    """By what share the past loss of the method was below that of the second, and of the moving average."""
    months: NDArray[np.int64]
    """Months known."""
    events: NDArray[np.int64]
    """Months with demand."""
    pattern: tuple[Pattern, ...]
    phase: tuple[Phase, ...]

    @property
    def horizon(self) -> int:
        """Months that were looked ahead."""
        return int(self.means.shape[1])

    @property
    def mean(self) -> Numbers:
        """Pieces expected a month, over the whole horizon."""
        return np.asarray(self.means[:, -1] / self.horizon)

    def moments(
        self, months: float | Numbers, *, spread_months: float | Numbers = 0.0
    ) -> tuple[Numbers, Numbers]:
        """Expectation and variance of what is asked for in so many months, which may be broken and themselves unsure.

        Between whole months both go in a straight line, beyond the horizon the expectation does and the spread grows a
        little faster. `spread_months`: standard deviation of the number of months; it adds the square of the monthly
        expectation times its own (the law of total variance). Raises ValueError for less than no time.
        """
        n = len(self.means)
        time = np.broadcast_to(np.asarray(months, dtype=np.float64), n)
        unsure = np.broadcast_to(np.asarray(spread_months, dtype=np.float64), n)
        if (time < 0).any() or (unsure < 0).any() or np.isnan(time + unsure).any():
            raise ValueError("months must not be negative")
        nought = np.zeros((n, 1))
        means = np.concatenate([nought, self.means], axis=1)
        variances = np.concatenate([nought, self.means * self.ratios], axis=1)
        inside = np.minimum(time, self.horizon)
        low = np.minimum(np.floor(inside).astype(np.int64), self.horizon - 1)
        part, row = inside - low, np.arange(n)
        mean = means[row, low] * (1 - part) + means[row, low + 1] * part
        variance = variances[row, low] * (1 - part) + variances[row, low + 1] * part
        beyond = np.maximum(time / self.horizon, 1.0)
        mean, variance = mean * beyond, variance * beyond**1.5
        monthly = np.divide(mean, time, out=np.zeros(n), where=time > 0)
        return mean, variance + (monthly * unsure) ** 2

    def spread(self, months: float | Numbers) -> Numbers:
        """Standard deviation of what is asked for in so many months."""
        return np.sqrt(self.moments(months)[1])

    def grid(
        self, months: float | Numbers, *, spread_months: float | Numbers = 0.0, cell: Numbers | None = None
    ) -> tuple[Numbers, Numbers]:
        """Chance of at most k cells for k = 0, 1 … (n, cells), and the pieces in a cell (n)."""
        mean, variance = self.moments(months, spread_months=spread_months)
        ratio = np.divide(variance, mean, out=np.ones(len(mean)), where=mean > 0)
        step = distribution.cells(mean, ratio, self.unit) if cell is None else cell
        below = distribution.grids(
            mean, ratio, size=self.size, lump=self.lump, unit=self.unit, cell=step
        )  # fmt: skip
        return below, step

    def quantiles(self, chances: Numbers | list[float], months: float | Numbers) -> Numbers:
        """The least quantity that is enough for the next months with each of these chances (n, chances)."""
        below, step = self.grid(months)
        wanted = np.asarray(chances, dtype=np.float64)
        places = np.stack([first_at_least(below, chance) for chance in wanted], axis=1)
        return np.asarray(places * step[:, None])

    def expected_short(self, level: Numbers, months: float | Numbers) -> Numbers:
        """Pieces that would be missing on average, were `level` all there is for the next months."""
        below, step = self.grid(months)
        return np.asarray(at_level(shortages(below), level / step) * step)


def first_at_least(rising: Numbers, wanted: float) -> NDArray[np.int64]:
    """The first place in each row where the value is at least this; the last place if none is."""
    reached = rising >= wanted - 1e-12
    return np.asarray(np.where(reached.any(axis=1), reached.argmax(axis=1), rising.shape[1] - 1))


def shortages(below: Numbers) -> Numbers:
    """From chances of at most k cells the cells missing on average at a level of k."""
    return np.asarray(np.cumsum((1.0 - below)[:, ::-1], axis=1)[:, ::-1])


def at_level(values: Numbers, place: Numbers) -> Numbers:
    """The value of each row at a place between cells, in a straight line; the last one beyond."""
    most = values.shape[1] - 1
    inside = np.clip(place, 0.0, most)
    low = np.minimum(np.floor(inside).astype(np.int64), most - 1)
    part, row = inside - low, np.arange(len(values))
    return np.asarray(values[row, low] * (1 - part) + values[row, low + 1] * part)


def forecast(series: NDArray[np.float64], *, horizon: int = 6) -> Forecast:
    """The chances of demand in the next 1 … horizon months for every series.

    `series`: a row for each part, a column for each whole month, oldest first; NaN before a part was first sold and after
    it was taken out. Hand over all parts of a store in one call: each is an example for the others. Uses what is in the
    series and nothing else, and gives the same for the same. Raises ValueError for a table of the wrong shape or
    horizon < 1.
    """
    if horizon < 1:
        raise ValueError("horizon must be a month or more")
    past = history(series)
    n, width = past.y.shape
    common = looking.pool(past)
    now = np.zeros((n, width), dtype=bool)
    begun = past.months > 0
    now[begun, past.end[begun] - 1] = True
    by_book = choosing.paths(past)
    judged = min(JUDGED_MONTHS, horizon)
    seen = {judged: looking.features(past, common, ahead=judged)}
    choice = choosing.choose(past, seen[judged], by_book, months=judged)
    means, ratios = np.zeros((n, horizon)), np.ones((n, horizon))
    for months in range(1, horizon + 1):
        known = seen.get(months) or looking.features(past, common, ahead=months)
        mean, ratio = _one(past, known, by_book, choice.taken, now, months)
        means[begun, months - 1], ratios[begun, months - 1] = mean, ratio
    # So many examples there were for each number of months.
    weight = np.array([1.0 + np.maximum(past.months - months, 0).sum() for months in range(1, horizon + 1)])
    means, ratios = _in_line(means, weight), _in_line_ratios(ratios, weight)
    size, lump = np.ones(n), np.ones(n)
    size[begun], lump[begun] = seen[judged].size[now], seen[judged].lump[now]
    return Forecast(
        means, ratios, size, lump, distribution.units(past.y, past.first, past.end),
        tuple(WAYS[place] for place in choice.taken), tuple(WAYS[place] for place in choice.second),
        choice.gain, choice.over_average, past.months, (past.y > 0).sum(axis=1),
        patterns.classify(past), patterns.phase(past),
    )  # fmt: skip


def _in_line(means: Numbers, weight: Numbers) -> Numbers:
    """Sums whose monthly average changes in a straight line with the months looked ahead.

    Each number of months was learned for itself. What a piece more is worth is the difference of two of them, so what
    they differ by chance would count many times over.
    """
    time = np.arange(1.0, means.shape[1] + 1)
    level, slope = _line(means / time, time, weight)
    # A month further on must not take away what was expected before it.
    slope = np.maximum(slope, -level * _LEAST_FALL / (2.0 * len(time)))
    return np.asarray(
        np.maximum.accumulate(time * np.maximum(level[:, None] + slope[:, None] * time, 0.0), axis=1)
    )


def _in_line_ratios(ratios: Numbers, weight: Numbers) -> Numbers:
    """Variance over expectation in a straight line that does not fall: months are independent, or err together."""
    time = np.arange(1.0, ratios.shape[1] + 1)
    level, slope = _line(ratios, time, weight)
    rising = slope >= 0
    middle = ratios @ weight / weight.sum()
    level, slope = np.where(rising, level, middle), np.where(rising, slope, 0.0)
    return np.asarray(np.maximum(level[:, None] + slope[:, None] * time, _LEAST_RATIO * middle[:, None]))


def _line(values: Numbers, time: Numbers, weight: Numbers) -> tuple[Numbers, Numbers]:
    """The straight line of least squares through each row: where it is at nought, and its slope."""
    middle = float(time @ weight / weight.sum())
    away = (time - middle) * weight
    slope = values @ away / max(float(away @ (time - middle)), 1e-12)
    return values @ weight / weight.sum() - slope * middle, slope


def _one(
    past: History, seen: looking.Features, by_book: dict[Way, Numbers], taken: NDArray[np.int64],
    now: NDArray[np.bool_], months: int,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Expectation of the next so many months, and variance over it, for each series that has begun."""
    target = learning.ahead_of(past, months)
    cells = learning.examples(~np.isnan(target))
    model = learning.learn_expecting(seen, target, cells, months=months)
    pooled = learning.expected(seen, model, cells | now, months=months)
    mean = np.full(pooled.shape, np.nan)
    for place in np.unique(taken):
        rows = taken == place
        way = choosing.expectation(WAYS[place], pooled, by_book, seen.rate, months)
        mean[rows] = way[rows]
    spread = learning.learn_spread(seen, target, mean, cells, months=months)
    return mean[now], spread(now)
