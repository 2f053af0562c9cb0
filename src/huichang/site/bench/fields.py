"""Simulated fields for the part `reliability`: cars, stores, claims, and defects that only the field knows.

Everything is drawn from a seed. A plain field has no more than chance; the other kinds add what makes a calm part look like
a failing one: a growing fleet, seasons, unequal months and lots, late and batched reports, stores that claim too much, slow
trends; the last has everything at once. Lives are not Weibull's exactly, stores are of different size, cars leave cover by km.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability.claims import Claims
from huichang.engines.reliability.exposure import Fleet, inside_cover

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

FACTORS: Final = (1.5, 2.0, 3.0)
_LAGS: Final = np.array([0.15, 0.3, 0.25, 0.15, 0.08, 0.04, 0.03])
"""Shares of the cars sold 0, 1 … months after they were built."""
_COVER_MONTHS, _COVER_KM = 36, 60_000.0
_PACE, _PACE_SPREAD = 1300.0, 0.5
_QUICK: Final = np.array([0.8, 0.15, 0.05])
_SLOW: Final = np.array([0.45, 0.25, 0.15, 0.08, 0.05, 0.02])


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field has beyond chance."""

    name: str
    growth: float = 1.0
    """Cars built in the last month of production against the first."""
    season: float = 0.0
    """Largest swing of a group over the year."""
    swing: float = 0.0
    """Coefficient of variation of a series' months, at most."""
    lots: float = 0.0
    """The same of its lots."""
    late: bool = False
    """Claims come months late, and in two months nothing is sent at all."""
    greedy: bool = False
    """Two stores claim too much: six times for one part in ten, half as much again for all."""
    trend: float = 0.0
    """Largest change of a series a year, as a share."""


