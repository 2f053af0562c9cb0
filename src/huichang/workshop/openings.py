"""Where a job fits next: the first time at which an able person and a fitting bay are free together. Pure.

The dispatch board presets its likely answer from this, so that giving out a job is one touch.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Opening:
    """A proposal: who, where, from when."""

    person_id: int
    bay_id: int | None
    starts_at: datetime


@dataclass(frozen=True)
class Present:
    """A person and the time in which they are there."""

    id: int
    since: datetime
    until: datetime


@dataclass
class Diary:
    """What is taken: stretches of people, and of bays with the order that stands there."""

    people: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    bays: dict[int, list[tuple[datetime, datetime, int]]] = field(default_factory=lambda: defaultdict(list))

    def take(
        self, person_id: int, bay_id: int | None, order_id: int, since: datetime, until: datetime
    ) -> None:
        """The person, and the bay with this order, are taken for a stretch."""
        self.people[person_id].append((since, until))
        if bay_id is not None:
            self.bays[bay_id].append((since, until, order_id))

    def person_free(self, person_id: int, since: datetime, until: datetime) -> bool:
        """Whether nothing of the person's overlaps the stretch."""
        return all(end <= since or until <= begin for begin, end in self.people.get(person_id, []))

    def bay_free(self, bay_id: int, order_id: int, since: datetime, until: datetime) -> bool:
        """Whether no other order stands in the bay during the stretch."""
        return all(
            end <= since or until <= begin or whose == order_id
            for begin, end, whose in self.bays.get(bay_id, [])
        )

    def person_free_from(self, person_id: int, now: datetime) -> datetime:
        """When the person has nothing more to do that is known."""
        return max([now, *(end for _, end in self.people.get(person_id, []))])


def first_opening(
    diary: Diary,
    people: Sequence[Present],
    bays: Sequence[int],
    *,
    order_id: int,
    minutes: int,
    not_before: datetime,
) -> Opening | None:
    """The first time at which one of the people (in the order of preference) and one of the bays are free for the whole
    job; the bay in which the order already stands is preferred. None when nobody is there any more today."""
    length = timedelta(minutes=minutes)
    ends = {end for stretches in diary.people.values() for _, end in stretches}
    ends |= {end for stretches in diary.bays.values() for _, end, _ in stretches}
    starts = sorted({not_before, *(each.since for each in people), *ends})
    own = [bay for bay in bays if any(whose == order_id for _, _, whose in diary.bays.get(bay, []))]
    ordered = [*own, *(bay for bay in bays if bay not in own)]
    for start in starts:
        if start < not_before:
            continue
        for person in people:
            if not person.since <= start < person.until or not diary.person_free(
                person.id, start, start + length
            ):
                continue
            if not bays:
                return Opening(person.id, None, start)
            for bay in ordered:
                if diary.bay_free(bay, order_id, start, start + length):
                    return Opening(person.id, bay, start)
    return None
