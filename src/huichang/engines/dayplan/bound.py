"""How good a plan can be at best: a proved lower bound on its cost.

Lagrangian relaxation of the time-indexed model (Fisher 1981; for workshops Hoitomt, Luh, Pattipati 1993). Every
minute of every technician and of every kind of bay gets a price; with the prices paid each car can be planned
for itself, exactly, by dynamic programming over its steps and the time. Whatever the prices, the sum of the
cars' cheapest costs minus the worth of all that is offered is no more than the cost of any real plan. The prices are
raised where too many cars want a minute and lowered where nobody does (deflected subgradient steps; Camerini,
Fratta, Maffioli 1975), which makes the bound grow towards that of the linear programme.

What the bound leaves out makes it smaller, never wrong: setups between colours, people and bays that two steps
of one car that come in no order would share.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb, floor, gcd

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan.construct import alone
from huichang.engines.dayplan.cost import lateness_of, waiting_of
from huichang.engines.dayplan.minutes import pieces
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Problem

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

NEVER = 1e15
"""The price of what cannot be."""
CREWS = 120
"""Crews of one step that are looked at one by one; a step with more is taken without its people."""
DEFLECTION = 0.7
"""How much of the last direction is kept: prices zigzag less."""
PATIENCE = 30
"""Rounds without a better bound after which the steps become shorter."""
SHORTEST = 1e-3
"""The length of a step, as a share of the one that would close the gap, below which nothing moves any more."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What has been proved: no plan costs less than `value`."""

    value: int
    rounds: int
    seconds: float


def lower_bound(problem: Problem, *, seconds: float, above: int) -> Bound:
    """Prove that no plan costs less than some value, for about `seconds`.

    `above`: the total of a plan that is known; it sets how far the prices move. What differs from a plan that
    people know is not counted: the bound is one for plans made afresh, and so for all.
    """
    return _Dual(Shop(problem)).climb(time.monotonic() + seconds, above)


