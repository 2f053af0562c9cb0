"""The monthly round of the early warning: every series judged against its own expectation, few false alarms over all.

Claims and cars in, one judgement for each series out. `chance` holds the rate of false alarms, `scanning` says what is judged.
What is learned on the way: how late claims come, what all series and similar series do in a month of reports (holidays, the
weekly dispatch, seasons), how unequal months and lots are beyond chance, the shape of life that similar parts have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability import chance, exposure, scanning
from huichang.engines.reliability.chance import Null
from huichang.engines.reliability.claims import Claims, Counts, counts, weights
from huichang.engines.reliability.exposure import Cells, Fleet

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Grid = tuple[Places, Places, Places, Numbers, Places]
Law = tuple[Numbers, Numbers, float, float]

RATE: Final = 0.01
"""False alarms that are allowed, for each series and year: ten for a thousand."""
ROUNDS: Final = 32
LONGEST: Final = 6
"""Months after which a claim is no more waited for."""
_ALL_CLAIMS: Final = 50.0
_GROUP_CLAIMS: Final = 30.0
"""So many claims of all series, of similar series, weigh as much as that a month is like the others."""
_SHAPE_SPREADS: Final = (0.5, 0.3)
"""Of the logarithm of the shape: before and after similar parts were looked at."""
_POOLED: Final = 100.0
_KEPT: Final = 0.85
"""The share of series from which unequal months and lots are learned: the strangest may be the defects."""
_LEAST_LOTS: Final = 0.0016
"""Lots are never equal: at least 4 % between them."""
_MOST: Final = 1.0
_WIDE_DRIFT: Final = 0.03**2
"""Variance of the slope of a drift a month before anything is known of it: a third a year."""
_DRIFT_KNOWN: Final = 20_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """What the round found; a row for each series."""

    month: int
    """The month at the end of which it was made."""
    score: Numbers
    """Standardised likelihood ratio of the window that stands out most."""
    rarity: Numbers
    """Share of series-years in which chance alone goes so high."""
    alarm: NDArray[np.bool_]
    rate: Numbers
    """The window's rate against the other months of production."""
    first: Places
    last: Places
    """First and last month of production of the window; last below first where nothing stands out."""
    observed: Numbers
    expected: Numbers
    """Claims of the window, and what the other months of production let expect of it."""
    hazards: Numbers
    """Claims a car and month, by age, without the defect."""
    shapes: Numbers
    calendar: Numbers
    """What the series does in each month of reports: all series, similar ones and its own effect."""
    swings: Numbers
    lots: float
    """Variance of the effect of a month, of a lot, beyond chance."""
    delays: Numbers
    counted: Numbers
    """What each claim counts, in the order in which they were given; nought for those not yet reported."""
    null: Null
    cells: Cells


