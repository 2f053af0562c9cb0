"""Chances of how many pieces are asked for in a number of months: chance events, each of a chance size.

Events are Poisson or negative binomial, sizes negative binomial on top of the least unit (Panjer's recursion adds them
up). Two moments (expectation, variance) and the size of events fix it. Without lumps it is the plain negative binomial;
where demand is steadier than chance, the normal. All on a grid of `CELLS` cells of one unit: the largest quantity that
divides every demand seen (spark plugs go by four), or coarser for large quantities.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]

CELLS: Final = 256
_REACH: Final = 8.0
"""Standard deviations above the expectation that the grid reaches at least."""
_FINEST: Final = 1e6
_STEADY: Final = 1.05
_NORMAL_FROM: Final = 20.0


@compiled
def _whole_unit(y: Numbers, first: NDArray[np.int64], end: NDArray[np.int64], unit: Numbers) -> None:
    for i in range(y.shape[0]):
        fine, most = 1.0, 0.0
        for t in range(first[i], end[i]):
            value = y[i, t]
            most = max(most, value)
            while fine < _FINEST and abs(value * fine - np.rint(value * fine)) > 1e-9 * value * fine:
                fine *= 10.0
        divisor, events = 0, 0
        for t in range(first[i], end[i]):
            whole = int(np.rint(y[i, t] * fine)) if most <= 1e9 else 0
            if whole > 0:
                events += 1
            while whole:
                divisor, whole = whole, divisor % whole
        unit[i] = float(divisor) / fine if events >= 3 and divisor > 0 else 1.0 / fine


def units(y: Numbers, first: NDArray[np.int64], end: NDArray[np.int64]) -> Numbers:
    """The largest quantity that divides every demand of a series; with fewer than three demands a whole piece, or as many
    decimals of one as there are."""
    found = np.ones(len(y))
    _whole_unit(y, first, end, found)
    return found


@compiled
def _negative_binomial(mean: float, ratio: float, below: Numbers) -> None:
    """P(D ≤ k cells); `ratio`: variance over mean."""
    count = below.shape[0]
    if ratio < 1.02 and mean >= _NORMAL_FROM:
        width = math.sqrt(2.0 * mean * ratio) + 1e-9
        for k in range(count):
            below[k] = 0.5 * (1.0 + math.erf((k + 0.5 - mean) / width))
        return
    p = 1.0 / max(ratio, 1.02)
    r = mean * p / (1.0 - p)
    mass, total = math.exp(r * math.log(p)), 0.0
    for k in range(count):
        total += mass
        below[k] = min(total, 1.0)
        mass *= (k + r) / (k + 1.0) * (1.0 - p)


@compiled
def _compound(mean: float, ratio: float, size: float, lump: float, whole: bool, below: Numbers) -> None:
    """P(D ≤ k cells) of events of mean `size` and mean square over mean `lump`; `whole`: a cell is the least unit."""
    count = below.shape[0]
    if mean < 1e-9:
        below[:] = 1.0
        return
    if ratio / size < _STEADY:
        _negative_binomial(mean, ratio, below)
        return
    scatter = min(max(lump / size - 1.0, 0.0), ratio / size - 1.0)
    clump = max(ratio / size - scatter, 1.0)
    events = mean / size
    sizes = np.zeros(count)
    least = 1 if whole else 0
    rest = size - least
    if rest <= 1e-6:
        sizes[least] = 1.0
    else:
        p = 1.0 / max(scatter * size * size / rest, 1.0001)
        r = rest * p / (1.0 - p)
        mass = math.exp(r * math.log(p))
        for k in range(count - least):
            sizes[k + least] = mass
            mass *= (k + r) / (k + 1.0) * (1.0 - p)
    if clump < 1.001:
        a, b = 0.0, events
        mass = math.exp(-events * (1.0 - sizes[0]))
    else:
        r = events / (clump - 1.0)
        a = 1.0 - 1.0 / clump
        b = (r - 1.0) * a
        mass = (1.0 / clump / (1.0 - a * sizes[0])) ** r
    top = count - 1
    while top > 1 and sizes[top] < 1e-8:
        top -= 1
    chance = np.zeros(count)
    chance[0] = mass
    total = mass
    below[0] = mass
    for k in range(1, count):
        found = 0.0
        for j in range(1, min(k, top) + 1):
            found += (a + b * j / k) * sizes[j] * chance[k - j]
        chance[k] = found / (1.0 - a * sizes[0])
        total += chance[k]
        below[k] = min(total, 1.0)


@compiled
def _grids(
    mean: Numbers, ratio: Numbers, size: Numbers, lump: Numbers, cell: Numbers, unit: Numbers, below: Numbers
) -> None:
    for i in range(mean.shape[0]):
        whole = cell[i] == unit[i]
        s = size[i] / cell[i]
        if whole and s < 1.0:
            s = 1.0
        _compound(mean[i] / cell[i], ratio[i] / cell[i], s, max(lump[i] / cell[i], s), whole, below[i])


def cells(mean: Numbers, ratio: Numbers, unit: Numbers) -> Numbers:
    """Pieces in a cell, so that the grid reaches far enough."""
    need = mean + _REACH * np.sqrt(mean * ratio)
    return np.asarray(unit * np.maximum(np.ceil(need / unit / (CELLS - 1)), 1.0))


def grids(
    mean: Numbers, ratio: Numbers, *, size: Numbers, lump: Numbers, unit: Numbers, cell: Numbers
) -> Numbers:  # fmt: skip
    """P(D ≤ k · cell) for k below CELLS, a row for each series. `ratio`: variance over expectation."""
    below = np.empty((len(mean), CELLS))
    _grids(mean, ratio, size, lump, cell, unit, below)
    return below


@compiled
def _bells(mean: Numbers, deviation: Numbers, below: Numbers) -> None:
    for i in range(mean.shape[0]):
        width = 1.4142135623730951 * deviation[i] + 1e-9
        for k in range(below.shape[1]):
            below[i, k] = 0.5 * (1.0 + math.erf((k - mean[i]) / width))


def bells(mean: Numbers, deviation: Numbers) -> Numbers:
    """P(D ≤ k cells) of the normal distribution, for comparison: levels of it are rounded up to whole cells."""
    below = np.empty((len(mean), CELLS))
    _bells(mean, deviation, below)
    return below
