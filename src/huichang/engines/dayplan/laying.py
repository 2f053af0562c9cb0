"""A plan laid out on the floor again: as it stands, or pushed to what is true by now."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from huichang.engines.dayplan.construct import finished
from huichang.engines.dayplan.floor import Floor, Spot
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Placed, Plan, Problem


def push(problem: Problem, plan: Plan) -> Plan:
    """The plan kept as it is as far as it can be: same people, same bays, same order, nothing earlier than it was.

    What cannot stay (the time is past, work before it takes longer, somebody is absent) moves to the next place
    of its own people and bay; only where they have none at all does somebody else get it. New steps take what
    is left, steps that the problem no longer has are gone. This is what happens to a plan that nobody changes.
    """
    shop = Shop(problem)
    return finished(keep(Floor(shop), plan.placed), plan)


def keep(floor: Floor, placed: Iterable[Placed], only: Iterable[int] | None = None) -> Floor:
    """Lay the steps down in the order in which they stood, then those that are new.

    What lies on the floor already stays. `only`: numbers of the steps that are wanted, with what they need.
    """
    shop, known = floor.shop, {}
    for each in sorted(placed, key=lambda it: (it.start, it.end, it.step)):
        if each.step in shop.number:
            known[shop.number[each.step]] = each
    for place in (*known, *(range(len(shop.work)) if only is None else only)):
        _keep(floor, shop.work[place], known)
    return floor


def _keep(floor: Floor, work: Work, known: dict[int, Placed]) -> bool:
    if work.place in floor.spots:
        return True
    for need in work.needs:
        if not _keep(floor, floor.shop.work[need], known):
            return False
    soonest, spot = floor.soonest(work), None
    if each := known.get(work.place):
        at = max(soonest, each.start - floor.shop.now)
        if own := bound_to(floor.shop, work, each.technicians, each.bay):
            spot = floor.find(own, at)
        spot = spot or floor.find(work, at)
    spot = spot or floor.find(work, soonest)
    if spot is None:
        return False
    floor.lay(work, spot)
    return True


def bound_to(shop: Shop, work: Work, technicians: tuple[int, ...], bay: int | None) -> Work | None:
    """The same work for exactly these people in exactly this bay; None where they may not do it there."""
    people = tuple(each for each in work.people if each[0] in technicians)
    if len(people) != work.hands or len(technicians) != work.hands:
        return None
    if (bay is None) != (not work.bays) or (bay is not None and bay not in work.bays):
        return None
    return replace(work, people=people, bays=() if bay is None else (bay,))


def floor_of(shop: Shop, plan: Plan, without: Container[str] = ()) -> Floor:
    """The floor with the plan on it as it stands, but for the steps of some cars (`without`).

    Steps that would lie over others or before now are laid where they fit instead.
    """
    floor = Floor(shop)
    bent: list[Placed] = []
    for each in sorted(plan.placed, key=lambda it: (it.start, it.end, it.step)):
        if each.step not in shop.number:
            continue
        work = shop.work[shop.number[each.step]]
        if work.step.car in without or work.place in floor.spots:
            continue
        spot = Spot(each.start - shop.now, each.end - shop.now, each.technicians, each.bay)
        if lies_well(floor, work, spot):
            floor.lay(work, spot)
        else:
            bent.append(each)
    return _straighten(floor, bent)


def _straighten(floor: Floor, bent: list[Placed]) -> Floor:
    known = {floor.shop.number[each.step]: each for each in bent}
    for place in known:
        _keep(floor, floor.shop.work[place], known)
    return floor


def lies_well(floor: Floor, work: Work, spot: Spot) -> bool:
    """Could the step lie exactly there, as the floor is now?"""
    if any(need not in floor.spots for need in work.needs) or spot.start < floor.soonest(work):
        return False
    own = bound_to(floor.shop, work, spot.people, spot.bay)
    return own is not None and floor.find(own, spot.start) == spot
