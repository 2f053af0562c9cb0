"""A plan while it is being improved: some cars are taken off the floor and put back in another order.

Ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt, Dueck 2000) with strings of related work taken out and
positions passed over at random ("blinks"; Christiaens, Vanden Berghe 2020), accepted by simulated annealing.
Several cars that fight for the same bays and people leave together and come back one after the other, each
to its earliest place; what was wrong with the plan was who chose first.
"""

from __future__ import annotations

import time
from math import comb, exp
from random import Random

from huichang.engines.dayplan.construct import alone, lay_car
from huichang.engines.dayplan.cost import MOST_QUARTERS, QUARTER, lateness_of, waiting_of
from huichang.engines.dayplan.floor import Floor, Spot
from huichang.engines.dayplan.shop import Shop, Work, is_strange
from huichang.engines.dayplan.values import Car, Placed
from huichang.engines.dayplan.windows import Window

State = dict[int, Spot]
"""Number of a step → where it lies."""
MOST = 7
"""Cars that are taken off at once."""
SPARING = 0.5
"""The share of cars that come back to the people who are missed least instead of those who are done first."""
PATIENCE = 150
"""Minutes that such a car waits for them at most. Both found by trial on generated days of 60 cars."""
EXACT = 6
"""Cars that are planned together exactly at least: a model of them is solved in about a tenth of a second."""
FEW = 120
"""Crews of a step that a model may hold."""
LONGEST = 2.0
"""Seconds for one such model."""
SHORTEST = 0.3
"""Seconds that must be left to begin one: building it takes a third of that."""


