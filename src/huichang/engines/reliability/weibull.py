"""How long a part lives: Weibull's law from ages at failure and from counts by month in service.

Chance to live beyond the age t: exp(−(t / scale)^shape) (Weibull, A Statistical Distribution Function of Wide
Applicability, 1951). A car that did not fail is censored at its age today or where it left cover; one that was watched
only from an age on is truncated there. Likelihood and information: Lawless, Statistical Models and Methods for Lifetime
Data, 2nd ed. 2003, chapters 2 and 5. Ages are in any unit, as long as it is one; here months in service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

SURE: Final = 1.959963984540054
"""Standard deviations of a 95 % interval."""
_LEAST_SHAPE, _MOST_SHAPE = 1e-3, 1e3
_PRIOR_SPREAD: Final = 0.5
_STEPS: Final = 200
_NUDGE: Final = 1e-4


class NoLife(ValueError):
    """The observations fix no life: no failure, or nothing that lived longer than the only age at which parts failed."""


@dataclass(frozen=True, slots=True)
class Life:
    """A fitted law. `spread` is the covariance of (log shape, log scale) row by row; infinite where it is not known."""

    shape: float
    """Below 1 parts fail early, at 1 by chance, above 1 they wear."""
    scale: float
    """The age at which 63.2 % have failed."""
    failures: float
    log_likelihood: float
    spread: tuple[float, float, float, float] = (inf, 0.0, 0.0, inf)

    def failed(self, age: ArrayLike) -> Numbers:
        """Share that has failed by an age."""
        return np.asarray(-np.expm1(-self.hazard_until(age)))

    def hazard_until(self, age: ArrayLike) -> Numbers:
        """Failures expected of one part by an age, if it is replaced by one as old: the cumulative hazard."""
        return np.asarray((np.asarray(age, dtype=np.float64) / self.scale) ** self.shape)

    def within(self, age: ArrayLike, more: ArrayLike) -> Numbers:
        """Chance that a part of this age fails before it is `more` older."""
        start = np.asarray(age, dtype=np.float64)
        return np.asarray(-np.expm1(self.hazard_until(start) - self.hazard_until(start + np.asarray(more))))

    def age_at(self, share: float) -> float:
        """The age by which a share (0 < share < 1) has failed: B10 is `age_at(0.1)`."""
        return float(self.scale * (-log(1.0 - share)) ** (1.0 / self.shape))

    def shape_between(self) -> tuple[float, float]:
        """95 % interval of the shape."""
        return _between(self.shape, self.spread[0])

    def scale_between(self) -> tuple[float, float]:
        """95 % interval of the scale."""
        return _between(self.scale, self.spread[3])


def fit(
    ages: ArrayLike, failed: ArrayLike, *, entries: ArrayLike | None = None, weights: ArrayLike | None = None
) -> Life:
    """The most likely law for parts watched from `entries` (0 if none are given) to `ages`, which `failed` there or not.

    Raises NoLife if the likelihood has no maximum, ValueError for ages that are not above their entries or not positive.
    """
    t, v, d, w = _made_ready(ages, failed, entries, weights)
    count = float((w * d).sum())
    if count <= 0:
        raise NoLife("no failures")
    unit = float(t.max())
    t, v = t / unit, v / unit
    lived_longer = bool((w * (t > t[(d > 0) & (w > 0)].min())).sum() > 0)
    if not lived_longer:
        raise NoLife("nothing lived longer than the age of the failures")
    log_t = np.log(t)
    log_v = np.log(np.where(v > 0, v, 1.0))
    known = float((w * d * log_t).sum())

    def slope(shape: float) -> float:
        grown, cut = t**shape, np.where(v > 0, v**shape, 0.0)
        total = float((w * (grown - cut)).sum())
        return count / shape + known - count * float((w * (grown * log_t - cut * log_v)).sum()) / total

    shape = _root(slope)
    grown, cut = t**shape, np.where(v > 0, v**shape, 0.0)
    total = float((w * (grown - cut)).sum())
    scale = (total / count) ** (1.0 / shape)
    likelihood = (
        count * (log(shape) - shape * log(scale * unit) + (shape - 1) * log(unit))
        + (shape - 1) * known
        - count
    )
    far, near = log_t - log(scale), log_v - log(scale)
    up, low = grown / scale**shape, cut / scale**shape
    first = float((w * (up * far - low * near)).sum())
    second = float((w * (up * far**2 - low * near**2)).sum())
    bend = (
        shape * shape * second + count,
        -shape * shape * first,
        shape * shape * count,
    )
    return Life(shape, scale * unit, count, likelihood, _inverse(*bend))


def fit_counts(
    exposure: ArrayLike, failures: ArrayLike, *, edges: ArrayLike | None = None, shape: float = 1.0,
    shape_spread: float = _PRIOR_SPREAD, rate: float | None = None, rate_claims: float = 0.0,
) -> Life:  # fmt: skip
    """The law from counts: in class a of ages `exposure[a]` months were lived in all, and `failures[a]` parts failed.

    `edges`: the ages between which the classes lie, one more than classes; the months in service if none are given.

    What similar parts say is the prior: the logarithm of the shape normal about log(`shape`), the rate as if `rate_claims`
    failures had been seen at `rate` failures a part and month. `shape_spread=inf` leaves the shape to the counts. Raises
    NoLife if there is neither a failure nor a prior rate, or no exposure at all; ValueError for rows that do not fit.
    """
    x, o = np.asarray(exposure, dtype=np.float64), np.asarray(failures, dtype=np.float64)
    if x.shape != o.shape or x.ndim != 1:
        raise ValueError("exposure and failures are two rows of the same length")
    if (x < 0).any() or (o < 0).any():
        raise ValueError("exposure and failures are not below nought")
    if not x.any():
        raise NoLife("no exposure")
    before = rate_claims if rate is not None and rate > 0 else 0.0
    total = float(o.sum()) + before
    if total <= 0:
        raise NoLife("no failures and no prior")
    months = np.arange(len(x) + 1, dtype=np.float64) if edges is None else np.asarray(edges, dtype=np.float64)
    if len(months) != len(x) + 1 or (np.diff(months) <= 0).any() or months[0] < 0:
        raise ValueError("edges are ages in ascending order, one more than there are classes")
    width = np.diff(months)
    logs = np.log(np.maximum(months, 1e-300))
    beyond = before / rate if before and rate else 0.0
    stiff = 0.0 if shape_spread == inf else 1.0 / shape_spread**2

    def pieces(power: float) -> tuple[Numbers, Numbers, float, Numbers]:
        grown = np.where(months > 0, months**power, 0.0)
        step, slant = np.diff(grown) / width, np.diff(grown * np.where(months > 0, logs, 0.0)) / width
        mean = float(np.average(step, weights=x))
        return step, slant, float((x * step).sum()) + beyond * mean, slant * (1 + beyond / float(x.sum()))

    def slope(power: float) -> float:
        step, slant, under, slanted = pieces(power)
        seen = o > 0
        gained = float((o[seen] * slant[seen] / step[seen]).sum())
        if before:
            gained += before * float((x * slant).sum()) / float((x * step).sum())
        return gained - total * float((x * slanted).sum()) / under - stiff * log(power / shape) / power

    found = _root(slope, low=0.05, high=20.0, edge=True)
    step, slant, under, _ = pieces(found)
    level = total / under
    seen = o > 0
    likelihood = float((o[seen] * np.log(level * x[seen] * step[seen] + 1e-300)).sum()) - level * float(
        (x * step).sum()
    )
    above, below = found * exp(_NUDGE), found * exp(-_NUDGE)
    bend = (slope(below) * below - slope(above) * above) / (2 * _NUDGE)
    sure = 1.0 / bend if bend > 0 else inf
    scale = level ** (-1.0 / found)
    lean = float((x * slant).sum() / (x * step).sum()) - log(scale)
    return Life(
        found, scale, float(o.sum()), likelihood,
        (sure, sure * lean, sure * lean, 1.0 / (found * found * total) + (sure * lean * lean if sure < inf else inf)),
    )  # fmt: skip


def monthly(life: Life, months: int) -> Numbers:
    """Failures expected of one part in each of its first months in service."""
    return np.asarray(np.diff(life.hazard_until(np.arange(months + 1, dtype=np.float64))))


def _made_ready(
    ages: ArrayLike, failed: ArrayLike, entries: ArrayLike | None, weights: ArrayLike | None
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    t = np.atleast_1d(np.asarray(ages, dtype=np.float64))
    v = (
        np.zeros_like(t)
        if entries is None
        else np.broadcast_to(np.asarray(entries, dtype=np.float64), t.shape)
    )
    d = np.broadcast_to(np.asarray(failed, dtype=np.float64), t.shape)
    w = (
        np.ones_like(t)
        if weights is None
        else np.broadcast_to(np.asarray(weights, dtype=np.float64), t.shape)
    )
    if not len(t):
        raise NoLife("nothing was watched")
    if not (np.isfinite(t).all() and (t > 0).all() and (v >= 0).all() and (v < t).all() and (w >= 0).all()):
        raise ValueError("ages are finite, above nought and above their entries; weights not below nought")
    return t, v, d, w


def _root(
    slope: Callable[[float], float],
    *,
    low: float = _LEAST_SHAPE,
    high: float = _MOST_SHAPE,
    edge: bool = False,
) -> float:
    """Where the slope of the likelihood crosses nought from above: halving on the logarithm until nothing moves."""
    down, up = 1.0, 1.0
    with np.errstate(over="ignore", under="ignore"):
        while slope(down) < 0:
            down /= 1.5
            if down < low:
                if edge:
                    return low
                raise NoLife("the likelihood grows towards an early end")
        while slope(up) > 0:
            up *= 1.5
            if up > high:
                if edge:
                    return high
                raise NoLife("the likelihood grows towards one single age")
        for _ in range(_STEPS):
            middle = sqrt(down * up)
            if middle in (down, up):
                break
            if slope(middle) > 0:
                down = middle
            else:
                up = middle
    return sqrt(down * up)


def _inverse(a: float, b: float, d: float) -> tuple[float, float, float, float]:
    under = a * d - b * b
    if under <= 0:
        return inf, 0.0, 0.0, inf
    return d / under, -b / under, -b / under, a / under


def _between(middle: float, variance: float) -> tuple[float, float]:
    if variance == inf:
        return 0.0, inf
    return middle * exp(-SURE * sqrt(variance)), middle * exp(SURE * sqrt(variance))
