"""What is expected of one series, and the months of production that stand out most: the innermost loops.

A series is one part with one failure. Expected is: life by age (Weibull's law with what the counts say beyond it) × what
all series do in a month of reports (`calendar`) × what this series does in it for all cars alike (season, batch: a gamma
effect of variance `swing`, at its posterior mean) × a slow drift (`tilt`). What is left is laid to months of production:
the window of them with the largest likelihood ratio against the others of the same series (Kulldorff, A spatial scan
statistic, Communications in Statistics 26, 1997). Then life and calendar are fitted again with the window's own rate, so
that a defect does not hide in what is expected. Unequal lots (variance `lots`) make the ratio count for less
(quasi-likelihood: Wedderburn, Biometrika 61, 1974).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

SHAPES: Final = np.exp(np.linspace(np.log(0.3), np.log(5.0), 57))
"""Shapes of life that are tried."""
_POWERS: Final = np.log(SHAPES)
MARGIN: Final = 1.1
"""A window whose rate is at most so many times the others' is no matter: drifts and models are never better than that."""
_OWN: Final = 30.0
"""So many claims of an age group weigh as much as the smooth law."""
_REACH: Final = 3
_FEWEST: Final = 3.0
"""Claims in a window, below which it is not looked at."""
_OUTSIDE: Final = 0.2
"""Share of the expected claims that must lie outside a window, for comparison."""
_DRAWN: Final = 2.0
"""A rate is drawn to that of the others as if so many claims more had been seen as expected."""
_HIGHEST: Final = 10.0
_STEEPEST: Final = 0.1


def edges(ages: int) -> Numbers:
    """The ages between which the months in service lie: sold in the middle of a month, on average."""
    return np.concatenate([[0.0], np.arange(ages) + 0.5])


def steps(ages: int) -> Numbers:
    """Hazards a month (shapes, ages) of laws with scale 1."""
    between = edges(ages)
    grown = between[None, :] ** SHAPES[:, None]
    return np.asarray(np.diff(grown, axis=1) / np.diff(between))


@compiled
def fit_hazard(
    x: Numbers, o: Numbers, table: Numbers, logs: Numbers, around: float, stiff: float, h: Numbers
) -> int:
    """Fill `h` with the hazard by age from car-months and claims by age; the place of the shape that was taken.

    `around`, `stiff`: the logarithm of the shape that similar parts have, and one over its variance.
    """
    ages = x.shape[0]
    total = 0.0
    for a in range(ages):
        total += o[a]
    best, place, level = -1e300, 0, 0.0
    for s in range(table.shape[0]):
        under, gained = 0.0, 0.0
        for a in range(ages):
            under += x[a] * table[s, a]
            if o[a] > 0.0:
                gained += o[a] * logs[s, a]
        if under <= 0.0:
            continue
        away = _POWERS[s] - around
        value = gained - total * np.log(under) - 0.5 * stiff * away * away
        if value > best:
            best, place, level = value, s, max(total, 0.3) / under
    for a in range(ages):
        h[a] = level * table[place, a]
    ratio = np.ones(ages)
    for a in range(ages):
        seen, awaited = _OWN, _OWN
        for b in range(max(0, a - _REACH), min(ages, a + _REACH + 1)):
            weight = 1.0 - abs(a - b) / (_REACH + 1.0)
            seen += weight * o[b]
            awaited += weight * x[b] * h[b]
        ratio[a] = seen / awaited
    for a in range(ages):
        h[a] *= ratio[a]
    return place


@compiled
def scan(o: Numbers, e: Numbers, lots: float, margin: float, window: Places) -> tuple[float, float]:
    """The largest likelihood ratio of a window of production months, and its rate against the others'; `window` gets its ends."""
    months = o.shape[0]
    total, awaited = 0.0, 0.0
    for p in range(months):
        total += o[p]
        awaited += e[p]
    best, rate = 0.0, 1.0
    window[0], window[1] = 0, -1
    if total < _FEWEST or awaited <= 0.0:
        return best, rate
    for first in range(months):
        seen, meant, squares = 0.0, 0.0, 0.0
        for last in range(first, months):
            seen += o[last]
            meant += e[last]
            squares += e[last] * e[last]
            outside = awaited - meant
            if outside < _OUTSIDE * awaited:
                break
            if seen < _FEWEST or meant <= 0.0:
                continue
            share = margin * meant / (margin * meant + outside)
            if seen <= total * share:
                continue
            value = seen * np.log(seen / (total * share))
            rest = total - seen
            if rest > 0.0:
                value += rest * np.log(rest / (total * (1.0 - share)))
            value /= 1.0 + lots * squares / meant
            if value > best:
                best = value
                window[0], window[1] = first, last
                fair = (rest + _DRAWN * total / awaited) / (outside + _DRAWN)
                rate = min((seen + _DRAWN) / (meant * fair + _DRAWN), _HIGHEST)
    return best, rate


