"""The workshop floor: who is free when, so that nobody and no bay is ever in two places."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from huichang.company.roles import Role
from huichang.site.demo.chance import clock
from huichang.site.demo.people import Crew, Person
from huichang.workshop.rules import bay_fits

OPENS, CLOSES, REST = 8.5, 18.25, (12.0, 12.75)
NOBODY: frozenset[int] = frozenset()
LONGEST_WAIT = 12
"""Days after which a job that nobody can do is given up."""


class Place(NamedTuple):
    """Who does a job where, from when to when."""

    person: Person
    bay: int
    start: datetime
    end: datetime


class NobodyCan(Exception):
    """Nobody in the store has the skill, or no bay is fitted for the work."""


class Floor:
    """Technicians and bays of a store, each with the moment from which they are free on a day.

    `kept` leaves people out on a day, and `kept_bays` bays: they are for others.
    """

    def __init__(self, crew: Crew) -> None:
        self.workers = crew.by_role[Role.TECHNICIAN] + crew.by_role[Role.TEAM_LEADER]
        self.bays = crew.site.bays
        self.people: dict[tuple[int, date], datetime] = {}
        self.places: dict[tuple[int, date], datetime] = {}
        self.kept: dict[date, frozenset[int]] = {}
        self.kept_bays: dict[date, frozenset[int]] = {}

    def keep(self, day: date) -> None:
        """Leave three of four technicians, and two of three bays, to those who come by another way on this day."""
        workers = [person.id for person in self.workers]
        bays = [bay for ids in self.bays.values() for place, bay in enumerate(ids) if place % 3 < 2]
        self.kept[day] = frozenset(workers) - frozenset(workers[::4])
        self.kept_bays[day] = frozenset(bays)

    def place(
        self, skill: str, bay_kind: str, ready: datetime, length: timedelta, like: Place | None = None
    ) -> Place:
        """Take the first technician and bay that are free for the whole job on one day, after `ready`.

        The person and bay of `like` are taken again when they fit and it costs no time.
        """
        able = [person for person in self.workers if skill in person.skills]
        bays = [bay for kind, ids in self.bays.items() if bay_fits(kind, bay_kind) for bay in ids]
        if not able or not bays:
            raise NobodyCan(f"{skill} {bay_kind}")
        day = ready.date()
        for _ in range(LONGEST_WAIT):
            found = self._on(day, able, bays, ready, length, like)
            if found is not None:
                self.people[found.person.id, day] = self.places[found.bay, day] = found.end
                return found
            day += timedelta(days=1)
        raise NobodyCan(f"{skill} {bay_kind} {ready}")

    def _on(
        self,
        day: date,
        able: list[Person],
        bays: list[int],
        ready: datetime,
        length: timedelta,
        like: Place | None,
    ) -> Place | None:
        opens, closes = clock(day, OPENS), clock(day, CLOSES)
        earliest = max(ready, opens)

        def free(at: datetime | None) -> datetime:
            return max(at or opens, earliest)

        kept, kept_bays = self.kept.get(day, NOBODY), self.kept_bays.get(day, NOBODY)
        here = [person for person in able if person.works_on(day) and person.id not in kept]
        bays = [bay for bay in bays if bay not in kept_bays]
        if not here or not bays:
            return None
        turn = day.toordinal()

        def person_first(person: Person) -> tuple[datetime, bool, int]:
            """Who is free first; the one who has the car already; then everybody in turn."""
            is_other = like is None or person != like.person
            return free(self.people.get((person.id, day))), is_other, (person.id * 7 + turn) % 13

        def bay_first(bay: int) -> tuple[datetime, bool, int]:
            return free(self.places.get((bay, day))), like is None or bay != like.bay, bay

        person, bay = min(here, key=person_first), min(bays, key=bay_first)
        start = max(free(self.people.get((person.id, day))), free(self.places.get((bay, day))))
        if clock(day, REST[0]) <= start < clock(day, REST[1]):
            start = clock(day, REST[1])
        end = start + length
        return Place(person, bay, start, end) if end <= closes else None