KINDS: Final = (
    Kind("plain"),
    Kind("growth of the fleet", growth=4.0),
    Kind("seasons", season=0.5),
    Kind("unequal months and lots", swing=0.4, lots=0.12),
    Kind("late reports", late=True),
    Kind("stores that over-claim", greedy=True),
    Kind("slow trends", trend=0.25),
    Kind("all of it", growth=3.0, season=0.4, swing=0.3, lots=0.1, late=True, greedy=True, trend=0.15),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a field is."""

    series: int = 200
    stores: int = 50
    produced: int = 24
    months: int = 36
    cars: int = 4_000
    """Built a month, on average."""
    planted: int = 24
    """Series with a defect: as many of each factor."""
    groups: int = 8


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What everybody sees, and what only the field knows: factor, first and last month of production of each series' defect."""

    claims: Claims
    fleet: Fleet
    groups: Places
    stores: Numbers
    factor: Numbers
    first: Places
    last: Places
    size: Size


def field(kind: Kind, *, seed: int, size: Size | None = None) -> Field:
    """One field. The same kind, seed and size give the same."""
    size = size or Size()
    draw = np.random.default_rng([seed, *kind.name.encode()])
    stores = draw.dirichlet(np.full(size.stores, 3.0))
    built = np.linspace(1.0, kind.growth, size.produced)
    built *= size.cars / built.mean()
    sold = np.zeros((size.produced, size.months))
    for made in range(size.produced):
        lags = draw.multinomial(round(built[made]), _LAGS)
        until = min(len(_LAGS), size.months - made)
        sold[made, made : made + until] = lags[:until]
    pace = draw.lognormal(np.log(_PACE), _PACE_SPREAD, 3_000)
    ages = min(size.months, _COVER_MONTHS)
    fleet = Fleet(sold, inside_cover(pace, months=_COVER_MONTHS, km=_COVER_KM, ages=ages))
    groups = np.arange(size.series) % size.groups
    factor, first, last = _defects(draw, size)
    at_risk = fleet.at_risk(size.months)
    lives = _lives(draw, groups, ages)
    waves = _waves(draw, kind, groups, size)
    columns = []
    for s in range(size.series):
        mean = at_risk * lives[s][None, :, None] * waves[s][None, None, :]
        lot = draw.gamma(kind.lots**-2, kind.lots**2, size.produced) if kind.lots else np.ones(size.produced)
        lot = lot * np.where(
            (np.arange(size.produced) >= first[s]) & (np.arange(size.produced) <= last[s]), factor[s], 1
        )
        columns.append(_claims(draw, kind, s, mean * lot[:, None, None], stores))
    rows = [np.concatenate(each) for each in zip(*columns, strict=True)]
    claims = Claims(*rows)
    return Field(claims.until(size.months - 1), fleet, groups, stores, factor, first, last, size)


def _defects(draw: np.random.Generator, size: Size) -> tuple[Numbers, Places, Places]:
    """Defects that begin in the second quarter of the production or later and last three months to a year."""
    factor, first, last = (
        np.ones(size.series),
        np.zeros(size.series, dtype=np.int64),
        np.full(size.series, -1),
    )
    chosen = draw.permutation(size.series)[: size.planted]
    for number, s in enumerate(chosen):
        factor[s] = FACTORS[number % len(FACTORS)]
        first[s] = draw.integers(size.produced // 4, size.produced * 3 // 4)
        last[s] = min(first[s] + draw.integers(3, 13) - 1, size.produced - 1)
    return factor, first, last


def _lives(draw: np.random.Generator, groups: Places, ages: int) -> Numbers:
    """Hazards by age (series, ages): Weibull's with some early failures on top; from 0.05 % to 3 % fail within three years."""
    edges = np.concatenate([[0.0], np.arange(ages) + 0.5])
    of_group = draw.uniform(np.log(0.7), np.log(1.8), int(groups.max()) + 1)
    shapes = np.exp(of_group[groups] + draw.normal(0, 0.15, len(groups)))
    share = np.exp(draw.uniform(np.log(0.0005), np.log(0.03), len(groups)))
    grown = (edges[None, :] / 36.0) ** shapes[:, None] * share[:, None]
    early = draw.uniform(0, 0.15, len(groups))[:, None] * share[:, None] * -np.expm1(-edges / 3.0)[None, :]
    return np.asarray(np.diff(grown + early, axis=1) / np.diff(edges))


def _waves(draw: np.random.Generator, kind: Kind, groups: Places, size: Size) -> Numbers:
    """What a calendar month does to each series (series, months)."""
    n, t = len(groups), np.arange(size.months)
    high = draw.uniform(0, kind.season, size.groups)[groups] * draw.uniform(0.7, 1.3, n)
    when = draw.uniform(0, 12, size.groups)[groups] + draw.normal(0, 0.5, n)
    waves = 1 + np.minimum(high, 0.9)[:, None] * np.cos(2 * np.pi * (t[None, :] - when[:, None]) / 12)
    yearly = draw.uniform(-kind.trend, kind.trend, n)
    waves *= (1 + yearly[:, None]) ** (t / 12)
    if kind.swing:
        swing = draw.uniform(0.25, 1, n)[:, None] * kind.swing
        waves *= draw.gamma(swing**-2, swing**2, waves.shape)
    return waves


def _claims(
    draw: np.random.Generator, kind: Kind, s: int, mean: Numbers, stores: Numbers
) -> tuple[Places, Places, Places, Places, Places, Places]:
    """The claims of one series: series, produced, age, failed, reported, store."""
    count = draw.poisson(mean)
    made, age, failed = (np.repeat(each, count[count > 0]) for each in np.nonzero(count))
    store = draw.choice(len(stores), len(made), p=stores)
    if kind.greedy:
        for greedy in (0, 1):
            from_month = 14 + 6 * greedy
            often = 5.0 if s % 10 == 3 + greedy else 0.5
            later = np.arange(mean.shape[2]) >= from_month
            extra = draw.poisson(mean * later * often * stores[greedy])
            more = [np.repeat(each, extra[extra > 0]) for each in np.nonzero(extra)]
            made, age, failed = (np.concatenate(pair) for pair in zip((made, age, failed), more, strict=True))
            store = np.concatenate([store, np.full(len(more[0]), greedy)])
    chances = _SLOW if kind.late else _QUICK
    lag = draw.choice(len(chances), len(made), p=chances)
    share = 0.05 + 0.15 * ((7 * np.arange(200) % 12) / 11)
    reported = failed + lag + (draw.random(len(made)) < share[failed + lag])
    if kind.late:
        for silent in (11, 22):
            reported = np.where(reported == silent, silent + 1, reported)
    return np.full(len(made), s), made, age, failed, reported, store
