"""The bookings of today and the coming week: made in the past days, prepared, their parts kept."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.booking import preparation
from huichang.booking.models import Preparation
from huichang.booking.rules import due_at, read_due
from huichang.booking.states import AppointmentState, PreparationKind
from huichang.company.roles import Role
from huichang.parts.models import Hold, Stock
from huichang.site.demo import hours
from huichang.site.demo.bookings import HOURS, LAST_SLOT, Bookings, Reserved
from huichang.site.demo.chance import Chance, clock, minutes
from huichang.site.demo.days import OFTEN, Calendar
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Crew, Person
from huichang.site.demo.rows import Rows
from huichang.site.demo.store_room import StoreRoom
from huichang.site.demo.wishes import Wish, Workbook
from huichang.vehicles.states import Use

DAYS = 7
FULL = (0.46, 0.72)
"""How full the days ahead are, as a share of what may be booked."""
TODAY, ENOUGH = 0.16, 2000
SHIFT_MINUTES, BOOKABLE, OF_ONE_SKILL = 510, 0.8, 0.7
LONGEST = 200
BOOKING_PRIORITY = 6
ASKED, LATELY = 0.05, 170
"""Bookings that wait for their confirmation, and since how many minutes at most."""
NOT_YET = timedelta(minutes=25)


@dataclass
class Future:
    """The diary of one store from now on."""

    rows: Rows
    crew: Crew
    chance: Chance
    calendar: Calendar
    bookings: Bookings
    book: Workbook
    store_room: StoreRoom
    until: datetime
    workers: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.workers = self.crew.by_role[Role.TECHNICIAN] + self.crew.by_role[Role.TEAM_LEADER]

    def fill(self) -> None:
        """Bookings for the rest of today and the next seven days."""
        for ahead in range(DAYS + 1):
            day = self.until.date() + timedelta(days=ahead)
            self._day(day, (self.chance.uniform(*FULL) if ahead else TODAY) * self._scale)
        for shelf in self.store_room.shelves.values():
            if shelf.held:
                self.rows.change(Stock, shelf.stock, held=shelf.held)

    @property
    def _scale(self) -> float:
        """A demo with few customers has few bookings."""
        return min(1.0, self.calendar.customers / ENOUGH)

    def _day(self, day: date, full: float) -> None:
        here = [person for person in self.workers if person.works_on(day)]
        left = len(here) * SHIFT_MINUTES * BOOKABLE * full
        room = Counter[str]()
        for person in here:
            for skill in person.skills:
                room[skill] += round(SHIFT_MINUTES * BOOKABLE * OF_ONE_SKILL)
        cars = [
            car for car in self.calendar.cars if car.store == self.crew.site.id and self._may_come(car, day)
        ]
        while left > 0 and cars:
            car = cars.pop(self.chance.randrange(len(cars)))
            wish = self._wish(car, day, room)
            reserved = self._slot(day)
            if wish is None or reserved is None:
                continue
            for job in wish.jobs:
                room[job.skill] -= job.minutes
                left -= job.minutes
            car.busy_until = day
            self._write(reserved, car, wish)

    def _may_come(self, car: Car, day: date) -> bool:
        rested = car.busy_until is None or car.busy_until < day
        return rested and bool(car.plate) and OFTEN.get(Use(car.use), 1.0) < 8

    def _wish(self, car: Car, day: date, room: Counter[str]) -> Wish | None:
        """Work that the day has room for, with parts that are there."""
        for _ in range(4):
            wish = self.book.wish(car, day, car.km_on(day))
            works = sum(job.minutes for job in wish.jobs) <= LONGEST
            fits = all(room[job.skill] >= job.minutes for job in wish.jobs)
            if (
                works
                and fits
                and wish.repair_type != "accident"
                and all(map(self._there, self._parts(wish).items()))
            ):
                return wish
        return None

    def _there(self, wanted: tuple[int, Decimal]) -> bool:
        part_id, quantity = wanted
        shelf = self.store_room.shelves.get(part_id)
        return shelf is not None and shelf.has(quantity)

    @staticmethod
    def _parts(wish: Wish) -> dict[int, Decimal]:
        """Quantities by part."""
        found: dict[int, Decimal] = {}
        for job in wish.jobs:
            for charge in job.charges:
                if charge.part is not None:
                    found[charge.part.id] = found.get(charge.part.id, Decimal(0)) + charge.quantity
        return found

    def _slot(self, day: date) -> Reserved | None:
        open_today = hours.on(day, self.until)
        for _ in range(6):
            hour = self.chance.one(HOURS) + self.chance.uniform(-0.3, 0.3)
            if open_today != hours.USUAL:
                hour = self.chance.uniform(open_today.opens, open_today.closes - 1)
            reserved = self.bookings.slot(day, hour, last=max(LAST_SLOT, open_today.closes - 1))
            if reserved is not None and reserved.start > self.until + NOT_YET:
                return reserved
        return None

    def _write(self, reserved: Reserved, car: Car, wish: Wish) -> None:
        day = reserved.start.date()
        ahead = (day - self.until.date()).days
        state = AppointmentState.ASKED if ahead and self.chance.maybe(ASKED) else AppointmentState.CONFIRMED
        if state == AppointmentState.ASKED:  # by the customers themselves, on the phone
            taken_at = self.until - minutes(self.chance.uniform(6, LATELY))
        else:
            taken = self.until.date() - timedelta(days=self.chance.randint(1, 5))
            taken_at = clock(taken, self.chance.uniform(9, 17))
        key = self.bookings.add(
            reserved,
            car,
            wish.jobs,
            state,
            wish.concern,
            taken_at=taken_at,
            waits=sum(job.minutes for job in wish.jobs) < 130,
        )
        if state == AppointmentState.CONFIRMED:
            parts = self._parts(wish)
            self._hold(key, car, parts, taken_at, clock(day, 18))
            self._prepare(key, reserved, taken_at, with_parts=bool(parts))

    def _hold(
        self, appointment: int, car: Car, parts: dict[int, Decimal], at: datetime, expires_at: datetime
    ) -> None:
        for part_id, quantity in parts.items():
            self.store_room.shelves[part_id].held += quantity
            self.rows.add(
                Hold,
                store_id=self.crew.site.id,
                part_id=part_id,
                quantity=quantity,
                for_appointment=appointment,
                plate=car.plate,
                priority=BOOKING_PRIORITY,
                held_at=at,
                expires_at=expires_at,
            )

    def _prepare(self, appointment: int, reserved: Reserved, taken_at: datetime, *, with_parts: bool) -> None:
        """The checklist: what is due by now was mostly done in time."""
        owners = {Role.ADVISER: reserved.adviser.id}
        for point in preparation.words()["preparation"]:
            kind = point["kind"]
            due = due_at(read_due(point["due"]), reserved.start, made_at=taken_at)
            needless = not with_parts and kind in (PreparationKind.PARTS, PreparationKind.CLERK)
            done = taken_at if needless else None
            # Parts lie on the shelf only when somebody has laid them there (`today.py` does it for some).
            if (
                done is None
                and kind != PreparationKind.PARTS
                and due < self.until
                and (kind == PreparationKind.PEOPLE or self.chance.maybe(0.85))
            ):
                done = due - minutes(self.chance.uniform(5, 50))
            self.rows.add(
                Preparation,
                store_id=self.crew.site.id,
                appointment_id=appointment,
                kind=kind,
                owner_role=point["owner_role"],
                owner_id=owners.get(point["owner_role"]),
                due_at=due,
                done_at=max(done, taken_at) if done else None,
            )
