"""The first schedules: operations are placed one by one, as on a shop floor.

Chance weighs two rules for the next job, first come first served and most work remaining, and two for the machine: where
the operation ends soonest, and where it takes least. So no two schedules are the same.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from itertools import accumulate

from huichang.engines.jobshop.instance import Operation, Shop
from huichang.engines.jobshop.schedule import Placed, Schedule

Assignment = Sequence[Sequence[int]]
"""For each job the machines of its operations."""

NOISE = 0.1
"""How far chance may shift a job, as a share of the longest job."""


THRIFT = 2.0
"""How much time spent on a machine may weigh beside the time at which it ends."""


def dispatch(shop: Shop, chance: random.Random, assignment: Assignment | None = None) -> Schedule:
    """A schedule; with an assignment its machines are taken."""
    remaining = [_remaining(job) for job in shop.jobs]
    longest = max(work[0] for work in remaining)
    weight = chance.random()
    thrift = THRIFT * chance.random()
    free = [0] * shop.machines
    placed: list[list[Placed]] = [[] for _ in shop.jobs]

    def urgency(j: int, ready: int) -> tuple[float, int]:
        work = remaining[j][len(placed[j])]
        return weight * ready - (1 - weight) * work + chance.random() * NOISE * longest, j

    waiting = [urgency(j, 0) for j in range(len(shop.jobs))]
    heapq.heapify(waiting)
    while waiting:
        _, j = heapq.heappop(waiting)
        step = len(placed[j])
        ready = placed[j][-1].end if step else 0
        _, _, machine, time = min(
            (
                max(ready, free[choice.machine]) + (1 + thrift) * choice.time,
                chance.random(),
                choice.machine,
                choice.time,
            )
            for choice in shop.jobs[j][step]
            if assignment is None or choice.machine == assignment[j][step]
        )
        start = max(ready, free[machine])
        free[machine] = start + time
        placed[j].append(Placed(machine, start, start + time))
        if step + 1 < len(shop.jobs[j]):
            heapq.heappush(waiting, urgency(j, start + time))
    return Schedule(tuple(tuple(job) for job in placed))


def _remaining(job: tuple[Operation, ...]) -> list[float]:
    """From each operation on, how long the job takes on average machines."""
    means = [sum(choice.time for choice in operation) / len(operation) for operation in job]
    return list(accumulate(reversed(means)))[::-1]
