"""Taking cars off the floor and putting them back, thousands of times a second: the innermost loops of `exchange`.

`used[line, slot]` counts who uses a line, `room[line, slot]` how many slots in a row it is free from there.
`colour[way]` is the colour that a way paints with (-1: none), `painted[line, slot]` the one that is being painted with.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from huichang.engines.dayplan.answering import NEVER
from huichang.engines.jobshop.compiled import compiled

Array = np.ndarray[Any, Any]


@compiled
def take(way: int, by: int, ways: Any, floor: Any) -> None:
    """Put a way on the floor (`by` 1) or take it off (-1)."""
    begin, end, _, line, colour, _, _, _, _ = ways
    used, most, room, painted, none = floor
    last = line.shape[0] - 1
    for k in range(last + 1):
        on = line[k, way]
        if on == none:
            continue
        for slot in range(begin[way], end[way]):
            used[on, slot] += by
        slot = end[way] - 1
        while slot >= 0:
            if used[on, slot] >= most[on]:
                room[on, slot] = 0
                if slot < begin[way]:
                    break
            else:
                room[on, slot] = room[on, slot + 1] + 1
            slot -= 1
    if colour[way] >= 0:
        for slot in range(begin[way], end[way]):
            painted[line[last, way], slot] = colour[way] if by > 0 else -1


@compiled
def clashes(on: int, begin: int, end: int, colour: int, painted: Array, setup: int) -> bool:
    """Is another colour painted with on the line, from the setup before to the setup after?"""
    for slot in range(max(begin - setup, 0), min(end + setup, painted.shape[1])):
        if painted[on, slot] >= 0 and painted[on, slot] != colour:
            return True
    return False


@compiled
def fits(way: int, ways: Any, floor: Any, setup: int) -> bool:
    """Is everybody and everything free that the way uses?"""
    begin, end, _, line, colour, _, _, _, _ = ways
    _, _, room, painted, _ = floor
    for k in range(line.shape[0]):
        if room[line[k, way], begin[way]] < end[way] - begin[way]:
            return False
    on = line[line.shape[0] - 1, way]
    return colour[way] < 0 or not clashes(on, begin[way], end[way], colour[way], painted, setup)


@compiled
def put_back(
    chain: int,
    share: float,
    ways: Any,
    floor: Any,
    first_step: Array,
    ready_cost: Array,
    prices: Array,
    setup: int,
    makespan: float,
    others: int,
    ended: Array,
    way_to: Array,
    chosen: Array,
) -> bool:
    """The cheapest ways for a car among all that is free, at a share of the prices; False: it finds no room.

    Exact, by dynamic programming over its steps and the slots; the ways stand in `chosen`, not yet on the floor.
    `others`: the slot at which the last of the other cars is ready.
    """
    begin, end, cost, line, colour, first_way, earliest, latest, _ = ways
    _, _, room, painted, _ = floor
    wide = line.shape[0]
    one, beyond = first_step[chain], first_step[chain + 1]
    for step in range(one, beyond):
        row = step - one
        for slot in range(earliest[step], latest[step] + 1):
            ended[row, slot] = NEVER
        for way in range(first_way[step], first_way[step + 1]):
            b, e = begin[way], end[way]
            paid = cost[way]
            if step > one:
                if b < earliest[step - 1]:
                    continue
                paid += ended[row - 1, min(b, latest[step - 1])]
            if paid >= ended[row, e]:
                continue
            # Who is free is asked here and not in a function of its own: a call costs ten times as much as the question.
            free = True
            for k in range(wide):
                if room[line[k, way], b] < e - b:
                    free = False
                    break
            if not free or (
                colour[way] >= 0 and clashes(line[wide - 1, way], b, e, colour[way], painted, setup)
            ):
                continue
            if share > 0:
                for k in range(wide):
                    paid += share * (prices[line[k, way], e] - prices[line[k, way], b])
            if paid < ended[row, e]:
                ended[row, e] = paid
                way_to[row, e] = way
        if step < beyond - 1:
            for slot in range(earliest[step] + 1, latest[step] + 1):
                if ended[row, slot - 1] <= ended[row, slot]:
                    ended[row, slot] = ended[row, slot - 1]
                    way_to[row, slot] = way_to[row, slot - 1]
    best, at = NEVER / 2, -1
    for slot in range(earliest[beyond - 1], latest[beyond - 1] + 1):
        paid = ended[beyond - 1 - one, slot] + ready_cost[chain, slot] + makespan * max(slot - others, 0)
        if paid < best:
            best, at = paid, slot
    if at < 0:
        return False
    for step in range(beyond - 1, one - 1, -1):
        chosen[step] = way_to[step - one, min(at, latest[step])]
        at = begin[chosen[step]]
    return True


@compiled
def measure(used: Array, most: Array, room: Array, painted: Array, none: int) -> None:
    """Fills `room` from `used`."""
    for on in range(room.shape[0]):
        for slot in range(used.shape[1] - 2, -1, -1):
            room[on, slot] = 0 if used[on, slot] >= most[on] and on != none else room[on, slot + 1] + 1


@compiled
def lay(
    order: Array,
    now: Array,
    ways: Any,
    floor: Any,
    first_step: Array,
    ready_cost: Array,
    prices: Array,
    setup: int,
    makespan: float,
    others: int,
    chosen: Array,
) -> bool:
    """Put all cars on the floor, each where it lies now (`now`: step → way or -1) or, if that is taken, elsewhere."""
    ended = np.empty((len(now), prices.shape[1] + 1))
    way_to = np.zeros((len(now), prices.shape[1] + 1), np.int64)
    for chain in order:
        stays = True
        for step in range(first_step[chain], first_step[chain + 1]):
            way = now[step]
            stays = stays and way >= 0 and fits(way, ways, floor, setup)
        if stays:
            for step in range(first_step[chain], first_step[chain + 1]):
                chosen[step] = now[step]
        elif not put_back(
            chain,
            0.0,
            ways,
            floor,
            first_step,
            ready_cost,
            prices,
            setup,
            makespan,
            others,
            ended,
            way_to,
            chosen,
        ):
            return False
        for step in range(first_step[chain], first_step[chain + 1]):
            take(chosen[step], 1, ways, floor)
    return True


@compiled
def cost_of(chain: int, ways: Any, first_step: Array, ready_cost: Array, chosen: Array) -> float:
    """What a car costs where it lies, without the makespan."""
    _, end, cost, _, _, _, _, _, _ = ways
    total: float = ready_cost[chain, end[chosen[first_step[chain + 1] - 1]]]
    for step in range(first_step[chain], first_step[chain + 1]):
        total += cost[chosen[step]]
    return total


@compiled
def related(
    count: int, cost: Array, first_step: Array, ways: Any, chosen: Array, near: Array, found: Array
) -> int:
    """Some cars that have to do with each other, in `found`: how many they are.

    One that costs much, as a rule, and those whose steps of the same kind lie near to one of its own.
    """
    begin, _, _, _, _, _, _, _, kind = ways
    cars = len(cost)
    seed = np.random.randint(0, cars)
    if np.random.random() < 0.7:
        for _ in range(3):
            other = np.random.randint(0, cars)
            if cost[other] > cost[seed]:
                seed = other
    near[:] = NEVER
    if np.random.random() < 0.1:
        for car in range(cars):
            near[car] = np.random.random()
    else:
        step = np.random.randint(first_step[seed], first_step[seed + 1])
        at = begin[chosen[step]]
        if np.random.random() < 0.3:
            at -= np.random.randint(0, 30)
        for car in range(cars):
            for other in range(first_step[car], first_step[car + 1]):
                if kind[other] == kind[step]:
                    distance = abs(begin[chosen[other]] - at) * (0.3 + np.random.random())
                    near[car] = min(near[car], distance)
    near[seed] = -1.0
    taken = 0
    while taken < min(count, cars):
        nearest = np.argmin(near)
        if near[nearest] >= NEVER:
            break
        found[taken] = nearest
        near[nearest] = NEVER
        taken += 1
    return taken


@compiled
def sort(found: Array, count: int, cost: Array, first_step: Array, ways: Any, chosen: Array) -> None:
    """The order in which cars come back: by chance, the dearest first, or as they lay; each with some chance in it."""
    begin, _, _, _, _, _, _, _, _ = ways
    kind, key = np.random.random(), np.empty(count)
    for k in range(count):
        if kind < 0.4:
            key[k] = np.random.random()
        elif kind < 0.7:
            key[k] = -cost[found[k]] * (0.5 + np.random.random())
        else:
            key[k] = begin[chosen[first_step[found[k]]]] + np.random.random() * 12
    found[:count] = found[:count][np.argsort(key)]


@compiled
def exchange(
    rounds: int,
    seed: int,
    heat: float,
    most_cars: int,
    ways: Any,
    floor: Any,
    first_step: Array,
    ready_cost: Array,
    prices: Array,
    setup: int,
    makespan: float,
    fixed_end: int,
    chosen: Array,
    best: Array,
    cost: Array,
    total: Array,
) -> None:
    """Take some cars off and put them back, so many times; a worse plan is kept by chance (simulated annealing).

    `total`: the cost of the plan and of the best one, whose ways stand in `best`.
    """
    np.random.seed(seed)
    end = ways[1]
    cars, longest = len(cost), 1
    for chain in range(cars):
        longest = max(longest, first_step[chain + 1] - first_step[chain])
    ended = np.empty((longest, prices.shape[1] + 1))
    way_to = np.zeros((longest, prices.shape[1] + 1), np.int64)
    found, near, before, paid = np.empty(cars, np.int64), np.empty(cars), chosen.copy(), np.empty(cars)
    away = np.zeros(cars, np.bool_)
    for _ in range(rounds):
        count = related(np.random.randint(2, most_cars + 1), cost, first_step, ways, chosen, near, found)
        sort(found, count, cost, first_step, ways, chosen)
        for k in range(count):
            away[found[k]] = True
            for step in range(first_step[found[k]], first_step[found[k] + 1]):
                before[step] = chosen[step]
                take(chosen[step], -1, ways, floor)
        new, last = 0.0, fixed_end
        for chain in range(cars):
            if not away[chain]:
                new += cost[chain]
                last = max(last, end[chosen[first_step[chain + 1] - 1]])
        chance = np.random.random()
        share = 1.0 if chance < 0.4 else 0.0 if chance < 0.5 else 1.2 * np.random.random()
        limit = total[0] - heat * np.log(1.0 - np.random.random())
        laid, well = 0, True
        for k in range(count):
            chain = found[k]
            away[chain] = False
            if well:
                mine = share if k < count - 1 else share / 20
                well = put_back(
                    chain,
                    mine,
                    ways,
                    floor,
                    first_step,
                    ready_cost,
                    prices,
                    setup,
                    makespan,
                    last,
                    ended,
                    way_to,
                    chosen,
                )
            if well:
                for step in range(first_step[chain], first_step[chain + 1]):
                    take(chosen[step], 1, ways, floor)
                laid += 1
                paid[k] = cost_of(chain, ways, first_step, ready_cost, chosen)
                new += paid[k]
                last = max(last, end[chosen[first_step[chain + 1] - 1]])
                well = new + makespan * last <= limit
        if well:
            for k in range(count):
                cost[found[k]] = paid[k]
            total[0] = new + makespan * last
            if total[0] < total[1] - 1e-6:
                total[1] = total[0]
                best[:] = chosen
            continue
        for k in range(laid):
            for step in range(first_step[found[k]], first_step[found[k] + 1]):
                take(chosen[step], -1, ways, floor)
        for k in range(count):
            for step in range(first_step[found[k]], first_step[found[k] + 1]):
                chosen[step] = before[step]
                take(chosen[step], 1, ways, floor)
