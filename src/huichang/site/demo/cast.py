"""Who acts today in a store, who of the workshop is free when, and which cars may come in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel.actor import Actor
from huichang.parts import queries as parts
from huichang.site.demo import hours
from huichang.site.demo.chance import Chance, clock, minutes
from huichang.site.demo.content import Bundle
from huichang.site.demo.days import OFTEN
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Person
from huichang.site.demo.visits import Desk
from huichang.vehicles.models import Vehicle
from huichang.vehicles.states import Use
from huichang.workshop.models import Clock
from huichang.workshop.openings import Diary
from huichang.workshop.rules import bay_fits

CLOSES = 17.7
"""What would have been before today's opening was at this hour of the evening before."""
USUAL_SKILLS = (Skill.MECHANICAL, Skill.ELECTRICAL)


class NoChoice(RuntimeError):
    """The demo is too small for what is to be shown today."""


@dataclass
class House:
    """One store today: its people as actors, its cars, its workshop's diary."""

    desk: Desk
    chance: Chance
    as_of: datetime
    diary: Diary = field(default_factory=Diary)
    _actors: dict[int, Actor] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)
    _turn: int = 0

    def __post_init__(self) -> None:
        self.store = self.desk.crew.site.id
        self.today = self.as_of.date()
        since = clock(self.today - timedelta(days=1), 0)
        for each in Clock.objects.filter(store_id=self.store, period__endswith__gt=since):
            lower, upper = localtime(each.period.lower), localtime(each.period.upper)
            self.diary.take(each.technician_id, each.bay_id, each.order_id, lower, upper)
        self.cars = [car for car in self.desk.calendar.cars if self._may_come(car)]
        self.chance.shuffle(self.cars)

    def _may_come(self, car: Car) -> bool:
        rested = car.busy_until is None or car.busy_until < self.today - timedelta(days=2)
        return car.store == self.store and rested and bool(car.plate) and OFTEN.get(Use(car.use), 1.0) < 8

    def actor(self, person: Person) -> Actor:
        """Somebody at work in this store."""
        if person.id not in self._actors:
            actor = company.actor_of(person.id, store_id=self.store)
            if actor is None:
                raise NoChoice(person.name)
            self._actors[person.id] = actor
        return self._actors[person.id]

    def one(self, role: Role, on: date | None = None) -> Actor:
        """Somebody of a post who works that day (today)."""
        return self.actor(self.desk.crew.on(role, on or self.today)[0])

    def adviser(self) -> Person:
        """The advisers of today, in turn."""
        here = self.desk.crew.on(Role.ADVISER, self.today)
        self._turn += 1
        return here[self._turn % len(here)]

    def moments(self, *steps: tuple[str, float]) -> list[tuple[str, datetime]]:
        """When each step was, the last one so many minutes before now, in the store's opening hours: what would have
        been in the night was the evening before."""
        found: list[tuple[str, datetime]] = []
        cursor = self.as_of
        for name, gap in reversed(steps):
            start = cursor - minutes(gap)
            if start < clock(cursor.date(), hours.on(cursor.date(), self.as_of).opens):
                start = clock(cursor.date() - timedelta(days=1), CLOSES) - minutes(gap)
            cursor = start.replace(second=0, microsecond=0)
            found.append((name, cursor))
        return found[::-1]

    def car_for(
        self,
        kinds: tuple[str, ...],
        *,
        most: int = 150,
        least: int = 20,
        in_stock: bool = True,
        also: tuple[str, ...] = (),
    ) -> tuple[Car, Bundle]:
        """A car and work for it whose parts are all there (or not all); `also` can be mended on it, too."""
        for car in self.cars:
            if car.id in self._used or (also and self.mending(car, also) is None):
                continue
            bundle = self.bundle(car, kinds, most=most, least=least, in_stock=in_stock)
            if bundle is not None:
                self._used.add(car.id)
                return car, bundle
        raise NoChoice(f"{kinds} {most}")

    def bundle(
        self,
        car: Car,
        kinds: tuple[str, ...],
        *,
        most: int = 150,
        least: int = 20,
        in_stock: bool | None = True,
    ) -> Bundle | None:
        """Work for a car; None when nothing fits. `in_stock` None: wherever its parts are."""
        known = [bundle for bundle in self._bundles(car, kinds) if least <= bundle.minutes <= most]
        self.chance.shuffle(known)
        wanted = {part.id for bundle in known[:6] for part, _ in bundle.parts}
        there = parts.availability(self.store, wanted) if wanted else {}
        for bundle in known[:6]:
            has = all(there[part.id].free >= quantity for part, quantity in bundle.parts)
            if in_stock is None or (has == in_stock and (in_stock or bundle.parts)):
                return bundle
        return None

    def mending(self, car: Car, words: tuple[str, ...]) -> Bundle | None:
        """Work on a car that has one of these words in its title or in its operations, the first word before the next."""
        known = self._bundles(car, ("wear", "fluid", "fault"))
        return next(
            (
                bundle
                for word in words
                for bundle in known
                if any(word in says for says in (bundle.title, *(each.name for each in bundle.operations)))
            ),
            None,
        )

    def _bundles(self, car: Car, kinds: tuple[str, ...]) -> list[Bundle]:
        content = self.desk.content
        found = [each for each in content.packages[car.series.code] if each.kind in kinds]
        if "fault" in kinds:
            found += [each for each, _ in content.faults[car.series.code]]
        return [each for each in found if each.repair_type != "internal" and self._usual(each)]

    @staticmethod
    def _usual(bundle: Bundle) -> bool:
        """Work that most technicians can do in most bays."""
        first = bundle.operations[0]
        return first.skill in USUAL_SKILLS and first.bay_kind == BayKind.GENERAL

    def free(self, person_id: int, bay_id: int, at: datetime) -> None:
        """What was taken last of a person and a bay ends at a moment."""
        since, _ = self.diary.people[person_id][-1]
        self.diary.people[person_id][-1] = (since, at)
        begun, _, order_id = self.diary.bays[bay_id][-1]
        self.diary.bays[bay_id][-1] = (begun, at, order_id)

    def vin(self, car: Car) -> str:
        """The number on the car's frame."""
        return str(Vehicle.objects.values_list("vin", flat=True).get(pk=car.id))

    def hands(
        self, skill: str, bay_kind: str, order_id: int, start: datetime, end: datetime
    ) -> tuple[Person, int]:
        """A technician and a bay that have nothing to do from a moment on; they are taken until another."""
        crew, tonight = self.desk.crew, self.as_of + timedelta(days=1)
        workers = crew.by_role[Role.TEAM_LEADER] + crew.by_role[Role.TECHNICIAN]
        for person in workers:
            if skill not in person.skills or not person.works_on(start.date()):
                continue
            if not self.diary.person_free(person.id, start, tonight):
                continue
            for kind, bays in crew.site.bays.items():
                for bay in bays if bay_fits(kind, bay_kind) else []:
                    if self.diary.bay_free(bay, order_id, start, tonight):
                        self.diary.take(person.id, bay, order_id, start, end)
                        return person, bay
        raise NoChoice(f"nobody is free for {skill} in {bay_kind} at {start}")
