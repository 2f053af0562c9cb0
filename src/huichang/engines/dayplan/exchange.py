"""The best of many exchanges: cars leave the floor and come back to where they cost least, at prices that know the day.

Prices (`prices`) say what every slot of everybody is worth to all cars together. With them the few ways of a step are
known that good plans have, and a car that comes back by dynamic programming leaves to others what they need more.
Ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt, Dueck 2000), accepted by simulated annealing, in two threads:
the loops are machine code and run without Python's lock.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan import exchanging
from huichang.engines.dayplan.cost import MOST_QUARTERS, QUARTER
from huichang.engines.dayplan.prices import Prices
from huichang.engines.dayplan.search import Search, State
from huichang.engines.dayplan.shop import Work
from huichang.engines.dayplan.ways import Floats, Ways, Whole, finest, is_chain

RASTER = 5
"""Minutes of a slot, unless all times are multiples of more: fine enough, and a fifth of the ways of single minutes."""
LATER = 120
"""Minutes beyond the last end of the present plan that are looked at."""
FIRST, MANY = 60, 1500
"""Rounds in which prices are climbed on all ways, and the ways of a step that are kept after that."""
PACES = (0.8, 0.4, 0.2)
"""The lengths from which the steps start anew then."""
FEW = 300
"""Ways of a step that are kept, the cheapest at the prices."""
MOST = 7
"""Cars that leave at once."""
THREADS = 2
"""Searches side by side: as many as the smallest machine has cores."""
HOT, HOTTEST, COLD = 0.005, 0.03, 0.0001
"""How much worse a round may make the plan, as shares of its cost: at the beginning for each second that there is, at
most, and at the end."""
AT_ONCE = 0.03
"""Seconds of rounds between two looks at the clock."""

_Row = tuple[int, int, float, tuple[int, ...]]
"""Begin, end, cost and lines of a way."""


class Exchange:
    """The movable cars of a floor as arrays, and the threads that search in them."""

    def __init__(self, search: Search, until: float, deadline: float = inf) -> None:
        """Climbs the prices until the moment. `search`: the floor, with a plan on it.

        `deadline`: cars that are not read by then stay where they lie; a busy machine must not cost a replan its time.
        """
        self.search, self.shop, self.floor = search, search.shop, search.floor
        shop = self.shop
        cars = [car for car in search.movable if search.is_simple(car) and self._is_chain(car)]
        raster = finest(shop)
        horizon = max((spot.end for spot in self.floor.spots.values()), default=0) + LATER
        self.ways = Ways(shop, cars, raster if raster >= RASTER else RASTER, until=horizon, deadline=deadline)
        self.prices = Prices(self.ways)
        self._climb(until, sum(search.cost[car] for car in self.ways.cars))
        self.setup = -(-shop.problem.setup_minutes // self.ways.slot)
        self._own_lines()
        self._choose()

    def _is_chain(self, car: str) -> bool:
        open_ = [work for place in self.shop.of_car[car] if not (work := self.shop.work[place]).step.started]
        return bool(open_) and is_chain(open_)

    def _climb(self, until: float, above: float) -> None:
        """Prices as good as there is time for; after the first rounds on fewer ways, which is several times faster."""
        self.prices.climb(until, above, rounds=FIRST)
        _, dearer = self.prices.dearer()
        kept = np.zeros(len(dearer), bool)
        for one, beyond in pairwise(self.ways.first_way.tolist()):
            kept[one + np.argpartition(dearer[one:beyond], min(MANY, beyond - one - 1))[:MANY]] = True
        self.ways.only(kept)
        for pace in PACES:
            self.prices.climb(until, above, pace=pace)

    def _own_lines(self) -> None:
        """Bays in which colours change get a line each: between equal ones it matters which."""
        ways, shop = self.ways, self.shop
        painted = sorted({bay for work in ways.works if work.step.colour is not None for bay in work.bays})
        self.own = {bay: ways.none + 1 + number for number, bay in enumerate(painted)}
        self.bays_of: dict[int, list[int]] = {}
        for bay, line in ways.bay.items():
            self.bays_of.setdefault(line, []).append(bay)
        for bay, line in self.own.items():
            self.bays_of[line] = [bay]
        lines = ways.none + 1 + len(self.own)
        self.most = np.ones(lines, np.int64)
        for line in {*ways.bay.values()}:
            self.most[line] = len(self.bays_of[line])
        self.most[ways.none] = 1 << 30
        totals = self.prices.totals()
        self.totals = np.vstack([totals, *(totals[ways.bay[bay]] for bay in self.own)])
        self.used = np.zeros((lines, ways.slots + 1), np.int64)
        self.painted = np.full((lines, ways.slots + 1), -1, np.int64)
        self.colours: dict[str, int] = {}
        moved = {work.place for work in ways.works}
        for place, spot in self.floor.spots.items():
            if place not in moved:
                self._block(shop.work[place], spot.start, spot.end, spot.people, spot.bay)

    def _block(self, work: Work, start: int, end: int, people: tuple[int, ...], bay: int | None) -> None:
        """What is not moved takes its lines."""
        ways = self.ways
        begin, until = max((start - ways.shift) // ways.slot, 0), ways.slots_until(end)
        lines = {ways.person[person] for person in people if person in ways.person}
        if bay is not None and bay in ways.bay:
            lines.add(ways.bay[bay])
            if bay in self.own:
                lines.add(self.own[bay])
                if work.step.colour is not None:
                    self.painted[self.own[bay], begin:until] = self._colour(work)
        for line in lines:
            self.used[line, begin:until] += 1

    def _colour(self, work: Work) -> int:
        colour = work.step.colour
        return -1 if colour is None else self.colours.setdefault(colour, len(self.colours))

    def _choose(self) -> None:
        """Of each step the few ways that are cheapest at the prices, and where it lies now."""
        ways, (_, dearer) = self.ways, self.prices.dearer()
        tables: list[tuple[Whole, Whole, Floats, Whole]] = []
        first, self.now = [0], list[int]()
        for step, work in enumerate(ways.works):
            one, beyond = int(ways.first_way[step]), int(ways.first_way[step + 1])
            differs = self._differs(work, slice(one, beyond))
            key = dearer[one:beyond] + differs
            few = np.argpartition(key, FEW)[:FEW] if len(key) > FEW else np.arange(len(key))
            cost, few = ways.cost[one + few] + differs[few], one + few
            begin, end, cost, line = self._own(work, ways.begin[few], ways.end[few], cost, ways.line[:, few])
            lies = self._lies(work)
            if lies and not _same(lies, begin, end, line).any():
                begin, end = np.append(begin, lies[0]), np.append(end, lies[1])
                cost, line = np.append(cost, lies[2]), np.column_stack([line, lies[3]])
            # By their begin: neighbours on the floor are neighbours in memory.
            order = np.lexsort((end, begin))
            begin, end, cost, line = begin[order], end[order], cost[order], line[:, order]
            self.now.append(first[-1] + int(_same(lies, begin, end, line).argmax()) if lies else -1)
            tables.append((begin, end, cost, line))
            first.append(first[-1] + len(begin))
        self.begin = np.concatenate([np.empty(0, np.int64), *(table[0] for table in tables)])
        self.end = np.concatenate([np.empty(0, np.int64), *(table[1] for table in tables)])
        self.cost = np.concatenate([np.empty(0), *(table[2] for table in tables)])
        wide = ways.line.shape[0]
        lines = [np.empty((wide, 0), np.int64), *(table[3] for table in tables)]
        self.line = np.ascontiguousarray(np.concatenate(lines, axis=1))
        self.first_way = np.array(first, np.int64)
        self.colour = np.repeat(
            np.array([self._colour(work) for work in ways.works], np.int64), np.diff(self.first_way)
        )

    def _own(
        self, work: Work, begin: Whole, end: Whole, cost: Floats, line: Whole
    ) -> tuple[Whole, Whole, Floats, Whole]:
        """The ways, each as often as there are bays for it where colours matter."""
        if work.step.colour is None or not work.bays:
            return begin, end, cost, line
        parts, lines = [], []
        for bay in work.bays:
            part = np.flatnonzero(line[-1] == self.ways.bay[bay])
            parts.append(part)
            lines.append(np.vstack([line[:-1, part], np.full(len(part), self.own[bay])]))
        all_ = np.concatenate(parts)
        return begin[all_], end[all_], cost[all_], np.concatenate(lines, axis=1)

    def _lies(self, work: Work) -> _Row | None:
        """The way that the step has on the floor, rounded to slots."""
        ways, spot = self.ways, self.floor.spots[work.place]
        begin, end = (spot.start - ways.shift) // ways.slot, ways.slots_until(spot.end)
        if begin < 0:
            return None
        people = [ways.person[person] for person in spot.people]
        wide = ways.line.shape[0]
        bay = ways.none if spot.bay is None else ways.bay[spot.bay]
        if work.step.colour is not None and spot.bay is not None:
            bay = self.own[spot.bay]
        cost = float(self.search.strangeness(work, spot.people))
        if place := self.search.known.get(work.place):
            cost += self.search.weights.instability * self.search.difference(spot, place)
        return begin, end, cost, (*([ways.none] * (wide - 1 - len(people))), *people, bay)

    def _differs(self, work: Work, part: slice) -> Floats:
        """What the ways cost because they differ from the plan that people know."""
        ways, known = self.ways, self.search.known.get(work.place)
        begin = ways.begin[part]
        if known is None:
            return np.zeros(len(begin))
        moved = np.abs(begin * ways.slot + ways.shift + self.shop.now - known.start) // QUARTER
        points = np.minimum(moved, MOST_QUARTERS)
        lines = ways.line[:, part]
        people = [*(ways.person[each] for each in known.technicians if each in ways.person), ways.none]
        points = points + ~np.isin(lines[:-1], people).all(axis=0)
        bay = ways.none if known.bay is None else ways.bay.get(known.bay, -1)
        points = points + (lines[-1] != bay)
        return np.asarray(self.search.weights.instability * points, np.float64)

    def run(self, until: float, seed: int) -> bool:
        """Search until the moment; was a plan found that is better than the one on the floor? Then it lies there."""
        if not self.ways.cars or len(self.ways.cars) < 2:
            return False
        began, total = time.monotonic(), self.search.total()
        heat = (min(HOT * (until - began), HOTTEST) * total, max(COLD * total, 1.0))
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(lambda k: self._anneal(began, until, heat, seed + k), range(THREADS)))
        best = min((each for each in found if each), key=lambda each: each[0], default=None)
        return best is not None and self._lay(best[1], total)

    def _anneal(
        self, began: float, until: float, heat: tuple[float, float], seed: int
    ) -> tuple[float, Whole] | None:
        """One thread: the cost of the best plan that it found, and its ways."""
        ways, shop = self.ways, self.shop
        starts, ends = self.first_way[:-1], self.first_way[1:]
        earliest = np.array([self.end[a:b].min() for a, b in zip(starts, ends, strict=True)], np.int64)
        latest = np.array([self.end[a:b].max() for a, b in zip(starts, ends, strict=True)], np.int64)
        kinds: dict[Any, int] = {}
        kind = [kinds.setdefault((work.step.skill, work.step.bay_kinds), len(kinds)) for work in ways.works]
        colour, kinds_of = np.array(self.colour, np.int64), np.array(kind, np.int64)
        table = (
            self.begin,
            self.end,
            self.cost,
            self.line,
            colour,
            self.first_way,
            earliest,
            latest,
            kinds_of,
        )
        room = np.zeros((len(self.most), ways.slots + 2), np.int64)
        floor = (self.used.copy(), self.most, room, self.painted.copy(), ways.none)
        exchanging.measure(*floor)
        chosen = np.full(len(ways.works), -1, np.int64)
        makespan = float(shop.problem.weights.makespan * ways.slot)
        others = [self.search.end[car] for car in self.search.end if car not in set(ways.cars)]
        fixed_end = ways.slots_until(max(others, default=0))
        order = sorted(range(len(ways.cars)), key=lambda k: self._begins(k))
        first_step, ready_cost = ways.first_step, ways.ready_cost
        if not exchanging.lay(
            *(np.array(order, np.int64), np.array(self.now, np.int64), table, floor, first_step, ready_cost),
            *(self.totals, self.setup, makespan, fixed_end, chosen),
        ):
            return None
        cost = np.array(
            [
                exchanging.cost_of(chain, table, first_step, ready_cost, chosen)
                for chain in range(len(ways.cars))
            ]
        )
        last = max(fixed_end, *(int(self.end[chosen[step - 1]]) for step in first_step[1:]))
        total = np.full(2, cost.sum() + makespan * last)
        best, rounds, hot, cold, moment = chosen.copy(), 10, *heat, time.monotonic()
        most = min(MOST, len(ways.cars))
        while moment < until:
            share = (moment - began) / max(until - began, 1e-9)
            exchanging.exchange(
                *(rounds, seed, hot * (cold / hot) ** share, most, table, floor, first_step, ready_cost),
                *(self.totals, self.setup, makespan, fixed_end, chosen, best, cost, total),
            )
            seed, before, moment = seed + 7919, moment, time.monotonic()
            rounds = max(min(int(rounds * AT_ONCE / max(moment - before, 1e-4)), 4 * rounds, 20_000), 1)
        return float(total[1]), best

    def _begins(self, chain: int) -> int:
        place = self.ways.works[int(self.ways.first_step[chain])].place
        return self.floor.spots[place].start

    def _lay(self, chosen: Whole, total: int) -> bool:
        """The plan that was found, on the floor; if it is not better there, everything stays as it was."""
        search, floor, ways = self.search, self.floor, self.ways
        before: State = search.take_off(ways.cars)
        people_of = {line: person for person, line in ways.person.items()}
        exact = finest(self.shop) % ways.slot == 0
        well = True
        for step in np.argsort(self.begin[chosen], kind="stable").tolist():
            work, way = ways.works[step], int(chosen[step])
            lines = self.line[:, way].tolist()
            crew = {people_of[line] for line in lines[:-1] if line != ways.none}
            own = replace(
                work,
                people=tuple(each for each in work.people if each[0] in crew),
                bays=tuple(bay for bay in work.bays if bay in self.bays_of.get(lines[-1], ())),
            )
            at = ways.minute(int(self.begin[way])) - (0 if exact else ways.slot)
            if any(need not in floor.spots for need in work.needs):
                well = False
                break
            spot = floor.find(own, max(at, floor.soonest(work)))
            if spot is None:
                well = False
                break
            floor.lay(work, spot)
        search.count(ways.cars)
        if well and search.total() < total:
            return True
        search.take_off(ways.cars)
        search.lay(ways.cars, before)
        return False


def _same(row: _Row, begin: Whole, end: Whole, line: Whole) -> NDArray[np.bool_]:
    """Which of the ways are this one?"""
    lines = np.array(row[3], np.int64)
    return np.asarray((begin == row[0]) & (end == row[1]) & (line == lines[:, None]).all(axis=0), bool)
