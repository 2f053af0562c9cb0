"""Questions to a plan that do not change it: when would this car be ready, and when could it come instead?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from huichang.engines.dayplan.construct import finished, lay_car
from huichang.engines.dayplan.floor import Floor
from huichang.engines.dayplan.laying import floor_of
from huichang.engines.dayplan.reasons import Reasons, Why
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Car, Placed, Plan, Problem, Refused, Step


@dataclass(frozen=True, slots=True)
class Answer:
    """When a car would be ready if nothing else in the plan is moved."""

    finish: int | None
    """None: not within the horizon; `refused` says what has no place."""
    by_step: Mapping[str, Placed]
    refused: tuple[Refused, ...]
    why: tuple[Why, ...]
    """What keeps the car from being ready sooner, the last step first: each follows from the one behind it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An arrival that the workshop can keep, and when the car would be ready."""

    arrives: int
    finish: int


def what_if(problem: Problem, plan: Plan, car: Car, steps: Iterable[Step]) -> Answer:
    """When would the car be ready with these steps? All other cars stay where the plan has them.

    `car` may be new or one of the plan's; then `steps` come to (or, with the same id, replace) those that it
    has, and what it has not begun may be laid elsewhere.
    """
    shop = Shop(_with(problem, car, tuple(steps)))
    return _answer(shop, plan, floor_of(shop, plan, {car.id}), car)


def offers(
    problem: Problem,
    plan: Plan,
    car: Car,
    steps: Iterable[Step],
    *,
    arrivals: Iterable[int],
    longest: int | None = None,
    count: int = 3,
) -> tuple[Offer, ...]:
    """The first `count` of the arrivals that can be kept, each with its finish.

    `longest`: minutes from the arrival within which the car must be ready. No step is begun before the arrival.
    """
    asked = _with(problem, car, tuple(steps))
    shop = Shop(asked)
    works = [shop.work[place] for place in shop.of_car.get(car.id, ())]
    if not works or any(step.car == car.id and step.id in shop.refused for step in asked.steps):
        return ()
    floor = floor_of(shop, plan, {car.id})
    found: list[Offer] = []
    for arrives in arrivals:
        later = [
            replace(work, earliest=max(work.step.ready, arrives, shop.now) - shop.now)
            for work in works
            if work.place not in floor.spots
        ]
        if lay_car(floor, later):
            finish = max(floor.spots[work.place].end for work in works) + shop.now
            if longest is None or finish - arrives <= longest:
                found.append(Offer(arrives, finish))
        for work in later:
            if work.place in floor.spots:
                floor.take_up(work)
        if len(found) == count:
            break
    return tuple(found)


def _with(problem: Problem, car: Car, steps: tuple[Step, ...]) -> Problem:
    new = {step.id for step in steps}
    return replace(
        problem,
        cars=(*(each for each in problem.cars if each.id != car.id), car),
        steps=(*(each for each in problem.steps if each.id not in new), *steps),
    )


def _answer(shop: Shop, plan: Plan, floor: Floor, car: Car) -> Answer:
    places = shop.of_car.get(car.id, [])
    lay_car(floor, [shop.work[place] for place in places])
    after = finished(floor)
    mine = {step.id for step in shop.problem.steps if step.car == car.id}
    by_step = {each.step: each for each in after.placed if each.step in mine}
    refused = tuple(each for each in after.refused if each.step in mine)
    last = max(by_step.values(), key=lambda each: each.end, default=None)
    why = Reasons(shop.problem, after).chain(last.step) if last else ()
    return Answer(after.finish.get(car.id), by_step, refused, why)
