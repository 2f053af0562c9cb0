"""What an alarm rests on, and how far it may reach: for the quality engineer who opens the case.

Expected against observed of the window of production months, since when it is more, how many cars were built in it and are
still in cover, how many failures the next twelve months bring, and where the claims came from (stores, batches of a supplier).
The rate has the posterior of a Poisson count against a known expectation (Gamma, Jeffreys' prior); what comes is negative
binomial (Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability.claims import Claims
from huichang.engines.reliability.exposure import Fleet, reported
from huichang.engines.reliability.watching import Watch

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

AHEAD: Final = 12
"""Months of the forecast."""
CERTAIN: Final = 0.95
_MOST_STEPS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Between:
    """A figure with its 95 % interval."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Why a series stands out."""

    series: int
    first: int
    last: int
    """Months of production of the window."""
    since: int
    """The month of reports from which on more came than expected."""
    observed: float
    expected: float
    ratio: Between
    """Observed over expected."""
    affected: int
    """Cars of the window with a claim of this part and failure, each claim a car."""
    built: int
    """Cars of the window that were sold."""
    reach: int
    """Of them those still in cover: so many it may reach."""
    ahead: Between
    """Claims of the window's cars in the next twelve months, if nothing is done."""
    ahead_expected: float
    """What they would be without the defect."""
    by_produced: Numbers
    """Claims by month of production (not lessened)."""
    meant_by_produced: Numbers
    by_month: Numbers
    """The window's claims by month of reports."""
    meant_by_month: Numbers