@dataclass(frozen=True, slots=True)
class _Ways:
    """All ways to do one step, sorted by their end; times are slots, `lines` numbers of lines of prices."""

    work: Work
    begin: Whole
    end: Whole
    cost: Floats
    lines: tuple[Whole, ...]
    first: Whole
    """Where in the arrays the ways with the next end begin."""
    ends: Whole
    """The end of these."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """A car whose steps come one after the other, and what it costs to be ready at each slot."""

    steps: tuple[_Ways, ...]
    cost: Floats


class _Dual:
    """The prices and the cars' answers to them."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.weights = shop, shop.problem.weights
        self.slot = _slot(shop)
        self.slots = shop.day.bit_length() // self.slot + 1
        self._offer()
        self.price = np.zeros_like(self.offered)
        self.fixed = 0.0
        """What no plan can change: cars that are only waited for, the least that cars outside the model cost."""
        self.chains: list[_Chain] = []
        self.single: list[_Ways] = []
        """Steps of cars whose steps may be done in several orders: each is paid for by itself."""
        latest = max(shop.of_car, key=lambda car: alone(shop, car), default=None)
        for car in shop.of_car:
            self._take_in(car, self.weights.makespan if car == latest else 0)

    def climb(self, until: float, above: int) -> Bound:
        """Raise the bound until the moment, or until it has reached `above`."""
        began, best, best_price = time.monotonic(), -NEVER, self.price
        direction, pace, since, rounds = np.zeros_like(self.price), 1.0, 0, 0
        while pace > SHORTEST and (rounds == 0 or time.monotonic() < until):
            value, wanted = self._answer()
            rounds += 1
            if value > best:
                best, best_price, since = value, self.price, 0
            elif (since := since + 1) >= PATIENCE:
                pace, since, self.price = pace / 2, 0, best_price
                direction = np.zeros_like(self.price)
                continue
            slope = wanted - self.offered
            slope[(self.price <= 0) & (slope < 0)] = 0
            direction = slope + DEFLECTION * direction
            length = float((direction * direction).sum())
            if length < 1e-9 or best >= above - 1:
                break
            self.price = np.maximum(self.price + pace * max(above - value, 1) / length * direction, 0)
        return Bound(floor(best + 1e-6), rounds, time.monotonic() - began)

    def _offer(self) -> None:
        """Lines of prices: one per technician, one per group of equal bays, the last for nobody and nowhere."""
        shop, groups = self.shop, dict[tuple[str, int], int]()
        self.person = {each: number for number, each in enumerate(shop.technicians)}
        self.bay: dict[int, int] = {}
        for bay in shop.bays.values():
            line = groups.setdefault((bay.kind, shop.open[bay.id]), len(self.person) + len(groups))
            self.bay[bay.id] = line
        self.none = len(self.person) + len(groups)
        self.present = np.zeros((self.none + 1, self.slots), bool)
        self.offered = np.zeros((self.none + 1, self.slots))
        for person, line in self.person.items():
            self.present[line] = self._slots_of(shop.present[person])
            self.offered[line] = self.present[line]
        for bay_id, line in self.bay.items():
            self.present[line] = self._slots_of(shop.open[bay_id])
            self.offered[line] += self.present[line]
        for placed in shop.started.values():
            until = -((shop.now - placed.end) // self.slot)
            for person in placed.technicians:
                if person in self.person:
                    self.offered[self.person[person], :until] = 0
            if placed.bay in self.bay:
                taken = self.offered[self.bay[placed.bay], :until]
                taken[taken > 0] -= 1

    def _slots_of(self, minutes: int) -> NDArray[np.bool_]:
        """Slot by slot: do all its minutes belong to the set?"""
        wide = self.slots * self.slot
        packed = np.frombuffer(
            minutes.to_bytes((max(wide, minutes.bit_length()) + 7) // 8, "little"), np.uint8
        )
        bits = np.unpackbits(packed, bitorder="little")[:wide]
        return np.asarray(bits.reshape(self.slots, self.slot).all(axis=1), bool)

    def _take_in(self, car: str, last: int) -> None:
        """`last`: what a minute costs until this car is ready, as it may be the last one."""
        shop = self.shop
        open_ = [shop.work[place] for place in shop.of_car[car] if shop.work[place].step.started is None]
        ways = [self._ways(work) for work in open_]
        if any(not len(each.ends) for each in ways):
            # Somebody named is not there, or no bay is open long enough: a car that cannot be finished weighs nothing.
            return
        cost = self._cost(car, last)
        if open_ and _is_chain(open_):
            self.chains.append(_Chain(tuple(ways), cost))
            return
        self.fixed += float(cost[min(alone(shop, car) // self.slot, self.slots)])
        self.single += ways

    def _cost(self, car_id: str, last: int) -> Floats:
        """What it costs when the open steps of the car end in each slot."""
        shop, weights = self.shop, self.weights
        places = {shop.work[place].step.id for place in shop.of_car[car_id]}
        begun = max((shop.started[step].end for step in places & shop.started.keys()), default=shop.now)
        ends = np.maximum(shop.now + np.arange(self.slots + 1) * self.slot, begun)
        cost = last * (ends - shop.now).astype(np.float64)
        if car_id not in shop.cars or car_id in shop.unfinished:
            return cost
        car = shop.cars[car_id]
        late = np.array([lateness_of(car, end) for end in ends.tolist()], np.float64)
        cost += late * (weights.statutory if car.statutory else weights.lateness * car.weight)
        cost += weights.told_changes * ((late > 0) & car.told)
        cost += weights.waiting * np.array(
            [waiting_of(car, end, shop.now) for end in ends.tolist()], np.float64
        )
        return cost

    def _ways(self, work: Work) -> _Ways:
        found = [way for crew in self._crews(work) for way in self._of_crew(work, crew)]
        begin = np.concatenate([np.empty(0, np.int64), *(way[0] for way in found)])
        end = np.concatenate([np.empty(0, np.int64), *(way[1] for way in found)])
        cost = np.concatenate([np.empty(0), *(np.full(len(way[0]), way[2]) for way in found)])
        width = max((len(way[3]) for way in found), default=0)
        lines = np.concatenate(
            [np.empty((width, 0), np.int64), *(np.repeat([way[3]], len(way[0]), 0).T for way in found)],
            axis=1,
        )
        order = np.argsort(end, kind="stable")
        ends, first = np.unique(end[order], return_index=True)
        return _Ways(work, begin[order], end[order], cost[order], tuple(lines[:, order]), first, ends)

    def _crews(self, work: Work) -> Iterator[tuple[tuple[int, ...], int]]:
        """People who can do the step together, and the minutes they take."""
        if not work.hands or comb(len(work.people), work.hands) > CREWS:
            yield (), work.shortest
            return
        for crew in combinations(work.people, work.hands):
            yield tuple(person for person, _ in crew), max(length for _, length in crew)

    def _of_crew(
        self, work: Work, crew: tuple[tuple[int, ...], int]
    ) -> Iterator[tuple[Whole, Whole, float, list[int]]]:
        people, minutes = crew
        length, together = minutes // self.slot, np.ones(self.slots, bool)
        taken = np.zeros(self.slots, bool)
        for person in people:
            line = self.person[person]
            together &= self.present[line]
            taken |= self.present[line] & (self.offered[line] == 0)
        where = np.flatnonzero(together)
        if length > len(where):
            return
        begin, end = where[: len(where) - length + 1], where[length - 1 :] + 1
        if not work.step.may_pause or not people:
            begin, end = begin[end - begin == length], end[end - begin == length]
        known = (begin * self.slot >= work.earliest) & _free(taken, begin, end)
        begin, end = begin[known], end[known]
        stranger = (
            work.step.team is not None
            and not work.step.technicians
            and any(self.shop.technicians[person].team != work.step.team for person in people)
        )
        lines = [self.person[person] for person in people]
        for line in dict.fromkeys(self.bay[bay] for bay in work.bays) or [self.none]:
            open_ = _free(self.offered[line] <= 0, begin, end) if line != self.none else slice(None)
            # Ways of crews of any size stand in one table: nobody works beside a single one.
            full = [*lines, *([self.none] * (max(work.hands, 1) - len(lines))), line]
            yield begin[open_], end[open_], float(self.weights.strangers * stranger), full

    def _answer(self) -> tuple[float, Floats]:
        """The cheapest plan of every car at these prices: the bound that follows, and what is wanted of each line."""
        wide = self.slots + 1
        summed = np.zeros((self.none + 1, wide))
        np.cumsum(self.price * self.present, axis=1, out=summed[:, 1:])
        flat, change = summed.ravel(), np.zeros((self.none + 1, wide))
        total = self.fixed - float((self.price * self.present * self.offered).sum())
        for chain in self.chains:
            total += self._chain(chain, flat, change)
        for ways in self.single:
            total += self._single(ways, flat, change)
        wanted = np.cumsum(change, axis=1)[:, :-1] * self.present
        wanted[self.none] = 0
        return total, wanted

    def _chain(self, chain: _Chain, flat: Floats, change: Floats) -> float:
        """Dynamic programming: the cheapest cost at which each step ends at each slot."""
        soonest = np.zeros(self.slots + 1)
        told: list[tuple[Floats, Floats]] = []
        ended = soonest
        for ways in chain.steps:
            cost = soonest[ways.begin] + self._paid(ways, flat)
            ended = np.full(self.slots + 1, NEVER)
            if len(cost):
                ended[ways.ends] = np.minimum.reduceat(cost, ways.first)
            told.append((cost, ended))
            soonest = np.minimum.accumulate(ended)
        final = ended + chain.cost
        end = int(final.argmin())
        if final[end] >= NEVER:
            # Not all steps fit into the horizon. Whether a plan pays for that is not decided here: nothing is less.
            return 0.0
        if final[end] >= self.weights.refused:
            return float(self.weights.refused)
        for ways, (cost, _), before in zip(
            reversed(chain.steps),
            reversed(told),
            [*(each for _, each in reversed(told[:-1])), None],
            strict=True,
        ):
            way = _chosen(ways, cost, end)
            self._want(ways, way, change)
            if before is not None:
                end = int(before[: ways.begin[way] + 1].argmin())
        return float(final.min())

    def _single(self, ways: _Ways, flat: Floats, change: Floats) -> float:
        cost = self._paid(ways, flat)
        if not len(cost) or cost.min() >= self.weights.refused:
            return 0.0
        way = int(cost.argmin())
        self._want(ways, way, change)
        return float(cost[way])

    def _paid(self, ways: _Ways, flat: Floats) -> Floats:
        wide = self.slots + 1
        cost = ways.cost
        for line in ways.lines:
            cost = cost + flat[line * wide + ways.end] - flat[line * wide + ways.begin]
        return cost

    def _want(self, ways: _Ways, way: int, change: Floats) -> None:
        for line in ways.lines:
            change[line[way], ways.begin[way]] += 1
            change[line[way], ways.end[way]] -= 1


def _chosen(ways: _Ways, cost: Floats, end: int) -> int:
    """The cheapest way that ends there."""
    group = int(np.searchsorted(ways.ends, end))
    first = int(ways.first[group])
    last = int(ways.first[group + 1]) if group + 1 < len(ways.first) else len(cost)
    return first + int(cost[first:last].argmin())


def _free(taken: NDArray[np.bool_], begin: Whole, end: Whole) -> NDArray[np.bool_]:
    """Is nothing taken between each begin and end?"""
    summed = np.concatenate([[0], np.cumsum(taken)])
    return np.asarray(summed[end] == summed[begin])


def _is_chain(works: list[Work]) -> bool:
    """Does each step come after the one before it?"""
    return all(one.place in other.needs for one, other in pairwise(works))


def _slot(shop: Shop) -> int:
    """The widest raster on which everything begins and ends: a plan that cannot be improved lies on it."""
    times = {work.earliest for work in shop.work if work.step.started is None}
    times |= {length for work in shop.work for _, length in work.people}
    times |= {work.shortest for work in shop.work if not work.hands and work.step.started is None}
    times |= {placed.end - shop.now for placed in shop.started.values()}
    for minutes in {*shop.present.values(), *shop.open.values()}:
        times |= {each for piece in pieces(minutes) for each in piece}
    return max(gcd(*times), 1)
