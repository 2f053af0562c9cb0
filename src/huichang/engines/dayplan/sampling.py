"""How sure a plan is: the day is run through many times with durations as they scatter in reality.

A step takes its median × e^(spread × a standard normal number): durations of repairs are skewed to the long
side, and a logarithmic normal law with a median and one spread describes that. People, bays and the order in
which they take their steps stay as planned; each step begins as soon as everything it needs is there, so that
what goes well makes up for what does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan.minutes import calendar, starts
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Placed, Plan, Problem

Minutes = NDArray[np.int64]
"""One number per run of the day."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """When the cars were ready in all runs of the day."""

    finishes: Mapping[str, tuple[int, ...]]
    """Car → its finish in every run, sorted. Cars that the plan does not finish are not in it."""

    def holds_with(self, car: str, certainty: float) -> int | None:
        """The earliest minute by which the car is ready in that share of the runs (0 < certainty ≤ 1)."""
        runs = self.finishes.get(car)
        return runs[min(max(ceil(certainty * len(runs)), 1), len(runs)) - 1] if runs else None

    def certainty(self, car: str, minute: int) -> float | None:
        """The share of the runs in which the car is ready by the minute."""
        runs = self.finishes.get(car)
        return bisect_right(runs, minute) / len(runs) if runs else None


def sample(problem: Problem, plan: Plan, *, draws: int = 400, seed: int = 0) -> Sampled:
    """Run the planned day `draws` times; the same seed gives the same runs."""
    day = _Day(Shop(problem), draws, seed)
    for placed in sorted(plan.placed, key=lambda each: (each.start, each.end, each.step)):
        day.run(placed)
    return Sampled(
        {
            car: tuple(np.sort(day.of_car[car] + problem.now).tolist())
            for car in plan.finish
            if car in day.of_car
        }
    )


class _Day:
    """All runs of a day at once. Minutes count from now."""

    def __init__(self, shop: Shop, draws: int, seed: int) -> None:
        self.shop, self.draws = shop, draws
        self.chance = np.random.default_rng(seed)
        self.of_step: dict[int, Minutes] = {}
        self.of_car: dict[str, Minutes] = {}
        self.of_person: dict[int, Minutes] = {}
        self.of_bay: dict[int, Minutes] = {}
        self.colour: dict[int, tuple[str, Minutes]] = {}
        self._next: dict[tuple[int, int], Minutes] = {}

    def run(self, placed: Placed) -> None:
        """The step is done, after all that comes before it."""
        shop = self.shop
        if placed.step not in shop.number:
            return
        work = shop.work[shop.number[placed.step]]
        begun = work.step.started is not None
        factor = np.exp(work.step.spread * self.chance.standard_normal(self.draws))
        if begun:
            planned = sum(end - max(start, shop.now) for start, end in placed.pieces if end > shop.now)
        else:
            planned = sum(end - start for start, end in placed.pieces)
        length = np.maximum(np.rint(planned * factor), 0 if begun else 1).astype(np.int64)
        soonest = np.zeros(self.draws, np.int64) if begun else self._soonest(work, placed)
        end = self._end(work, placed, soonest, length, planned)
        self.of_step[work.place] = end
        self.of_car[work.step.car] = np.maximum(self.of_car.get(work.step.car, 0), end)
        for person in placed.technicians:
            self.of_person[person] = np.maximum(self.of_person.get(person, 0), end)
        if placed.bay is not None:
            self.of_bay[placed.bay] = np.maximum(self.of_bay.get(placed.bay, 0), end)
            if work.step.colour is not None:
                self.colour[placed.bay] = (work.step.colour, end)

    def _soonest(self, work: Work, placed: Placed) -> Minutes:
        soonest = np.full(self.draws, work.earliest, np.int64)
        before = [self.of_step[need] for need in work.needs if need in self.of_step]
        before += [self.of_person[person] for person in placed.technicians if person in self.of_person]
        before += [self.of_car[work.step.car]] if work.step.car in self.of_car else []
        if placed.bay is not None and placed.bay in self.of_bay:
            before.append(self.of_bay[placed.bay])
        if placed.bay is not None and work.step.colour is not None and placed.bay in self.colour:
            colour, end = self.colour[placed.bay]
            before.append(end + (self.shop.problem.setup_minutes if colour != work.step.colour else 0))
        for each in before:
            soonest = np.maximum(soonest, each)
        return soonest

    def _end(self, work: Work, placed: Placed, soonest: Minutes, length: Minutes, planned: int) -> Minutes:
        """The end of the work: over the breaks where it may rest, else in one go from where it would fit as planned.

        Work that finds no more time within the horizon is done beyond its end, without breaks.
        """
        together = self.shop.day
        for person in placed.technicians:
            together &= self.shop.present.get(person, 0)
        if placed.bay is not None and work.step.started is None:
            # Started work is a fact: a bay that is to be closed is closed after it.
            together &= self.shop.open.get(placed.bay, 0)
        if not together:
            return soonest + length
        if work.step.may_pause or work.step.started:
            return _rested(together, soonest, length)
        return self._begin(together, max(planned, 1), soonest) + length

    def _begin(self, together: int, planned: int, soonest: Minutes) -> Minutes:
        key = (together, planned)
        if key not in self._next:
            bits = starts(together, planned)
            where = np.array(calendar(bits).nth, np.int64) if bits else np.empty(0, np.int64)
            self._next[key] = where
        where = self._next[key]
        if not len(where):
            return soonest
        place = np.searchsorted(where, soonest)
        return np.where(
            place < len(where), where[np.minimum(place, len(where) - 1)], np.maximum(soonest, where[-1])
        )


def _rested(together: int, soonest: Minutes, length: Minutes) -> Minutes:
    nth = np.array(calendar(together).nth, np.int64)
    last = np.searchsorted(nth, soonest) + length - 1
    beyond = np.maximum(last - len(nth) + 1, 0)
    within = np.clip(last, 0, len(nth) - 1)
    ends = np.where(length > 0, nth[within] + 1, soonest)
    found: Minutes = np.maximum(ends, np.where(beyond > 0, soonest, 0)) + beyond
    return found
