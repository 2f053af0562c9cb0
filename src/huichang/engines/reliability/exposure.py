"""How much there was that could fail: cars by month of production, months in service and month of the report.

A car is at risk while it is in cover. Cover ends by months or by km, whichever comes first, so cars that are driven much
leave it early: their leaving is censoring that is known only as a share, from the km of any cars that were looked at
(Lawless, Statistical analysis of product warranty data, International Statistical Review 66, 1998). Claims come late: how
late is learned from those that have come, with what is still out taken into account (Kalbfleisch, Lawless, Inference based
on retrospective ascertainment, JASA 84, 1989). All months count from one first month of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """The cars: how many of each month of production were sold in each month of the calendar, and how long they are in cover."""

    sold: Numbers
    """(produced, months): cars."""
    inside: Numbers
    """Share of the cars still in cover in each month in service; the first place is the month of the sale."""

    def __post_init__(self) -> None:
        if self.sold.ndim != 2 or self.inside.ndim != 1:
            raise ValueError("sold is a table (produced, months), inside a row of shares")
        if not np.isfinite(self.sold).all() or (self.sold < 0).any():
            raise ValueError("cars sold are finite and not below nought")
        if ((self.inside < 0) | (self.inside > 1)).any():
            raise ValueError("shares in cover lie between 0 and 1")

    def at_risk(self, months: int) -> Numbers:
        """Car-months in cover (produced, ages, months of the calendar) of the first so many months.

        In the month of its sale a car is at risk for half a month, on average.
        """
        produced, known = self.sold.shape
        ages = len(self.inside)
        found = np.zeros((produced, ages, months))
        for age in range(min(ages, months)):
            until = min(known, months - age)
            found[:, age, age : age + until] = (
                self.sold[:, :until] * self.inside[age] * (0.5 if age == 0 else 1.0)
            )
        return found


def inside_cover(km_a_month: ArrayLike, *, months: int, km: float | None, ages: int) -> Numbers:
    """Share of cars still in cover in each of `ages` months in service: within so many months, not beyond the km.

    `km_a_month`: what cars of the fleet are driven, one number for each car that was looked at, chosen without regard to
    failures. Without any, or without a limit, only the months count.
    """
    pace = np.asarray(km_a_month, dtype=np.float64)
    pace = pace[np.isfinite(pace) & (pace >= 0)]
    age = np.arange(ages, dtype=np.float64)
    share = np.ones(ages)
    if km is not None and len(pace):
        farthest = np.sort(pace)
        share = np.searchsorted(farthest, km / (age + 0.5), side="right") / len(pace)
    return np.asarray(np.where(age < months, share, 0.0))


def delays(failed: ArrayLike, reported: ArrayLike, *, until: int, longest: int) -> Numbers:
    """Chances that a claim comes 0, 1 … `longest` months after the failure, from those that came by month `until`.

    Of a failure last month only the quick claims are here yet; each lag is compared with the shorter ones of the same failures
    (reverse hazards). Without claims every one comes at once.
    """
    at = np.asarray(failed, dtype=np.int64)
    lag = np.asarray(reported, dtype=np.int64) - at
    here = (lag >= 0) & (lag <= longest) & (at + lag <= until)
    at, lag = at[here], lag[here]
    chances = np.zeros(longest + 1)
    whole = 1.0
    for late in range(longest, 0, -1):
        grown = (at + late <= until) & (lag <= late)
        count = int(grown.sum())
        share = float((lag[grown] == late).sum()) / count if count else 0.0
        chances[late] = whole * share
        whole *= 1.0 - share
    chances[0] = whole
    return chances


def reported(at_risk: Numbers, chances: Numbers) -> Numbers:
    """Car-months (produced, ages, months) as they show in reports: those of a month come in it and in the months after."""
    found = np.zeros_like(at_risk)
    months = at_risk.shape[2]
    for late, chance in enumerate(chances[:months]):
        if chance > 0:
            found[:, :, late:] += chance * at_risk[:, :, : months - late]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What can be counted, without the empty corners: by report month, then production month, then age."""

    produced: Places
    age: Places
    month: Places
    x: Numbers
    """Car-months as they show in reports."""
    start: Places
    """(months + 1, produced + 1): the first cell of a report month and production month, and the end of the last."""
    ages: int

    @property
    def columns(self) -> tuple[Places, Places, Places, Numbers, Places]:
        """As machine code takes them: produced, age, month, x, start."""
        return self.produced, self.age, self.month, self.x, self.start

    @property
    def shape(self) -> tuple[int, int]:
        """Report months, production months."""
        return self.start.shape[0] - 1, self.start.shape[1] - 1


def cells(shown: Numbers) -> Cells:
    """The filled cells of car-months as they show in reports."""
    produced, ages, months = shown.shape
    ordered = shown.transpose(2, 0, 1)
    month, made, age = np.nonzero(ordered > _LEAST)
    start = np.zeros((months + 1, produced + 1), dtype=np.int64)
    counts = np.zeros((months, produced), dtype=np.int64)
    np.add.at(counts, (month, made), 1)
    ends = counts.cumsum().reshape(months, produced) if counts.size else counts
    start[:months, 1:] = ends
    start[:months, 0] = ends[:, 0] - counts[:, 0] if produced else 0
    start[months, :] = len(month)
    return Cells(
        made.astype(np.int64),
        age.astype(np.int64),
        month.astype(np.int64),
        ordered[month, made, age],
        start,
        ages,
    )
