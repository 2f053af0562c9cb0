"""What is learned before anything is judged: months that are alike for all, shapes of similar parts, what is uneven by itself.

What all series and similar series do in a month of reports (holidays, the weekly dispatch, seasons); how unequal a series'
months, its lots and its drifts are beyond chance. A variance is taken from all series but the few strange ones, which may be
the defects that are looked for, by the method of moments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability import scanning
from huichang.engines.reliability.claims import Counts
from huichang.engines.reliability.exposure import Cells

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Law = tuple[Numbers, Numbers, float, float]

_ALL_CLAIMS: Final = 50.0
_GROUP_CLAIMS: Final = 30.0
"""So many claims of all series, of similar series, weigh as much as that a month is like the others."""
_SHAPE_SPREADS: Final = (0.5, 0.3)
"""Of the logarithm of the shape: before and after similar parts were looked at."""
_POOLED: Final = 100.0
_STRANGE: Final = 4.0
"""Standard deviations above the others, from which on a series has no say in what is usual: it may be the defect."""
_TURNS: Final = 12
_LEAST_UNDER: Final = 1.0
_LEAST_DRIFT_KNOWN: Final = 500.0
_NO_SWING: Final = 1e-4
_LEAST_LOTS: Final = 0.0016
"""Lots are never equal: at least 4 % between them."""
_MOST: Final = 1.0
_WIDE_DRIFT: Final = 0.03**2
"""Variance of the slope of a drift a month before anything is known of it: a third a year."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What holds for all series, and for each of them."""

    calendar: Numbers
    """What all series and similar series do in each month of reports (series, months)."""
    laws: list[Law]
    """Of each series: hazards of the shapes that are tried, their logarithms, the shape of similar parts, how firm it is."""
    swings: Numbers
    """Variance of the effect of a month, of each series."""
    lots: float
    """Variance of the effect of a lot."""
    drift: float
    """Variance of the slopes of drifts."""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """Every series looked at: a row for each."""

    best: Numbers
    rate: Numbers
    place: Places
    h: Numbers
    own: Numbers
    e: Numbers
    window: Places
    calm_h: Numbers
    """Hazards, own effects and drifts as they are if nothing stands out."""
    calm_own: Numbers
    slopes: Numbers


def learn(seen: Counts, grid: Cells, groups: Places) -> Learned:
    """Learn from the counts until the last month of the grid."""
    table = by_month_and_age(grid)
    calendar, laws = _calendar(seen, table, groups)
    plain, _ = _shaped(seen, table, calendar, laws)
    swings = _swings(seen.by_month, (plain @ table.T) * calendar)
    free = look(seen, grid, Learned(calendar, laws, swings, 0.0, _WIDE_DRIFT))
    drift = _drifts(free.slopes)
    tied = look(seen, grid, Learned(calendar, laws, swings, 0.0, drift))
    lots = max(_uneven(seen.by_produced, tied.e)[0], _LEAST_LOTS)
    return Learned(calendar, laws, swings, lots, drift)


def by_month_and_age(grid: Cells) -> Numbers:
    """Car-months as they show in reports (months, ages)."""
    table = np.zeros((grid.shape[0], grid.ages))
    np.add.at(table, (grid.month, grid.age), grid.x)
    return table


def look(seen: Counts, grid: Cells, learned: Learned) -> Looked:
    """Look at every series."""
    n, months = seen.by_month.shape
    ages, made = seen.by_age.shape[1], seen.by_produced.shape[1]
    found = Looked(
        best=np.zeros(n),
        rate=np.ones(n),
        place=np.zeros(n, dtype=np.int64),
        h=np.zeros((n, ages)),
        own=np.ones((n, months)),
        e=np.zeros((n, made)),
        window=np.full((n, 2), (0, -1), dtype=np.int64),
        calm_h=np.zeros((n, ages)),
        calm_own=np.ones((n, months)),
        slopes=np.zeros((n, 3)),
    )
    for s in range(n):
        found.best[s], found.rate[s], found.place[s] = scanning.look(
            grid.columns,
            months - 1,
            learned.calendar[s],
            float(learned.swings[s]),
            learned.lots,
            learned.drift,
            scanning.MARGIN,
            learned.laws[s],
            seen.by_age[s],
            seen.by_month[s],
            seen.by_produced[s],
            (found.calm_h[s], found.calm_own[s], found.slopes[s]),
            found.h[s],
            found.own[s],
            found.e[s],
            found.window[s],
        )
    return found


