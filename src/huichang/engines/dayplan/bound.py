"""How good a plan can be at best: a proved lower bound on its cost, from prices (`prices`).

Prices are climbed on all ways; then the ways that no plan cheaper than the known one can have are taken out, which
makes a round several times faster, and the climb goes on. What the bound leaves out makes it smaller, never wrong:
setups between colours, crews that are too many to be looked at, people and bays that two steps of one car that come in
no order would share, the makespan of all cars but one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import floor

from huichang.engines.dayplan.construct import alone
from huichang.engines.dayplan.prices import AGAIN, EPSILON, SHORTEST, Prices
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Problem
from huichang.engines.dayplan.ways import Ways, finest

FIRST = 60
"""Rounds on all ways before the first are taken out."""
PACE = 0.9
"""The length of the steps after the first time; it goes on shrinking from there."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What has been proved: no plan costs less than `value`."""

    value: int
    rounds: int
    seconds: float


def lower_bound(problem: Problem, *, seconds: float, above: int) -> Bound:
    """Prove that no plan costs less than some value, for about `seconds`.

    `above`: the total of a plan that is known; it sets how far the prices move, and the bound is not raised beyond it.
    What differs from a plan that people know is not counted: the bound is one for plans made afresh, and so for all.
    """
    began, shop = time.monotonic(), Shop(problem)
    prices = climbed(shop, began + seconds, above)
    value = floor(min(prices.best, above) + EPSILON)
    return Bound(value, prices.rounds, time.monotonic() - began)


def climbed(shop: Shop, until: float, above: float) -> Prices:
    """Prices for all cars that prove much, on the ways that a plan cheaper than `above` can have."""
    last = max(shop.of_car, key=lambda car: alone(shop, car), default=None)
    prices = Prices(Ways(shop, shop.of_car, finest(shop), last=last))
    prices.climb(until, above, rounds=FIRST)
    prices.fix(above)
    pace = PACE
    while pace > SHORTEST and time.monotonic() < until and prices.best < above - 1:
        before = prices.best
        prices.climb(until, above, pace=pace)
        prices.fix(above)
        pace = pace * AGAIN if prices.best - before < abs(before) * 1e-4 else AGAIN
    return prices
