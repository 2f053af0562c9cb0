"""How good a plan can be at best: a proved lower bound on its cost, from prices (`prices`).

Prices are climbed on all ways; then the ways that no plan cheaper than the known one can have are taken out, which
makes a round several times faster, and the climb goes on. At last groups of cars are planned case by case
(`branching`). What the bound leaves out makes it smaller, never wrong:
setups between colours, crews that are too many to be looked at, people and bays that two steps of one car that come in
no order would share, the makespan of all cars but one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import floor

from huichang.engines.dayplan.branching import Cluster, clusters
from huichang.engines.dayplan.construct import alone
from huichang.engines.dayplan.prices import AGAIN, EPSILON, SHORTEST, Prices
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Problem
from huichang.engines.dayplan.ways import Ways, finest

FIRST = 60
"""Rounds on all ways before the first are taken out."""
PATIENCE = 100
"""Rounds without a clearly better bound after which steps become shorter: three times as many prove twice as much."""
PACE = 0.9
"""The length of the steps after the first time; it goes on shrinking from there."""


CLIMBING = 0.3
"""The share of the time for prices of all cars, at most; the rest is for cases."""
TURNS, SHORTEST_TURN = 3, 0.05
"""Into how many turns the time that is left is cut, and seconds of one at least."""
WORTHWHILE = 2e-5
"""What a turn must gain, as a share of the plan's cost, to be followed by another."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What has been proved: no plan costs less than `value`."""

    value: int
    rounds: int
    seconds: float


def lower_bound(problem: Problem, *, seconds: float, above: int) -> Bound:
    """Prove that no plan costs less than some value, for about `seconds`.

    `above`: the total of a plan that is known, or less: what is to be proved. It sets how far the prices move, what a
    plan that costs less cannot have is left out, and the bound is not raised beyond it.
    What differs from a plan that people know is not counted: the bound is one for plans made afresh, and so for all.
    """
    began, shop = time.monotonic(), Shop(problem)
    until = began + seconds
    prices = climbed(shop, began + CLIMBING * seconds, above)
    reached = max(prices.best, _branched(prices, until, above))
    return Bound(floor(min(reached, above) + EPSILON), prices.rounds, time.monotonic() - began)


def _branched(prices: Prices, until: float, above: float) -> float:
    """What is proved when cars that have people and bays to themselves are planned case by case.

    In turns, as long as it helps; what is gained of one group is gained for the day, and adds to that of the others.
    """
    total = prices.answer()
    groups = [Cluster(prices, chains) for chains in clusters(prices)]
    while groups and time.monotonic() < until:
        turn = max((until - time.monotonic()) / (TURNS * len(groups)), SHORTEST_TURN)
        rising = []
        for group in groups:
            before = group.value
            group.climb(min(time.monotonic() + turn, until), above - (total - before))
            total += group.value - before
            if group.value - before > WORTHWHILE * abs(above) and total < above - EPSILON:
                rising.append(group)
        groups = rising
    return total


def climbed(shop: Shop, until: float, above: float) -> Prices:
    """Prices for all cars that prove much, on the ways that a plan cheaper than `above` can have."""
    last = max(shop.of_car, key=lambda car: alone(shop, car), default=None)
    prices = Prices(Ways(shop, shop.of_car, finest(shop), last=last))
    prices.climb(until, above, rounds=FIRST)
    prices.fix(above)
    pace = PACE
    while pace > SHORTEST and time.monotonic() < until and prices.best < above - 1:
        before = prices.best
        prices.climb(until, above, pace=pace, patience=PATIENCE)
        prices.fix(above)
        pace = pace * AGAIN if prices.best - before < abs(before) * 1e-4 else AGAIN
    return prices
