"""How a workshop is run without a plan: whoever is free takes the next car by a simple rule.

These are what a plan is measured against. Nobody looks ahead: as soon as a technician and a bay are free, the
first car of the queue that they can do is begun, even when a more urgent one comes in ten minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from huichang.engines.dayplan.construct import FAR, alone, finished, timed
from huichang.engines.dayplan.floor import Floor
from huichang.engines.dayplan.minutes import pieces
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Plan, Problem

Maker = Callable[[Problem], Plan]
"""How a foreman does a day."""
Rule = Callable[[Shop, Work], float]
"""Step → its place in the queue, the smallest first."""


def first_come(problem: Problem) -> Plan:
    """Who came first is done first."""
    return _run(problem, lambda shop, work: shop.car(work.step).arrives)


def promise_first(problem: Problem) -> Plan:
    """The earliest promise first; cars without one last, in the order in which they came."""

    def due(shop: Shop, work: Work) -> float:
        car = shop.car(work.step)
        return car.promise if car.promise is not None else FAR + car.arrives

    return _run(problem, due)


def shortest_first(problem: Problem) -> Plan:
    """The car with the least work first."""
    works: dict[str, int] = {}

    def least(shop: Shop, work: Work) -> float:
        car = work.step.car
        if car not in works:
            works[car] = alone(shop, car)
        return works[car]

    return _run(problem, least)


def _run(problem: Problem, rule: Rule) -> Plan:
    """The day as it happens, from one moment at which something changes to the next."""
    began, shop = time.monotonic(), Shop(problem)
    floor = Floor(shop)
    queue = sorted(
        (work for work in shop.work if work.place not in floor.spots), key=lambda work: rule(shop, work)
    )
    moments = {0, *(work.earliest for work in queue), *(spot.end for spot in floor.spots.values())}
    for minutes in (*shop.present.values(), *shop.open.values()):
        moments |= {start for start, _ in pieces(minutes)}
    while moments and queue:
        at = min(moments)
        moments.discard(at)
        waiting = []
        for work in queue:
            if _may_begin(floor, work, at) and (spot := floor.find(work, at)) and spot.start == at:
                floor.lay(work, spot)
                moments |= {spot.end, spot.end + problem.setup_minutes}
            else:
                waiting.append(work)
        queue = waiting
    return timed(finished(floor), began)


def _may_begin(floor: Floor, work: Work, at: int) -> bool:
    """Is everything done and there, and somebody and a bay free in this minute?"""
    if at < work.earliest or any(
        need not in floor.spots or floor.spots[need].end > at for need in work.needs
    ):
        return False
    if work.hands and not any(floor.free[person] >> at & 1 for person, _ in work.people):
        return False
    return not work.bays or any(floor.open[bay] >> at & 1 for bay in work.bays)