@compiled
def tilt(o: Numbers, e: Numbers, g: Numbers, drift: float, found: Numbers) -> None:
    """How a series drifts over its months of production: `found` gets slope (of the logarithm), its variance, the middle.

    A slow trend of the calendar cannot be told from one of production and age (all three are months, two of them add up to the
    third), so it is no evidence of a defect. `drift`: variance of slopes over all series, the prior.
    """
    whole, total, middle = 0.0, 0.0, 0.0
    for p in range(o.shape[0]):
        whole += e[p] * g[p]
        middle += p * e[p] * g[p]
        total += o[p]
    found[0], found[1], found[2] = 0.0, drift, 0.0
    if whole <= 0.0 or total <= 0.0 or drift <= 0.0:
        return
    middle /= whole
    slope = 0.0
    for _ in range(4):
        under, mean, square, pull = 0.0, 0.0, 0.0, 0.0
        for p in range(o.shape[0]):
            weight = e[p] * g[p] * np.exp(slope * (p - middle))
            under += weight
            mean += weight * (p - middle)
            square += weight * (p - middle) ** 2
            pull += o[p] * (p - middle)
        mean /= under
        known = total * max(square / under - mean * mean, 0.0) + 1.0 / drift
        slope += (pull - total * mean - slope / drift) / known
        slope = min(max(slope, -_STEEPEST), _STEEPEST)
        found[1] = 1.0 / known
    found[0], found[2] = slope, middle


@compiled
def look(
    cells: tuple[Places, Places, Places, Numbers, Places],
    until: int,
    calendar: Numbers,
    swing: float,
    lots: float,
    drift: float,
    margin: float,
    law: tuple[Numbers, Numbers, float, float],
    by_age: Numbers,
    by_month: Numbers,
    by_produced: Numbers,
    calm: tuple[Numbers, Numbers, Numbers],
    h: Numbers,
    own: Numbers,
    e: Numbers,
    window: Places,
) -> tuple[float, float, int]:
    """Judge one series by its claims until a month of reports: (likelihood ratio, rate of its window, place of its shape).

    Fills `h` (hazard by age), `own` (what the series does in each month of reports), `e` (expected by month of production), and
    `calm` with hazard, own effects and drift as they are if nothing stands out: what chance is drawn from.
    """
    produced, age, _, x, start = cells
    table, logs, around, stiff = law
    months, made = until + 1, e.shape[0]
    g, lean, slope = np.ones(made), np.ones(made), np.zeros(3)
    own[:] = 1.0
    meant = np.zeros((months, made))
    under = np.zeros(h.shape[0])
    best, rate, place = 0.0, 1.0, 0
    for turn in range(3):
        if turn == 0 and swing <= 0.0:
            continue
        under[:] = 0.0
        for r in range(months):
            factor = calendar[r] * own[r]
            for i in range(start[r, 0], start[r, made]):
                under[age[i]] += x[i] * factor * g[produced[i]] * lean[produced[i]]
        place = fit_hazard(under, by_age, table, logs, around, stiff, h)
        for r in range(months):
            awaited = 0.0
            for p in range(made):
                whole = 0.0
                for i in range(start[r, p], start[r, p + 1]):
                    whole += x[i] * h[age[i]]
                whole *= calendar[r]
                meant[r, p] = whole
                awaited += whole * g[p] * lean[p]
            if swing > 0.0:
                own[r] = (by_month[r] + 1.0 / swing) / (awaited + 1.0 / swing)
        if turn == 0:
            continue
        for p in range(made):
            e[p] = 0.0
        for r in range(months):
            for p in range(made):
                e[p] += meant[r, p] * own[r]
        tilt(by_produced, e, g, drift, slope)
        for p in range(made):
            lean[p] = np.exp(slope[0] * (p - slope[2]))
            e[p] *= lean[p]
        best, rate = scan(by_produced, e, lots, margin, window)
        if turn == 1:
            calm[0][:] = h
            calm[1][:] = own
            calm[2][:] = slope
        if best <= 0.0:
            break
        for p in range(made):
            g[p] = rate if window[0] <= p <= window[1] else 1.0
    return best, rate, place
