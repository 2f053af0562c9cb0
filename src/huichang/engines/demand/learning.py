"""What all series teach about each: the pieces to expect in the next months, and how far it usually comes otherwise.

Every month of every series is an example: what was known then (`features`), and what was asked for in the months after it.
A linear model on the logarithm gives the expectation (quasi-Poisson, drawn to sensible weights, so that it is a weighted
moving average where there is little to learn from), trees add what is not linear. Then the same for the squared error,
as a multiple of expectation and lump size. Of either only so much is taken as holds on series it was not learned from.
Last, a series' own errors move its spread, the more the longer it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand import features as looking
from huichang.engines.demand import trees as growing
from huichang.engines.demand.features import COUNT, LINEAR, Features
from huichang.engines.demand.history import History
from huichang.engines.demand.trees import Trees
from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_EXAMPLES: Final = 40_000
"""More are not looked at: evenly spread ones are taken."""
ENOUGH_FOR_TREES: Final = 2_000
"""With fewer examples the linear model stands alone."""
MEAN_TREES, SPREAD_TREES = 30, 15
OWN_MONTHS: Final = 20.0
"""So many months of own errors weigh as much as what all series say of the spread."""
_RIDGE: Final = 30.0
_FARTHEST: Final = 4.5
"""e^4.5 = 90: no expectation is more than so many times above or below the average so far."""
_MEAN_PULL, _SPREAD_PULL = 5.0, 100.0
_HALF_EVENTS: Final = 0.5
"""At so many events a month half of the weights for often-sold parts counts."""
_START: Final = np.zeros(LINEAR)
_START[1:5] = 0.25, 0.2, 0.2, 0.05
_START[looking.SEASON] = 0.1
_GATED: Final = 9
_SPREAD_FEATURES: Final = 6
_LEAST_SPREAD, _MOST_SPREAD = -8.0, 4.0
_LEAST_SHARE: Final = 0.2
"""A miss is measured against at least this share of the average so far: against nought any miss is endless."""
_ROUNDS: Final = 15
_SETTLED: Final = 1e-4
_HALF_WAY: Final = 0.5
"""The share of what was learned that is taken where there is nothing to try it on."""
_OUTLIER: Final = 100.0
"""A squared error of more than so many times the usual counts as so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Expecting:
    """A model of the expectation: weights of the features, and trees."""

    weights: Numbers
    grown: Trees
    holds: float
    """The share of the trees' steps that holds."""
    low: Numbers
    high: Numbers
    """Between these lay the features of the examples; beyond them nothing is drawn on."""

    def log_ratio(self, x: Numbers) -> Numbers:
        """Logarithm of expectation over average so far, for rows of features."""
        level = _levels(_widened(np.clip(x, self.low, self.high)), self.weights, -_FARTHEST, _FARTHEST)
        more = self.holds * (growing.climb(self.grown, x[:, 1:], level) - level)
        return np.clip(level + more, -_FARTHEST - 2.0, _FARTHEST)


def ahead_of(history: History, months: int) -> Numbers:
    """What was asked for in the so many months after each (n, months); NaN where it is not known."""
    n, width = history.y.shape
    found = np.full((n, width), np.nan)
    if width > months:
        sums = np.concatenate([np.zeros((n, 1)), history.y.cumsum(axis=1)], axis=1)
        found[:, : width - months] = sums[:, 1 + months :] - sums[:, 1 : width - months + 1]
    t = np.arange(width)
    inside = (t >= history.first[:, None]) & (t + 1 + months <= history.end[:, None])
    return np.where(inside, found, np.nan)


def examples(known: Mask) -> Mask:
    """The known cells, evenly thinned out if there are too many."""
    count = int(known.sum())
    if count <= MOST_EXAMPLES:
        return known
    chosen = np.flatnonzero(known)[np.linspace(0, count - 1, MOST_EXAMPLES).astype(np.int64)]
    thinned = np.zeros(known.size, dtype=bool)
    thinned[chosen] = True
    return thinned.reshape(known.shape)


def learn_expecting(seen: Features, target: Numbers, cells: Mask, *, months: int) -> Expecting:
    """The expectation of the next `months` months, learned from these cells.

    What half of the series teach is tried on the other half, and the other way round: of the weighted sum and of the
    trees only so much is taken as holds there. Where parts have nothing in common but chance, the plain average stays.
    """
    x, size = seen.x[cells], seen.size[cells]
    share = months * seen.rate[cells] / size
    wanted = target[cells] / size
    half = np.nonzero(cells)[0] % 2
    linear, more = np.zeros(len(x)), np.zeros(len(x))
    for learned, tried in ((half == 0, half == 1), (half == 1, half == 0)):
        weights, grown = _expecting(x[learned], share[learned], wanted[learned])
        level = _levels(_widened(_within(x[tried], x[learned])), weights, -_FARTHEST, _FARTHEST)
        linear[tried], more[tried] = level, growing.climb(grown, x[tried][:, 1:], level) - level
    # The last half of the months decides: what held when all were young may hold no longer.
    month = np.nonzero(cells)[1]
    late = month >= np.median(month) if len(x) else half == 0
    holds = _what_holds(linear[late], more[late], np.log(share[late]), wanted[late], growing.COUNTS)
    weights, grown = _expecting(x, share, wanted)
    low, high = (
        (x.min(axis=0), x.max(axis=0)) if len(x) else (np.full(COUNT, -np.inf), np.full(COUNT, np.inf))
    )
    return Expecting(holds[0] * weights, grown, holds[1], low, high)


