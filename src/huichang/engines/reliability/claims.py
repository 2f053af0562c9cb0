"""Claims as the early warning counts them, and stores that ask for more than the others.

A claim that has come counts in the month of its report. A store that claims far more of a part than its share of the cars lets
one expect is no fault of the part: beyond what chance allows, its claims of the last months count only in part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_BACK: Final = 6
"""Months over which a store's claims of a part are compared with the other stores'."""
_ALLOWED: Final = 3.0
"""Standard deviations that a store may be above its share."""
_UNEVEN: Final = 0.3
"""Coefficient of variation between honest stores: their customers and roads differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """One place for each claim. Months count from the first month of the calendar, those of production from their first."""

    series: Places
    """Which part with which failure: 0, 1 …"""
    produced: Places
    age: Places
    """Months between sale and failure."""
    failed: Places
    reported: Places
    store: Places | None = None
    """0, 1 …; None if it is not known where."""

    def __post_init__(self) -> None:
        rows = [self.series, self.produced, self.age, self.failed, self.reported]
        if len({len(each) for each in rows} | ({len(self.store)} if self.store is not None else set())) > 1:
            raise ValueError("every column of the claims has the same length")
        if any(len(each) and int(each.min()) < 0 for each in rows):
            raise ValueError("no place of a claim is below nought")
        if (self.reported < self.failed).any():
            raise ValueError("no claim is reported before the failure")

    def __len__(self) -> int:
        return len(self.series)

    def until(self, month: int) -> Claims:
        """Those that had been reported by the end of a month."""
        return self.where(self.reported <= month)

    def where(self, which: NDArray[np.bool_]) -> Claims:
        """Some of them."""
        return Claims(
            self.series[which], self.produced[which], self.age[which], self.failed[which], self.reported[which],
            None if self.store is None else self.store[which],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Claims by series and age, by series and month of the report, by series and month of production."""

    by_age: Numbers
    by_month: Numbers
    by_produced: Numbers


def weights(claims: Claims, series: int, months: int, share: Numbers | None) -> Numbers:
    """What each claim counts: 1, less for stores that are beyond their share. `share`: of the cars, by store."""
    whole = np.ones(len(claims))
    if claims.store is None or share is None or len(share) < 3:
        return whole
    stores = len(share)
    place = (claims.series * stores + claims.store) * months + claims.reported
    filled, which = np.unique(place, return_inverse=True)
    counted = np.bincount(which).astype(np.float64)
    totals = np.zeros((series, months + _BACK))
    np.add.at(totals, (claims.series, claims.reported + _BACK), 1.0)
    trailing = _trailing(totals)
    row, month = filled // months, filled % months
    of_series, store = row // stores, row % stores
    lately = np.array(counted)
    for back in range(1, _BACK):
        at = np.searchsorted(filled, filled - back)
        at = np.minimum(at, len(filled) - 1)
        same = (filled[at] == filled - back) & (month >= back)
        lately += np.where(same, counted[at], 0.0)
    others = np.maximum(trailing[of_series, month] - lately, 0.0)
    part = np.clip(share[store], 1e-6, 0.5)
    awaited = (others + 1.0) * part / (1.0 - part)
    most = awaited + _ALLOWED * np.sqrt(awaited + (_UNEVEN * awaited) ** 2) + 2.0
    return np.asarray(np.minimum(1.0, most / lately)[which])


def _trailing(totals: Numbers) -> Numbers:
    sums = totals.cumsum(axis=1)
    return np.asarray(sums[:, _BACK:] - sums[:, :-_BACK])


def counts(claims: Claims, worth: Numbers, *, series: int, produced: int, ages: int, months: int) -> Counts:
    """The claims counted. Those of an age or month of production that the tables do not have are left out."""
    inside = (
        (claims.age < ages)
        & (claims.produced < produced)
        & (claims.reported < months)
        & (claims.series < series)
    )
    s, w = claims.series[inside], worth[inside]

    def by(column: Places, width: int) -> Numbers:
        found = np.bincount(s * width + column[inside], weights=w, minlength=series * width)
        return np.asarray(found.reshape(series, width))

    return Counts(by(claims.age, ages), by(claims.reported, months), by(claims.produced, produced))
