"""The monthly round of the early warning: every series judged against its own expectation, few false alarms over all.

Claims and cars in, one judgement for each series out. `chance` holds the rate of false alarms, `scanning` says what is judged,
`learning` what is usual.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability import chance, exposure, learning, scanning
from huichang.engines.reliability.chance import Null
from huichang.engines.reliability.claims import Claims, counts, weights
from huichang.engines.reliability.exposure import Cells, Fleet

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

RATE: Final = 0.01
"""False alarms that are allowed, for each series and year: ten for a thousand."""
ROUNDS: Final = 32
"""Pasts that are drawn of every series."""
LONGEST: Final = 6
"""Months after which a claim is no more waited for."""


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
    """The window's rate against the other months of production, drawn a little towards theirs."""
    first: Places
    last: Places
    """First and last month of production of the window; last below first where nothing stands out."""
    observed: Numbers
    expected: Numbers
    """Claims of the window, and what the other months of production let expect of it."""
    by_produced: Numbers
    """Expected by month of production (series, produced), up to a factor for each series."""
    hazards: Numbers
    """Claims a car and month, by age, without the defect."""
    shapes: Numbers
    calendar: Numbers
    """What the series does in each month of reports: all series, similar ones and its own effect."""
    swings: Numbers
    lots: float
    drift: float
    """Variance of the effect of a month, of a lot, of the slope of a drift, beyond chance."""
    delays: Numbers
    """Chances that a claim comes 0, 1 … months after the failure."""
    counted: Numbers
    """What each claim counts, in the order in which they were given; nought for those not yet reported."""
    null: Null
    cells: Cells


def watch(
    claims: Claims,
    fleet: Fleet,
    *,
    series: int,
    month: int,
    groups: Places | None = None,
    stores: Numbers | None = None,
    rate: float = RATE,
    rounds: int = ROUNDS,
    level: Null | None = None,
    seed: int = 1,
) -> Watch:
    """Judge all series by what had been reported at the end of a month of the calendar (0 for the first).

    `groups`: which series are similar, 0, 1 …; `stores`: each store's share of the cars; `rate`: false alarms a series and
    year; `level`: what an earlier month's round found, so that a year is not drawn again. The same seed gives the same. Raises
    ValueError for a month before the first, groups that do not fit, a rate that is none.
    """
    if month < 0:
        raise ValueError("the month lies before the calendar")
    if not 0 < rate < 1:
        raise ValueError("the rate of false alarms lies between 0 and 1")
    similar = np.zeros(series, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    if len(similar) != series:
        raise ValueError("every series has a group")
    months, made = month + 1, fleet.sold.shape[0]
    here = claims.reported <= month
    known = claims.where(here)
    late = exposure.delays(known.failed, known.reported, until=month, longest=LONGEST)
    grid = exposure.cells(exposure.reported(fleet.at_risk(months), late))
    worth = weights(known, series, months, stores)
    counted = np.zeros(len(claims))
    counted[here] = worth
    seen = counts(known, worth, series=series, produced=made, ages=grid.ages, months=months)
    learned = learning.learn(seen, grid, similar)
    found = learning.look(seen, grid, learned)
    since = max(0, months - chance.YEAR) if level is None else month
    ratios = chance.drawn(grid, learned, found, rounds=rounds, first=since, seed=seed + month)
    table = learning.by_month_and_age(grid)
    awaited = ((found.calm_h @ table.T) * learned.calendar * found.calm_own).cumsum(axis=1)
    null = chance.null(ratios, awaited[:, since:], rate=rate)
    if level is not None:
        null = Null(null.middle, null.scale, level.level, level.yearly)
    score = (found.best - null.middle[:, -1]) / null.scale[:, -1]
    observed, expected = _window(seen.by_produced, found.e, found.window)
    return Watch(
        month=month,
        score=score,
        rarity=null.rarity(score),
        alarm=(score > null.level) & (found.window[:, 1] >= found.window[:, 0]),
        rate=found.rate,
        first=found.window[:, 0],
        last=found.window[:, 1],
        observed=observed,
        expected=expected,
        by_produced=found.e,
        hazards=found.h,
        shapes=scanning.SHAPES[found.place],
        calendar=learned.calendar * found.own,
        swings=learned.swings,
        lots=learned.lots,
        drift=learned.drift,
        delays=late,
        counted=counted,
        null=null,
        cells=grid,
    )


def _window(seen: Numbers, meant: Numbers, window: Places) -> tuple[Numbers, Numbers]:
    """Claims of each series' window, and what the months outside let expect of it."""
    made = np.arange(seen.shape[1])
    inside = (made >= window[:, :1]) & (made <= window[:, 1:])
    rest, rest_meant = (seen * ~inside).sum(axis=1), (meant * ~inside).sum(axis=1)
    fair = np.where(rest_meant > 0, (rest + 0.5) / (rest_meant + 0.5), 1.0)
    return (seen * inside).sum(axis=1), (meant * inside).sum(axis=1) * fair
