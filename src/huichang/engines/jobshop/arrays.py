"""The shop and a solution as flat arrays, which is what the inner loops work on.

Operations are numbered through, job by job. A solution is an assignment and a chain of operations on each machine;
-1 stands for nobody.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from huichang.engines.jobshop.compiled import compiled
from huichang.engines.jobshop.instance import Shop
from huichang.engines.jobshop.schedule import Placed, Schedule

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Net(NamedTuple):
    """The shop. The alternatives of operation v are those from `first[v]` up to, not with, `first[v + 1]`."""

    job: Numbers
    before: Numbers
    """The operation before it in its job."""
    after: Numbers
    first: Numbers
    machine: Numbers
    """Of an alternative."""
    time: Numbers
    """Of an alternative."""
    machines: int


class Chains(NamedTuple):
    """A solution: for each operation its machine, its time there, and its neighbours on the machine."""

    machine: Numbers
    time: Numbers
    left: Numbers
    right: Numbers
    head: Numbers
    """The first operation of each machine."""


def net_of(shop: Shop) -> Net:
    """The shop as arrays."""
    operations = [operation for job in shop.jobs for operation in job]
    job = [j for j, steps in enumerate(shop.jobs) for _ in steps]
    count = len(operations)
    return Net(
        job=_numbers(job),
        before=_numbers([v - 1 if v > 0 and job[v - 1] == job[v] else -1 for v in range(count)]),
        after=_numbers([v + 1 if v + 1 < count and job[v + 1] == job[v] else -1 for v in range(count)]),
        first=_numbers([0, *accumulate(len(operation) for operation in operations)]),
        machine=_numbers([choice.machine for operation in operations for choice in operation]),
        time=_numbers([choice.time for operation in operations for choice in operation]),
        machines=shop.machines,
    )


def empty(net: Net) -> Chains:
    """Room for a solution."""
    count = len(net.job)
    machine, time, left, right = np.full((4, count), -1, np.int64)
    return Chains(machine, time, left, right, head=np.full(net.machines, -1, np.int64))


@compiled
def chain(net: Net, machine: Numbers, order: Numbers, into: Chains) -> None:
    """Put every operation at the end of its machine's chain, in an order that respects the jobs."""
    last = np.full(net.machines, -1, np.int64)
    into.head[:] = -1
    for v in order:
        k = machine[v]
        into.machine[v] = k
        for a in range(net.first[v], net.first[v + 1]):
            if net.machine[a] == k:
                into.time[v] = net.time[a]
        into.left[v] = last[k]
        into.right[v] = -1
        if last[k] < 0:
            into.head[k] = v
        else:
            into.right[last[k]] = v
        last[k] = v


@compiled
def forward(net: Net, chains: Chains, order: Numbers, start: Numbers, waits: Numbers) -> int:
    """The earliest start of every operation and an order in which all follow what they wait for; the makespan.

    `waits` is scratch. -1 if the chains go round in a circle.
    """
    known = 0
    for v in range(len(order)):
        waits[v] = (net.before[v] >= 0) + (chains.left[v] >= 0)
        if waits[v] == 0:
            order[known] = v
            known += 1
    makespan = 0
    done = 0
    while done < known:
        v = order[done]
        done += 1
        at = 0
        u = net.before[v]
        if u >= 0:
            at = start[u] + chains.time[u]
        u = chains.left[v]
        if u >= 0:
            at = max(at, start[u] + chains.time[u])
        start[v] = at
        makespan = max(makespan, at + chains.time[v])
        u = net.after[v]
        if u >= 0:
            waits[u] -= 1
            if waits[u] == 0:
                order[known] = u
                known += 1
        u = chains.right[v]
        if u >= 0:
            waits[u] -= 1
            if waits[u] == 0:
                order[known] = u
                known += 1
    return makespan if known == len(order) else -1


@compiled
def backward(net: Net, chains: Chains, order: Numbers, tail: Numbers) -> None:
    """For every operation how long the shop still works at least after it has ended."""
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        rest = 0
        u = net.after[v]
        if u >= 0:
            rest = tail[u] + chains.time[u]
        u = chains.right[v]
        if u >= 0:
            rest = max(rest, tail[u] + chains.time[u])
        tail[v] = rest


@compiled
def starts(net: Net, chains: Chains) -> Numbers:
    """The earliest start of every operation."""
    count = len(net.job)
    start = np.zeros(count, np.int64)
    forward(net, chains, np.empty(count, np.int64), start, np.empty(count, np.int64))
    return start


def schedule_of(shop: Shop, machine: Numbers, start: Numbers, time: Numbers) -> Schedule:
    """The solution as a schedule."""
    rows = iter(zip(machine.tolist(), start.tolist(), time.tolist(), strict=True))
    return Schedule(
        tuple(
            tuple(Placed(k, at, at + length) for k, at, length in (next(rows) for _ in job))
            for job in shop.jobs
        )
    )


def _numbers(values: list[int]) -> Numbers:
    return np.array(values, dtype=np.int64)
