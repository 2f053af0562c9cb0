"""What is looked at in a series, at every month and without looking ahead, free of the scale of the part.

Everything is counted in events (months with demand) and in the part's own usual size of a demand, so that a part that is
sold by the piece and one that is sold by the hundred can teach each other. Ratios are drawn towards one by `PRIOR_EVENTS`
events, so that two lucky months do not look like a trend.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand.history import History
from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]

WEIGHTS: Final = np.array([0.04, 0.1, 0.22, 0.45])
"""Smoothing weights: what was asked for in the last two years, ten months, four months, two months."""
LINEAR: Final = 15
"""The first so many features go into the linear model; the trees look at all but the constant."""
COUNT: Final = 27
RATE, GAP, TRACE, SEASON, NEVER, SCATTER, JUMPS = 5, 6, 7, 8, 11, 25, 26
"""Places of the features that others refer to: log events a month, log expected events since the last one, one over the
root of the months seen, the same months of earlier years, no demand so far; how far months lay from their mean, and from
the month before, against chance events of the same sizes."""
PRIOR_EVENTS: Final = 1.0
_PRIOR_SIZES: Final = 2.0
_PRIOR_MONTHS: Final = 6.0
"""The scatter of all series counts as so many months of the series' own."""
_TSB_WEIGHT: Final = 0.2
_LEAST_TSB: Final = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """What all series together tell of one that is hardly known."""

    chance: float
    """Share of months with demand."""
    size: float
    """Geometric mean of the series' mean sizes of a demand."""
    square: float
    """Mean of size² over squared mean size, within a series; 1 where every demand is of one size."""
    between: float
    """Variance of the logarithm of the mean size from series to series."""
    scatter: float
    """Variance of months over what chance events of the same sizes would have, geometric mean of the series."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What is known after each month."""

    x: Numbers
    """(n, months, COUNT); NaN outside a series."""
    rate: Numbers
    """Pieces a month on average so far, drawn to the pool (n, months)."""
    size: Numbers
    """Pieces at a demand."""
    lump: Numbers
    """Mean square over mean of the sizes: what variance a chance event brings per piece expected."""


def pool(history: History) -> Pool:
    """What all series have in common."""
    hits = (history.y > 0).sum(axis=1)
    total, squares = history.y.sum(axis=1), (history.y**2).sum(axis=1)
    sold, known = hits > 0, hits >= 3
    if not sold.any():
        return Pool(0.05, 1.0, 1.0, 0.02, 1.0)
    months = max(int(history.months.sum()), 1)
    square = float(np.mean(squares[known] * hits[known] / total[known] ** 2)) if known.any() else 1.3
    sizes = np.log(total[sold] / hits[sold])
    noise = float(np.mean(max(square - 1.0, 1e-3) / hits[sold]))
    return Pool(
        float(np.clip(hits.sum() / months, 0.02, 0.9)),
        float(np.exp(sizes.mean())),
        square,
        max(float(sizes.var()) - noise, 0.02),
        _scatter(history, known, squares, total),
    )


def _scatter(history: History, known: NDArray[np.bool_], squares: Numbers, total: Numbers) -> float:
    if not known.any():
        return 1.0
    months = history.months[known]
    variance = squares[known] / months - (total[known] / months) ** 2
    return float(np.exp(np.log(np.maximum(variance * months / squares[known], 1e-4)).mean()))


@compiled
def _look(
    y: Numbers, first: NDArray[np.int64], end: NDArray[np.int64], ahead: int, told: Numbers, x: Numbers,
    rate: Numbers, size: Numbers, lump: Numbers,
) -> None:  # fmt: skip
    chance, pooled, square, between, scatter = told[0], told[1], told[2], told[3], told[4]
    within, k, kinds = max(square - 1.0, 1e-3), PRIOR_EVENTS, WEIGHTS.shape[0]
    for i in range(y.shape[0]):
        sold, seen, hit = np.zeros(kinds), np.zeros(kinds), np.zeros(kinds)
        total, squares, events, gap, before = 0.0, 0.0, 0.0, 0, 0.0
        late, lately, likely, usual, jumps = 0.0, 0.0, 0.0, 0.0, 0.0
        for t in range(first[i], end[i]):
            value, months = y[i, t], t + 1 - first[i]
            gap += 1
            asked = 1.0 if value > 0.0 else 0.0
            for a in range(kinds):
                keep = 1.0 - WEIGHTS[a]
                sold[a] = keep * sold[a] + value
                seen[a] = keep * seen[a] + 1.0
                hit[a] = keep * hit[a] + asked
            likely = asked if months == 1 else likely + _TSB_WEIGHT * (asked - likely)
            if value > 0.0:
                total += value
                squares += value * value
                events += 1.0
                before, gap = float(gap), 0
                late, lately = 0.7 * late + value, 0.7 * lately + 1.0
                usual = value if usual == 0.0 else usual + _TSB_WEIGHT * (value - usual)
            s = pooled
            if events > 0.0:
                trust = between / (between + within / events)
                s = (total / events) ** trust * pooled ** (1.0 - trust)
            b = (total + s * k) / (months + k / chance)
            rate[i, t], size[i, t] = b, s
            lump[i, t] = (squares + _PRIOR_SIZES * square * s * s) / (total + _PRIOR_SIZES * s)
            f = x[i, t]
            f[0] = 1.0
            for a in range(kinds):
                f[1 + a] = math.log((sold[a] + k * s) / (seen[a] * b + k * s))
            missed = b / s * gap
            f[5] = math.log(b / s)
            f[6] = math.log1p(missed)
            f[7] = 1.0 / math.sqrt(months)
            then, of, back = 0.0, 0.0, 12
            while t + 1 - back >= first[i] and back <= 36:
                for j in range(t + 1 - back, min(t + 1 - back + ahead, t + 1)):
                    then += y[i, j]
                    of += 1.0
                back += 12
            f[8] = math.log((then + k * s) / (of * b + k * s))
            f[9] = math.log(events + 1.0)
            f[10] = max(0.0, math.log1p(missed) - 1.0)
            f[11] = 1.0 if events == 0.0 else 0.0
            f[12] = math.log1p(max(0.0, lump[i, t] / s - 1.0))
            f[13] = max(0.0, math.log(b / s))
            f[14] = math.log((likely * usual + _LEAST_TSB * s) / (b + _LEAST_TSB * s))
            f[15] = float(gap)
            f[16], f[17] = hit[1] / seen[1], hit[3] / seen[3]
            f[18] = math.log((late + s) / (lately * s + s))
            f[19] = value / s
            f[20] = before
            f[21], f[22] = sold[2] / seen[2] / s, sold[0] / seen[0] / s
            f[23] = float(months)
            f[24] = events / months
            if months > 1:
                jumps += 0.5 * (value - y[i, t - 1]) ** 2
            by_chance, prior = b * lump[i, t], _PRIOR_MONTHS * scatter
            apart = squares - total * total / months
            f[SCATTER] = math.log((apart / by_chance + prior) / (months - 1.0 + _PRIOR_MONTHS))
            f[JUMPS] = math.log((jumps / by_chance + prior) / (months - 1.0 + _PRIOR_MONTHS))


def features(history: History, common: Pool, *, ahead: int) -> Features:
    """What is known after each month, for a forecast of the next `ahead` months."""
    shape = history.y.shape
    x = np.full((*shape, COUNT), np.nan)
    rate, size, lump = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    told = np.array([common.chance, common.size, common.square, common.between, common.scatter])
    _look(history.y, history.first, history.end, ahead, told, x, rate, size, lump)
    return Features(x, rate, size, lump)
