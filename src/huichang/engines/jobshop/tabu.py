"""Tabu search: one operation after the other is taken off the critical path and put where it hurts least.

Only what lies on a longest path through the schedule holds the makespan up, so only such operations are moved, to any
place in the chain of any of their machines that cannot close a circle (M. Mastrolilli and L. M. Gambardella, "Effective
neighbourhood functions for the flexible job shop problem", Journal of Scheduling 3, 2000). What a place costs is
estimated from starts and tails as they are: the longest path through the operation if it stood there. For a while an
operation may not go back to the machine it left, unless that gives the best schedule so far.

The estimate takes the earliest starts with the operation still in its old place; only along its own machine they are
corrected. Working them out exactly for each operation was measured too: a third of the moves per second and worse
schedules in equal time (mk10 after 12 s: 199 instead of 197, mk13 394 instead of 390).
"""

from __future__ import annotations

import numpy as np

from huichang.engines.jobshop.arrays import Chains, Net, Numbers, backward, forward
from huichang.engines.jobshop.compiled import compiled

FAR = 1 << 60
"""Longer than any schedule."""


@compiled
def roll(dice: Numbers, sides: int) -> int:
    """A random number from 0 up to, not with, `sides`: the minimal standard generator (Park and Miller 1988)."""
    dice[0] = dice[0] * 48271 % 2147483647
    return int(dice[0] % sides)


@compiled
def search(
    net: Net, chains: Chains, best: Chains, patience: int, goal: int, stop: Numbers, dice: Numbers
) -> tuple[int, int]:
    """Move on from `chains` until nothing better was found for `patience` moves; the best is copied into `best`.

    Ends early when the makespan is at most `goal`, or when `stop[0]` is no longer 0. Gives the best makespan and the
    number of moves. Only operations of no length can be moved into a circle; the search then ends where it is.
    """
    count = len(net.job)
    order = np.empty(count, np.int64)
    place = np.empty(count, np.int64)
    waits = np.empty(count, np.int64)
    start = np.zeros(count, np.int64)
    tail = np.zeros(count, np.int64)
    free_start = np.zeros(count, np.int64)
    free_tail = np.zeros(count, np.int64)
    path = np.empty(count, np.int64)
    barred = np.zeros(len(net.machine), np.int64)  # until which move, for every alternative
    least = FAR
    found = 0
    move = 0
    while True:
        makespan = forward(net, chains, order, start, waits)
        if makespan < 0:
            return least, move
        if makespan < least:
            least = makespan
            found = move
            best.machine[:] = chains.machine
            best.time[:] = chains.time
            best.left[:] = chains.left
            best.right[:] = chains.right
            best.head[:] = chains.head
        if least <= goal or move - found >= patience or stop[0] != 0:
            return least, move
        move += 1
        backward(net, chains, order, tail)
        for i in range(count):
            place[order[i]] = i
        length = _critical_path(net, chains, start, tail, makespan, path, dice)
        v, to, left = _choose(
            net, chains, path[:length], place, start, tail, free_start, free_tail, barred, move, least, dice
        )
        if v < 0:
            return least, move
        for a in range(net.first[v], net.first[v + 1]):
            if net.machine[a] == chains.machine[v]:
                barred[a] = move + length + net.first[v + 1] - net.first[v]
        _take_out(chains, v)
        _put_in(chains, v, net.machine[to], net.time[to], left)


@compiled
def _critical_path(
    net: Net, chains: Chains, start: Numbers, tail: Numbers, makespan: int, path: Numbers, dice: Numbers
) -> int:
    """One of the longest paths, by chance, into `path`; its length."""
    v = -1
    seen = 0
    for u in range(len(start)):
        if start[u] == 0 and chains.time[u] + tail[u] == makespan and net.before[u] < 0:
            seen += 1
            if roll(dice, seen) == 0:
                v = u
    length = 0
    while v >= 0:
        path[length] = v
        length += 1
        end = start[v] + chains.time[v]
        a = net.after[v]
        if a >= 0 and not (start[a] == end and end + chains.time[a] + tail[a] == makespan):
            a = -1
        b = chains.right[v]
        if b >= 0 and not (start[b] == end and end + chains.time[b] + tail[b] == makespan):
            b = -1
        if a >= 0 and b >= 0 and roll(dice, 2) == 0:
            b = -1
        v = b if b >= 0 else a
    return length