def _calendar(seen: Counts, table: Numbers, groups: Places) -> tuple[Numbers, list[Law]]:
    """What all series and similar series do in each month of reports (series, months), and the laws that similar parts have."""
    n, ages = seen.by_age.shape
    hazards = scanning.steps(ages)
    logs = np.log(hazards)
    laws: list[Law] = [(hazards, logs, 0.0, 1.0 / _SHAPE_SPREADS[0] ** 2)] * n
    calendar = np.ones_like(seen.by_month)
    for _ in range(2):
        fitted, places = _shaped(seen, table, calendar, laws)
        awaited = fitted @ table.T
        capped = np.minimum(seen.by_month, 2.0 * awaited + 3.0 * np.sqrt(awaited) + 2.0)
        common = (capped.sum(axis=0) + _ALL_CLAIMS) / (awaited.sum(axis=0) + _ALL_CLAIMS)
        calendar = np.broadcast_to(common, seen.by_month.shape).copy()
        powers = np.log(scanning.SHAPES)[places]
        worth = np.minimum(seen.by_age.sum(axis=1), _POOLED)
        around = np.zeros(n)
        for group in np.unique(groups):
            of = groups == group
            meant = (awaited[of] * common).sum(axis=0)
            calendar[of] *= (capped[of].sum(axis=0) + _GROUP_CLAIMS) / (meant + _GROUP_CLAIMS)
            around[of] = (powers[of] * worth[of]).sum() / (worth[of].sum() + 20.0)
        laws = [(hazards, logs, float(each), 1.0 / _SHAPE_SPREADS[1] ** 2) for each in around]
    return calendar, laws


def _shaped(seen: Counts, table: Numbers, calendar: Numbers, laws: list[Law]) -> tuple[Numbers, Places]:
    """Hazards by age (series, ages) and the places of their shapes."""
    under = calendar @ table
    fitted, places = np.zeros_like(seen.by_age), np.zeros(len(laws), dtype=np.int64)
    for s, (steps, logs, around, stiff) in enumerate(laws):
        places[s] = scanning.fit_hazard(under[s], seen.by_age[s], steps, logs, around, stiff, fitted[s])
    return fitted, places


def _fair(seen: Numbers, meant: Numbers) -> Numbers:
    """What is expected, with each series' total as it came."""
    whole = meant.sum(axis=1, keepdims=True)
    return np.asarray(
        meant * np.where(whole > 0, seen.sum(axis=1, keepdims=True) / np.maximum(whole, 1e-9), 0.0)
    )


def _uneven(seen: Numbers, meant: Numbers) -> tuple[float, Numbers, Numbers]:
    """Variance of an effect beyond Poisson's, over all series but the strange ones (moments); excess and weight of each."""
    fair = _fair(seen, meant)
    excess, under = ((seen - fair) ** 2 - fair).sum(axis=1), (fair**2).sum(axis=1)
    known = under > _LEAST_UNDER
    if not known.any():
        return 0.0, excess, under
    own = excess[known] / under[known]

    def noise(effect: float) -> Numbers:
        return np.asarray(
            2.0 * ((fair[known] + effect * fair[known] ** 2) ** 2).sum(axis=1) / under[known] ** 2
        )

    return _common(own, noise, _median(own, np.minimum(under[known], _POOLED))), excess, under


def _common(own: Numbers, noise: Callable[[float], Numbers], start: float) -> float:
    """The variance that series share, from an unbiased figure of each with its noise; what lies far above has no part in it."""
    found = max(start, 0.0)
    for _ in range(_TURNS):
        spread = noise(found)
        kept = own - found <= _STRANGE * np.sqrt(spread)
        if not kept.any():
            break
        weight = 1.0 / spread[kept]
        found = float(np.clip((weight * own[kept]).sum() / weight.sum(), 0.0, _MOST))
    return found


def _median(values: Numbers, weight: Numbers) -> float:
    order = np.argsort(values)
    half = np.searchsorted(weight[order].cumsum(), weight.sum() / 2)
    return float(values[order][min(int(half), len(values) - 1)])


def _swings(seen: Numbers, meant: Numbers) -> Numbers:
    """Variance of the effect of a month, for each series: its own as far as it has enough claims, else everybody's."""
    pooled, excess, under = _uneven(seen, meant)
    found = np.clip((_POOLED * pooled + excess) / (_POOLED + under), 0.0, _MOST)
    return np.asarray(np.where(found < _NO_SWING, 0.0, found))


def _drifts(slopes: Numbers) -> float:
    """Variance of the drifts of all series but the strange ones, from slopes that were drawn to nought by the wide prior."""
    known = 1.0 / np.maximum(slopes[:, 1], 1e-12) - 1.0 / _WIDE_DRIFT
    some = known > _LEAST_DRIFT_KNOWN
    if not some.any():
        return 0.0
    by_chance = 1.0 / known[some]
    free = slopes[some, 0] * (1.0 + by_chance / _WIDE_DRIFT)
    own = free**2 - by_chance
    return min(
        _common(own, lambda found: 2.0 * (found + by_chance) ** 2, _median(own, 1.0 / by_chance)), _WIDE_DRIFT
    )
