"""All ways to do the steps of a day, as flat arrays: who, where, from when to when.

Time is cut into slots. People and groups of equal bays are lines: a way uses some lines from its first slot to its last.
Cars whose steps come one after the other are chains; what such a car costs follows from when its last step ends.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from itertools import combinations, pairwise
from math import comb, gcd, inf

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan.construct import alone
from huichang.engines.dayplan.cost import lateness_of, waiting_of
from huichang.engines.dayplan.minutes import pieces
from huichang.engines.dayplan.shop import Shop, Work, is_strange

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CREWS = 120
"""Crews of one step that are looked at one by one; a step with more is taken without its people."""


class Ways:
    """The ways of some cars of a shop on a raster of time.

    On a raster that divides all times (`finest`) they are all that a plan needs. On a wider one everything is rounded to
    the safe side: what fits into the slots fits in truth.
    """

    def __init__(
        self,
        shop: Shop,
        cars: Collection[str],
        slot: int,
        *,
        last: str | None = None,
        until: int = 1 << 60,
        deadline: float = inf,
    ) -> None:
        """`last`: the car to which the price of the makespan is given. `until`: minutes from now that are looked at.

        `deadline`: the moment after which no more cars are taken in (`time.monotonic`).
        """
        self.shop, self.slot = shop, slot
        self.shift = 0 if finest(shop) % slot == 0 else -shop.now % slot
        """Minutes from now to the first slot."""
        self.slots = (min(shop.day.bit_length(), until) - self.shift) // slot + 1
        self._offer()
        shut = self.offered <= 0
        shut[self.none] = False
        self._shut = np.concatenate([np.zeros((len(shut), 1), np.int64), np.cumsum(shut, axis=1)], axis=1)
        self._stretches: dict[tuple[tuple[int, ...], int, bool], tuple[Whole, Whole]] = {}
        self.fixed = 0.0
        """What no plan can change: cars that are only waited for, the least that cars outside the model cost."""
        self.cars: list[str] = []
        """Chain by chain; a car whose steps may be done in several orders is a chain for each step, and costs nothing."""
        self.works: list[Work] = []
        self.refusal: list[float] = []
        """What a chain costs at most: that of leaving it out."""
        self._first_step, self._first_way = [0], [0]
        self._tables: list[tuple[Whole, Whole, Floats, Whole]] = []
        self._ready: list[Floats] = []
        for car in cars:
            if time.monotonic() > deadline:
                break
            self._take_in(car, shop.problem.weights.makespan if car == last else 0)
        self._flatten()

    def minute(self, slot: int) -> int:
        """The minute from now at which a slot begins."""
        return slot * self.slot + self.shift

    def _flatten(self) -> None:
        wide = max((table[3].shape[0] for table in self._tables), default=1)
        self.begin = np.concatenate([np.empty(0, np.int64), *(table[0] for table in self._tables)])
        self.end = np.concatenate([np.empty(0, np.int64), *(table[1] for table in self._tables)])
        self.cost = np.concatenate([np.empty(0), *(table[2] for table in self._tables)])
        filled = [
            np.vstack([np.full((wide - table[3].shape[0], table[3].shape[1]), self.none), table[3]])
            for table in self._tables
        ]
        self.line = np.ascontiguousarray(np.concatenate([np.empty((wide, 0), np.int64), *filled], axis=1))
        self.first_step = np.array(self._first_step, np.int64)
        self.first_way = np.array(self._first_way, np.int64)
        self.ready_cost = np.array(self._ready).reshape(len(self.cars), self.slots + 1)
        self.at_most = np.array(self.refusal, np.float64)
        self._tables.clear()
        self._stretches.clear()
        self._ready.clear()

    def only(self, kept: NDArray[np.bool_]) -> None:
        """Forget all other ways."""
        summed = np.concatenate([[0], np.cumsum(kept)])
        self.first_way = summed[self.first_way]
        self.begin, self.end, self.cost = self.begin[kept], self.end[kept], self.cost[kept]
        self.line = np.ascontiguousarray(self.line[:, kept])

    def _offer(self) -> None:
        """Lines: one per technician, one per group of equal bays, the last for nobody and nowhere."""
        shop, groups = self.shop, dict[tuple[str, int], int]()
        self.person = {each: number for number, each in enumerate(shop.technicians)}
        self.bay: dict[int, int] = {}
        for bay in shop.bays.values():
            line = groups.setdefault((bay.kind, shop.open[bay.id]), len(self.person) + len(groups))
            self.bay[bay.id] = line
        self.none = len(self.person) + len(groups)
        self.present = np.zeros((self.none + 1, self.slots), bool)
        self.offered = np.zeros((self.none + 1, self.slots))
        """Line, slot → how many can use it at once; what was begun already is taken off."""
        for person, line in self.person.items():
            self.present[line] = self._slots_of(shop.present[person])
            self.offered[line] = self.present[line]
        for bay_id, line in self.bay.items():
            self.present[line] = self._slots_of(shop.open[bay_id])
            self.offered[line] += self.present[line]
        for placed in shop.started.values():
            until = self.slots_until(placed.end - shop.now)
            for person in placed.technicians:
                if person in self.person:
                    self.offered[self.person[person], :until] = 0
            if placed.bay in self.bay:
                taken = self.offered[self.bay[placed.bay], :until]
                taken[taken > 0] -= 1

    def slots_until(self, minute: int) -> int:
        """The first slot that begins at this minute or later."""
        return max(-((self.shift - minute) // self.slot), 0)

    def _slots_of(self, minutes: int) -> NDArray[np.bool_]:
        """Slot by slot: do all its minutes belong to the set?"""
        minutes >>= self.shift
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
        tables = [self._ways(work) for work in open_]
        if any(not len(table[0]) for table in tables):
            # Somebody named is not there, or no bay is open long enough: a car that cannot be finished weighs nothing.
            return
        cost = self._cost(car, last)
        if open_ and is_chain(open_):
            self._chain(car, open_, tables, cost, shop.problem.weights.refused)
            return
        self.fixed += float(cost[min(alone(shop, car) // self.slot, self.slots)])
        for work, table in zip(open_, tables, strict=True):
            self._chain(car, [work], [table], np.zeros(self.slots + 1), 0)

    def _chain(
        self,
        car: str,
        works: list[Work],
        tables: list[tuple[Whole, Whole, Floats, Whole]],
        cost: Floats,
        at_most: int,
    ) -> None:
        self.cars.append(car)
        self.works += works
        self._first_step.append(len(self.works))
        for table in tables:
            self._first_way.append(self._first_way[-1] + len(table[0]))
        self._tables += tables
        self._ready.append(cost)
        self.refusal.append(float(at_most))

    def _cost(self, car_id: str, last: int) -> Floats:
        """What it costs when the open steps of the car end before each slot."""
        shop, weights = self.shop, self.shop.problem.weights
        begun = max(_begun(shop, car_id), 0) + shop.now
        ends = np.maximum(shop.now + self.shift + np.arange(self.slots + 1) * self.slot, begun)
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

    def _ways(self, work: Work) -> tuple[Whole, Whole, Floats, Whole]:
        found = [way for crew in _crews(work) for way in self._of_crew(work, *crew)]
        width = max((len(way[3]) for way in found), default=0)
        return (
            np.concatenate([np.empty(0, np.int64), *(way[0] for way in found)]),
            np.concatenate([np.empty(0, np.int64), *(way[1] for way in found)]),
            np.concatenate([np.empty(0), *(np.full(len(way[0]), way[2]) for way in found)]),
            np.concatenate(
                [np.empty((width, 0), np.int64), *(np.repeat([way[3]], len(way[0]), 0).T for way in found)],
                axis=1,
            ),
        )

    def _of_crew(
        self, work: Work, people: tuple[int, ...], minutes: int
    ) -> Iterator[tuple[Whole, Whole, float, list[int]]]:
        key = (people, -(-minutes // self.slot), work.step.may_pause and bool(people))
        if key not in self._stretches:
            self._stretches[key] = self._stretch(*key)
        begin, end = self._stretches[key]
        known = int(np.searchsorted(begin, self.slots_until(_soonest(self.shop, work))))
        begin, end = begin[known:], end[known:]
        stranger = self.shop.problem.weights.strangers * is_strange(self.shop, work, people)
        lines = [self.person[person] for person in people]
        for line in dict.fromkeys(self.bay[bay] for bay in work.bays) or [self.none]:
            taken = self._shut[line]
            open_ = taken[end] == taken[begin] if taken[-1] else slice(None)
            # Ways of crews of any size stand in one table: nobody works beside a single one.
            full = [*lines, *([self.none] * (max(work.hands, 1) - len(lines))), line]
            yield begin[open_], end[open_], float(stranger), full

    def _stretch(self, people: tuple[int, ...], length: int, pauses: bool) -> tuple[Whole, Whole]:
        """From when to when work of so many slots lies, beginning at each slot at which these people can begin it."""
        together, taken = np.ones(self.slots, bool), np.zeros(self.slots, bool)
        for person in people:
            line = self.person[person]
            together &= self.present[line]
            taken |= self.present[line] & (self.offered[line] == 0)
        where = np.flatnonzero(together)
        if length > len(where):
            return where[:0], where[:0]
        begin, end = where[: len(where) - length + 1], where[length - 1 :] + 1
        if not pauses:
            begin, end = begin[end - begin == length], end[end - begin == length]
        summed = np.concatenate([[0], np.cumsum(taken)])
        known = summed[end] == summed[begin]
        return begin[known], end[known]


def finest(shop: Shop) -> int:
    """The widest raster on which everything begins and ends: a plan that cannot be improved lies on it."""
    times = {work.earliest for work in shop.work if work.step.started is None}
    times |= {length for work in shop.work for _, length in work.people}
    times |= {work.shortest for work in shop.work if not work.hands and work.step.started is None}
    times |= {placed.end - shop.now for placed in shop.started.values()}
    for minutes in {*shop.present.values(), *shop.open.values()}:
        times |= {each for piece in pieces(minutes) for each in piece}
    if any(work.step.colour is not None for work in shop.work):
        times.add(shop.problem.setup_minutes)
    return max(gcd(*times), 1)


def is_chain(works: list[Work]) -> bool:
    """Does each step come after the one before it?"""
    return all(one.place in other.needs for one, other in pairwise(works))


def _begun(shop: Shop, car: str) -> int:
    """Minutes from now until what goes on at the car ends."""
    steps = [shop.work[place].step.id for place in shop.of_car[car]]
    return max((shop.started[step].end - shop.now for step in steps if step in shop.started), default=0)


def _soonest(shop: Shop, work: Work) -> int:
    """Before this minute it cannot begin: the car, the parts, and what goes on at the car or must be done before."""
    needs = [shop.work[need].step.id for need in work.needs]
    ends = [shop.started[step].end - shop.now for step in needs if step in shop.started]
    return max([work.earliest, _begun(shop, work.step.car), *ends])


def _crews(work: Work) -> Iterator[tuple[tuple[int, ...], int]]:
    """People who can do the step together, and the minutes they take."""
    if not work.hands or comb(len(work.people), work.hands) > CREWS:
        yield (), work.shortest
        return
    for crew in combinations(work.people, work.hands):
        yield tuple(person for person, _ in crew), max(length for _, length in crew)