def _expecting(x: Numbers, share: Numbers, wanted: Numbers) -> tuple[Numbers, Trees]:
    wide = _widened(x)
    start = np.zeros(wide.shape[1])
    start[:LINEAR] = _START
    weights = start.copy()
    for _ in range(_ROUNDS):
        slope, bend = _means_step(wide, weights, share, wanted)
        step = np.linalg.solve(bend + _RIDGE * np.eye(len(weights)), slope - _RIDGE * (weights - start))
        weights += np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < _SETTLED:
            break
    level = _levels(wide, weights, -_FARTHEST, _FARTHEST)
    count = MEAN_TREES if len(x) >= ENOUGH_FOR_TREES else 0
    grown = growing.grow(
        x[:, 1:] if len(x) else np.zeros((1, COUNT - 1)), wanted, share, level,
        kind=growing.COUNTS, trees=count, pull=_MEAN_PULL,
    )  # fmt: skip
    return weights, grown


def _within(x: Numbers, learned: Numbers) -> Numbers:
    """Drawn in to where the examples lay."""
    return np.clip(x, learned.min(axis=0), learned.max(axis=0)) if len(learned) else x


def _what_holds(
    linear: Numbers, more: Numbers, offset: Numbers, wanted: Numbers, kind: int
) -> tuple[float, float]:  # fmt: skip
    """The shares (0 to 1) of two steps from `offset` at which the loss is least: quasi-Poisson for COUNTS, gamma for
    SPREADS. By turns, each by Newton's step."""
    parts, holds = (linear, more), [_HALF_WAY, _HALF_WAY]
    for _ in range(_ROUNDS):
        before = tuple(holds)
        for place, part in enumerate(parts):
            level = offset + holds[0] * linear + holds[1] * more
            if kind == growing.COUNTS:
                bends = np.exp(level)
                slopes = wanted - bends
            else:
                off = np.minimum(wanted * np.exp(-level), _OUTLIER)
                slopes, bends = off - 1.0, 0.5 * (1.0 + off)
            bend = float((part * part * bends).sum())
            if bend > 0:
                holds[place] = min(max(holds[place] + float((part * slopes).sum()) / bend, 0.0), 1.0)
        if max(abs(holds[0] - before[0]), abs(holds[1] - before[1])) < 1e-3:
            break
    return holds[0], holds[1]


def _spreading(x: Numbers, rows: Numbers, ratio: Numbers) -> tuple[Numbers, Trees]:
    weights = np.zeros(_SPREAD_FEATURES)
    ridge = _RIDGE * np.eye(_SPREAD_FEATURES)
    for _ in range(_ROUNDS):
        slope, bend = _spreads_step(x, weights, ratio)
        step = np.linalg.solve(bend + ridge, slope - _RIDGE * weights)
        weights += np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < _SETTLED:
            break
    level = _levels(x, weights, _LEAST_SPREAD, _MOST_SPREAD)
    count = SPREAD_TREES if len(x) >= ENOUGH_FOR_TREES else 0
    grown = growing.grow(
        rows if len(x) else np.zeros((1, COUNT + 1)), ratio, np.ones(len(x)), level,
        kind=growing.SPREADS, trees=count, pull=_SPREAD_PULL,
    )  # fmt: skip
    return weights, grown


def expected(seen: Features, model: Expecting, cells: Mask, *, months: int) -> Numbers:
    """Pieces expected in the next `months` months after each of these cells; NaN elsewhere."""
    found = np.full(cells.shape, np.nan)
    if cells.any():
        found[cells] = months * seen.rate[cells] * np.exp(model.log_ratio(seen.x[cells]))
    return found


