"""The methods of the textbooks: one number of pieces a month, at every month of every series in one pass.

Each gives what would have been forecast after each month from what was known then, so that a forecast and its whole past
cost the same. Sources: Croston 1972; Syntetos and Boylan 2005 (SBA); Teunter, Syntetos and Babai 2011 (TSB);
Nikolopoulos et al. 2011 (ADIDA); Petropoulos and Kourentzes 2015 (IMAPA). Where a source leaves a choice (start values,
bounds of the smoothing weights) it is made as statsforecast makes it, and the tests hold the results against its.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand.history import History
from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

WINDOW: Final = 12
"""Months of the moving average: a year, so that season cancels out."""
SES_WEIGHT: Final = 0.1
CROSTON_WEIGHT: Final = 0.1
SBA_FACTOR: Final = 0.95
"""1 − weight / 2: what Croston's ratio is too high by (Syntetos and Boylan 2005)."""
TSB_WEIGHT: Final = 0.2
"""For the size and for the chance of demand."""
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 0.3
"""Between these ADIDA and IMAPA choose the smoothing weight by least squares."""
_GOLDEN: Final = (5.0**0.5 + 1.0) / 2.0
_CLOSE: Final = 1e-12


class Method(StrEnum):
    """The textbook methods."""

    NAIVE = "naive"
    MOVING_AVERAGE = "moving_average"
    SES = "ses"
    CROSTON = "croston"
    SBA = "sba"
    TSB = "tsb"
    ADIDA = "adida"
    IMAPA = "imapa"


@compiled
def _naive(y: Numbers, first: Places, end: Places, found: Numbers) -> None:
    for i in range(y.shape[0]):
        for t in range(first[i], end[i]):
            found[i, t] = y[i, t]


@compiled
def _moving(y: Numbers, first: Places, end: Places, window: int, found: Numbers) -> None:
    for i in range(y.shape[0]):
        for t in range(first[i], end[i]):
            start = max(first[i], t - window + 1)
            total = 0.0
            for j in range(start, t + 1):
                total += y[i, j]
            found[i, t] = total / (t + 1 - start)


@compiled
def _ses(y: Numbers, first: Places, end: Places, weight: float, found: Numbers) -> None:
    for i in range(y.shape[0]):
        level = 0.0
        for t in range(first[i], end[i]):
            level = y[i, t] if t == first[i] else weight * y[i, t] + (1.0 - weight) * level
            found[i, t] = level


@compiled
def _croston(y: Numbers, first: Places, end: Places, weight: float, found: Numbers) -> None:
    for i in range(y.shape[0]):
        size, interval, gap = 0.0, 0.0, 0
        for t in range(first[i], end[i]):
            gap += 1
            if y[i, t] > 0.0:
                if size == 0.0:
                    size, interval = y[i, t], float(gap)
                else:
                    size = weight * y[i, t] + (1.0 - weight) * size
                    interval = weight * gap + (1.0 - weight) * interval
                gap = 0
            found[i, t] = size / interval if size > 0.0 else 0.0


@compiled
def _tsb(y: Numbers, first: Places, end: Places, weight: float, found: Numbers) -> None:
    for i in range(y.shape[0]):
        size, chance = 0.0, 0.0
        for t in range(first[i], end[i]):
            hit = 1.0 if y[i, t] > 0.0 else 0.0
            chance = hit if t == first[i] else weight * hit + (1.0 - weight) * chance
            if hit > 0.0:
                size = y[i, t] if size == 0.0 else weight * y[i, t] + (1.0 - weight) * size
            found[i, t] = size * chance


@compiled
def _squares(x: Numbers, count: int, weight: float) -> float:
    """Sum of the squared one-step errors of simple smoothing."""
    level, total = x[0], 0.0
    for j in range(1, count):
        level = weight * x[j - 1] + (1.0 - weight) * level
        error = x[j] - level
        total += error * error
    return total


@compiled
def _best_smoothed(x: Numbers, count: int) -> float:
    """The forecast of simple smoothing with the weight that would have been best (golden section)."""
    low, high = LEAST_WEIGHT, MOST_WEIGHT
    left = high - (high - low) / _GOLDEN
    right = low + (high - low) / _GOLDEN
    at_left, at_right = _squares(x, count, left), _squares(x, count, right)
    while abs(high - low) >= _CLOSE:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - (high - low) / _GOLDEN
            at_left = _squares(x, count, left)
        elif at_right < at_left:
            low, left, at_left = left, right, at_right
            right = low + (high - low) / _GOLDEN
            at_right = _squares(x, count, right)
        else:
            break
    weight = (high + low) / 2.0
    level = x[0]
    for j in range(1, count):
        level = weight * x[j] + (1.0 - weight) * level
    return float(level)


@compiled
def _of_buckets(y: Numbers, i: int, start: int, stop: int, months: int, bucket: Numbers) -> float:
    """Months are added up in buckets counted back from the last one; the smoothed bucket, by the month."""
    count = (stop - start) // months
    begin = stop - count * months
    for b in range(count):
        total = 0.0
        for j in range(begin + b * months, begin + (b + 1) * months):
            total += y[i, j]
        bucket[b] = total
    return _best_smoothed(bucket, count) / months


@compiled
def _mean_interval(y: Numbers, i: int, start: int, stop: int) -> int:
    """Months from one demand to the next on average, in whole months, halves to the even one; 0 without demand."""
    hits, last = 0, start - 1
    for t in range(start, stop):
        if y[i, t] != 0.0:
            hits += 1
            last = t
    return int(np.rint((last - start + 1) / hits)) if hits else 0


@compiled
def _aggregated(
    y: Numbers, first: Places, end: Places, since: int, every_level: bool, found: Numbers
) -> None:
    bucket = np.empty(y.shape[1])
    for i in range(y.shape[0]):
        for t in range(max(first[i], since), end[i]):
            most = _mean_interval(y, i, first[i], t + 1)
            if most == 0:
                found[i, t] = 0.0
                continue
            total = 0.0
            least = 1 if every_level else most
            for months in range(least, most + 1):
                total += _of_buckets(y, i, first[i], t + 1, months, bucket)
            found[i, t] = total / (most - least + 1)


def path(history: History, method: Method, *, since: int = 0) -> Numbers:
    """Pieces a month expected after each month (n, months); NaN where a series has not begun or is over.

    `since`: the first month that is wanted (ADIDA and IMAPA choose their weight anew at each, which takes time).
    """
    found = np.full(history.y.shape, np.nan)
    _PATHS[method](history.y, history.first, history.end, since, found)
    if method is Method.SBA:
        found *= SBA_FACTOR
    return found


_PATHS: Final[dict[Method, Callable[[Numbers, Places, Places, int, Numbers], None]]] = {
    Method.NAIVE: lambda y, first, end, _, found: _naive(y, first, end, found),
    Method.MOVING_AVERAGE: lambda y, first, end, _, found: _moving(y, first, end, WINDOW, found),
    Method.SES: lambda y, first, end, _, found: _ses(y, first, end, SES_WEIGHT, found),
    Method.CROSTON: lambda y, first, end, _, found: _croston(y, first, end, CROSTON_WEIGHT, found),
    Method.SBA: lambda y, first, end, _, found: _croston(y, first, end, CROSTON_WEIGHT, found),
    Method.TSB: lambda y, first, end, _, found: _tsb(y, first, end, TSB_WEIGHT, found),
    Method.ADIDA: lambda y, first, end, since, found: _aggregated(y, first, end, since, False, found),
    Method.IMAPA: lambda y, first, end, since, found: _aggregated(y, first, end, since, True, found),
}