@compiled
def _choose(
    net: Net,
    chains: Chains,
    path: Numbers,
    place: Numbers,
    start: Numbers,
    tail: Numbers,
    free_start: Numbers,
    free_tail: Numbers,
    barred: Numbers,
    move: int,
    least: int,
    dice: Numbers,
) -> tuple[int, int, int]:
    """The best move that is not barred: operation, alternative, and its neighbour on the left.

    If all are barred, one of them by chance; if there is none at all, the operation is -1.
    """
    lowest = FAR
    ties = 0
    chosen = (-1, -1, -1)
    others = 0
    other = (-1, -1, -1)
    for v in path:
        before = net.before[v]
        after = net.after[v]
        before_start = start[before] if before >= 0 else -1
        after_tail = tail[after] if after >= 0 else -1
        ready = before_start + chains.time[before] if before >= 0 else 0
        rest = after_tail + chains.time[after] if after >= 0 else 0
        _without(net, chains, v, start, tail, free_start, free_tail)
        for a in range(net.first[v], net.first[v + 1]):
            k = net.machine[a]
            time = net.time[a]
            own = k == chains.machine[v]
            x = -1
            y = chains.head[k]
            if y == v:
                y = chains.right[v]
            # What the job waits for may in turn wait for these: they stay on the left.
            while y >= 0 and (y == before or start[y] + chains.time[y] <= before_start):
                x = y
                y = chains.right[y]
                if y == v:
                    y = chains.right[v]
            while True:
                if not (own and x == chains.left[v]):
                    head = ready
                    if x >= 0:
                        at = free_start[x] if own and place[x] > place[v] else start[x]
                        head = max(head, at + chains.time[x])
                    end = rest
                    if y >= 0:
                        at = free_tail[y] if own and place[y] < place[v] else tail[y]
                        end = max(end, at + chains.time[y])
                    value = head + time + end
                    if barred[a] < move or value < least:
                        if value < lowest:
                            lowest = value
                            ties = 0
                        if value == lowest:
                            ties += 1
                            if roll(dice, ties) == 0:
                                chosen = (v, a, x)
                    else:
                        others += 1
                        if roll(dice, others) == 0:
                            other = (v, a, x)
                # What may wait for the rest of the job stays on the right.
                if y < 0 or y == after or tail[y] + chains.time[y] <= after_tail:
                    break
                x = y
                y = chains.right[y]
                if y == v:
                    y = chains.right[v]
    return chosen if chosen[0] >= 0 else other


@compiled
def _without(
    net: Net, chains: Chains, v: int, start: Numbers, tail: Numbers, free_start: Numbers, free_tail: Numbers
) -> None:
    """Starts of what follows v on its machine, and tails of what goes before it, as if v were not there."""
    left = chains.left[v]
    right = chains.right[v]
    end = start[left] + chains.time[left] if left >= 0 else 0
    y = right
    while y >= 0:
        u = net.before[y]
        free_start[y] = max(end, start[u] + chains.time[u]) if u >= 0 else end
        end = free_start[y] + chains.time[y]
        y = chains.right[y]
    end = tail[right] + chains.time[right] if right >= 0 else 0
    x = left
    while x >= 0:
        u = net.after[x]
        free_tail[x] = max(end, tail[u] + chains.time[u]) if u >= 0 else end
        end = free_tail[x] + chains.time[x]
        x = chains.left[x]


@compiled
def _take_out(chains: Chains, v: int) -> None:
    left = chains.left[v]
    right = chains.right[v]
    if left >= 0:
        chains.right[left] = right
    else:
        chains.head[chains.machine[v]] = right
    if right >= 0:
        chains.left[right] = left


@compiled
def _put_in(chains: Chains, v: int, machine: int, time: int, left: int) -> None:
    right = chains.right[left] if left >= 0 else chains.head[machine]
    chains.machine[v] = machine
    chains.time[v] = time
    chains.left[v] = left
    chains.right[v] = right
    if left >= 0:
        chains.right[left] = v
    else:
        chains.head[machine] = v
    if right >= 0:
        chains.left[right] = v
