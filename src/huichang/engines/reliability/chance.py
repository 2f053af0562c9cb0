"""What chance alone would do: each series drawn anew from its own expectation, and the level that chance seldom reaches.

Claims of a drawn past are Poisson about the expectation, with the same unequal months and lots that were learned (negative
binomial in effect); they are judged by the same steps as the real ones, life and calendar fitted anew, at the end of each of
the last months. A series' drawn ratios give where its own chance lies (`Null`), so that rare and common failures stand on one
scale; the highest of a year, over all series, gives the level that is passed in no more than the wanted share of
series-years. What is held is therefore the rate of false alarms per series and year, however often one looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.jobshop.compiled import compiled
from huichang.engines.reliability.exposure import Cells
from huichang.engines.reliability.learning import Learned, Looked
from huichang.engines.reliability.scanning import MARGIN, look

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

YEAR: Final = 12
_TOGETHER: Final = 16.0
"""What all series say of where chance lies weighs as much as so many drawings of the series' own."""
_LEAST_SCALE: Final = 0.15
_STRIDE, _SEEDS = 1_000_003, 2_000_000_011


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """Where the likelihood ratios of each series (a row) lie by chance at the end of each of the last months (a column)."""

    middle: Numbers
    scale: Numbers
    level: float
    """Of the standardised ratio: what is above it is an alarm."""
    yearly: Numbers
    """The highest standardised ratio of every drawn series-year, in ascending order."""

    def rarity(self, score: Numbers) -> Numbers:
        """Share of series-years in which chance alone goes so high."""
        above = len(self.yearly) - np.searchsorted(self.yearly, score, side="left")
        return np.asarray((above + 1.0) / (len(self.yearly) + 1.0))


@compiled
def _draw(
    seed: int,
    rounds: int,
    first: int,
    cells: tuple[Places, Places, Places, Numbers, Places],
    calendar: Numbers,
    swing: float,
    lots: float,
    drift: float,
    margin: float,
    law: tuple[Numbers, Numbers, float, float],
    h: Numbers,
    own: Numbers,
    slope: Numbers,
    found: Numbers,
) -> None:
    """Fill `found` (rounds, months from `first` on) with the likelihood ratios of one series' drawn pasts."""
    _, age, _, x, start = cells
    months, made = start.shape[0] - 1, start.shape[1] - 1
    np.random.seed(seed)
    mean = np.zeros((months, made))
    for r in range(months):
        for p in range(made):
            for i in range(start[r, p], start[r, p + 1]):
                mean[r, p] += x[i] * h[age[i]]
            mean[r, p] *= calendar[r] * own[r]
    fitted, again, e, window = (
        np.zeros(h.shape[0]),
        np.ones(months),
        np.zeros(made),
        np.zeros(2, dtype=np.int64),
    )
    lot, spare, idle, flat = np.ones(made), np.zeros(h.shape[0]), np.ones(months), np.zeros(3)
    for turn in range(rounds):
        by_age, by_month, by_produced = np.zeros(h.shape[0]), np.zeros(months), np.zeros(made)
        lean = np.random.normal(slope[0], np.sqrt(slope[1])) if drift > 0.0 else 0.0
        for p in range(made):
            lot[p] = np.random.gamma(1.0 / lots, lots) if lots > 0.0 else 1.0
            lot[p] *= np.exp(lean * (p - slope[2]))
        for r in range(months):
            wave = np.random.gamma(1.0 / swing, swing) if swing > 0.0 else 1.0
            for p in range(made):
                if mean[r, p] <= 0.0:
                    continue
                count = np.random.poisson(mean[r, p] * lot[p] * wave)
                if count == 0:
                    continue
                by_month[r] += count
                by_produced[p] += count
                whole = 0.0
                for i in range(start[r, p], start[r, p + 1]):
                    whole += x[i] * h[age[i]]
                for _ in range(count):
                    left = np.random.random() * whole
                    at = start[r, p]
                    for i in range(start[r, p], start[r, p + 1]):
                        at = i
                        left -= x[i] * h[age[i]]
                        if left <= 0.0:
                            break
                    by_age[age[at]] += 1.0
            if r >= first:
                found[turn, r - first] = look(
                    cells,
                    r,
                    calendar,
                    swing,
                    lots,
                    drift,
                    margin,
                    law,
                    by_age,
                    by_month,
                    by_produced,
                    (spare, idle, flat),
                    fitted,
                    again,
                    e,
                    window,
                )[0]


def drawn(grid: Cells, learned: Learned, calm: Looked, *, rounds: int, first: int, seed: int) -> Numbers:
    """Likelihood ratios (series, rounds, months from `first` on) of drawn pasts. The same seed draws the same."""
    n = len(calm.best)
    found = np.zeros((n, rounds, grid.shape[0] - first))
    for s in range(n):
        _draw(
            (seed * _STRIDE + s) % _SEEDS,
            rounds,
            first,
            grid.columns,
            learned.calendar[s],
            float(learned.swings[s]),
            learned.lots,
            learned.drift,
            MARGIN,
            learned.laws[s],
            calm.calm_h[s],
            calm.calm_own[s],
            calm.slopes[s],
            found[s],
        )
    return found


def null(ratios: Numbers, expected: Numbers, *, rate: float) -> Null:
    """Where chance lies, and the level that it passes in a share `rate` of series-years.

    `expected`: claims expected of each series at the end of each of the months. A series' middle is drawn to that of
    series as common as it; the scale is theirs.
    """
    count = ratios.shape[1]
    common = np.log1p(expected)
    middle, scale = np.empty_like(expected), np.empty_like(expected)
    for m in range(expected.shape[1]):
        averages = ratios[:, :, m].mean(axis=1)
        spreads = ratios[:, :, m].std(axis=1)
        middle[:, m] = (count * averages + _TOGETHER * _line(common[:, m], averages)) / (count + _TOGETHER)
        scale[:, m] = np.maximum(_line(common[:, m], spreads), _LEAST_SCALE)
    yearly = np.sort(((ratios - middle[:, None, :]) / scale[:, None, :]).max(axis=2), axis=None)
    return Null(middle, scale, float(np.quantile(yearly, 1.0 - rate)) if len(yearly) else np.inf, yearly)


def _line(x: Numbers, y: Numbers) -> Numbers:
    """Values on the curve of the second degree through the points; their mean where there are few."""
    if len(x) < 8 or np.ptp(x) < 1e-6:
        return np.full(len(y), y.mean() if len(y) else 0.0)
    wide = np.stack([np.ones_like(x), x, x * x], axis=1)
    weights, *_ = np.linalg.lstsq(wide, y, rcond=None)
    return np.asarray(wide @ weights)
