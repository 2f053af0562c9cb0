"""The first plan: cars in an order that a foreman would think of, each step at the earliest place that is free.

Several orders are tried and the best plan is kept. A car that comes later in the order still takes the gaps that
earlier ones left: what counts in the order is who chooses first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from math import exp

from huichang.engines.dayplan.cost import cost_of, finishes
from huichang.engines.dayplan.floor import Floor
from huichang.engines.dayplan.minutes import pieces
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Car, Plan, Problem, Refused

BUDGET = 0.2
"""Seconds within which orders are tried; the rest of the 300 ms is for a machine that is busy."""
FAR = 1 << 30
"""Later than anything."""

Order = Callable[[Shop, str], float]
"""Car → its place in the order, the smallest first."""


def construct(problem: Problem) -> Plan:
    """A plan within 300 ms (120 jobs, two shared cores); what cannot be planned is named in `refused`.

    Raises ValueError when two steps have one id.
    """
    began = time.monotonic()
    shop = Shop(problem)
    best = finished(dispatch(shop, by_promise))
    for tried, order in enumerate((None, *ORDERS), 1):
        if (time.monotonic() - began) * (tried + 1) / tried > BUDGET:
            break
        plan = finished(dispatch(shop, by_slack) if order is None else lay(shop, in_order(shop, order)))
        if plan.cost.total(problem.weights) < best.cost.total(problem.weights):
            best = plan
    return timed(best, began)


def dispatch(shop: Shop, order: Order) -> Floor:
    """The day as it happens without looking ahead: whoever is free takes the first car of the queue that he can do."""
    floor, place = Floor(shop), {car: order(shop, car) for car in shop.of_car}
    queue = sorted(
        (work for work in shop.work if work.place not in floor.spots), key=lambda work: place[work.step.car]
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
                moments |= {spot.end, spot.end + shop.problem.setup_minutes}
            else:
                waiting.append(work)
        queue = waiting
    return floor


def _may_begin(floor: Floor, work: Work, at: int) -> bool:
    """Is everything done and there, and somebody and a bay free in this minute?"""
    if at < work.earliest or any(
        need not in floor.spots or floor.spots[need].end > at for need in work.needs
    ):
        return False
    if work.hands and not any(floor.free[person] >> at & 1 for person, _ in work.people):
        return False
    return not work.bays or any(floor.open[bay] >> at & 1 for bay in work.bays)


def timed(plan: Plan, began: float) -> Plan:
    """The plan with the seconds since `began`."""
    return Plan(
        plan.placed, plan.refused, plan.cost, plan.finish, plan.bound, plan.gap, time.monotonic() - began
    )


def in_order(shop: Shop, order: Order) -> list[str]:
    """The cars as the order wants them; the problem's own order decides between equals."""
    return sorted(shop.of_car, key=lambda car: order(shop, car))


def lay(shop: Shop, cars: Iterable[str], floor: Floor | None = None) -> Floor:
    """Put the steps of the cars on the floor, car by car; what finds no place is left out."""
    floor = floor or Floor(shop)
    for car in cars:
        lay_car(floor, [shop.work[place] for place in shop.of_car[car]])
    return floor


def lay_car(floor: Floor, works: Sequence[Work]) -> bool:
    """Put the steps on the floor in the given order, needs before followers. False: not all found a place."""
    complete = True
    for work in works:
        if work.place in floor.spots:
            continue
        missing = [need for need in work.needs if need not in floor.spots]
        if missing and not lay_car(floor, [floor.shop.work[need] for need in missing]):
            complete = False
            continue
        spot = floor.find(work)
        if spot is None:
            complete = False
        else:
            floor.lay(work, spot)
    return complete


def finished(floor: Floor, before: Plan | None = None) -> Plan:
    """The plan that lies on the floor; steps that found no place are refused with their reason."""
    shop, problem = floor.shop, floor.shop.problem
    placed = sorted((floor.placed(place) for place in floor.spots), key=lambda each: (each.start, each.step))
    refused = dict(shop.refused)
    for work in shop.work:
        if work.place not in floor.spots:
            refused[work.step.id] = _refusal(shop, work, refused)
    named = tuple(refused[step.id] for step in problem.steps if step.id in refused)
    finish = finishes(problem, placed, named)
    return Plan(tuple(placed), named, cost_of(problem, placed, named, finish, before), finish)


def _refusal(shop: Shop, work: Work, refused: dict[str, Refused]) -> Refused:
    for need in work.needs:
        if (step := shop.work[need].step.id) in refused:
            return Refused(work.step.id, "needs_refused", step)
    if Floor(shop).find(work, 0) is None:
        return Refused(work.step.id, "too_long", str(work.shortest))
    return Refused(work.step.id, "no_time", str(work.shortest))


def alone(shop: Shop, car: str) -> int:
    """Minutes from now until the car could be ready if it were the only one: no break, no queue."""
    ends: dict[int, int] = {}
    total = begins = 0
    for place in shop.of_car[car]:
        work = shop.work[place]
        if work.step.id in shop.started:
            ends[place] = shop.started[work.step.id].end - shop.now
            continue
        begin = max([work.earliest, *(ends.get(need, 0) for need in work.needs)])
        ends[place] = begin + work.shortest
        begins = work.earliest if not total else min(begins, work.earliest)
        total += work.shortest
    return max([begins + total, *ends.values()])


def _due(shop: Shop, car: str) -> int:
    promise = _car(shop, car).promise
    return FAR if promise is None else promise - shop.now


def _car(shop: Shop, car: str) -> Car:
    return shop.cars.get(car) or Car(id=car, promise=None, told=False)


def _class(shop: Shop, car: str) -> int:
    """What the law wants first, then told promises, then customers who wait, then the others."""
    each = _car(shop, car)
    return 0 if each.statutory else 1 if each.told else 2 if each.waits else 3


def by_slack(shop: Shop, car: str) -> float:
    """Least time to spare until the promise first; who waits without a promise stands in between."""
    slack = _due(shop, car) - alone(shop, car)
    if slack >= FAR // 2 and _car(shop, car).waits:
        return float(alone(shop, car))
    return float(slack)


def by_class(shop: Shop, car: str) -> float:
    """By class, the least time to spare first."""
    return _class(shop, car) * FAR * 2.0 + by_slack(shop, car)


def by_promise(shop: Shop, car: str) -> float:
    """The earliest promise first."""
    return float(_due(shop, car))


def by_work(shop: Shop, car: str) -> float:
    """The shortest work first."""
    return float(alone(shop, car))


def by_urgency(shop: Shop, car: str) -> float:
    """Apparent tardiness cost (Vepsalainen, Morton 1987): weight ÷ work × e^(-slack ÷ 2 mean works)."""
    each, work = _car(shop, car), max(alone(shop, car), 1)
    weight = each.weight * (10 if each.statutory else 1) + (0.1 if each.waits else 0)
    slack = max(_due(shop, car) - work, 0)
    mean = sum(one.shortest for one in shop.work if one.step.id not in shop.started) / max(
        len(shop.of_car), 1
    )
    return -weight / work * exp(-slack / (2 * max(mean, 1)))


ORDERS: tuple[Order, ...] = (by_slack, by_class, by_urgency, by_promise, by_work)
