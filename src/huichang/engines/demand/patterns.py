"""What kind of series it is: how often and how evenly it is asked for, and where in its life the part stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.demand.history import History

Numbers = NDArray[np.float64]

ADI_LIMIT, CV2_LIMIT = 1.32, 0.49
"""Syntetos, Boylan and Croston 2005: months between demands; squared coefficient of variation of the sizes."""
NEW_MONTHS: Final = 6
ENDED_MONTHS: Final = 12
"""No demand for a year, and for four times the usual interval: it is over."""
_SURE: Final = 2.0
"""Standard deviations that the last months must be off the ones before."""


class Pattern(StrEnum):
    """How often and how evenly it is asked for."""

    SMOOTH = "smooth"
    INTERMITTENT = "intermittent"
    ERRATIC = "erratic"
    LUMPY = "lumpy"
    NONE = "none"


class Phase(StrEnum):
    """Where in its life the part stands, by its demand alone."""

    NEW = "new"
    COMING = "coming"
    STEADY = "steady"
    GOING = "going"
    ENDED = "ended"
    NONE = "none"


def intervals(history: History) -> tuple[Numbers, Numbers]:
    """Months between demands (ADI) and squared coefficient of variation of the sizes; NaN without demand."""
    hits = (history.y > 0).sum(axis=1).astype(np.float64)
    total, squares = history.y.sum(axis=1), (history.y**2).sum(axis=1)
    some = hits > 0
    adi, cv2 = np.full(len(hits), np.nan), np.full(len(hits), np.nan)
    adi[some] = history.months[some] / hits[some]
    mean = total[some] / hits[some]
    cv2[some] = np.maximum(squares[some] / hits[some] / mean**2 - 1.0, 0.0)
    return adi, cv2


def classify(history: History) -> tuple[Pattern, ...]:
    """The four patterns by their limits; NONE without any demand."""
    adi, cv2 = intervals(history)
    return tuple(_pattern(a, c) for a, c in zip(adi, cv2, strict=True))


def _pattern(adi: float, cv2: float) -> Pattern:
    if np.isnan(adi):
        return Pattern.NONE
    if adi < ADI_LIMIT:
        return Pattern.SMOOTH if cv2 < CV2_LIMIT else Pattern.ERRATIC
    return Pattern.INTERMITTENT if cv2 < CV2_LIMIT else Pattern.LUMPY


def phase(history: History) -> tuple[Phase, ...]:
    """New, coming, steady, going or ended: the last third (at most a year) against what was before.

    Pieces are counted in sizes of a demand and taken as chance events, so that a part asked for four times in all is not
    called coming because of two of them.
    """
    return tuple(_phase(history.y[i, history.first[i] : history.end[i]]) for i in range(len(history.first)))


def _phase(y: Numbers) -> Phase:
    hits = np.flatnonzero(y)
    if not len(hits):
        return Phase.NONE
    since = len(y) - 1 - hits[-1]
    if since >= max(ENDED_MONTHS, 4 * len(y) / (len(hits) + 1)):
        return Phase.ENDED
    if len(y) - hits[0] < NEW_MONTHS:
        return Phase.NEW
    recent = min(12, len(y) // 3)
    lump = (y**2).sum() / y.sum()
    now, before = y[-recent:].sum() / lump, y[:-recent].sum() / lump
    share = recent / len(y)
    # Of all events so many fell into the last months, where a steady part would have had its share of them.
    off = (now - share * (now + before)) / np.sqrt((now + before) * share * (1 - share))
    if off > _SURE:
        return Phase.COMING
    return Phase.GOING if off < -_SURE else Phase.STEADY
