"""The policy run through months that really were: what stock it would have cost, and what it would have filled.

Month by month: what was ordered comes in and fills what is owed, then it is ordered up to the level decided after the
month before, then it is asked. An order given at the start of a month is there at the start of the lead-th after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What came of it for each series; noughts where there were too few months."""

    stock: Numbers
    """Pieces on hand on average, of the starts and the ends of months."""
    asked: Numbers
    filled: Numbers
    """Pieces asked for, and of them those that were there at once."""
    months: NDArray[np.int64]
    """Months that were counted."""

    @property
    def fill_rate(self) -> float:
        """Share filled at once over all series; 1 if nothing was asked for."""
        asked = float(self.asked.sum())
        return float(self.filled.sum()) / asked if asked > 0 else 1.0

    @property
    def total_stock(self) -> float:
        """Pieces on hand in all series together."""
        return float(self.stock.sum())


@compiled
def _run(
    demand: Numbers, levels: Numbers, lead: int, lost: bool, run_in: int, stock: Numbers, asked: Numbers,
    filled: Numbers, months: NDArray[np.int64],
) -> None:  # fmt: skip
    coming = np.empty(lead + 1)
    for i in range(demand.shape[0]):
        coming[:] = 0.0
        hand, owed, begun, passed = 0.0, 0.0, False, 0
        for t in range(demand.shape[1]):
            if np.isnan(demand[i, t]) or np.isnan(levels[i, t]):
                if begun:
                    break
                continue
            if not begun:
                hand, begun = levels[i, t], True
            hand += coming[0]
            for k in range(lead):
                coming[k] = coming[k + 1]
            coming[lead] = 0.0
            back = min(hand, owed)
            hand -= back
            owed -= back
            position = hand - owed + coming[: max(lead, 0)].sum()
            order = max(0.0, levels[i, t] - position)
            if lead == 0:
                back = min(hand + order, owed)
                hand += order - back
                owed -= back
            else:
                coming[lead - 1] += order
            start = hand
            given = min(hand, demand[i, t])
            hand -= given
            if not lost:
                owed += demand[i, t] - given
            passed += 1
            if passed > run_in:
                stock[i] += 0.5 * (start + hand)
                asked[i] += demand[i, t]
                filled[i] += given
                months[i] += 1


def simulate_policy(
    demand: Numbers, levels: Numbers, *, lead_months: int, lost_sales: bool = False, run_in: int | None = None
) -> Run:
    """Run through months: `demand` (n, months), `levels` (n, months) as decided before each month; NaN: not counted.

    Each series starts with the first level on hand. What cannot be filled is owed and delivered later, or lost. The first
    `run_in` months (the lead time and one) do not count. Raises ValueError for tables of different shapes or a negative
    lead time.
    """
    if demand.shape != levels.shape or lead_months < 0:
        raise ValueError("demand and levels must have one shape, the lead time whole months")
    n = len(demand)
    stock, asked, filled, months = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, np.int64)
    _run(
        np.ascontiguousarray(demand, dtype=np.float64), np.ascontiguousarray(levels, dtype=np.float64),
        lead_months, lost_sales, lead_months + 1 if run_in is None else run_in, stock, asked, filled, months,
    )  # fmt: skip
    return Run(stock / np.maximum(months, 1), asked, filled, months)
