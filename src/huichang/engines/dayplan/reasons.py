"""Why a step lies where it lies, and what a new plan changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from huichang.engines.dayplan.values import Placed, Plan, Problem, Step

LONGEST_CHAIN = 12
"""Reasons told one behind the other; nobody reads more."""


@dataclass(frozen=True, slots=True)
class Why:
    """What a step could not begin before.

    `code`: `started` (it goes on already), `after` (the step `other` must end first), `parts` (ready from
    then), `arrives` (the car comes then), `technician` (is still at `other`), `bay` (is still taken by
    `other`), `setup` (another colour, after `other`), `car` (is still worked on in `other`), `shift` (the
    technician is not there before), `closed` (the bay is not), `now`, or `choice`: it could begin at `minute`,
    the plan leaves the time free.
    """

    step: str
    code: str
    minute: int
    """The minute from which it could begin."""
    other: str | None = None
    technician: int | None = None
    bay: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a step from one plan to the next.

    `code`: `earlier`, `later`, `other_technician`, `other_bay`, `new`, `gone`, `refused`. A step that is moved
    and changes people is told as moved; `technicians` and `bay` of both plans say the rest.
    """

    step: str
    car: str
    code: str
    minutes: int
    """By how much its start moves; negative: earlier."""
    because: Why | None
    before: Placed | None
    after: Placed | None


def why_here(problem: Problem, plan: Plan, step: str) -> Why | None:
    """What keeps the step from beginning sooner; None for a step that the plan has not placed."""
    return Reasons(problem, plan).of(step)


def changes(problem: Problem, before: Plan, after: Plan) -> tuple[Change, ...]:
    """What the second plan changes against the first, by start. Steps that merely began or ended are no change."""
    old, new = {each.step: each for each in before.placed}, {each.step: each for each in after.placed}
    steps = {step.id: step for step in problem.steps}
    reasons, found = Reasons(problem, after), []
    for step in dict.fromkeys((*new, *(each.step for each in after.refused), *old)):
        if step in steps and steps[step].started:
            continue
        car = steps[step].car if step in steps else ""
        if change := _change(step, car, old.get(step), new.get(step), reasons):
            found.append(change)
    return tuple(sorted(found, key=lambda each: (_stands(each), each.step)))


def _stands(change: Change) -> int:
    """Where the changed step stands on the board: where it goes, or where it was."""
    place = change.after or change.before
    return place.start if place else 0


def _change(step: str, car: str, old: Placed | None, new: Placed | None, reasons: Reasons) -> Change | None:
    if new is None:
        if old is None and step not in reasons.steps:
            return None
        return Change(step, car, "refused" if step in reasons.steps else "gone", 0, None, old, None)
    if old is None:
        return Change(step, car, "new", 0, reasons.of(step), None, new)
    moved = new.start - old.start
    if moved:
        code = "later" if moved > 0 else "earlier"
    elif set(new.technicians) != set(old.technicians):
        code = "other_technician"
    elif new.bay != old.bay:
        code = "other_bay"
    else:
        return None
    return Change(step, car, code, moved, reasons.of(step), old, new)


class Reasons:
    """The plan, ready to be asked for reasons."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Sorts the plan by people, bays and cars."""
        self.problem = problem
        self.steps = {step.id: step for step in problem.steps}
        self.placed = {each.step: each for each in plan.placed if each.step in self.steps}
        self._people = {each.id: each for each in problem.technicians}
        self._bays = {each.id: each for each in problem.bays}
        self._arrives = {car.id: car.arrives for car in problem.cars}
        self._of_person: dict[int, list[Placed]] = defaultdict(list)
        self._of_bay: dict[int, list[Placed]] = defaultdict(list)
        self._of_car: dict[str, list[Placed]] = defaultdict(list)
        for each in self.placed.values():
            for person in each.technicians:
                self._of_person[person].append(each)
            if each.bay is not None:
                self._of_bay[each.bay].append(each)
            self._of_car[self.steps[each.step].car].append(each)

    def of(self, step: str) -> Why | None:
        """The reason that binds last: nothing that is known stands between it and the start of the step."""
        placed = self.placed.get(step)
        if placed is None:
            return None
        if self.steps[step].started:
            return Why(step, "started", placed.start)
        last = max(self._bounds(self.steps[step], placed), key=lambda why: why.minute)
        if last.minute < placed.start:
            return Why(step, "choice", last.minute)
        return last

    def chain(self, step: str) -> tuple[Why, ...]:
        """The reason of the step, the reason of what it waits for, and so on."""
        found: list[Why] = []
        asked: str | None = step
        while asked is not None and len(found) < LONGEST_CHAIN and (why := self.of(asked)):
            found.append(why)
            asked = why.other
        return tuple(found)

    def _bounds(self, step: Step, placed: Placed) -> Iterator[Why]:
        yield Why(step.id, "now", self.problem.now)
        yield Why(step.id, "parts", min(step.ready, placed.start))
        yield Why(step.id, "arrives", min(self._arrives.get(step.car, 0), placed.start))
        for need in step.after:
            if need in self.placed:
                yield Why(step.id, "after", self.placed[need].end, need)
        if other := _before(self._of_car[step.car], placed):
            yield Why(step.id, "car", other.end, other.step)
        for person in placed.technicians:
            if other := _before(self._of_person[person], placed):
                yield Why(step.id, "technician", other.end, other.step, technician=person)
            if person in self._people:
                opened = _opened(self._people[person].windows, placed.start)
                yield Why(step.id, "shift", opened, technician=person)
        if placed.bay is not None:
            yield from self._bay_bounds(step, placed, placed.bay)

    def _bay_bounds(self, step: Step, placed: Placed, bay: int) -> Iterator[Why]:
        if other := _before(self._of_bay[bay], placed):
            yield Why(step.id, "bay", other.end, other.step, bay=bay)
        if step.colour is not None:
            painted = [
                each for each in self._of_bay[bay] if self.steps[each.step].colour not in (None, step.colour)
            ]
            if other := _before(painted, placed):
                yield Why(step.id, "setup", other.end + self.problem.setup_minutes, other.step, bay=bay)
        if bay in self._bays:
            yield Why(step.id, "closed", _opened(self._bays[bay].windows, placed.start), bay=bay)


def _before(placed: list[Placed], then: Placed) -> Placed | None:
    """The last that ends before the other begins."""
    earlier = [each for each in placed if each.end <= then.start and each.step != then.step]
    return max(earlier, key=lambda each: each.end, default=None)


def _opened(windows: tuple[tuple[int, int], ...], minute: int) -> int:
    """Where the window begins in which the minute lies; windows that touch each other are one."""
    begins = 0
    reached = -1
    for opens, closes in sorted(windows):
        if opens > minute:
            break
        if opens > reached:
            begins = opens
        reached = max(reached, closes)
    return begins
