"""The course of one visit: when everything of it happens, and who does the work where. Nothing is written here."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from huichang.company.roles import Role
from huichang.site.demo.chance import Chance, clock, minutes
from huichang.site.demo.days import Coming
from huichang.site.demo.floor import Floor, Place
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Crew, Person
from huichang.site.demo.wishes import Wish, Work, Workbook
from huichang.workshop.rules import new_promise
from huichang.workshop.states import Payer

SPEED = (0.7, 0.98)
"""Clocked time as a share of the standard time."""
GREETED_LATE, RECEIVED_LATE = 0.03, 0.04
FAILED, EXTRA, REFUSED, LATE_PROMISE = 0.035, 0.075, 0.06, 0.12
DESK_OPENS, DESK_CLOSES = 8.6, 18.4
LEAST_PROMISE = 40
ANSWERS = ("approve", "approve", "approve", "approve_partly", "decline")


@dataclass
class Step:
    """A job and where it was done; `again` is where it was put right after a failed check."""

    work: Work
    place: Place
    is_extra: bool = False
    again: Place | None = None


@dataclass
class Extra:
    """Work found under way: what the customer said to each point."""

    found_at: datetime
    asked_at: datetime
    answered_at: datetime
    agreed: list[Work]
    declined: list[Work]


@dataclass
class Course:
    """All moments of a visit, in order."""

    coming: Coming
    wish: Wish
    km: int
    adviser: Person
    greeted: datetime
    received: datetime
    checked_in: datetime
    signed: datetime
    promised_first: datetime
    promised: datetime
    steps: list[Step]
    declined: list[Work]
    extra: Extra | None
    failed_at: datetime | None
    done: datetime
    checked: datetime
    settled: datetime
    delivered: datetime
    left: datetime

    @property
    def car(self) -> Car:
        """Whose visit it is."""
        return self.coming.car

    @property
    def day(self) -> date:
        """The day on which it began."""
        return self.coming.day


@dataclass
class Planner:
    """Plans the visits of one store, one after another in the order in which the cars arrive."""

    crew: Crew
    floor: Floor
    book: Workbook
    chance: Chance
    turn: int = field(default=0)

    def course(self, coming: Coming, wish: Wish, km: int, adviser: Person | None) -> Course:
        """The whole visit. Raises NobodyCan when the store cannot do the work."""
        chance, arrived = self.chance, coming.arrived
        greeted = arrived + (chance.wait(1.2, 4) if chance.maybe(GREETED_LATE) else chance.wait(0.1, 0.9))
        received = greeted + (chance.wait(8, 15) if chance.maybe(RECEIVED_LATE) else chance.wait(1, 6.5))
        checked_in = received + chance.wait(8, 15)
        signed = checked_in + chance.wait(4, 11)
        steps: list[Step] = []
        self._do(steps, wish.jobs, signed + chance.wait(3, 12))
        declined, extra = self._more(coming.car, wish, steps)
        failed_at = self._fail(steps)
        done = self._end(steps)
        ready = self._at_desk(done + chance.wait(8, 24))
        settled = self._at_desk(ready + chance.wait(6, 30))
        delivered = settled + chance.wait(5, 16)
        first = self._promise(signed, steps, extra)
        return Course(
            coming,
            wish,
            km,
            adviser or self._adviser(coming.day),
            greeted,
            received,
            checked_in,
            signed,
            first,
            max(first, new_promise(done, spare_minutes=20)) if extra and extra.agreed else first,
            steps,
            declined,
            extra,
            failed_at,
            done,
            ready,
            settled,
            delivered,
            delivered + chance.wait(2, 9),
        )

    def _do(self, steps: list[Step], works: list[Work], ready: datetime, *, is_extra: bool = False) -> None:
        """Jobs one after another, by the same person in the same bay where that is possible."""
        for work in works:
            after = max(ready, self._end(steps)) if steps else ready
            length = minutes(round(max(6, work.minutes * self.chance.uniform(*SPEED))))
            like = steps[-1].place if steps else None
            place = self.floor.place(work.skill, work.bay_kind, after, length, like)
            steps.append(Step(work, place, is_extra))

    def _more(self, car: Car, wish: Wish, steps: list[Step]) -> tuple[list[Work], Extra | None]:
        """What else was offered: with the quote and not wanted, or found on the lift."""
        chance = self.chance
        if wish.repair_type in ("accident", "rework"):
            return [], None
        if chance.maybe(EXTRA):
            return [], self._extra(car, wish, steps)
        if chance.maybe(REFUSED):
            more = self.book.extra(car)
            if more.payer == Payer.CUSTOMER and self.book.fits(wish.jobs, more):
                return [more], None
        return [], None

    def _extra(self, car: Car, wish: Wish, steps: list[Step]) -> Extra | None:
        chance = self.chance
        found: list[Work] = []
        for _ in range(chance.choice((1, 1, 2))):
            more = self.book.extra(car)
            if more.minutes <= 120 and self.book.fits([*wish.jobs, *found], more):
                found.append(more)
        start, end = steps[0].place.start, steps[0].place.end
        if not found or end - start < minutes(20):
            return None
        found_at = start + minutes((end - start) // minutes(3))
        asked_at = found_at + chance.wait(3, 9)
        answered_at = asked_at + chance.wait(2, 16)
        said = chance.choice(ANSWERS)
        agreed = {"approve": found, "approve_partly": found[:1], "decline": []}[said]
        unwanted = [work for work in found if work not in agreed]
        self._do(steps, agreed, max(answered_at, self._end(steps)) + chance.wait(1, 4), is_extra=True)
        return Extra(found_at, asked_at, answered_at, agreed, unwanted)

    def _fail(self, steps: list[Step]) -> datetime | None:
        """The inspector finds something in one of the jobs, and it is put right."""
        if not self.chance.maybe(FAILED):
            return None
        step = self.chance.choice(steps)
        failed_at = self._end(steps) + self.chance.wait(6, 15)
        length = minutes(round(max(8, step.work.minutes * self.chance.uniform(0.15, 0.4))))
        step.again = self.floor.place(
            step.work.skill, step.work.bay_kind, failed_at + self.chance.wait(3, 10), length, step.place
        )
        return failed_at

    def _promise(self, signed: datetime, steps: list[Step], extra: Extra | None) -> datetime:
        """What the customer was told first: an honest time, too early now and then."""
        base = max(step.place.end for step in steps if not step.is_extra)
        least = signed + minutes(LEAST_PROMISE)
        if self.chance.maybe(LATE_PROMISE):
            return new_promise(max(least, base - self.chance.wait(0, 30)), spare_minutes=0)
        promised = max(least, base + minutes(50) + self.chance.wait(10, 50))
        closing = clock(base.date(), DESK_CLOSES - 0.4)
        if promised > closing:
            in_time = base + minutes(55) < closing
            promised = closing if in_time else clock(base.date() + timedelta(days=1), 10)
        return new_promise(promised, spare_minutes=0)

    def _at_desk(self, moment: datetime) -> datetime:
        """A moment at which the desks are open: after closing it is the next morning."""
        if moment > clock(moment.date(), DESK_CLOSES):
            return clock(moment.date() + timedelta(days=1), DESK_OPENS) + self.chance.wait(5, 50)
        return moment

    def _adviser(self, day: date) -> Person:
        on = self.crew.on(Role.ADVISER, day)
        self.turn += 1
        return on[self.turn % len(on)]

    @staticmethod
    def _end(steps: list[Step]) -> datetime:
        return max((step.again or step.place).end for step in steps)
