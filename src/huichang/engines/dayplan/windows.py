"""Some cars planned anew, exactly: everything else on the floor stays, and these find their best places together.

A model for OR-Tools' CP-SAT of the few cars that were taken off the floor. A step is one optional interval per
technician and way to lie over breaks; the times at which others hold the people are no longer in the domains, so
that what is left is small. Only a better plan than the present one is asked for: either there is one, or it is
proved within a moment that these cars lie well.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from math import ceil
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from huichang.engines.dayplan.floor import Floor, Spot
from huichang.engines.dayplan.minutes import calendar, pieces, span, starts
from huichang.engines.dayplan.shop import Work, is_strange
from huichang.engines.dayplan.values import Car

State = dict[int, Spot]
WORKERS = 2
"""Threads of the solver: as many as the smallest machine has cores."""
LATER = 120
"""Minutes by which the cars may end later than the last of them does now: room to change places."""


class Window:
    """The model of a few cars; the cars' own steps must be off the floor already."""

    def __init__(self, floor: Floor, cars: Iterable[str], now: State, *, whole: bool = False) -> None:
        """`now`: where the steps of the cars lay. `whole`: they may end anywhere, so that a bound is one."""
        self._began = time.monotonic()
        self.floor, self.shop, self.now = floor, floor.shop, now
        self.model: Any = cp_model.CpModel()
        self.cars = list(cars)
        day = self.shop.day.bit_length()
        self.until = day if whole else min(max(spot.end for spot in now.values()) + LATER, day)
        self.bound: int | None = None
        """After `solve`: what the cars and the makespan cost at least; None where that is not known."""
        self.settled = False
        """After `solve`: was it solved to its end?"""
        self.begin: dict[int, Any] = {}
        self.end: dict[int, Any] = {}
        self.crews: dict[int, list[tuple[tuple[int, ...], Any]]] = defaultdict(list)
        self.bays: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        self._of_person: dict[int, list[Any]] = defaultdict(list)
        self._of_bay: dict[int, list[Any]] = defaultdict(list)
        self.costs: list[Any] = []

    def solve(self, less_than: int, makespan: int, seconds: float, seed: int) -> State | None:
        """Places for all steps of the cars that cost less than now; None: none were found (or there are none).

        `seconds` count from the making of the window: building the model is part of them.

        `less_than`: what the cars cost now, with the whole plan's makespan; `makespan`: minutes until the last of
        all other cars.
        """
        works = [self.shop.work[place] for place in self.now]
        if not all(self._step(work) for work in works):
            return None
        for work in works:
            self._order(work)
        self._resources(works)
        self._cost(makespan)
        total = sum(self.costs)
        self.model.add(total <= less_than - 1)
        self.model.minimize(total)
        solver: Any = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(seconds - (time.monotonic() - self._began), 0.01)
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = seed
        for place, spot in self.now.items():
            self.model.add_hint(self.begin[place], spot.start)
            self.model.add_hint(self.end[place], spot.end)
        status = solver.solve(self.model)
        self.settled = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if status == cp_model.INFEASIBLE:
            self.bound = less_than
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            self.bound = ceil(solver.best_objective_bound - 1e-6)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {work.place: self._spot(solver, work) for work in works}

    def _step(self, work: Work) -> bool:
        model, name = self.model, work.step.id
        begin = self.begin[work.place] = model.new_int_var(work.earliest, self.until, f"{name} begins")
        end = self.end[work.place] = model.new_int_var(work.earliest, self.until, f"{name} ends")
        chosen = []
        for crew, lasts, allowed in self._ways(work):
            domain = cp_model.Domain.from_intervals([[a, b - 1] for a, b in pieces(allowed)])
            here = model.new_bool_var("")
            model.add(end == begin + lasts).only_enforce_if(here)
            model.add_linear_expression_in_domain(begin, domain).only_enforce_if(here)
            chosen.append(here)
            self.crews[work.place].append((crew, here))
            for person in crew:
                interval = model.new_optional_fixed_size_interval_var(begin, lasts, here, "")
                self._of_person[person].append(interval)
            if is_strange(self.shop, work, crew):
                self.costs.append(self.shop.problem.weights.strangers * here)
        if not chosen:
            return False
        model.add_exactly_one(chosen)
        size = model.new_int_var(1, self.until, "")
        model.add(size == end - begin)
        for bay in work.bays:
            here = model.new_bool_var("")
            self.bays[work.place].append((bay, here))
            self._of_bay[bay].append(model.new_optional_interval_var(begin, size, end, here, ""))
        if work.bays:
            model.add_exactly_one(here for _, here in self.bays[work.place])
        return True

    def _ways(self, work: Work) -> Iterator[tuple[tuple[int, ...], int, int]]:
        """Who could do the step, how long it would last from start to end, and the minutes at which it could begin."""
        still, wide = self.floor.still[work.step.car], span(work.earliest, self.until)
        if not work.hands:
            if allowed := starts(still, work.shortest) & self._bay_starts(work, work.shortest) & wide:
                yield (), work.shortest, allowed
            return
        for crew in combinations(work.people, work.hands):
            present, busy = span(0, self.until), 0
            for person, _ in crew:
                present &= self.shop.present[person]
                busy |= self.shop.present[person] & ~self.floor.free[person]
            length = max(length for _, length in crew)
            for lasts, begins in _lengths(present, length, work.step.may_pause):
                undisturbed = starts(self.shop.day & ~busy, lasts) & starts(still, lasts)
                if allowed := begins & undisturbed & self._bay_starts(work, lasts) & wide:
                    yield tuple(person for person, _ in crew), lasts, allowed

    def _bay_starts(self, work: Work, lasts: int) -> int:
        if not work.bays:
            return -1
        found = 0
        for bay in work.bays:
            found |= starts(self.floor.open_to(work, bay), lasts)
        return found

    def _order(self, work: Work) -> None:
        """Behind what it needs, and one step of a car at a time."""
        for need in work.needs:
            if need in self.end:
                self.model.add(self.begin[work.place] >= self.end[need])
            else:
                self.model.add(self.begin[work.place] >= self.floor.spots[need].end)

    def _resources(self, works: list[Work]) -> None:
        model = self.model
        for intervals in self._of_person.values():
            if len(intervals) > 1:
                model.add_no_overlap(intervals)
        for bay, intervals in self._of_bay.items():
            shut = span(0, self.until) & ~self.floor.open[bay]
            fixed = [model.new_fixed_size_interval_var(a, b - a, "") for a, b in pieces(shut)]
            model.add_no_overlap([*intervals, *fixed])
        by_car: dict[str, list[Work]] = defaultdict(list)
        for work in works:
            by_car[work.step.car].append(work)
        for mine in by_car.values():
            if len(mine) > 1:
                model.add_no_overlap(
                    [
                        model.new_interval_var(
                            self.begin[work.place],
                            model.new_int_var(1, self.until, ""),
                            self.end[work.place],
                            "",
                        )
                        for work in mine
                    ]
                )
        self._setups([work for work in works if work.step.colour is not None])

    def _setups(self, painted: list[Work]) -> None:
        """Time between two colours in one bay; against what stays on the floor as well as among themselves."""
        model, setup = self.model, self.shop.problem.setup_minutes
        for work in painted:
            for bay, here in self.bays[work.place]:
                shut = span(0, self.until) & ~self.floor.open_to(work, bay)
                for a, b in pieces(shut & self.floor.open[bay]):
                    before = model.new_bool_var("")
                    model.add(self.end[work.place] <= a).only_enforce_if(here, before)
                    model.add(self.begin[work.place] >= b).only_enforce_if(here, ~before)
        for number, one in enumerate(painted):
            for other in painted[number + 1 :]:
                if one.step.colour == other.step.colour:
                    continue
                there = dict(self.bays[other.place])
                for bay, here in self.bays[one.place]:
                    if bay in there:
                        first = model.new_bool_var("")
                        both = (here, there[bay])
                        model.add(self.begin[other.place] >= self.end[one.place] + setup).only_enforce_if(
                            *both, first
                        )
                        model.add(self.begin[one.place] >= self.end[other.place] + setup).only_enforce_if(
                            *both, ~first
                        )

    def _cost(self, makespan: int) -> None:
        model, weights, now = self.model, self.shop.problem.weights, self.shop.now
        last = model.new_int_var(makespan, max(self.until, makespan), "the last")
        for car_id in self.cars:
            places = self.shop.of_car[car_id]
            ready = model.new_int_var(0, self.until, "")
            for place in places:
                if place in self.end:
                    model.add(ready >= self.end[place])
                else:
                    model.add(ready >= self.floor.spots[place].end)
            model.add(last >= ready)
            if car_id in self.shop.unfinished:
                continue
            car = self.shop.cars.get(car_id) or Car(id=car_id, promise=None, told=False)
            if car.promise is not None:
                late = model.new_int_var(0, max(self.until + now - car.promise, 0), "")
                model.add(late >= ready + now - car.promise)
                self.costs.append(
                    (weights.statutory if car.statutory else weights.lateness * car.weight) * late
                )
                if car.told:
                    broken = model.new_bool_var("")
                    model.add(ready + now <= car.promise).only_enforce_if(~broken)
                    self.costs.append(weights.told_changes * broken)
            if car.waits:
                waited = model.new_int_var(0, self.until, "")
                model.add(waited >= ready + now - max(car.arrives, now))
                self.costs.append(weights.waiting * waited)
        self.costs.append(weights.makespan * last)

    def _spot(self, solver: Any, work: Work) -> Spot:
        people = next(crew for crew, here in self.crews[work.place] if solver.boolean_value(here))
        bay = next((bay for bay, here in self.bays[work.place] if solver.boolean_value(here)), None)
        return Spot(solver.value(self.begin[work.place]), solver.value(self.end[work.place]), people, bay)


def _lengths(present: int, length: int, may_pause: bool) -> Iterator[tuple[int, int]]:
    """How long `length` minutes of work last from start to end, and the starts for which this is so."""
    if not may_pause:
        yield length, starts(present, length)
        return
    nth = np.array(calendar(present).nth, np.int64)
    if len(nth) < length:
        return
    begins = nth[: len(nth) - length + 1]
    lasts = nth[length - 1 :] + 1 - begins
    cuts = np.flatnonzero((np.diff(lasts) != 0) | (np.diff(begins) != 1)) + 1
    found: dict[int, int] = defaultdict(int)
    for part in np.split(np.arange(len(begins)), cuts):
        found[int(lasts[part[0]])] |= span(int(begins[part[0]]), int(begins[part[-1]]) + 1)
    yield from found.items()
