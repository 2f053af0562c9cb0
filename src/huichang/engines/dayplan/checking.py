"""What must be true of every plan, said a second time: nothing here leans on the code that makes plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from huichang.engines.dayplan.cost import cost_of, finishes
from huichang.engines.dayplan.values import Placed, Plan, Problem, Step, Technician, Windows


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks: the rule's name, the step, and what it collides with."""

    rule: str
    step: str
    detail: str = ""


def problems_of(problem: Problem, plan: Plan) -> list[Violation]:
    """All rules that the plan breaks; empty for a plan that can be worked.

    What was started before now is a fact: that two started steps share somebody, or run into a break, is not
    the plan's doing and not listed.
    """
    return [
        *_complete(problem, plan),
        *(found for each in plan.placed for found in _one(problem, plan, each)),
        *_shared(problem, plan),
        *_setups(problem, plan),
        *_counted(problem, plan),
    ]


def _complete(problem: Problem, plan: Plan) -> Iterator[Violation]:
    steps = {step.id for step in problem.steps}
    told: dict[str, int] = defaultdict(int)
    for step in (*(each.step for each in plan.placed), *(each.step for each in plan.refused)):
        told[step] += 1
        if step not in steps:
            yield Violation("unknown", step)
    for step in steps:
        if told[step] != 1:
            yield Violation("missing" if not told[step] else "twice", step)


def _one(problem: Problem, plan: Plan, placed: Placed) -> Iterator[Violation]:
    step = next((each for each in problem.steps if each.id == placed.step), None)
    if step is None:
        return
    if step.started:
        fact = (step.started.at, step.started.technicians, step.started.bay)
        if (
            placed.start,
            placed.technicians,
            placed.bay,
        ) != fact or placed.end < problem.now + step.started.left:
            yield Violation("started", step.id)
        return
    if placed.start < problem.now:
        yield Violation("past", step.id)
    arrives = next((car.arrives for car in problem.cars if car.id == step.car), 0)
    if placed.start < max(step.ready, arrives):
        yield Violation("ready", step.id, str(max(step.ready, arrives)))
    yield from _order(problem, plan, step, placed)
    yield from _people(problem, step, placed)
    yield from _bay(problem, step, placed)


def _order(problem: Problem, plan: Plan, step: Step, placed: Placed) -> Iterator[Violation]:
    known = {each.id for each in problem.steps}
    ends = {each.step: each.end for each in plan.placed}
    for need in step.after:
        if need in known and (need not in ends or ends[need] > placed.start):
            yield Violation("order", step.id, need)


def _people(problem: Problem, step: Step, placed: Placed) -> Iterator[Violation]:
    people = {each.id: each for each in problem.technicians}
    hands = len(step.technicians) or step.hands
    if len(set(placed.technicians)) != hands or not set(placed.technicians) <= people.keys():
        yield Violation("hands", step.id, str(hands))
        return
    crew = [people[each] for each in placed.technicians]
    if step.technicians:
        if set(placed.technicians) != set(step.technicians):
            yield Violation("fixed", step.id)
    elif step.skill is not None and any(each.skills.get(step.skill, 0) < step.level for each in crew):
        yield Violation("skill", step.id, step.skill)
    yield from _worked(problem, step, placed, crew)


def _worked(problem: Problem, step: Step, placed: Placed, crew: list[Technician]) -> Iterator[Violation]:
    needed = max([_needed(problem, step, each) for each in crew], default=max(step.minutes, 1))
    if sum(end - start for start, end in placed.pieces) != needed:
        yield Violation("minutes", step.id, str(needed))
    whole = placed.pieces and (placed.pieces[0][0], placed.pieces[-1][1]) == (placed.start, placed.end)
    if not whole or any(a_end >= b_start for (_, a_end), (b_start, _) in pairwise(placed.pieces)):
        yield Violation("pieces", step.id)
    if len(placed.pieces) > 1 and not step.may_pause:
        yield Violation("pause", step.id)
    for technician in crew:
        if not all(_within(piece, technician.windows) for piece in placed.pieces):
            yield Violation("absent", step.id, str(technician.id))


def _needed(problem: Problem, step: Step, technician: Technician) -> int:
    if technician.id in step.minutes_of:
        return max(step.minutes_of[technician.id], 1)
    level = technician.skills.get(step.skill, 0) if step.skill else 0
    factor = problem.speed.get(level, 1.0)
    if factor == 1.0:
        return max(step.minutes, 1)
    return max(ceil(round(step.minutes * factor / problem.grid, 6)) * problem.grid, 1)


def _bay(problem: Problem, step: Step, placed: Placed) -> Iterator[Violation]:
    if step.bay is None and not step.bay_kinds:
        if placed.bay is not None:
            yield Violation("bay_kind", step.id)
        return
    bay = next((each for each in problem.bays if each.id == placed.bay), None)
    if bay is None or (bay.id != step.bay if step.bay is not None else bay.kind not in step.bay_kinds):
        yield Violation("bay_kind", step.id, str(placed.bay))
    elif not _within((placed.start, placed.end), bay.windows):
        yield Violation("closed", step.id, str(bay.id))


def _within(piece: tuple[int, int], windows: Windows) -> bool:
    """Lies the piece in the windows, which may touch or overlap each other?"""
    reached, end = piece
    for opens, closes in sorted(windows):
        if opens <= reached < closes:
            reached = closes
    return reached >= end


def _shared(problem: Problem, plan: Plan) -> Iterator[Violation]:
    steps = {step.id: step for step in problem.steps}
    uses: dict[tuple[str, object], list[Placed]] = defaultdict(list)
    for each in plan.placed:
        if each.step not in steps:
            continue
        for technician in each.technicians:
            uses["technician", technician].append(each)
        if each.bay is not None:
            uses["bay", each.bay].append(each)
        uses["car", steps[each.step].car].append(each)
    for (rule, whose), used in uses.items():
        for one, other in _overlaps(used):
            if not (steps[one.step].started and steps[other.step].started):
                yield Violation(rule, other.step, f"{whose} {one.step}")


def _overlaps(used: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    ordered = sorted(used, key=lambda each: (each.start, each.end))
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.start >= one.end:
                break
            yield one, other


def _setups(problem: Problem, plan: Plan) -> Iterator[Violation]:
    steps = {step.id: step for step in problem.steps}
    painted: dict[int, list[Placed]] = defaultdict(list)
    for each in plan.placed:
        if each.bay is not None and each.step in steps and steps[each.step].colour is not None:
            painted[each.bay].append(each)
    for bay, coats in painted.items():
        for one, other in pairwise(sorted(coats, key=lambda it: it.start)):
            if (
                steps[one.step].colour != steps[other.step].colour
                and other.start < one.end + problem.setup_minutes
                and not steps[other.step].started
            ):
                yield Violation("setup", other.step, str(bay))


def _counted(problem: Problem, plan: Plan) -> Iterator[Violation]:
    finish = finishes(problem, plan.placed, plan.refused)
    if dict(plan.finish) != finish:
        yield Violation("finish", "")
    cost = cost_of(problem, plan.placed, plan.refused, finish)
    said = plan.cost
    parts = ("statutory", "lateness", "told_changes", "waiting", "makespan", "strangers", "refused")
    for part in parts:
        if getattr(cost, part) != getattr(said, part):
            yield Violation("cost", "", part)
