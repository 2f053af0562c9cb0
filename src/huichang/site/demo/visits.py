"""One car's visit after another, from the gate to the gate: every row that the house would have kept of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from huichang.company.roles import BayKind
from huichang.site.demo.aftercare import Aftercare, Gone
from huichang.site.demo.bookings import Bookings
from huichang.site.demo.chance import Chance, minutes
from huichang.site.demo.checking import Checks
from huichang.site.demo.content import Content
from huichang.site.demo.course import Course, Planner, Step
from huichang.site.demo.days import COMEBACKS, Calendar, Coming, Return
from huichang.site.demo.floor import NobodyCan
from huichang.site.demo.looking import Inspection
from huichang.site.demo.money import Bill, Till
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.orders import Orders, Written
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows
from huichang.site.demo.store_room import StoreRoom
from huichang.site.demo.wishes import Charge, Wish, Work, Workbook
from huichang.vehicles.models import Mileage, Vehicle
from huichang.vehicles.rules import Reading, km_per_day
from huichang.workshop.models import Alarm, Assignment, Clock, Comeback, GatePass, Handover, Order, Visit
from huichang.workshop.rules import DELIVERY_POINTS, next_service, ticket_of
from huichang.workshop.states import LineKind, Payer

FINISHED = "完工"
SCORES = (5, 5, 5, 5, 5, 5, 4, 4, 4, 3, None, None, None, 2)
DELIVERY = sorted(code for code, _ in DELIVERY_POINTS)
MAINTENANCE = ("first", "maintenance")
SERVICE_KM, SERVICE_MONTHS = 10_000, 12
"""What the brand asks for: every 10,000 km or once a year, whichever comes first."""


@dataclass
class Desk:
    """Everybody in one store who keeps something of a visit."""

    crew: Crew
    rows: Rows
    numbers: Numbers
    chance: Chance
    content: Content
    calendar: Calendar
    planner: Planner
    book: Workbook
    orders: Orders
    inspection: Inspection
    checks: Checks
    till: Till
    bookings: Bookings
    aftercare: Aftercare
    store_room: StoreRoom
    until: datetime
    visits: int = field(default=0)

    def visit(self, coming: Coming) -> bool:
        """One visit. A car that nobody could work on, or that would be here still, has not come: False."""
        km = coming.car.km_on(coming.day)
        wish = self._again(coming) if coming.again else self.book.wish(coming.car, coming.day, km)
        booking = self.bookings.reserve(coming) if coming.booked else None
        try:
            course = self.planner.course(coming, wish, km, booking.adviser if booking else None)
        except NobodyCan:
            return False
        if course.left >= self.until:
            return False
        self.visits += 1
        appointment = self.bookings.kept(booking, course) if booking else None
        self._write(course, self._visit(course, appointment))
        return True

    def _again(self, coming: Coming) -> Wish:
        """The same work once more, free of charge."""
        back = coming.again
        assert back is not None
        operation = self.content.operations[back.code]
        per_hour = self.content.rates["rework", coming.car.series.rate_class]
        charge = Charge(
            LineKind.LABOUR,
            operation.name,
            operation.code,
            "次",
            Decimal(1),
            per_hour,
            Payer.INTERNAL,
            minutes=operation.minutes,
            operation=operation,
        )
        words = f"上次做过{back.title}，问题又出现"
        job = Work(
            back.title,
            "rework",
            Payer.INTERNAL,
            back.system,
            operation.skill,
            operation.bay_kind,
            operation.repair_class,
            operation.minutes,
            words,
            "上次装配不到位",
            "重新装配并复查，路试正常。",
            [charge],
            frozenset({operation.code}),
        )
        return Wish("rework", words, [job])

    def _visit(self, course: Course, appointment: int | None) -> int:
        store, coming = self.crew.site.id, course.coming
        ticket = ticket_of(self.numbers.next(store, "TK", coming.day))
        precheck: dict[str, object] = {}
        if self.chance.maybe(0.5):
            precheck = {
                "precheck_bay_id": self.chance.choice(self.crew.site.bays[BayKind.PRECHECK]),
                "precheck_from": course.greeted,
                "precheck_until": course.checked_in + minutes(2),
            }
        visit_id = self.rows.add(
            Visit,
            store_id=store,
            vehicle_id=course.car.id,
            customer_id=course.car.owner.id,
            appointment_id=appointment,
            ticket=ticket,
            purpose=course.wish.concern[:60],
            adviser_id=course.adviser.id,
            arrived_at=coming.arrived,
            greeted_at=course.greeted,
            received_at=course.received,
            waits=course.done.date() == coming.day and self.chance.maybe(0.7),
            left_at=course.left,
            **precheck,
        )
        self._alarms(course, visit_id, ticket)
        return visit_id

    def _alarms(self, course: Course, visit_id: int, ticket: str) -> None:
        arrived, plate = course.coming.arrived, course.car.plate or "未上牌车"
        if course.greeted - arrived > minutes(1):
            waited = int((course.greeted - arrived).total_seconds() // 60)
            text = f"{plate} 到店 {waited} 分钟才迎接"
            self._alarm(
                "greeted_late", f"greet:{visit_id}", text, visit_id, arrived + minutes(1), course.greeted
            )
        if course.received - arrived > minutes(8):
            text = f"{plate} {ticket} 号等了 8 分还没有接待"
            self._alarm(
                "waits_long", f"wait:{visit_id}", text, visit_id, arrived + minutes(8), course.received
            )

    def _alarm(self, kind: str, key: str, text: str, visit_id: int, at: datetime, ended: datetime) -> None:
        self.rows.add(
            Alarm,
            store_id=self.crew.site.id,
            kind=kind,
            visit_id=visit_id,
            key=key,
            text=text,
            opened_at=at,
            ended_at=ended,
            closed_at=ended + self.chance.wait(5, 90),
            closed_by_id=self.crew.manager.id,
            cause="同时到店集中",
            action="增派服务顾问",
        )

    def _write(self, course: Course, visit_id: int) -> None:
        signature = self.inspection.signature()
        order = self.orders.write(course, visit_id, signature)
        owner, car = course.car.owner, course.car
        self.inspection.check_in(
            order.id, car, owner.name, course.adviser, course.received, course.checked_in
        )
        found = self.inspection.find(
            order.id, car, course.steps[0].place.person.id, course.steps[0].place.start
        )
        for step in course.steps:
            self._work(order, step)
        if course.failed_at is not None:
            step = next(step for step in course.steps if step.again)
            self.checks.fail(order.id, order.job(step), step.work, step.place, course.failed_at)
        works = [step.work for step in course.steps]
        km = self.checks.passes(order.id, works, course.steps[-1].place, course.km, course.checked)
        for step in course.steps:
            self._guarantee(course, order, step, km)
        total = self.till.settle(Bill(order.id, owner, order.charges, course.settled))
        self.rows.change(Order, order.id, amount_settled=total)
        self._drive(course)
        score = self._leave(course, order)
        self.aftercare.after(Gone(course, order, found, total, score))

    def _work(self, order: Written, step: Step) -> None:
        store, job_id = self.crew.site.id, order.job(step)
        place = step.place
        self.rows.add(
            Assignment,
            store_id=store,
            order_id=order.id,
            job_id=job_id,
            technician_id=place.person.id,
            bay_id=place.bay,
            period=(place.start, place.end),
            is_open=False,
            assigned_by_id=self.crew.dispatcher.id,
            assigned_at=place.start - minutes(6),
        )
        for each in (place, step.again):
            if each is not None:
                self.rows.add(
                    Clock,
                    store_id=store,
                    job_id=job_id,
                    order_id=order.id,
                    technician_id=each.person.id,
                    bay_id=each.bay,
                    period=(each.start, each.end),
                    ended_by=FINISHED,
                )
        self.checks.of_job(order.id, job_id, step.work, place)

    def _guarantee(self, course: Course, order: Written, step: Step, km: int) -> None:
        """The guarantee of a job; now and then the car will be back within it."""
        on, car = course.delivered.date(), course.car
        key, until_km = self.checks.guarantee(order.id, order.job(step), car.id, step.work, km, on)
        if course.coming.again and step is course.steps[0]:
            back = course.coming.again
            self.rows.add(
                Comeback,
                store_id=self.crew.site.id,
                job_id=order.job(step),
                guarantee_id=back.guarantee_id,
                found_at=course.checked_in,
                cause="上次装配不到位",
                **self._decided(course.delivered),
            )
            return
        labour = [charge for charge in step.work.charges if charge.operation]
        fragile = step.work.repair_type in ("repair", "warranty") and labour
        if not fragile or not self.chance.maybe(COMEBACKS) or car.km_per_day > 150:
            return
        day = on + timedelta(days=self.chance.randint(2, 8))
        self.calendar.comes_back(
            Return(car, order.id, key, step.work.title, step.work.system, labour[0].code, until_km), day
        )

    def _decided(self, delivered: datetime) -> dict[str, object]:
        """The manager decides on comebacks within some days; the last ones wait for it."""
        decided = delivered + timedelta(days=2)
        if decided >= self.until:
            return {}
        return {"decided_at": decided, "decided_by_id": self.crew.manager.id}

    def _drive(self, course: Course) -> None:
        """The reading of this visit, and what it says about the car's use."""
        car = course.car
        self.rows.add(Mileage, vehicle_id=car.id, km=course.km, at=course.checked_in)
        car.readings.append((course.km, course.checked_in))
        car.odometer, car.seen_on = course.km, course.day
        known = km_per_day([Reading(km, at) for km, at in car.readings])
        self.rows.change(
            Vehicle,
            car.id,
            odometer=course.km,
            odometer_on=course.day,
            km_per_day=known,
            version=1 + len(car.readings),
        )

    def _leave(self, course: Course, order: Written) -> int | None:
        store, score = self.crew.site.id, self.chance.choice(SCORES)
        service: dict[str, object] = {}
        if course.wish.repair_type in MAINTENANCE:
            per_day = Decimal(str(round(course.car.km_per_day, 2)))
            on, km = next_service(
                on=course.delivered.date(),
                odometer=course.km,
                every_km=SERVICE_KM,
                every_months=SERVICE_MONTHS,
                km_per_day=per_day,
            )
            service = {"next_service_on": on, "next_service_km": km}
        self.rows.add(
            Handover,
            store_id=store,
            order_id=order.id,
            items=DELIVERY,
            explained_by_id=course.adviser.id,
            score=score,
            at=course.delivered,
            by_id=course.adviser.id,
            **service,
        )
        self.rows.add(
            GatePass,
            store_id=store,
            order_id=order.id,
            number=self.numbers.next(store, "GP", course.settled.date()),
            token=f"demo-{self.chance.getrandbits(100):025x}",
            issued_at=course.settled,
            used_at=course.left,
            used_by_id=self.crew.greeter.id,
        )
        return score
