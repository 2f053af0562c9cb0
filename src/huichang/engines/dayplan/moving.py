"""A step is dragged to another place on the board: may it, and what does it cost?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huichang.engines.dayplan.construct import finished
from huichang.engines.dayplan.floor import Floor, Spot
from huichang.engines.dayplan.laying import keep
from huichang.engines.dayplan.minutes import calendar, span
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Plan, Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of the plan. A move that is not `ok` has a `code` and no plan.

    `code`: `unknown` (no step that could be moved), `started`, `past`, `parts` or `arrives` (not there before
    the minute `detail`), `after` (the step `detail` must end first), `hands` (so many people are needed),
    `skill` (the technician `detail` may not do it), `bay` (not in this bay), `absent` (the people are not there, or
    not long enough), `closed` (the bay is), `taken` (by the started work `detail`, which is never moved).
    """

    ok: bool
    code: str = ""
    detail: str = ""
    plan_after: Plan | None = None
    cost_delta: int = 0
    """By how much `cost.total` grows; negative: the move is better than the plan."""
    cars_later: tuple[tuple[str, int], ...] = ()
    """Cars that become ready later, and by how many minutes, the worst first."""


class _Refusal(Exception):
    """The move is not possible."""


def move(
    problem: Problem, plan: Plan, step: str, *, start: int, bay: int | None, technicians: tuple[int, ...]
) -> Verdict:
    """The verdict on doing the step from `start`, in this bay, by these people.

    Everything that lies in the way moves behind it and keeps its people, its bay and its order; nothing else
    moves, and nothing moves forward. Started work stays where it is.
    """
    shop = Shop(problem)
    try:
        after = finished(_moved(shop, plan, step, Spot(start - shop.now, 0, technicians, bay)), plan)
    except _Refusal as refusal:
        code, detail = refusal.args
        return Verdict(False, code, detail)
    later = [
        (car, minute - plan.finish[car])
        for car, minute in after.finish.items()
        if minute > plan.finish.get(car, minute)
    ]
    return Verdict(
        True,
        plan_after=after,
        cost_delta=after.cost.total(problem.weights) - plan.cost.total(problem.weights),
        cars_later=tuple(sorted(later, key=lambda it: (-it[1], it[0]))),
    )


def _moved(shop: Shop, plan: Plan, step: str, wanted: Spot) -> Floor:
    if step in shop.started:
        raise _Refusal("started", step)
    if step not in shop.number:
        raise _Refusal("unknown", step)
    work = shop.work[shop.number[step]]
    _may_begin(shop, work, wanted.start)
    spot = Spot(wanted.start, _end(shop, work, wanted), wanted.people, wanted.bay)
    for taken in _in_the_way(shop, work, spot):
        raise _Refusal("taken", taken)
    floor, before = Floor(shop), set(_before(shop, work))
    known = {shop.number[each.step]: each for each in plan.placed if each.step in shop.number}
    keep(floor, [known[place] for place in before if place in known], only=before)
    for need in work.needs:
        if need not in floor.spots or floor.spots[need].end > spot.start:
            raise _Refusal("after", shop.work[need].step.id)
    floor.lay(work, spot)
    return keep(floor, plan.placed)


def _may_begin(shop: Shop, work: Work, start: int) -> None:
    if start < 0:
        raise _Refusal("past", str(shop.now))
    arrives = shop.car(work.step).arrives
    if start + shop.now < arrives:
        raise _Refusal("arrives", str(arrives))
    if start + shop.now < work.step.ready:
        raise _Refusal("parts", str(work.step.ready))


def _end(shop: Shop, work: Work, wanted: Spot) -> int:
    """When the step would end there; refused where the people or the bay cannot do it."""
    lengths = dict(work.people)
    if len(set(wanted.people)) != work.hands:
        raise _Refusal("hands", str(work.hands))
    for person in wanted.people:
        if person not in lengths:
            raise _Refusal("skill", str(person))
    if (wanted.bay is None) != (not work.bays) or (wanted.bay is not None and wanted.bay not in work.bays):
        raise _Refusal("bay", str(wanted.bay))
    length = max((lengths[person] for person in wanted.people), default=work.shortest)
    together = shop.day
    for person in wanted.people:
        together &= shop.present[person]
    if not together >> wanted.start & 1:
        raise _Refusal("absent", "")
    end = calendar(together).end(wanted.start, length)
    if end is None or (end > wanted.start + length and not work.step.may_pause):
        raise _Refusal("absent", "")
    if wanted.bay is not None and span(wanted.start, end) & ~shop.open[wanted.bay]:
        raise _Refusal("closed", str(wanted.bay))
    return end


def _in_the_way(shop: Shop, work: Work, spot: Spot) -> Iterator[str]:
    """Started work that shares somebody, the bay or the car with the step while it would be done."""
    for step, placed in shop.started.items():
        other, start, end = shop.work[shop.number[step]].step, placed.start - shop.now, placed.end - shop.now
        shared = other.car == work.step.car or bool({*placed.technicians} & {*spot.people})
        same_bay = spot.bay is not None and placed.bay == spot.bay
        setup = shop.problem.setup_minutes if None not in (other.colour, work.step.colour) else 0
        if other.colour == work.step.colour or not same_bay:
            setup = 0
        if (shared or same_bay) and start < spot.end + setup and spot.start < end + setup:
            yield step


def _before(shop: Shop, work: Work) -> Iterator[int]:
    """The steps that must have ended, and those that these wait for."""
    for need in work.needs:
        yield need
        yield from _before(shop, shop.work[need])