def learn_spread(
    seen: Features, target: Numbers, mean: Numbers, cells: Mask, *, months: int
) -> Callable[[Mask], Numbers]:
    """The variance over the expectation: a function of the cells it is wanted for, at most one to a series.

    `mean`: what was expected at every cell; it must be known at the learned and at the wanted ones. As with the
    expectation, what is learned is tried on the other half of the series; what does not hold leaves the mean of all.
    """
    mu, lump = mean[cells], seen.lump[cells]
    error = (target[cells] - mu) ** 2
    ratio = error / (np.maximum(mu, _LEAST_SHARE * months * seen.rate[cells]) * lump)
    x = _of_spread(seen, mean, cells)
    # Beyond what the examples show nothing is drawn on: a line through young series says nothing of old ones.
    low, high = (x.min(axis=0), x.max(axis=0)) if len(x) else (np.zeros(x.shape[1]), np.zeros(x.shape[1]))
    rows = _for_trees(seen, x, cells)
    middle = float(np.log(max(ratio.mean(), 1e-6))) if len(x) else 0.0

    def levels(x: Numbers, rows: Numbers, weights: Numbers, grown: Trees) -> tuple[Numbers, Numbers]:
        linear = _levels(x, weights, _LEAST_SPREAD, _MOST_SPREAD)
        return linear - middle, growing.climb(grown, rows, linear) - linear

    half, month = np.nonzero(cells)[0] % 2, np.nonzero(cells)[1]
    apart, more = np.zeros(len(x)), np.zeros(len(x))
    for learned, tried in ((half == 0, half == 1), (half == 1, half == 0)):
        model = _spreading(x[learned], rows[learned], ratio[learned])
        apart[tried], more[tried] = levels(_within(x[tried], x[learned]), rows[tried], *model)
    late = month >= np.median(month) if len(x) else half == 0
    holds = _what_holds(
        apart[late], more[late], np.full(int(late.sum()), middle), ratio[late], growing.SPREADS
    )
    weights, grown = _spreading(x, rows, ratio)

    def level_of(x: Numbers, rows: Numbers) -> Numbers:
        apart, more = levels(x, rows, weights, grown)
        return np.clip(middle + holds[0] * apart + holds[1] * more, _LEAST_SPREAD, _MOST_SPREAD)

    usual = np.exp(level_of(x, rows))
    series, n = np.nonzero(cells)[0], len(cells)
    own = np.bincount(series, np.minimum(error, 50.0 * usual * mu * lump), minlength=n)
    due = np.bincount(series, usual * mu, minlength=n)
    count_own = np.bincount(series, minlength=n) / months

    def spread(wanted: Mask) -> Numbers:
        x = np.clip(_of_spread(seen, mean, wanted), low, high)
        lump, row = seen.lump[wanted], np.nonzero(wanted)[0]
        trust = count_own[row] / (count_own[row] + OWN_MONTHS)
        factor = np.where(due[row] > 0, own[row] / np.maximum(due[row] * lump, 1e-12), 1.0)
        usual = np.exp(level_of(x, _for_trees(seen, x, wanted)))
        return np.asarray(usual * lump * (trust * factor + 1.0 - trust))

    return spread


@compiled
def _levels(x: Numbers, weights: Numbers, least: float, most: float) -> Numbers:
    """Weighted sums of features, kept between two limits. (Machine code and no matrix library: its threads wait for each
    other longer than they work where cores are shared.)"""
    found = np.empty(x.shape[0])
    for i in range(x.shape[0]):
        level = 0.0
        for j in range(x.shape[1]):
            level += x[i, j] * weights[j]
        found[i] = max(least, min(most, level))
    return found


@compiled
def _means_step(x: Numbers, weights: Numbers, share: Numbers, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """Slope and bend of the quasi-Poisson likelihood of `wanted`, expected to be `share`·exp(level)."""
    kinds = x.shape[1]
    slope, bend = np.zeros(kinds), np.zeros((kinds, kinds))
    levels = _levels(x, weights, -_FARTHEST, _FARTHEST)
    for i in range(x.shape[0]):
        expected = share[i] * np.exp(levels[i])
        for j in range(kinds):
            slope[j] += x[i, j] * (wanted[i] - expected)
            weighed = x[i, j] * expected
            for k in range(j + 1):
                bend[j, k] += weighed * x[i, k]
    return slope, bend + bend.T - np.diag(np.diag(bend))


@compiled
def _spreads_step(x: Numbers, weights: Numbers, ratio: Numbers) -> tuple[Numbers, Numbers]:
    """Slope and bend of the gamma likelihood of `ratio`, expected to be exp(level)."""
    kinds = x.shape[1]
    slope, bend = np.zeros(kinds), np.zeros((kinds, kinds))
    levels = _levels(x, weights, _LEAST_SPREAD, _MOST_SPREAD)
    for i in range(x.shape[0]):
        off = min(ratio[i] * np.exp(-levels[i]), _OUTLIER) - 1.0
        for j in range(kinds):
            slope[j] += x[i, j] * off
            for k in range(j + 1):
                bend[j, k] += x[i, j] * x[i, k]
    return slope, bend + bend.T - np.diag(np.diag(bend))


def _widened(x: Numbers) -> Numbers:
    """The linear features, and the first of them once more for parts that are asked for often."""
    linear = x[:, :LINEAR]
    often = np.exp(linear[:, looking.RATE])
    return np.concatenate([linear, linear[:, :_GATED] * (often / (often + _HALF_EVENTS))[:, None]], axis=1)


def _of_spread(seen: Features, mean: Numbers, cells: Mask) -> Numbers:
    x, size = seen.x[cells], seen.size[cells]
    return np.column_stack(
        [
            np.ones(len(x)),
            np.log(np.maximum(mean[cells], 1e-9) / size),
            np.log(seen.lump[cells] / size),
            x[:, [looking.TRACE, looking.TRACE + 2, looking.NEVER]],
        ]
    )


def _for_trees(seen: Features, x: Numbers, cells: Mask) -> Numbers:
    return np.concatenate([seen.x[cells][:, 1:], x[:, 1:3]], axis=1)
