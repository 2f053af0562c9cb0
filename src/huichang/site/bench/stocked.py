"""Stock against service, run through the past: the forecast of the house and the textbook methods under one policy.

At every month from the middle of the series on a level is set from what was known then and the policy is run through the
months that followed (`engines.demand.running`). Every way of forecasting is taken through a range of service levels;
what comes out is a curve. The house's forecast sets its levels by what a piece more is worth. The others may do that too,
or by the chance that it is enough, each with the normal and with the negative binomial distribution fitted to their own
past errors; of the four curves the lowest counts, at every point anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines import demand
from huichang.engines.demand import choosing, distribution, learning
from huichang.engines.demand.choosing import Way
from huichang.engines.demand.forecasting import Forecast
from huichang.engines.demand.stocking import Cover, cover

Numbers = NDArray[np.float64]

LEADS: Final = (1, 2, 3)
FILLS: Final = (0.90, 0.92, 0.94, 0.95, 0.96, 0.98)
PINBALLS: Final = (0.8, 0.9, 0.95)
AHEAD: Final = 6
CHANCES: Final = np.array(
    [0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9999, 0.99999]
)
PRICES: Final = np.exp(np.linspace(np.log(2.0), np.log(0.0003), 22))[None, :]
OURS: Final = "huichang"
TEXTBOOK: Final = tuple(way for way in Way if way not in (Way.POOLED, Way.MIXTURE))
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Average stock and fill rate at rising service."""

    fill: Numbers
    stock: Numbers

    def at(self, fill: float) -> float:
        """Stock at a fill rate, in a straight line between measured points; NaN where none was measured."""
        rising = np.maximum.accumulate(self.fill)
        if not rising[0] <= fill <= rising[-1]:
            return float("nan")
        return float(np.interp(fill, rising, self.stock))