def evidence(found: Watch, claims: Claims, fleet: Fleet, series: int) -> Evidence:
    """The evidence of one series of a round. Raises ValueError if nothing stands out in it."""
    first, last = int(found.first[series]), int(found.last[series])
    if last < first:
        raise ValueError("nothing stands out in this series")
    months, made = found.month + 1, fleet.sold.shape[0]
    meant = _meant(found, series, months, made)
    own = (claims.series == series) & (claims.reported <= found.month)
    worth = found.counted[own]
    produced, month = claims.produced[own], claims.reported[own]
    by_produced = np.bincount(produced, weights=worth, minlength=made)
    outside = np.ones(made, dtype=bool)
    outside[first : last + 1] = False
    fair = 1.0
    if meant[:, outside].sum() > 0:
        fair = float((by_produced[outside].sum() + 0.5) / (meant[:, outside].sum() + 0.5))
    meant = meant * fair
    inside = (produced >= first) & (produced <= last)
    by_month = np.bincount(month[inside], weights=worth[inside], minlength=months).astype(np.float64)
    by_month_meant = meant[:, ~outside].sum(axis=1)
    observed, expected = float(by_month.sum()), float(by_month_meant.sum())
    ratio = _ratio(observed, expected)
    coming = _coming(found, fleet, series, first, last)
    plain = float(coming.sum()) * fair
    return Evidence(
        series=series, first=first, last=last, since=_since(by_month - by_month_meant), observed=observed, expected=expected,
        ratio=ratio, affected=int(inside.sum()), built=round(float(fleet.sold[first : last + 1, :months].sum())),
        reach=round(_in_cover(fleet, first, last, found.month)), ahead=_ahead(observed, expected, plain, found.lots),
        ahead_expected=plain, by_produced=np.bincount(produced, minlength=made).astype(np.float64),
        meant_by_produced=meant.sum(axis=0), by_month=by_month, meant_by_month=by_month_meant,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """A store, a batch: what came from it, what its share of the expectation is, and how likely chance gives so many or more."""

    place: int
    observed: float
    expected: float
    ratio: float
    """Drawn to the others' (as if one more claim had been seen as expected): one claim of a small store is no finding."""
    chance: float


def origins(observed: Numbers, share: Numbers) -> tuple[Origin, ...]:
    """Where claims come from, the most striking first. `share`: of the cars, by the same places; it need not add up to one."""
    total, whole = float(observed.sum()), float(share.sum())
    if total <= 0 or whole <= 0:
        return ()
    meant = share * total / whole
    found = [
        Origin(
            place,
            float(seen),
            float(awaited),
            float((seen + 1.0) / (awaited + 1.0)),
            at_least(float(seen), float(awaited)),
        )
        for place, (seen, awaited) in enumerate(zip(observed, meant, strict=True))
        if seen > 0
    ]
    return tuple(sorted(found, key=lambda each: (each.chance, -each.observed)))


def at_least(seen: float, meant: float) -> float:
    """Chance of so many or more claims where `meant` are expected (Poisson)."""
    if seen <= 0:
        return 1.0
    if meant <= 0:
        return 0.0
    below = sum(exp(k * log(meant) - meant - lgamma(k + 1.0)) for k in range(int(np.ceil(seen))))
    return max(0.0, 1.0 - below)


def negative_binomial(mean: float, shape: float, share: float) -> int:
    """The least count that is not passed with a chance `share`: Poisson about a Gamma mean of this shape."""
    if mean <= 0:
        return 0
    p = shape / (shape + mean)
    mass, total, k = shape * log(p), 0.0, 0
    while k < _MOST_STEPS:
        total += exp(mass)
        if total >= share:
            break
        mass += log((k + shape) / (k + 1.0)) + log(1.0 - p)
        k += 1
    return k


def _meant(found: Watch, series: int, months: int, made: int) -> Numbers:
    """Expected claims (months of reports, months of production)."""
    cells = found.cells
    each = cells.x * found.hazards[series][cells.age] * found.calendar[series][cells.month]
    meant = np.bincount(cells.month * made + cells.produced, each, months * made).reshape(months, made)
    whole = meant.sum(axis=0)
    return np.asarray(meant * np.where(whole > 0, found.by_produced[series] / np.maximum(whole, 1e-300), 0.0))


def _since(surplus: Numbers) -> int:
    """The month after the last lowest point of the sum of what came beyond the expected: a CUSUM begins there (Page 1954)."""
    running = np.concatenate([[0.0], surplus.cumsum()])[:-1]
    return len(running) - 1 - int(running[::-1].argmin())


def _ratio(observed: float, expected: float) -> Between:
    under = max(expected, 1e-9)
    shape = observed + 0.5
    return Between(
        observed / under,
        gamma_at(shape, (1 - CERTAIN) / 2) / under,
        gamma_at(shape, (1 + CERTAIN) / 2) / under,
    )


def gamma_at(shape: float, share: float) -> float:
    """Quantile of the Gamma law of scale 1 (Wilson and Hilferty's cube, PNAS 17, 1931)."""
    z = normal_at(share)
    return float(max(shape * (1 - 1 / (9 * shape) + z / (3 * shape**0.5)) ** 3, 0.0))


def normal_at(share: float) -> float:
    """Quantile of the normal law."""
    return float(NormalDist().inv_cdf(share))


def _in_cover(fleet: Fleet, first: int, last: int, month: int) -> float:
    """Cars of the window that are in cover at the end of a month."""
    sold = fleet.sold[first : last + 1, : month + 1]
    age = month - np.arange(sold.shape[1])
    inside = np.where(age < len(fleet.inside), fleet.inside[np.minimum(age, len(fleet.inside) - 1)], 0.0)
    return float((sold * inside).sum())


def _coming(found: Watch, fleet: Fleet, series: int, first: int, last: int) -> Numbers:
    """Claims expected of the window's cars in each of the next months, as they would be without the defect."""
    months = found.month + 1
    known = Fleet(fleet.sold[first : last + 1, :months], fleet.inside)
    shown = reported(known.at_risk(months + AHEAD), found.delays)[:, :, months:]
    return np.asarray(np.einsum("pam,a->m", shown, found.hazards[series][: shown.shape[1]]))


def _ahead(observed: float, expected: float, plain: float, lots: float) -> Between:
    """Claims to come: the rate's own uncertainty, chance, and unequal lots on top."""
    rate = (observed + 0.5) / max(expected, 1e-9)
    shape = 1.0 / (1.0 / (observed + 0.5) + lots)
    mean = rate * plain
    return Between(
        mean,
        float(negative_binomial(mean, shape, (1 - CERTAIN) / 2)),
        float(negative_binomial(mean, shape, (1 + CERTAIN) / 2)),
    )
