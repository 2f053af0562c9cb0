"""Which way of expecting is right for which series: what would have been nearest in the last months, from the past alone.

The last months are kept back; the common model is learned from what was known before them, the textbook methods need no
learning. Each series' loss is drawn to the mean loss of the series of the same pattern, so that a method is not taken for
one series because it was lucky three times. The loss is the Poisson deviance by the size of a demand: like the squared
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
"""The mean of the pattern counts as so many tries of the series itself."""
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
    tries = tried.sum(axis=1)
    kinds = _kinds(history.until(int(cut)))
    loss = np.empty((n, len(WAYS)))
    for place, way in enumerate(WAYS):
        mean = expectation(way, pooled, by_book, seen.rate, months)
        total = _deviance(target, mean, seen.size, tried)
        of_kind = np.array([total[kinds == k].sum() / max(tries[kinds == k].sum(), 1) for k in range(5)])
        loss[:, place] = (total + _LIKE_PATTERN * of_kind[kinds]) / (tries + _LIKE_PATTERN)
    order = np.argsort(loss, axis=1, kind="stable")
    best, second = order[:, 0], order[:, 1]
    row = np.arange(n)

    def below(other: NDArray[np.int64]) -> Numbers:
        return np.asarray(1.0 - loss[row, best] / np.maximum(loss[row, other], 1e-12))

    average = np.full(n, WAYS.index(Way.MOVING_AVERAGE))
    return Choice(best, second, below(second), below(average))


def _kinds(past: History) -> NDArray[np.int64]:
    order = list(patterns.Pattern)
    return np.array([order.index(pattern) for pattern in patterns.classify(past)], np.int64)


def _deviance(target: Numbers, mean: Numbers, size: Numbers, cells: NDArray[np.bool_]) -> Numbers:
    """Poisson deviance in sizes of a demand, summed for each series."""
    asked, wanted, by = target[cells], np.maximum(mean[cells], 1e-9), size[cells]
    some = asked > 0
    loss = wanted - asked
    loss[some] += asked[some] * np.log(asked[some] / wanted[some])
    losses = np.bincount(np.nonzero(cells)[0], 2.0 * loss / by, minlength=len(target))
    return losses.astype(np.float64)
