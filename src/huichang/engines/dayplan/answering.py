"""What the cars answer to prices: the innermost loops of the bound, as machine code.

`total[line, slot]` is what a line costs from the first slot up to this one. Each chain is planned for itself, exactly,
by dynamic programming over its steps and the slots.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from huichang.engines.jobshop.compiled import compiled

NEVER = 1e15
"""The price of what cannot be."""

Array = np.ndarray[Any, Any]


@compiled
def answer(
    first_step: Array,
    first_way: Array,
    begin: Array,
    end: Array,
    cost: Array,
    line: Array,
    ready_cost: Array,
    at_most: Array,
    refused: float,
    total: Array,
    ended: Array,
    way_to: Array,
    value: Array,
    chosen: Array,
) -> None:
    """Fills `value` (chain → its cheapest cost), `chosen` (step → its way, -1: left out) and `ended` (step, slot)."""
    slots, wide = ready_cost.shape[1], line.shape[0]
    for chain in range(len(value)):
        one, beyond = first_step[chain], first_step[chain + 1]
        for step in range(one, beyond):
            for slot in range(slots):
                ended[step, slot] = NEVER
            for way in range(first_way[step], first_way[step + 1]):
                b, e = begin[way], end[way]
                paid = cost[way]
                if step > one:
                    paid += ended[step - 1, b]
                for k in range(wide):
                    paid += total[line[k, way], e] - total[line[k, way], b]
                if paid < ended[step, e]:
                    ended[step, e] = paid
                    way_to[step, e] = way
            if step < beyond - 1:
                for slot in range(1, slots):
                    if ended[step, slot - 1] <= ended[step, slot]:
                        ended[step, slot] = ended[step, slot - 1]
                        way_to[step, slot] = way_to[step, slot - 1]
        best, at = NEVER, -1
        for slot in range(slots):
            paid = ended[beyond - 1, slot] + ready_cost[chain, slot]
            if paid < best:
                best, at = paid, slot
        if best >= refused:
            # Too dear, or not all steps fit into the horizon: whether a plan pays for that is not decided here.
            value[chain] = at_most[chain] if best < NEVER else 0.0
            for step in range(one, beyond):
                chosen[step] = -1
            continue
        value[chain] = best
        for step in range(beyond - 1, one - 1, -1):
            chosen[step] = way_to[step, at]
            at = begin[chosen[step]]


@compiled
def want(
    chosen: Array, begin: Array, end: Array, line: Array, present: Array, none: int, wanted: Array
) -> None:
    """Counts in `wanted` how many chosen ways use each line in each slot."""
    wanted[:] = 0.0
    for step in range(len(chosen)):
        way = chosen[step]
        if way >= 0:
            for k in range(line.shape[0]):
                if line[k, way] != none:
                    for slot in range(begin[way], end[way]):
                        if present[line[k, way], slot]:
                            wanted[line[k, way], slot] += 1.0


@compiled
def dearer(
    first_step: Array,
    first_way: Array,
    begin: Array,
    end: Array,
    cost: Array,
    line: Array,
    ready_cost: Array,
    total: Array,
    ended: Array,
    value: Array,
    found: Array,
) -> None:
    """Way → by how much its chain becomes dearer if it must take this way (its reduced cost); after `answer`."""
    slots, wide = ready_cost.shape[1], line.shape[0]
    behind, before = np.empty(slots), np.empty(slots)
    for chain in range(len(value)):
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
                found[way] = paid - value[chain] + (ended[step - 1, b] if step > one else 0.0)
            for slot in range(slots - 2, -1, -1):
                before[slot] = min(before[slot], before[slot + 1])
            behind[:] = before
