"""Prices of a few lines for a few cars, climbed without leaving the machine code: the innermost loop of `branching`."""

from __future__ import annotations

from typing import Any

import numpy as np

from huichang.engines.dayplan.answering import NEVER
from huichang.engines.jobshop.compiled import compiled

Array = np.ndarray[Any, Any]


@compiled
def descend(
    first_step: Array,
    first_way: Array,
    begin: Array,
    end: Array,
    cost: Array,
    line: Array,
    ready_cost: Array,
    present: Array,
    offered: Array,
    price: Array,
    enough: float,
    rounds: int,
    pace: float,
    share: Array,
    dearer: Array,
) -> float:
    """The bound that was reached in so many rounds; `price` becomes the prices that prove it.

    `share`: way → how often it was chosen of late. `dearer`: way → its reduced cost at these prices. `enough`: the bound
    at which there is no need to go on. The last line is nobody's and costs nothing.
    """
    chains, steps, wide, slots = len(first_step) - 1, len(first_way) - 1, line.shape[0], ready_cost.shape[1]
    lines = price.shape[0]
    total = np.zeros((lines, slots))
    ended, way_to = np.empty((steps, slots)), np.zeros((steps, slots), np.int64)
    chosen, value = np.zeros(steps, np.int64), np.zeros(chains)
    first, last = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    for step in range(steps):
        if first_way[step] == first_way[step + 1]:
            return NEVER  # nobody can do the step in this case
        first[step] = end[first_way[step]]
        for way in range(first_way[step], first_way[step + 1]):
            first[step] = min(first[step], end[way])
            last[step] = max(last[step], end[way])
    direction, wanted, best_price = np.zeros(price.shape), np.zeros(price.shape), price.copy()
    best, since = -NEVER, 0
    for number in range(rounds + 1):
        if number == rounds:
            price[:] = best_price
        worth = 0.0
        for on in range(lines - 1):
            for slot in range(slots - 1):
                total[on, slot + 1] = total[on, slot] + price[on, slot]
                worth += price[on, slot] * offered[on, slot]
        bound = -worth
        for chain in range(chains):
            one, beyond = first_step[chain], first_step[chain + 1]
            for step in range(one, beyond):
                for slot in range(first[step], last[step] + 1):
                    ended[step, slot] = NEVER
                for way in range(first_way[step], first_way[step + 1]):
                    b, e = begin[way], end[way]
                    paid = cost[way]
                    if step > one:
                        if b < first[step - 1]:
                            continue
                        paid += ended[step - 1, min(b, last[step - 1])]
                    for k in range(wide):
                        paid += total[line[k, way], e] - total[line[k, way], b]
                    if paid < ended[step, e]:
                        ended[step, e] = paid
                        way_to[step, e] = way
                if step < beyond - 1:
                    for slot in range(first[step] + 1, last[step] + 1):
                        if ended[step, slot - 1] <= ended[step, slot]:
                            ended[step, slot] = ended[step, slot - 1]
                            way_to[step, slot] = way_to[step, slot - 1]
            cheapest, at = NEVER, -1
            for slot in range(first[beyond - 1], last[beyond - 1] + 1):
                paid = ended[beyond - 1, slot] + ready_cost[chain, slot]
                if paid < cheapest:
                    cheapest, at = paid, slot
            if at < 0:
                return NEVER
            value[chain] = cheapest
            bound += cheapest
            for step in range(beyond - 1, one - 1, -1):
                chosen[step] = way_to[step, min(at, last[step])]
                at = begin[chosen[step]]
        if number == rounds:
            break
        since += 1
        if bound > best:
            if bound > best + 1e-4 * abs(best):
                since = 0
            best = bound
            best_price[:] = price
        share *= 0.98
        for step in range(steps):
            share[chosen[step]] += 0.02
        if best >= enough:
            rounds = number + 1
            price[:] = best_price
            break
        if since >= 20:
            pace, since = pace / 2, 0
            price[:] = best_price
            direction[:] = 0.0
            continue
        wanted[:] = 0.0
        for step in range(steps):
            for k in range(wide):
                on = line[k, chosen[step]]
                for slot in range(begin[chosen[step]], end[chosen[step]]):
                    wanted[on, slot] += 1.0
        length = 0.0
        for on in range(lines - 1):
            for slot in range(slots - 1):
                slope = wanted[on, slot] - offered[on, slot] if present[on, slot] else 0.0
                if price[on, slot] <= 0 and slope < 0:
                    slope = 0.0
                direction[on, slot] = slope + 0.7 * direction[on, slot]
                length += direction[on, slot] ** 2
        if length < 1e-6:
            best = bound
            break
        stride = pace * max(min(enough - bound, 0.2 * abs(enough) + 1), 1.0) / length
        for on in range(lines - 1):
            for slot in range(slots - 1):
                price[on, slot] = max(price[on, slot] + stride * direction[on, slot], 0.0)
    if best >= enough:
        return best
    behind, before = np.empty(slots), np.empty(slots)
    for chain in range(chains):
        one = first_step[chain]
        behind[:] = ready_cost[chain]
        for step in range(first_step[chain + 1] - 1, one - 1, -1):
            before[:] = NEVER
            for way in range(first_way[step], first_way[step + 1]):
                b, e = begin[way], end[way]
                paid = cost[way] + behind[e]
                for k in range(wide):
                    paid += total[line[k, way], e] - total[line[k, way], b]
                before[b] = min(before[b], paid)
                if step > one:
                    paid += NEVER if b < first[step - 1] else ended[step - 1, min(b, last[step - 1])]
                dearer[way] = paid - value[chain]
            for slot in range(slots - 2, -1, -1):
                before[slot] = min(before[slot], before[slot + 1])
            behind[:] = before
    return best
