"""A schedule, and what must be true of it, said independently of how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from huichang.engines.jobshop.instance import Shop


@dataclass(frozen=True, slots=True)
class Placed:
    """One operation in the schedule: where it is done, and from when to when."""

    machine: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """For each job its operations as placed, in their order."""

    jobs: tuple[tuple[Placed, ...], ...]

    @property
    def makespan(self) -> int:
        """When the last operation ends; the first may begin at 0."""
        return max(placed.end for job in self.jobs for placed in job)


def problems_of(shop: Shop, schedule: Schedule) -> list[str]:
    """What is wrong with a schedule, in words; an empty list if nothing.

    Every operation is placed once, not before 0, on one of its machines and for the time it takes there; it begins
    when the one before it in its job has ended; no machine does two things at a time. An operation of no length takes
    nothing from a machine.
    """
    if [len(job) for job in schedule.jobs] != [len(job) for job in shop.jobs]:
        return ["The schedule has other jobs or operations than the shop."]
    return [*_wrongly_placed(shop, schedule), *_out_of_order(schedule), *_twice_at_once(schedule)]


def _wrongly_placed(shop: Shop, schedule: Schedule) -> Iterator[str]:
    for j, (wanted, placed) in enumerate(zip(shop.jobs, schedule.jobs, strict=True)):
        for i, (operation, place) in enumerate(zip(wanted, placed, strict=True)):
            times = {choice.machine: choice.time for choice in operation}
            if place.start < 0:
                yield f"Operation {i} of job {j} begins before 0."
            if place.machine not in times:
                yield f"Operation {i} of job {j} cannot be done on machine {place.machine}."
            elif place.end - place.start != times[place.machine]:
                yield (
                    f"Operation {i} of job {j} takes {times[place.machine]} on machine {place.machine}, "
                    f"not {place.end - place.start}."
                )


def _out_of_order(schedule: Schedule) -> Iterator[str]:
    for j, job in enumerate(schedule.jobs):
        for i, (before, after) in enumerate(pairwise(job), 1):
            if after.start < before.end:
                yield f"Operation {i} of job {j} begins at {after.start}, before the one before it ends at {before.end}."


def _twice_at_once(schedule: Schedule) -> Iterator[str]:
    machines: dict[int, list[tuple[int, int, int, int]]] = {}
    for j, job in enumerate(schedule.jobs):
        for i, place in enumerate(job):
            if place.end > place.start:
                machines.setdefault(place.machine, []).append((place.start, place.end, j, i))
    for machine, work in sorted(machines.items()):
        for (_, end, j, i), (start, _, other, k) in pairwise(sorted(work)):
            if start < end:
                yield f"Machine {machine} does operation {i} of job {j} and operation {k} of job {other} at once."
