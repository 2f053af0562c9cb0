"""Bookings of the past, kept, missed and cancelled, and the booking line's calls."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from huichang.booking.models import Appointment, Call, CallTask, Need, PartNeed
from huichang.booking.states import AppointmentState, CallOutcome
from huichang.company.roles import Role
from huichang.site.demo.chance import Chance, Weighted, clock, minutes
from huichang.site.demo.course import Course
from huichang.site.demo.days import Coming
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Crew, Person
from huichang.site.demo.rows import Rows
from huichang.site.demo.wishes import Work, Workbook

SLOT, KEPT_FREE = 15, 3
"""Minutes of a slot; the last quarter of every hour is kept free."""
FIRST_SLOT, LAST_SLOT = 8.5, 17.0
CHANNELS = Weighted([("phone", 68.0), ("page", 20.0), ("counter", 5.0), ("care", 7.0)])
MISSED, CANCELLED = 0.07, 0.06
"""Beside every kept booking, so many that were not."""
WHY_NOT = ("客户临时有事", "问题已自行消失", "客户改时间", "多次未到店")
CALLS_A_DAY = 26
HOURS = Weighted(
    [
        (8.7, 6.0),
        (9.4, 14.0),
        (10.3, 15.0),
        (11.2, 11.0),
        (13.3, 9.0),
        (14.4, 13.0),
        (15.5, 11.0),
        (16.6, 8.0),
    ]
)
RINGS = Weighted([(1, 34.0), (2, 40.0), (3, 16.0), (4, 6.0), (6, 4.0)])
OUTCOMES = Weighted([(CallOutcome.ANSWERED, 92.0), (CallOutcome.BUSY, 3.0), (CallOutcome.LOST, 5.0)])


class Reserved(NamedTuple):
    """A slot of an adviser."""

    adviser: Person
    start: datetime


@dataclass
class Bookings:
    """The booking desk of one store."""

    rows: Rows
    crew: Crew
    chance: Chance
    numbers: Numbers
    book: Workbook
    sold: set[tuple[int, datetime]] = field(default_factory=set)

    def reserve(self, coming: Coming) -> Reserved | None:
        """A free slot near the time at which the car came; None when all advisers were taken."""
        hours = (coming.arrived - clock(coming.day, 0)).total_seconds() / 3600 + self.chance.uniform(
            -0.15, 0.15
        )
        return self.slot(coming.day, hours)

    def slot(self, day: date, hours: float, *, last: float = LAST_SLOT) -> Reserved | None:
        """The first free slot of an adviser from an hour on, but not after the last; one in four is left free."""
        quarter = round(min(last, max(FIRST_SLOT, hours)) * 4)
        advisers = self.crew.on(Role.ADVISER, day)
        for ahead in range(5):
            if (quarter + ahead) % 4 == KEPT_FREE:
                continue
            start = clock(day, (quarter + ahead) / 4)
            for person in self.chance.sample(advisers, len(advisers)):
                if (person.id, start) not in self.sold:
                    self.sold.add((person.id, start))
                    return Reserved(person, start)
        return None

    def kept(self, reserved: Reserved, course: Course) -> int:
        """A booking whose car came."""
        works = [step.work for step in course.steps if not step.is_extra]
        arrived = course.coming.arrived
        return self.add(
            reserved, course.car, works, AppointmentState.ARRIVED, course.wish.concern, arrived_at=arrived
        )

    def others(self, day: date, cars: list[Car], many: int) -> None:
        """Bookings of a day whose cars did not come: missed, or cancelled before."""
        for _ in range(many):
            missed = self.chance.maybe(MISSED)
            if not missed and not self.chance.maybe(CANCELLED):
                continue
            car = self.chance.choice(cars)
            reserved = self.slot(day, self.chance.one(HOURS))
            if reserved is None or car.sold_on >= day:
                continue
            state = AppointmentState.MISSED if missed else AppointmentState.CANCELLED
            why = "" if missed else self.chance.choice(WHY_NOT)
            work = self.book.extra(car)
            key = self.add(reserved, car, [work], state, "到期养护、检查", ended_reason=why, counts=False)
            if missed:
                self._ask_why(key, car, reserved.start)

    def add(
        self,
        reserved: Reserved,
        car: Car,
        works: list[Work],
        state: AppointmentState,
        concern: str,
        *,
        counts: bool = True,
        taken_at: datetime | None = None,
        **more: object,
    ) -> int:
        """A booking with what it needs."""
        store, day = self.crew.site.id, reserved.start.date()
        if taken_at is None:
            taken_at = clock(day - timedelta(days=self.chance.randint(1, 6)), self.chance.uniform(9, 17))
        agents = self.crew.on(Role.CARE_AGENT, taken_at.date())
        channel = "page" if state == AppointmentState.ASKED else self.chance.one(CHANNELS)
        price = sum((work.amount for work in works), start=works[0].amount * 0)
        key = self.rows.add(
            Appointment,
            store_id=store,
            number=self.numbers.next(store, "YY", taken_at.date()),
            customer_id=car.owner.id,
            vehicle_id=car.id,
            adviser_id=reserved.adviser.id,
            slot=(reserved.start, reserved.start + minutes(SLOT)),
            state=state,
            is_active=channel == "care",
            channel=channel,
            repair_type=works[0].repair_type,
            concern=concern,
            told_price=price,
            told_minutes=sum(work.minutes for work in works),
            told_points=["remedy", "price", "minutes", "papers"],
            sender=car.owner.name[:40],
            phone=car.owner.phone,
            taken_by_id=None if channel == "page" else self.chance.choice(agents).id,
            taken_at=taken_at,
            **more,
        )
        for work in works:
            self._needs(key, work, day, counts=counts)
        return key

    def _needs(self, appointment: int, work: Work, day: date, *, counts: bool) -> None:
        store = self.crew.site.id
        first = next((charge for charge in work.charges if charge.operation), None)
        self.rows.add(
            Need,
            store_id=store,
            appointment_id=appointment,
            on=day,
            title=work.title[:80],
            operation_id=first.operation.id if first and first.operation else None,
            skill=work.skill,
            bay_kind=work.bay_kind,
            minutes=work.minutes,
            price=sum((c.amount for c in work.charges if c.operation), start=work.amount * 0),
            counts=counts,
        )
        for charge in work.charges:
            if charge.part is not None:
                self.rows.add(
                    PartNeed,
                    store_id=store,
                    appointment_id=appointment,
                    part_id=charge.part.id,
                    quantity=charge.quantity,
                    price=charge.unit_price,
                )

    def _ask_why(self, appointment: int, car: Car, start: datetime) -> None:
        """The care agent called the customer who did not come."""
        asked = start + minutes(20)
        done = asked + self.chance.wait(20, 200)
        self.rows.add(
            CallTask,
            store_id=self.crew.site.id,
            why="missed",
            text="预约未到店，请联系客户改期",
            phone=car.owner.phone,
            customer_id=car.owner.id,
            appointment_id=appointment,
            asked_at=asked,
            due_at=asked + minutes(120),
            done_at=done,
            done_by_id=self.crew.on(Role.CARE_AGENT, done.date())[0].id,
            result=self.chance.choice(("客户临时有事，改日再约", "已在别处处理", "电话未接，稍后再联系")),
        )

    def calls(self, day: date, until: datetime, cars: list[Car]) -> None:
        """The booking line's calls of a day; lost ones were called back."""
        many = round(CALLS_A_DAY * self.crew.site.plan.share * self.chance.uniform(0.7, 1.3))
        moments = sorted(
            clock(day, self.chance.one(HOURS) + self.chance.uniform(-0.4, 0.4)) for _ in range(many)
        )
        for rang in moments:
            if rang >= until:
                return
            outcome, phone = self.chance.one(OUTCOMES), self.chance.choice(cars).owner.phone
            agent = self.crew.on(Role.CARE_AGENT, day)[0].id
            answered = outcome == CallOutcome.ANSWERED
            call = self.rows.add(
                Call,
                store_id=self.crew.site.id,
                phone=phone,
                rang_at=rang,
                rings=self.chance.one(RINGS) if answered else self.chance.randint(4, 9),
                outcome=outcome,
                seconds=self.chance.randint(35, 260) if answered else 0,
                taken_by_id=agent if answered else None,
            )
            if outcome == CallOutcome.LOST and rang + minutes(45) < until:
                self.rows.add(
                    CallTask,
                    store_id=self.crew.site.id,
                    why="lost",
                    text="漏接来电，请回拨",
                    phone=phone,
                    call_id=call,
                    asked_at=rang,
                    due_at=rang + minutes(30),
                    done_at=rang + self.chance.wait(5, 40),
                    done_by_id=agent,
                    result="已回拨，询问保养价格",
                )
