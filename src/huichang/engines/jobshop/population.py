"""Good schedules that breed: what two of them do well is put together, and searched on from there.

Of two parents the child takes some jobs from the one and the rest from the other: the places of these jobs in the
order of starts, and their machines. Such a child respects the order inside each job by itself. The population stays
small and its members unlike; when it has grown alike it begins anew beside its best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huichang.engines.jobshop.arrays import Net, Numbers

SIZE = 20
"""Members. Ten end sooner in what cannot be left any more, thirty come late to what is good (measured with a million
moves on seven shops of different kinds; the differences are small)."""

PATIENCE = 20
"""A population begins anew when it has had so many children for each member and its best got no better."""

ALIKE = 0.02
"""Two schedules are the same for our purpose if they differ in no more than this share of machines and places."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A schedule: its makespan, the machine of every operation, and the operations in the order of their starts."""

    makespan: int
    machine: Numbers
    order: Numbers

    def differs_from(self, other: Member) -> float:
        """In how many machines and places the two differ: 0 for equal, 2 at most."""
        return float((self.machine != other.machine).mean() + (self.order != other.order).mean())


def in_order(start: Numbers, end: Numbers) -> Numbers:
    """The operations by their starts; what takes no time comes before what begins at the same moment."""
    return np.lexsort((end, start)).astype(np.int64)


def child(net: Net, one: Member, other: Member, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Machines and order of a schedule that takes about half the jobs from each of the two."""
    from_one = random.random(int(net.job[-1]) + 1) < 0.5
    kept = from_one[net.job]
    order = one.order.copy()
    order[~kept[one.order]] = other.order[~kept[other.order]]
    return np.where(kept, one.machine, other.machine), order


class Population:
    """A few members, all unlike; several searches may draw from it and add to it, one at a time."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._members: list[Member] = []
        self._idle = 0
        self._begun = 0

    def parents(self, random: np.random.Generator) -> tuple[Member, Member] | None:
        """Two members by chance; None while the population is not complete."""
        if len(self._members) < self._size:
            return None
        one, other = random.choice(len(self._members), 2, replace=False)
        return self._members[one], self._members[other]

    def add(self, member: Member) -> None:
        """Take in a new member for one that is like it, or for the worst; begin anew after long without progress."""
        best = min((each.makespan for each in self._members), default=member.makespan + 1)
        self._idle = 0 if member.makespan < best else self._idle + 1
        self._place(member)
        if self._idle >= PATIENCE * self._size:
            self._idle = 0
            self._begun += 1
            self._members = [min(self._members, key=_makespan)] if self._begun % 2 else []

    def _place(self, member: Member) -> None:
        like = min(self._members, key=member.differs_from, default=None)
        if like is not None and member.differs_from(like) <= ALIKE:
            if member.makespan <= like.makespan:
                self._members[self._members.index(like)] = member
        elif len(self._members) < self._size:
            self._members.append(member)
        else:
            worst = max(self._members, key=_makespan)
            if member.makespan <= worst.makespan:
                self._members[self._members.index(worst)] = member


def _makespan(member: Member) -> int:
    return member.makespan
