"""Prices for every slot of every person and bay, raised until they say how good a plan can be at best.

Lagrangian relaxation of the time-indexed model (Fisher 1981; for workshops Hoitomt, Luh, Pattipati 1993): whatever the
prices, what the cars answer to them minus the worth of all that is offered is no more than the cost of any plan. They
are raised where too many cars want a slot and lowered where nobody does (deflected subgradient steps; Camerini,
Fratta, Maffioli 1975).
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan import answering
from huichang.engines.dayplan.ways import Floats, Ways

DEFLECTION = 0.7
"""How much of the last direction is kept: prices zigzag less."""
PATIENCE = 30
"""Rounds without a clearly better bound after which the steps become shorter."""
CLEARLY = 1e-5
"""A better bound, as a share of itself."""
SHORTEST = 1e-3
"""The length of a step, as a share of the one that would close the gap, below which nothing moves any more."""
AGAIN = 0.5
"""The length from which the steps start anew when ways have been taken out."""
AIM = 0.1
"""The gap that a step of the whole length would close at least, as a share of the plan's cost: the bound that can be
reached lies close below the plan, and steps that only aim there come to nothing."""
EPSILON = 1e-6
"""What may be lost in adding up."""


class Prices:
    """The prices, and the best bound that any of them have proved."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.price: Floats = np.zeros_like(ways.offered)
        self.best = -answering.NEVER
        self.rounds = 0
        steps = len(ways.works)
        self._ended = np.empty((steps, ways.slots + 1))
        self._way_to = np.zeros((steps, ways.slots + 1), np.int64)
        self.value = np.zeros(len(ways.cars))
        self.chosen = np.full(steps, -1, np.int64)
        """The cars' last answers: what each chain pays at least, and the way of each step (-1: left out)."""
        self._wanted = np.zeros_like(ways.offered)

    def totals(self) -> Floats:
        """Line, slot → the price of the line from the first slot up to this one."""
        summed = np.zeros((self.ways.none + 1, self.ways.slots + 1))
        np.cumsum(self.price * self.ways.present, axis=1, out=summed[:, 1:])
        return summed

    def answer(self) -> float:
        """What is proved by the prices as they are; the answers stand in `value` and `chosen`."""
        ways = self.ways
        answering.answer(
            *(ways.first_step, ways.first_way, ways.begin, ways.end, ways.cost, ways.line, ways.ready_cost),
            *(ways.at_most, float(ways.shop.problem.weights.refused), self.totals()),
            *(self._ended, self._way_to, self.value, self.chosen),
        )
        self.rounds += 1
        worth = float((self.price * ways.present * ways.offered).sum())
        return ways.fixed - worth + float(self.value.sum())

    def climb(
        self,
        until: float,
        above: float,
        *,
        pace: float = 1.0,
        patience: int = PATIENCE,
        rounds: int = 1 << 30,
    ) -> None:
        """Raise the bound until the moment, or until it has reached `above`, the cost of a plan that is known."""
        ways, best_price = self.ways, self.price
        direction, since = np.zeros_like(self.price), 0
        first = True
        while pace > SHORTEST and rounds and (first or time.monotonic() < until):
            value, rounds = self.answer(), rounds - 1
            if first:
                # After ways were taken out the same prices may prove more.
                self.best, first = max(self.best, value), False
            since += 1
            if value > self.best:
                since = 0 if value > self.best + CLEARLY * abs(self.best) else since
                self.best, best_price = value, self.price
            if since >= patience:
                pace, since, self.price = pace / 2, 0, best_price
                direction = np.zeros_like(self.price)
                continue
            answering.want(
                self.chosen, ways.begin, ways.end, ways.line, ways.present, ways.none, self._wanted
            )
            slope = self._wanted - ways.offered
            slope[(self.price <= 0) & (slope < 0)] = 0
            direction = slope + DEFLECTION * direction
            length = float((direction * direction).sum())
            if length < EPSILON or self.best >= above - 1:
                break
            stride = pace * max(above - value, AIM * abs(above), 1) / length
            self.price = np.maximum(self.price + stride * direction, 0)
        self.price = best_price

    def dearer(self) -> tuple[float, Floats]:
        """What is proved by these prices, and by how much more each way makes it (its reduced cost)."""
        ways, found = self.ways, np.empty(len(self.ways.begin))
        value = self.answer()
        answering.dearer(
            *(ways.first_step, ways.first_way, ways.begin, ways.end, ways.cost, ways.line, ways.ready_cost),
            *(self.totals(), self._ended, self.value, found),
        )
        return value, found

    def fix(self, above: float) -> None:
        """Take out all ways that no plan cheaper than `above` can have; after that `best` is one for such plans only."""
        value, dearer = self.dearer()
        kept: NDArray[np.bool_] = value + dearer < above - EPSILON
        self.ways.only(kept)