class Search:
    """The floor with the cost of what lies on it, kept up to date car by car."""

    def __init__(self, floor: Floor, known: dict[int, Placed], seed: int) -> None:
        """`known`: number of a step → its place in the plan that people know, for the price of changing it."""
        self.floor, self.shop = floor, floor.shop
        self.known = known
        self.chance = Random(seed)
        self.weights = self.shop.problem.weights
        open_ = [car for car in self.shop.of_car if self._can_move(car)]
        self.movable, self._free = open_, set(open_)
        self.cost = {car: self.cost_of(car) for car in self.shop.of_car}
        self.end = {car: self.end_of(car) for car in self.shop.of_car}
        self.slack = {car: (_car(self.shop, car).promise or 1 << 30) - alone(self.shop, car) for car in open_}
        self.work = {car: alone(self.shop, car) for car in open_}

    def total(self) -> int:
        """What `Cost.total` of the plan on the floor is."""
        return sum(self.cost.values()) + self.weights.makespan * max(self.end.values(), default=0)

    def cost_of(self, car: str) -> int:
        """The part of the cost that belongs to one car."""
        shop, spots, weights = self.shop, self.floor.spots, self.weights
        cost = last = 0
        for place in shop.of_car[car]:
            spot = spots.get(place)
            if spot is None:
                cost += weights.refused
                continue
            last = max(last, spot.end)
            step = shop.work[place].step
            if step.started is None:
                cost += self.strangeness(shop.work[place], spot.people)
                if place in self.known:
                    cost += weights.instability * self.difference(spot, self.known[place])
        if cost >= weights.refused or car in shop.unfinished:
            return cost
        each, finish = _car(shop, car), last + shop.now
        late = lateness_of(each, finish)
        cost += late * (weights.statutory if each.statutory else weights.lateness * each.weight)
        cost += weights.told_changes * bool(late and each.told)
        return cost + weights.waiting * waiting_of(each, finish, shop.now)

    def strangeness(self, work: Work, people: tuple[int, ...]) -> int:
        """What it costs that somebody of another team works on the step."""
        return self.weights.strangers * is_strange(self.shop, work, people)

    def difference(self, spot: Spot, known: Placed) -> int:
        """Points of difference from the place that people know."""
        quarters = min(abs(spot.start + self.shop.now - known.start) // QUARTER, MOST_QUARTERS)
        return quarters + (set(spot.people) != set(known.technicians)) + (spot.bay != known.bay)

    def end_of(self, car: str) -> int:
        """When the last step of the car ends that has a place."""
        return max(
            (self.floor.spots[p].end for p in self.shop.of_car[car] if p in self.floor.spots), default=0
        )

    def state(self) -> State:
        """Where everything lies now."""
        return dict(self.floor.spots)

    def restore(self, state: State) -> None:
        """Put everything back to where it lay."""
        moved = [place for place, spot in state.items() if self.floor.spots.get(place) != spot]
        gone = [place for place in self.floor.spots if place not in state]
        for place in (*moved, *gone):
            if place in self.floor.spots:
                self.floor.take_up(self.shop.work[place])
        for place in moved:
            self.floor.lay(self.shop.work[place], state[place])
        for car in {self.shop.work[place].step.car for place in (*moved, *gone)}:
            self.cost[car], self.end[car] = self.cost_of(car), self.end_of(car)

    def anneal(self, until: float, *, hot: float, cold: float) -> tuple[State, int, int]:
        """Ruin and recreate until the moment `until`; the best state, its total, and how many were looked at.

        `hot`, `cold`: the worsening that is accepted with 1/e at the beginning and at the end.
        """
        current = best = self.total()
        best_state, began, looked = self.state(), time.monotonic(), 0
        heat = hot
        while self.movable:
            if (moment := time.monotonic()) >= until:
                break
            if looked % 16 == 0:
                share = (moment - began) / max(until - began, 1e-9)
                heat = hot * (cold / hot) ** share
            looked += 1
            cars = self._ruin()
            before = self.take_off(cars)
            self._recreate(cars)
            for car in cars:
                self.cost[car], self.end[car] = self.cost_of(car), self.end_of(car)
            new = self.total()
            if new <= current or self.chance.random() < exp((current - new) / heat):
                current = new
                if new < best:
                    best, best_state = new, self.state()
            else:
                self._undo(cars, before)
        return best_state, best, looked

    def polish(self, until: float) -> None:
        """Plan some cars at a time exactly (`windows`), until the moment; the floor only ever becomes better.

        As many at once as can be settled in a moment: one more after each model that was solved to its end, one
        less after one that was not.
        """
        costly, size = sorted(self.movable, key=lambda car: -self.cost[car]), EXACT
        while costly and (left := until - time.monotonic()) > SHORTEST:
            seed = costly[int(len(costly) * self.chance.random() ** 2)]
            cars = [car for car in self._related(seed, size) if self.is_simple(car)]
            if not cars:
                costly.remove(seed)
                continue
            total, before = self.total(), self.take_off(cars)
            others = max((self.end[car] for car in self.end if car not in cars), default=0)
            ends = max([others, *(self.end[car] for car in cars)])
            less_than = sum(self.cost[car] for car in cars) + self.weights.makespan * ends
            window = Window(self.floor, cars, before)
            found = window.solve(
                less_than, others, min(LONGEST, left - SHORTEST / 2), self.chance.getrandbits(30)
            )
            size = min(size + 1, len(self.movable)) if window.settled else max(size - 1, EXACT)
            self.lay(cars, found or before)
            if self.total() > total:
                # What differing from a known plan costs is not in the model.
                self.take_off(cars)
                self.lay(cars, before)

    def is_simple(self, car: str) -> bool:
        """Has every step a place and few possible crews, and waits for no other car? Only such cars are in a model."""
        return all(
            place in self.floor.spots
            and comb(len(self.shop.work[place].people), self.shop.work[place].hands) <= FEW
            and all(self.shop.work[need].step.car == car for need in self.shop.work[place].needs)
            for place in self.shop.of_car[car]
        )

    def _can_move(self, car: str) -> bool:
        """Is something of the car still open, and does no other car's step wait for one of its own?"""
        shop, mine = self.shop, set(self.shop.of_car[car])
        return any(shop.work[place].step.started is None for place in mine) and all(
            mine.issuperset(shop.followers[place]) for place in mine
        )

    def take_off(self, cars: list[str]) -> State:
        """Take the open steps of the cars off the floor; where they lay."""
        before: State = {}
        for car in cars:
            for place in self.shop.of_car[car]:
                if place in self.floor.spots and self.shop.work[place].step.started is None:
                    before[place] = self.floor.take_up(self.shop.work[place])
        return before

    def _recreate(self, cars: list[str]) -> None:
        chance = self.chance
        kind = chance.random()
        order = list(cars)
        if kind < 0.3:
            chance.shuffle(order)
        elif kind < 0.6:
            order.sort(key=lambda car: self.slack[car] + chance.gauss(0, 30))
        elif kind < 0.8:
            order.sort(key=lambda car: -self.cost[car])
        else:
            order.sort(key=lambda car: self.work[car] + chance.gauss(0, 20))
        for car in order:
            if chance.random() < SPARING:
                self._spare(car)
            lay_car(self.floor, [self.shop.work[place] for place in self.shop.of_car[car]])

    def _spare(self, car: str) -> None:
        """Lay a car that has time with the people who are missed least; what it needs stands before it."""
        shop, floor = self.shop, self.floor
        promise = _car(shop, car).promise
        due = (1 << 30) if promise is None else promise - shop.now
        works = [shop.work[place] for place in shop.of_car[car] if place not in floor.spots]
        rest = sum(work.shortest for work in works)
        patience = self.chance.randint(0, PATIENCE)
        for work in works:
            rest -= work.shortest
            if any(need not in floor.spots for need in work.needs):
                return
            if spot := floor.spare(work, due - rest, patience):
                floor.lay(work, spot)

    def _undo(self, cars: list[str], before: State) -> None:
        self.take_off(cars)
        self.lay(cars, before)

    def lay(self, cars: list[str], spots: State) -> None:
        """Put the steps of the cars, which lie nowhere, to these places."""
        for place, spot in spots.items():
            self.floor.lay(self.shop.work[place], spot)
        self.count(cars)

    def count(self, cars: list[str]) -> None:
        """Reckon anew what the cars cost where they lie."""
        for car in cars:
            self.cost[car], self.end[car] = self.cost_of(car), self.end_of(car)

    def _ruin(self) -> list[str]:
        """Two to seven cars that have to do with each other."""
        chance = self.chance
        count = min(chance.randint(2, MOST), len(self.movable))
        costly = [car for car in chance.sample(self.movable, min(4, len(self.movable))) if self.cost[car]]
        seed = (
            max(costly, key=lambda car: self.cost[car])
            if costly and chance.random() < 0.7
            else chance.choice(self.movable)
        )
        if chance.random() < 0.15:
            return list({seed, *chance.sample(self.movable, count)})[:count]
        return self._related(seed, count)

    def _related(self, seed: str, count: int) -> list[str]:
        """The cars that use the same people and bays as one step of the seed, the nearest in time first."""
        shop, spots, chance = self.shop, self.floor.spots, self.chance
        mine = [place for place in shop.of_car[seed] if shop.work[place].step.started is None]
        place = chance.choice(mine)
        work, at = shop.work[place], spots[place].start if place in spots else shop.work[place].earliest
        able, bays = {person for person, _ in work.people}, set(work.bays)
        near: list[tuple[float, str]] = []
        for other, spot in spots.items():
            car = shop.work[other].step.car
            if car == seed or car not in self._free or shop.work[other].step.started is not None:
                continue
            if (spot.bay in bays) or any(person in able for person in spot.people):
                near.append((abs(spot.start - at) * (0.3 + chance.random()), car))
        near.sort()
        found = dict.fromkeys([seed])
        for _, car in near:
            if len(found) == count:
                break
            found[car] = None
        return list(found)


def _car(shop: Shop, car: str) -> Car:
    return shop.cars.get(car) or Car(id=car, promise=None, told=False)
