"""What was asked for in the past, made ready: one row for each part, one column for each month, oldest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Monthly demand without gaps, and where each series begins and ends."""

    y: NDArray[np.float64]
    """Pieces asked for (n, months); nought outside a series."""
    first: NDArray[np.int64]
    """The first month of each series."""
    end: NDArray[np.int64]
    """The month after the last of each series; equal to `first` for one without any month."""

    @property
    def months(self) -> NDArray[np.int64]:
        """How many months each series has."""
        return self.end - self.first

    def until(self, month: int) -> History:
        """What was known before this month."""
        end = np.clip(self.end, self.first, np.maximum(month, self.first))
        y = self.y[:, :month].copy()
        return History(y, np.minimum(self.first, month), np.minimum(end, month))


def history(series: NDArray[np.float64]) -> History:
    """Make series ready: blanks before the first and after the last known month are no months, a blank between is none asked.

    Less than nothing (more came back than went out) counts as nothing. Raises ValueError if it is no table of finite
    numbers and NaN.
    """
    table = np.asarray(series, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError("series must be a table: a row for each part, a column for each month")
    if np.isinf(table).any():
        raise ValueError("demand must be finite")
    known = ~np.isnan(table)
    some = known.any(axis=1)
    months = table.shape[1]
    first = np.where(some, known.argmax(axis=1) if months else 0, 0).astype(np.int64)
    end = np.where(some, months - known[:, ::-1].argmax(axis=1) if months else 0, 0).astype(np.int64)
    return History(np.ascontiguousarray(np.maximum(np.where(known, table, 0.0), 0.0)), first, end)
