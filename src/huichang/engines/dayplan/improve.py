"""A better plan within a time: for the morning, for the night, and in two seconds when something happened."""

from __future__ import annotations

import time
from dataclasses import replace

from huichang.engines.dayplan import machine
from huichang.engines.dayplan.construct import ORDERS, finished, in_order, lay, timed
from huichang.engines.dayplan.floor import Floor
from huichang.engines.dayplan.laying import floor_of, keep
from huichang.engines.dayplan.search import Search
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Placed, Plan, Problem
from huichang.engines.dayplan.windows import Window

FINISHING = 0.1
"""The share of the time that is kept for writing the plan down, and for a machine that is busy."""
LOADING = 0.2
"""The share of the time that is waited, at most, for the machine code of the exchange."""
EXCHANGING = 0.85
"""The share of the time in which cars are exchanged at prices, where the machine code is there."""
CLIMBING = 0.2
"""The share of that in which the prices are climbed."""
READING = 0.3
"""The share of it after which no more cars are read: a busy machine may need long for that."""
POLISHING = 0.5
"""The share of what is left of a longer time in which small parts of the plan are made exact."""
LONG_ENOUGH = 4.0
"""Seconds from which that pays; below, all the time goes to the faster search."""
HOT, HOTTEST, COLD = 0.01, 0.1, 0.0002
"""How much worse a step of the search may make the plan, as shares of its cost: at the beginning for each second that
there is, at most, and at the end. Little time is better spent near the plan that is there."""
LEAST_HEAT = 40.0
"""The same at least: a minute of lateness."""
AIMS = (0.98, 1.0)
"""What is to be proved by prices, as shares of the plan's cost: first a little less than all, which what the bound leaves
out may make impossible. The lower the aim, the fewer ways and cases are left."""


def improve(
    problem: Problem, plan: Plan, *, seconds: float, seed: int = 0, before: Plan | None = None
) -> Plan:
    """A plan that is not worse, found within `seconds`; the same plan when none is better.

    `before`: the plan that people know, if differing from it costs something. Where `plan` no longer fits the
    problem, it is laid out anew as far as it goes, and that is what is improved.
    """
    began, shop = time.monotonic(), Shop(problem)
    floor = floor_of(shop, plan)
    floor.known = _known(shop, before)
    return _search(floor, before, began, seconds, seed)


def replan(problem: Problem, accepted: Plan, *, seconds: float = 2.0, seed: int = 0) -> Plan:
    """The plan after something happened, within `seconds`: never worse than the accepted one pushed to now.

    Differing from the accepted plan has its price (`cost.instability`), so that people keep their cars where a
    change brings nothing. Raises ValueError when two steps have one id.
    """
    began, shop = time.monotonic(), Shop(problem)
    floor = keep(Floor(shop), accepted.placed)
    known = floor.known = _known(shop, accepted)
    least = finished(floor, accepted).cost.total(problem.weights)
    for order in ORDERS:
        spent = time.monotonic() - began
        if spent > seconds * FINISHING:
            break
        fresh = lay(shop, in_order(shop, order), Floor(shop, known))
        total = finished(fresh, accepted).cost.total(problem.weights)
        if total < least:
            floor, least = fresh, total
    return _search(floor, accepted, began, seconds, seed)


def prove(problem: Problem, plan: Plan, *, seconds: float) -> Plan:
    """The same plan with a lower bound that no plan can beat, and the gap to it at most.

    Two bounds, half of the time each: by prices (`bound`), and by the exact model of all cars, which settles days of
    some twenty cars. What a plan costs because it differs from a known one is in its cost, but not in the bound.
    """
    began, total = time.monotonic(), plan.cost.total(problem.weights)
    by_prices = _by_prices(problem, total, began + seconds / 2)
    left = seconds - (time.monotonic() - began)
    bound = max(by_prices, exact_bound(problem, plan, seconds=left) or 0, plan.bound or 0)
    bound = min(bound, total)
    return replace(plan, bound=bound, gap=(total - bound) / total if total else 0.0)


def _by_prices(problem: Problem, total: int, until: float) -> int:
    from huichang.engines.dayplan.bound import lower_bound

    bound = 0
    for aim in (int(share * total) for share in AIMS):
        bound = max(bound, lower_bound(problem, seconds=max(until - time.monotonic(), 0), above=aim).value)
        if bound < aim:
            break
    return bound


def exact_bound(problem: Problem, plan: Plan, *, seconds: float) -> int | None:
    """What every plan costs at least, by the exact model; None where a step has no place or too many crews."""
    shop = Shop(problem)
    search = Search(floor_of(shop, plan), {}, 0)
    cars = [car for car in search.movable if search.is_simple(car)]
    if search.total() >= problem.weights.refused or len(cars) < len(search.movable):
        return None
    others = [car for car in shop.of_car if car not in cars]
    fixed = sum(search.cost[car] for car in others)
    last = max((search.end[car] for car in others), default=0)
    total = search.total()
    window = Window(search.floor, cars, search.take_off(cars), whole=True)
    window.solve(total - fixed + 1, last, seconds, 0)
    return None if window.bound is None else window.bound + fixed


def _known(shop: Shop, before: Plan | None) -> dict[int, tuple[tuple[int, ...], int | None]]:
    if before is None:
        return {}
    return {
        shop.number[each.step]: (each.technicians, each.bay)
        for each in before.placed
        if each.step in shop.number
    }


def _search(floor: Floor, before: Plan | None, began: float, seconds: float, seed: int) -> Plan:
    shop = floor.shop
    places: dict[int, Placed] = {
        shop.number[each.step]: each for each in (before.placed if before else ()) if each.step in shop.number
    }
    start = finished(floor, before)
    search = Search(floor, places, seed)
    spent = time.monotonic() - began
    until = began + seconds - max(FINISHING * min(seconds, 1), 2 * spent / 10)
    exchanged = len(search.movable) > 1 and machine.ready(wait=LOADING * seconds)
    if exchanged:
        _exchange(search, began + EXCHANGING * (until - began), seed)
    _settle(search, until, seconds, hot=not exchanged)
    found = finished(floor, before)
    weights = shop.problem.weights
    return timed(found if found.cost.total(weights) < start.cost.total(weights) else start, began)


def _exchange(search: Search, until: float, seed: int) -> None:
    # Loaded already: `machine` has seen to it, in the background.
    from huichang.engines.dayplan.exchange import Exchange

    moment = time.monotonic()
    climbing = moment + CLIMBING * (until - moment)
    Exchange(search, climbing, moment + READING * (until - moment)).run(until, seed)


def _settle(search: Search, until: float, seconds: float, *, hot: bool) -> None:
    """Ruin and recreate step by step, which moves every car there is, then small parts exactly."""
    cost = search.total()
    cold = max(COLD * cost, 1.0)
    heat = max(min(HOT * seconds, HOTTEST) * cost, LEAST_HEAT) if hot else cold
    left = until - time.monotonic()
    polishing = POLISHING * left if seconds >= LONG_ENOUGH else 0.0
    best, _, _ = search.anneal(until - polishing, hot=heat, cold=cold)
    search.restore(best)
    if polishing:
        search.polish(until)
