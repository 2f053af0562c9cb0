"""How a workshop is run without a plan: whoever is free takes the next car by a simple rule.

These are what a plan is measured against. Nobody looks ahead: as soon as a technician and a bay are free, the
first car of the queue that they can do is begun, even when a more urgent one comes in ten minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from huichang.engines.dayplan.construct import FAR, Order, by_work, dispatch, finished, timed
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Car, Plan, Problem

Maker = Callable[[Problem], Plan]
"""How a foreman does a day."""


def first_come(problem: Problem) -> Plan:
    """Who came first is done first."""
    return _run(problem, lambda shop, car: _car(shop, car).arrives)


def promise_first(problem: Problem) -> Plan:
    """The earliest promise first; cars without one last, in the order in which they came."""

    def due(shop: Shop, car: str) -> float:
        each = _car(shop, car)
        return each.promise if each.promise is not None else FAR + each.arrives

    return _run(problem, due)


def shortest_first(problem: Problem) -> Plan:
    """The car with the least work first."""
    return _run(problem, by_work)


def _run(problem: Problem, order: Order) -> Plan:
    began = time.monotonic()
    return timed(finished(dispatch(Shop(problem), order)), began)


def _car(shop: Shop, car: str) -> Car:
    return shop.cars.get(car) or Car(id=car, promise=None, told=False)