@dataclass(slots=True)
class Errors:
    """Sums of scaled errors of one way of forecasting."""

    absolute: list[Numbers] = field(default_factory=list)
    squared: list[Numbers] = field(default_factory=list)
    pinball: dict[float, list[Numbers]] = field(default_factory=lambda: {q: [] for q in PINBALLS})

    def means(self) -> tuple[float, ...]:
        """MASE, RMSSE and the pinball losses, means over series and origins; NaN where six months never follow."""
        return (
            _mean(self.absolute),
            _mean([np.sqrt(each) for each in self.squared]),
            *(_mean(self.pinball[q]) for q in PINBALLS),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was measured on one set."""

    series: int
    months: int
    start: int
    curves: Mapping[tuple[str, int, bool], Curve]
    """By way, lead time, whether sales are lost; of the textbook methods the lowest of their curves."""
    errors: Mapping[str, tuple[float, ...]]
    seconds: float
    """The last forecast: all series, all months, the choice of method in it."""


def _mean(losses: list[Numbers]) -> float:
    return float(np.concatenate(losses).mean()) if losses else float("nan")


def start_of(months: int) -> int:
    """How many months are known at the first origin."""
    return max(min(24, months // 2), min(4, months - 2))


@dataclass(frozen=True, slots=True, eq=False)
class _Set:
    """A set made ready for measuring."""

    known: Numbers
    """Demand, NaN outside a series."""
    start: int
    by_book: Mapping[Way, Numbers]
    misses: Mapping[tuple[Way, int], Numbers]
    """Squared errors of sums of so many months, by the month after which they were forecast."""
    fine: Numbers
    """Pieces that the textbook levels go by: one, or less where broken pieces are asked for."""

    @property
    def months(self) -> int:
        return int(self.known.shape[1])

    def book_cover(self, way: Way, lead: int, origin: int, *, normal: bool) -> Cover:
        """A textbook forecast with the distribution fitted to its past errors over the same number of months."""
        monthly = self.by_book[way][:, origin - 1]
        moments = []
        for months in (lead, lead + 1):
            mean = np.maximum(np.nan_to_num(months * monthly), _LEAST)
            errors = self.misses[way, months][:, : max(origin - months, 0)]
            seen = ~np.isnan(errors)
            count = seen.sum(axis=1)
            variance = np.where(seen, errors, 0.0).sum(axis=1) / np.maximum(count, 1)
            moments.append((mean, np.where((count > 0) & (variance > 0), variance, mean)))
        (lead_mean, lead_variance), (mean, variance) = moments
        cell = distribution.cells(mean, variance / mean, self.fine)
        spread = _normal if normal else _plain
        return Cover(
            spread(lead_mean, lead_variance, cell), spread(mean, variance, cell), cell, mean - lead_mean
        )


def run(series: Numbers, *, said: Callable[[str], None] = lambda _: None) -> Found:
    """Measure one set. `said` is told how far it is."""
    past = demand.history(series)
    n, months = past.y.shape
    start = start_of(months)
    inside = (np.arange(months) >= past.first[:, None]) & (np.arange(months) < past.end[:, None])
    by_book = choosing.paths(past)
    misses: dict[tuple[Way, int], Numbers] = {
        (way, h): (learning.ahead_of(past, h) - h * by_book[way]) ** 2
        for way in TEXTBOOK
        for h in range(1, max(LEADS) + 2)
    }
    fine = np.minimum(distribution.units(past.y, past.first, past.end), 1.0)
    ready = _Set(np.where(inside, past.y, np.nan), start, by_book, misses, fine)
    errors = {name: Errors() for name in (OURS, *TEXTBOOK)}
    forecasts: dict[int, Forecast] = {}
    seconds = 0.0
    for origin in range(start, months):
        judged = (origin - start) % AHEAD == 0
        began = time.perf_counter()
        last = origin == months - 1
        ours = demand.forecast(ready.known[:, :origin], horizon=AHEAD if judged or last else max(LEADS) + 1)
        seconds = time.perf_counter() - began
        forecasts[origin] = ours
        if judged:
            _judge(errors, ready, origin, ours)
        said(f"{origin - start + 1}/{months - start}")
    curves = {}
    for lead in LEADS:
        levels = [_levels(ready, {o: cover(f, lead, 0.0, 1.0).worth(PRICES) for o, f in forecasts.items()})]
        for lost in (False, True):
            curves[OURS, lead, lost] = _lowest(_curves(ready, levels, lead, lost=lost))
        for way in TEXTBOOK:
            levels = [table for normal in (False, True) for table in _book_levels(ready, way, lead, normal)]
            for lost in (False, True):
                curves[way.value, lead, lost] = _lowest(_curves(ready, levels, lead, lost=lost))
        said(f"L={lead}")
    return Found(n, months, start, curves, {name: each.means() for name, each in errors.items()}, seconds)


def _book_levels(ready: _Set, way: Way, lead: int, normal: bool) -> tuple[Numbers, Numbers]:
    covers = {
        origin: ready.book_cover(way, lead, origin, normal=normal)
        for origin in range(ready.start, ready.months)
    }
    return (
        _levels(ready, {origin: each.worth(PRICES) for origin, each in covers.items()}),
        _levels(ready, {origin: each.enough(CHANCES) for origin, each in covers.items()}),
    )


def _levels(ready: _Set, by_origin: Mapping[int, Numbers]) -> Numbers:
    """Levels (service, n, months); NaN where the series had not begun when they were set."""
    some = next(iter(by_origin.values()))
    table = np.full((some.shape[1], *ready.known.shape), np.nan)
    for origin, levels in by_origin.items():
        table[:, :, origin] = np.where(np.isnan(ready.known[:, origin - 1]), np.nan, levels.T)
    return table


def _curves(ready: _Set, levels: list[Numbers], lead: int, *, lost: bool) -> list[Curve]:
    run_in = min(lead + 1, max(ready.months // 8, 1))
    curves = []
    for table in levels:
        runs = [
            demand.simulate_policy(ready.known, level, lead_months=lead, lost_sales=lost, run_in=run_in)
            for level in table
        ]
        curves.append(
            Curve(np.array([each.fill_rate for each in runs]), np.array([each.total_stock for each in runs]))
        )
    return curves


def _normal(mean: Numbers, variance: Numbers, cell: Numbers) -> Numbers:
    return distribution.bells(mean / cell, np.sqrt(variance) / cell)


def _plain(mean: Numbers, variance: Numbers, cell: Numbers) -> Numbers:
    ratio = np.maximum(variance / mean, 1.02 * cell)
    return distribution.grids(mean, ratio, size=ratio, lump=ratio, unit=np.zeros(len(mean)), cell=cell)


def _lowest(curves: list[Curve]) -> Curve:
    """At every fill rate the least stock of several curves."""
    if len(curves) == 1:
        return curves[0]
    fills = np.round(np.arange(0.5, 1.0, 0.001), 3)
    table = np.array([[curve.at(float(fill)) for fill in fills] for curve in curves])
    some = ~np.isnan(table).all(axis=0)
    return Curve(fills[some], np.nanmin(table[:, some], axis=0)) if some.any() else curves[0]


def _judge(errors: Mapping[str, Errors], ready: _Set, origin: int, ours: Forecast) -> None:
    """Scaled errors from one origin: of six months each for itself, and of the sums that stock must cover."""
    history, future = ready.known[:, :origin], ready.known[:, origin : origin + AHEAD]
    steps = np.diff(history, axis=1)
    count = np.maximum((~np.isnan(steps)).sum(axis=1), 1)
    scale = np.nansum(np.abs(steps), axis=1) / count
    square = np.nansum(steps**2, axis=1) / count
    used = (scale > 0) & ~np.isnan(future).any(axis=1)
    if future.shape[1] < AHEAD or not used.any():
        return
    for name, each in errors.items():
        if name == OURS:
            sums = np.concatenate([np.zeros((len(ours.means), 1)), ours.means], axis=1)
            monthly = np.diff(sums, axis=1)
            covers = [[cover(ours, lead, 0.0, 1.0) for lead in LEADS]]
        else:
            way = Way(name)
            monthly = np.repeat(ready.by_book[way][:, [origin - 1]], AHEAD, axis=1)
            covers = [
                [ready.book_cover(way, lead, origin, normal=normal) for lead in LEADS]
                for normal in (False, True)
            ]
        miss = future[used] - monthly[used]
        each.absolute.append(np.abs(miss).mean(axis=1) / scale[used])
        each.squared.append((miss**2).mean(axis=1) / square[used])
        for q in PINBALLS:
            losses = [_pinball(q, kind, future, used) / scale[used] for kind in covers]
            each.pinball[q].append(min(losses, key=lambda loss: float(np.mean(loss))))


def _pinball(q: float, covers: list[Cover], future: Numbers, used: NDArray[np.bool_]) -> Numbers:
    """Loss of the q-quantile of the sums over lead time and review, by the month, mean over the lead times."""
    losses = []
    for lead, each in zip(LEADS, covers, strict=True):
        gap = future[used, : lead + 1].sum(axis=1) - each.enough(np.array([q]))[used, 0]
        losses.append(np.maximum(q * gap, (q - 1) * gap) / (lead + 1))
    return np.asarray(np.mean(losses, axis=0))
