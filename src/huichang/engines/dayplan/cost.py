"""What a plan costs: each part counted the way a dispatcher would count it on the board.

* statutory     minutes beyond the promise, of cars that the law or safety wants done
* lateness      minutes beyond the promise × weight, of all other cars
* told_changes  cars whose promise the customer knows and that will not be ready by it
* waiting       minutes from now (or from the arrival, if that is later) until the car of a customer is ready
                who stays in the store
* makespan      minutes from now until the last step ends
* instability   points of difference from the plan that people know: for every step that was in it and has not
                begun, one per quarter of an hour that it is moved, at most four, one if other people do it,
                one if it changes the bay
* strangers     steps that belong to a team and are done by somebody of another
* refused       steps that found no time; what can never be planned counts the same in every plan and is left out
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huichang.engines.dayplan.values import Car, Cost, Placed, Plan, Problem, Refused

QUARTER = 15
"""Minutes by which a step is moved before people notice it: the raster of the booking desk."""
MOST_QUARTERS = 4
"""An hour later or three: the day is another one for the people either way."""


def finishes(problem: Problem, placed: Iterable[Placed], refused: Iterable[Refused]) -> dict[str, int]:
    """Car → when its last step ends; without the cars that have a refused step."""
    car_of = {step.id: step.car for step in problem.steps}
    unfinished = {car_of[each.step] for each in refused if each.step in car_of}
    found: dict[str, int] = {}
    for each in placed:
        car = car_of[each.step]
        if car not in unfinished:
            found[car] = max(found.get(car, 0), each.end)
    return found


def cost_of(
    problem: Problem,
    placed: Iterable[Placed],
    refused: Iterable[Refused],
    finish: Mapping[str, int],
    before: Plan | None = None,
) -> Cost:
    """The cost of a plan; `before` is the plan that people know, if there is one."""
    placed = tuple(placed)
    statutory = lateness = told = waiting = 0
    for car in problem.cars:
        if car.id in finish:
            late = lateness_of(car, finish[car.id])
            if car.statutory:
                statutory += late
            else:
                lateness += late * car.weight
            told += bool(late and car.told)
            waiting += waiting_of(car, finish[car.id], problem.now)
    return Cost(
        statutory=statutory,
        lateness=lateness,
        told_changes=told,
        waiting=waiting,
        makespan=max((each.end - problem.now for each in placed), default=0),
        instability=instability(problem, placed, before) if before else 0,
        strangers=strangers(problem, placed),
        refused=sum(each.code == "no_time" for each in refused),
    )


def lateness_of(car: Car, finish: int) -> int:
    """Minutes beyond the promise; 0 without one."""
    return max(finish - car.promise, 0) if car.promise is not None else 0


def waiting_of(car: Car, finish: int, now: int) -> int:
    """Minutes that the customer still stays in the store; what has been waited already cannot be changed."""
    return max(finish - max(car.arrives, now), 0) if car.waits else 0


def instability(problem: Problem, placed: Iterable[Placed], before: Plan) -> int:
    """Points of difference from the plan that people know."""
    known = {each.step: each for each in before.placed}
    started = {step.id for step in problem.steps if step.started}
    return sum(
        difference(each, known[each.step])
        for each in placed
        if each.step in known and each.step not in started
    )


def difference(placed: Placed, known: Placed) -> int:
    """Points of one step."""
    quarters = min(abs(placed.start - known.start) // QUARTER, MOST_QUARTERS)
    return quarters + (set(placed.technicians) != set(known.technicians)) + (placed.bay != known.bay)


def strangers(problem: Problem, placed: Iterable[Placed]) -> int:
    """Steps with a team that somebody of another team works on; people fixed by hand are nobody's mistake."""
    teams = {each.id: each.team for each in problem.technicians}
    wanted = {
        step.id: step.team
        for step in problem.steps
        if step.team is not None and not step.started and not step.technicians
    }
    return sum(
        each.step in wanted and any(teams.get(person) != wanted[each.step] for person in each.technicians)
        for each in placed
    )
