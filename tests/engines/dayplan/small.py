"""Small days whose plan can be seen by hand: minutes from midnight, one technician and one bay unless said otherwise."""

from dataclasses import replace
from typing import Any

from huichang.engines.dayplan.values import Bay, Car, Problem, Started, Step, Technician

NINE, NOON, ONE, SIX = 540, 720, 780, 1080
SHIFT = ((480, NOON), (ONE, SIX))
ALL_DAY = ((0, 1440),)


def technician(number: int = 1, **other: Any) -> Technician:
    """Somebody who can repair."""
    return replace(Technician(number, {"mechanical": 3}, SHIFT), **other)


def step(name: str, minutes: int = 60, **other: Any) -> Step:
    """A repair of a car that is called like the first letter of the step."""
    return replace(
        Step(name, name[0], name[0], "repair", minutes, "mechanical", bay_kinds=("general",)), **other
    )


def day(*steps: Step, **other: Any) -> Problem:
    """Nine o'clock, and these steps to be done."""
    cars = tuple(Car(car, None, False) for car in dict.fromkeys(each.car for each in steps))
    problem = Problem(NINE, (technician(),), (Bay(1, "general", ALL_DAY),), steps, cars)
    return replace(problem, **other)


def begun(at: int, left: int, technician: int = 1, bay: int | None = 1) -> Started:
    """Work that goes on."""
    return Started(at, (technician,), bay, left)
