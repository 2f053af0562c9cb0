"""Which way of expecting is right for which series: what would have been nearest in the last months, from the past alone.

The last months are kept back; the common model is learned from what was known before them, the textbook methods need no
learning. What a method gains on the common model is the mean of the series of the same pattern, and of the series' own as
much as series differ by more than chance; it is taken only where it is plainly nearer, not because it was lucky three
times. The loss is the Poisson deviance by the size of a demand: like the squared
error it is least at the true expectation, but it minds a forecast of nought when something is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand import learning, patterns, textbook
from huichang.engines.demand.features import Features
from huichang.engines.demand.history import History

Numbers = NDArray[np.float64]

TRIED_MONTHS: Final = 12
"""At most so many months are kept back for trying."""
_LIKE_PATTERN: Final = 40.0
"""The scatter of the pattern counts as so many tries of the series itself."""
_SURE: Final = 1.0
"""By so many standard deviations of what is known of it a way must be nearer than the common model to be taken."""
_LEAST_SHARE: Final = 0.02
"""No method's expectation is below this share of the average so far: nought would be a promise."""
_ENOUGH: Final = 120


class Way(StrEnum):
    """Ways of expecting."""

    POOLED = "pooled"
    MIXTURE = "mixture"
    NAIVE = "naive"
    MOVING_AVERAGE = "moving_average"
    SES = "ses"
    CROSTON = "croston"
    SBA = "sba"
    TSB = "tsb"
    ADIDA = "adida"
    IMAPA = "imapa"


WAYS: Final = tuple(Way)
_METHODS: Final = tuple(textbook.Method)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What is taken for each series, as places in WAYS."""

    taken: NDArray[np.int64]
    second: NDArray[np.int64]
    gain: Numbers
    """By how much (share) the loss of the taken one was below the second's."""
    over_average: Numbers
    """The same against the moving average."""


def paths(history: History, *, since: int = 0) -> dict[Way, Numbers]:
    """What each textbook method expected for a month, after each month from `since` on."""
    return {Way(method): textbook.path(history, method, since=since) for method in _METHODS}


def expectation(
    way: Way, pooled: Numbers, by_book: Mapping[Way, Numbers], rate: Numbers, months: int
) -> Numbers:
    """Pieces expected in the next months by one way; `pooled` is for all of them, `by_book` for one."""
    if way is Way.POOLED:
        return pooled
    if way is Way.MIXTURE:
        return np.asarray(0.5 * (pooled + months * np.maximum(by_book[Way.TSB], _LEAST_SHARE * rate)))
    return np.asarray(months * np.maximum(by_book[way], _LEAST_SHARE * rate))


def choose(
    history: History, seen: Features, by_book: Mapping[Way, Numbers], *, months: int
) -> Choice:  # fmt: skip
    """The way for each series, judged by the pieces asked for in the `months` months after each month kept back."""
    n = len(history.y)
    target = learning.ahead_of(history, months)
    known = ~np.isnan(target)
    columns = np.flatnonzero(known.any(axis=0))
    none = np.zeros(n, np.int64)
    if len(columns) < 2:
        return Choice(none, none + 1, np.zeros(n), np.zeros(n))
    kept = max(1, min(TRIED_MONTHS, len(columns) // 3))
    cut = columns[-kept]
    before, tried = known.copy(), known.copy()
    before[:, max(cut - months + 1, 0) :] = False
    tried[:, :cut] = False
    if before.sum() < _ENOUGH:
        return Choice(none, none + 1, np.zeros(n), np.zeros(n))
    model = learning.learn_expecting(seen, target, learning.examples(before), months=months)
    pooled = learning.expected(seen, model, tried, months=months)
    kinds = _kinds(history.until(int(cut)))
    losses = [
        _deviance(target, expectation(way, pooled, by_book, seen.rate, months), seen.size, tried)
        for way in WAYS
    ]
    tries = tried.sum(axis=1)
    usual = losses[0].sum(axis=1) / np.maximum(tries, 1)
    gains, doubts = np.zeros((n, len(WAYS))), np.zeros((n, len(WAYS)))
    for place in range(1, len(WAYS)):
        gains[:, place], doubts[:, place] = _nearer(losses[0] - losses[place], tries, kinds, months)
    sure = gains - _SURE * doubts
    best = np.where(sure.max(axis=1) > 0.0, sure.argmax(axis=1), 0)
    row = np.arange(n)
    of_kind = np.array([usual[kinds == k].mean() if (kinds == k).any() else 0.0 for k in range(5)])[kinds]
    level = (tries * usual + _LIKE_PATTERN * of_kind) / (tries + _LIKE_PATTERN)
    loss = np.maximum(level[:, None] - gains, 1e-12)
    others = loss.copy()
    others[row, best] = np.inf
    second = others.argmin(axis=1)

    def below(other: NDArray[np.int64]) -> Numbers:
        return np.asarray(np.maximum(1.0 - loss[row, best] / loss[row, other], 0.0))

    average = np.full(n, WAYS.index(Way.MOVING_AVERAGE))
    return Choice(best, second, below(second), below(average))


def _nearer(
    gain: Numbers, tries: NDArray[np.int64], kinds: NDArray[np.int64], months: int
) -> tuple[Numbers, Numbers]:
    """By how much less a try loses with another way, and how unsure that is: the mean of the pattern, and of the series'
    own mean as much as series differ from each other by more than chance (empirical Bayes)."""
    n = len(gain)
    mean = gain.sum(axis=1) / np.maximum(tries, 1)
    apart = (gain**2).sum(axis=1) - tries * mean**2
    found, doubt = np.zeros(n), np.full(n, np.inf)
    for kind in np.unique(kinds):
        rows = np.flatnonzero((kinds == kind) & (tries > 0))
        if len(rows) < 3:
            continue
        free = np.maximum(tries[rows] - 1, 0)
        of_all = apart[rows].sum() / max(free.sum(), 1)
        within = (apart[rows] + _LIKE_PATTERN * of_all) / (free + _LIKE_PATTERN)
        # Sums of several months overlap: so many tries tell as much as one.
        noise = within * np.minimum(months, tries[rows]) / tries[rows]
        between = max(float(mean[rows].var(ddof=1) - noise.mean()), 0.0)
        # Of fewer than two that do not overlap nobody can say what is chance.
        trust = np.where(tries[rows] >= 2 * months, between / np.maximum(between + noise, 1e-12), 0.0)
        middle = mean[rows].mean()
        found[rows] = middle + trust * (mean[rows] - middle)
        doubt[rows] = np.sqrt(mean[rows].var(ddof=1) / len(rows) + between * (1.0 - trust))
    return found, doubt


def _kinds(past: History) -> NDArray[np.int64]:
    order = list(patterns.Pattern)
    return np.array([order.index(pattern) for pattern in patterns.classify(past)], np.int64)


def _deviance(target: Numbers, mean: Numbers, size: Numbers, cells: NDArray[np.bool_]) -> Numbers:
    """Poisson deviance in sizes of a demand, of each cell; nought outside."""
    asked, wanted, by = target[cells], np.maximum(mean[cells], 1e-9), size[cells]
    some = asked > 0
    loss = wanted - asked
    loss[some] += asked[some] * np.log(asked[some] / wanted[some])
    found = np.zeros(cells.shape)
    found[cells] = 2.0 * loss / by
    return found