def watch(
    claims: Claims, fleet: Fleet, *, series: int, month: int, groups: Places | None = None, stores: Numbers | None = None,
    rate: float = RATE, rounds: int = ROUNDS, level: Null | None = None, seed: int = 1,
) -> Watch:  # fmt: skip
    """Judge all series by what had been reported at the end of a month of the calendar (0 for the first).

    `groups`: which series are similar, 0, 1 …; `stores`: each store's share of the cars; `level`: what an earlier month's round found,
    so that a year is not drawn again. Raises ValueError for a month before the first or groups that do not fit.
    """
    if month < 0:
        raise ValueError("the month lies before the calendar")
    similar = np.zeros(series, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    if len(similar) != series:
        raise ValueError("every series has a group")
    months = month + 1
    here = claims.reported <= month
    known = claims.where(here)
    late = exposure.delays(known.failed, known.reported, until=month, longest=LONGEST)
    grid = exposure.cells(exposure.reported(fleet.at_risk(months), late))
    made, ages = fleet.sold.shape[0], grid.ages
    worth = weights(known, series, months, stores)
    counted = np.zeros(len(claims))
    counted[here] = worth
    seen = counts(known, worth, series=series, produced=made, ages=ages, months=months)
    cells: Grid = (grid.produced, grid.age, grid.month, grid.x, grid.start)
    table = np.zeros((months, ages))
    np.add.at(table, (grid.month, grid.age), grid.x)
    calendar, laws = _calendar(seen, table, similar)
    plain = _fits(seen, table, calendar, laws)
    swings = _swings(seen.by_month, (plain @ table.T) * calendar)
    first = _looks(seen, cells, calendar, swings, 0.0, _WIDE_DRIFT, laws, month)
    drift = _drifts(first.slopes)
    first = _looks(seen, cells, calendar, swings, 0.0, drift, laws, month)
    lots = max(_pooled(*_excess(seen.by_produced, first.e)), _LEAST_LOTS)
    found = _looks(seen, cells, calendar, swings, lots, drift, laws, month)
    since = max(0, months - chance.YEAR) if level is None else month
    ratios = chance.drawn(
        cells, calendar=calendar, swings=swings, lots=lots, drift=drift, laws=laws, hazards=found.calm, own=found.calm_own, slopes=found.slopes, rounds=rounds,
        first=since, seed=seed + month,
    )  # fmt: skip
    awaited = ((found.calm @ table.T) * calendar * found.calm_own).cumsum(axis=1)[:, since:]
    null = chance.null(ratios, awaited, rate=rate)
    if level is not None:
        null = Null(null.middle, null.scale, level.level, level.yearly)
    score = (found.best - null.middle[:, -1]) / null.scale[:, -1]
    inside = (np.arange(made) >= found.window[:, :1]) & (np.arange(made) <= found.window[:, 1:])
    observed, expected = (seen.by_produced * inside).sum(axis=1), (found.e * inside).sum(axis=1)
    outside = seen.by_produced.sum(axis=1) - observed, found.e.sum(axis=1) - expected
    fair = np.where(outside[1] > 0, (outside[0] + 0.5) / (outside[1] + 0.5), 1.0)
    return Watch(
        month=month, score=score, rarity=null.rarity(score),
        alarm=(score > null.level) & (found.window[:, 1] >= found.window[:, 0]),
        rate=found.rate, first=found.window[:, 0], last=found.window[:, 1], observed=observed, expected=expected * fair,
        hazards=found.h, shapes=scanning.SHAPES[found.place], calendar=calendar * found.own, swings=swings, lots=lots,
        delays=late, counted=counted, null=null, cells=grid,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    best: Numbers
    rate: Numbers
    place: Places
    h: Numbers
    own: Numbers
    e: Numbers
    window: Places
    calm: Numbers
    calm_own: Numbers
    slopes: Numbers


def _looks(
    seen: Counts, cells: Grid, calendar: Numbers, swings: Numbers, lots: float, drift: float, laws: list[Law], month: int
) -> _Looked:
    """Every series looked at."""
    n, months = seen.by_month.shape
    found = _Looked(
        np.zeros(n), np.ones(n), np.zeros(n, dtype=np.int64), np.zeros_like(seen.by_age), np.ones((n, months)),
        np.zeros_like(seen.by_produced), np.zeros((n, 2), dtype=np.int64), np.zeros_like(seen.by_age), np.ones((n, months)), np.zeros((n, 3)),
    )  # fmt: skip
    for s in range(n):
        found.best[s], found.rate[s], found.place[s] = scanning.look(
            cells, month, calendar[s], float(swings[s]), lots, drift, scanning.MARGIN, laws[s], seen.by_age[s],
            seen.by_month[s], seen.by_produced[s], (found.calm[s], found.calm_own[s], found.slopes[s]), found.h[s], found.own[s], found.e[s], found.window[s],
        )  # fmt: skip
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


def _fits(seen: Counts, table: Numbers, calendar: Numbers, laws: list[Law]) -> Numbers:
    return _shaped(seen, table, calendar, laws)[0]


def _excess(seen: Numbers, meant: Numbers) -> tuple[Numbers, Numbers]:
    """Variance beyond Poisson's, and what it is measured against, of each series (method of moments)."""
    whole = meant.sum(axis=1, keepdims=True)
    fair = meant * np.where(whole > 0, seen.sum(axis=1, keepdims=True) / np.maximum(whole, 1e-9), 0.0)
    return ((seen - fair) ** 2 - fair).sum(axis=1), (fair**2).sum(axis=1)


def _pooled(excess: Numbers, under: Numbers) -> float:
    """Variance of the effect over all series but the strangest."""
    if not len(under) or under.sum() <= 0:
        return 0.0
    strange = excess / np.sqrt(2.0 * np.maximum(under, 1e-9))
    kept = strange <= np.quantile(strange, _KEPT)
    weight = np.minimum(under, _POOLED)
    own = np.clip(excess / np.maximum(under, 1e-9), -_MOST, _MOST)
    return float(np.clip((weight * own)[kept].sum() / max(weight[kept].sum(), 1e-9), 0.0, _MOST))


def _drifts(slopes: Numbers) -> float:
    """Variance of the drifts of all series but the strangest: their squares less what chance adds to them."""
    known = 1.0 / np.maximum(slopes[:, 1], 1e-12) - 1.0 / _WIDE_DRIFT
    free = slopes[:, 0] * (known + 1.0 / _WIDE_DRIFT) / np.maximum(known, 1e-9)
    strange = free**2 * known
    kept = (known > 1.0) & (strange <= np.quantile(strange, _KEPT))
    weight = np.minimum(known, _DRIFT_KNOWN)[kept]
    if not weight.sum():
        return 0.0
    return float(np.clip((weight * (free[kept] ** 2 - 1.0 / known[kept])).sum() / weight.sum(), 0.0, _WIDE_DRIFT))


def _swings(seen: Numbers, meant: Numbers) -> Numbers:
    """Variance of the effect of a month, for each series: its own as far as it has enough claims, else everybody's."""
    excess, under = _excess(seen, meant)
    pooled = _pooled(excess, under)
    found = np.clip((_POOLED * pooled + excess) / (_POOLED + under), 0.0, _MOST)
    return np.asarray(np.where(found < 1e-4, 0.0, found))
