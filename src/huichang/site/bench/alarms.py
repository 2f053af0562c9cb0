"""Month after month through a field: when the early warning and the simple rule raise their alarms, and what they miss.

The simple rule of the trade: claims of the month over cars in cover, above the mean of the last twelve months plus three standard
deviations. Nobody sees more than had been reported by the end of the month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability import watching
from huichang.site.bench.fields import FACTORS, Field

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

START: Final = 5
"""The first month that is judged."""
DRAWN: Final = 6
"""A year of chance is drawn anew every so many months."""
NEVER: Final = 10_000
YEAR: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How far each series stood out at the end of each month (series, months), for both; and the windows that were named."""

    ours: Numbers
    """The score less the level of alarm: an alarm above nought."""
    simple: Numbers
    """Standard deviations above last year's mean: an alarm above three."""
    first: Places
    last: Places


def through(
    field: Field,
    *,
    rate: float = watching.RATE,
    rounds: int = watching.ROUNDS,
    said: Callable[[str], None] = lambda _: None,
) -> Course:
    """Judge a field at the end of every month; `said` is told how far it is."""
    n, months = field.size.series, field.size.months
    ours = np.full((n, months), -np.inf)
    first, last = np.zeros((n, months), dtype=np.int64), np.full((n, months), -1)
    null = None
    for month in range(START, months):
        said(f"第 {month + 1} / {months} 个月")
        found = watching.watch(
            field.claims, field.fleet, series=n, month=month, groups=field.groups, stores=field.stores, rate=rate,
            rounds=rounds, level=null if (month - START) % DRAWN else None, seed=1,
        )  # fmt: skip
        null = found.null
        ours[:, month] = np.where(found.last >= found.first, found.score - null.level, -np.inf)
        first[:, month], last[:, month] = found.first, found.last
    return Course(ours, simple(field), first, last)


def simple(field: Field) -> Numbers:
    """What the simple rule sees (series, months); minus infinity in its first year."""
    n, months = field.size.series, field.size.months
    claims = np.zeros((n, months))
    np.add.at(claims, (field.claims.series, field.claims.reported), 1.0)
    cars = np.maximum(field.fleet.at_risk(months).sum(axis=(0, 1)), 1e-9)
    rates = claims / cars
    found = np.full((n, months), -np.inf)
    for month in range(YEAR, months):
        past = rates[:, month - YEAR : month]
        spread = past.std(axis=1, ddof=1)
        above = rates[:, month] - past.mean(axis=1)
        found[:, month] = np.where(
            spread > 0, above / np.maximum(spread, 1e-300), np.where(above > 0, np.inf, -np.inf)
        )
    return found


def raised(seen: Numbers, level: float) -> Places:
    """The month in which each series first passes a level; NEVER if it does not."""
    above = seen > level
    return np.asarray(np.where(above.any(axis=1), above.argmax(axis=1), NEVER))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a way of alarming did over some fields."""

    calm: int
    """Series without a defect."""
    false: int
    """Of them those with an alarm at any time."""
    years: float
    """Series-years in which they were judged."""
    delays: dict[float, list[int]]
    """By factor: months from the first month of production with the defect to the alarm; NEVER if there was none."""

    @property
    def false_per_thousand(self) -> float:
        """False alarms for 1,000 series over the whole field."""
        return 1000.0 * self.false / max(self.calm, 1)

    @property
    def false_a_year(self) -> float:
        """False alarms for 1,000 series-years."""
        return 1000.0 * self.false / max(self.years, 1e-9)

    def found(self, factor: float) -> float:
        """Share of the defects found while the field lasted, in per cent."""
        delays = self.delays[factor]
        return 100.0 * sum(each < NEVER for each in delays) / len(delays) if delays else float("nan")

    def delay(self, factor: float) -> float:
        """Months until half of the defects were found; infinite if fewer were."""
        delays = sorted(self.delays[factor])
        middle = delays[(len(delays) - 1) // 2] if delays else NEVER
        return float(middle) if middle < NEVER else float("inf")


def judged(fields: list[tuple[Field, Numbers]], level: float, *, start: int = START) -> Judged:
    """What came of alarms above a level. An alarm of a defect before its first car counts as false and not as found."""
    calm, false, years = 0, 0, 0.0
    delays: dict[float, list[int]] = {factor: [] for factor in FACTORS}
    for field, seen in fields:
        at = raised(seen, level)
        healthy = field.factor == 1.0
        calm += int(healthy.sum())
        false += int((at[healthy] < NEVER).sum())
        watched = np.minimum(at[healthy], field.size.months - 1) - start + 1
        years += float(np.maximum(watched, 0).sum()) / YEAR
        for s in np.flatnonzero(~healthy):
            begun = seen[s].copy()
            begun[: field.first[s]] = -np.inf
            when = int(raised(begun[None], level)[0])
            delays[float(field.factor[s])].append(when - int(field.first[s]) if when < NEVER else NEVER)
    return Judged(calm, false, years, delays)


def level_for(fields: list[tuple[Field, Numbers]], false: int) -> float:
    """The lowest level with at most so many false alarms."""
    highest = np.sort(np.concatenate([seen[field.factor == 1.0].max(axis=1) for field, seen in fields]))[::-1]
    return float(highest[false]) if false < len(highest) else -np.inf
