"""One car in the house today, taken through the use-cases by the people whose work it is."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from huichang.billing import payments, statements
from huichang.billing.models import Statement
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money, money
from huichang.parts import issuing
from huichang.parts import queries as parts
from huichang.site.demo import drawings
from huichang.site.demo.cast import House
from huichang.site.demo.chance import minutes
from huichang.site.demo.content import Bundle
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Person
from huichang.workshop import (
    arrival,
    check_in,
    checklists,
    clock,
    dispatch,
    extra_work,
    handover,
    inspection,
    orders,
    points,
    quoting,
    reception,
    walk,
)
from huichang.workshop.inspection import RoadTest
from huichang.workshop.models import Assignment, Clock, GatePass, Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.rules import DELIVERY_POINTS
from huichang.workshop.states import JobState, LineKind, LineState, OldPart

LIFT_ZONES = ("underbody", "tyres")
METHODS = ("wechat", "alipay", "card", "wechat")
WAITS = 0.55
"""Of the customers stay in the house while their car is worked on; the others come back for it."""


def wanted(bundle: Bundle, repair_type: str = "") -> WantedJob:
    """Work as a job to be priced."""
    labour = [WantedLine(LineKind.LABOUR, operation_id=each.id) for each in bundle.operations]
    goods = [WantedLine(LineKind.PART, part_id=part.id, quantity=many) for part, many in bundle.parts]
    return WantedJob(
        title=bundle.title,
        repair_type=repair_type or bundle.repair_type,
        concern=bundle.concern,
        lines=(*labour, *goods),
    )


class Stay:
    """A car's stay; the steps are called in the order in which they happen."""

    def __init__(self, house: House, car: Car, bundles: Sequence[Bundle]) -> None:
        self.house, self.car, self.bundles = house, car, list(bundles)
        self.adviser: Person = house.adviser()
        self.visit_id = 0
        self.order_id = 0
        self.promised: datetime | None = None
        self.ends: datetime | None = None
        self.last_act = ""
        self.hands: dict[int, tuple[Person, int]] = {}

    @property
    def desk(self) -> Actor:
        """The adviser who serves the car."""
        return self.house.actor(self.adviser)

    def order(self) -> Order:
        """The order as it stands."""
        found: Order = Order.objects.get(pk=self.order_id)
        return found

    def jobs(self, *states: JobState) -> list[Job]:
        """Its jobs in some states, in their order."""
        return list(Job.objects.filter(order_id=self.order_id, state__in=states).order_by("position"))

    def run(self, steps: Sequence[tuple[str, float]]) -> "Stay":
        """Steps by name, each with the minutes until the next one (the last: until now)."""
        moments = self.house.moments(*steps)
        self.ends = next((at for name, at in reversed(moments) if name in ("start", "pause", "finish")), None)
        self.last_act = next(
            (name for name, _ in reversed(steps) if name in ("start", "pause", "finish")), ""
        )
        for name, at in moments:
            act: Callable[[datetime], object] = getattr(self, name)
            act(at)
        return self

    def arrive(self, at: datetime, *, in_precheck: bool = False) -> None:
        """The greeter takes the plate down."""
        visit = arrival.greet_car(
            self.house.one(Role.GREETER, at.date()),
            plate=self.car.plate,
            at=at,
            arrived_at=at - timedelta(seconds=40),
            phone=self.car.owner.phone,
            name=self.car.owner.name,
            purpose=self.bundles[0].concern or self.bundles[0].title if self.bundles else "",
            in_precheck=in_precheck,
            waits=in_precheck or self.house.chance.maybe(WAITS),
        )
        self.visit_id = visit.pk

    def call(self, at: datetime) -> None:
        """The adviser calls the customer in."""
        arrival.call_in(self.desk, self.visit_id, adviser_id=self.adviser.id, at=at)

    def open(self, at: datetime) -> None:
        """The order is opened and quoted."""
        repair_type = self.bundles[0].repair_type
        opened = reception.open_order(self.desk, self.visit_id, at=at, repair_type=repair_type)
        self.order_id = opened.order.pk

    def walk(self, at: datetime) -> None:
        """Round the car with the customer, and the signature."""
        self.look_round(at)
        check_in.sign_check_in(
            self.desk, self.order_id, signature=self.stroke, name=self.car.owner.name, at=at + minutes(6)
        )

    def look_round(self, at: datetime, *, zones: int = 99) -> None:
        """The walk without its end: covers, identity, level, marks, so many zones, belongings."""
        desk, order_id, energy = self.desk, self.order_id, self.car.series.energy
        check_in.covers_on(desk, order_id, items=[key for key, _ in walk.COVERS], at=at)
        km = self.car.km_on(at.date())
        check_in.record_identity(
            desk, order_id, vin=self.house.vin(self.car), odometer=km, at=at + minutes(1)
        )
        fuel = None if energy == "bev" else self.house.chance.randint(1, 8)
        battery = self.house.chance.randint(20, 90) if energy != "petrol" else None
        check_in.record_level(desk, order_id, fuel_eighths=fuel, battery_percent=battery, at=at + minutes(2))
        marks = (
            [{"side": "left", "x": 0.62, "y": 0.58, "kind": "scratch"}]
            if self.house.chance.maybe(0.5)
            else []
        )
        photos = [drawings.photo("door")] if marks else []
        check_in.mark_damage(desk, order_id, marks=marks, photos=photos, at=at + minutes(3))
        for zone in points.for_car(energy)[:zones]:
            if zone.points:
                later = zone.code in LIFT_ZONES
                check_in.record_zone(desk, order_id, zone=zone.code, later=later, at=at + minutes(4))
        check_in.record_belongings(desk, order_id, items=["key", "licence"], at=at + minutes(5))

    def quote(self, at: datetime) -> None:
        """The work is priced, unless the booking has brought it along."""
        if Line.objects.filter(order_id=self.order_id).exists():
            return
        first, *others = self.bundles
        jobs = [wanted(first), *(wanted(each) for each in others)]
        quoting.add_jobs(self.desk, self.order_id, jobs=jobs, at=at)

    def sign(self, at: datetime) -> None:
        """The customer signs; the promise is an honest one unless the story says otherwise."""
        left = sum(bundle.minutes for bundle in self.bundles)
        promised = self.promised or max(at, self.house.as_of) + minutes(left + 75)
        orders.sign_order(
            self.desk,
            self.order_id,
            name=self.car.owner.name,
            signature=self.stroke,
            promised_at=promised.replace(minute=promised.minute // 15 * 15, second=0, microsecond=0),
            at=at,
        )

    @property
    def stroke(self) -> str:
        """The customer's signature."""
        return drawings.signature_url(self.order_id % 12)

    def dispatch(self, at: datetime) -> None:
        """The jobs are given out, one after another."""
        start = at + minutes(6)
        for job in self.jobs(JobState.PLANNED):
            planned = start + minutes(max(job.minutes, 20))
            person, bay = self.house.hands(
                job.skill, job.bay_kind, self.order_id, at, self._taken_until(planned)
            )
            self.hands[job.pk] = (person, bay)
            dispatch.assign_job(
                self.house.one(Role.SERVICE_MANAGER, at.date()),
                job.pk,
                technician_id=person.id,
                bay_id=bay,
                starts_at=start,
                at=at,
            )
            start = planned

    def _taken_until(self, planned: datetime) -> datetime:
        """Until when technician and bay are taken by a job that is planned to end at some time."""
        if self.last_act == "finish" and self.ends is not None:
            return self.ends + minutes(3)
        if self.last_act == "pause" and self.ends is not None:
            return max(planned, self.ends)
        return max(planned, self.house.as_of + minutes(20))

    def fetch(self, at: datetime) -> None:
        """The technician fetches what is ready."""
        owed = parts.picks_of_order(self.order_id).values()
        if any(pick.held > 0 for pick in owed):
            taker = next(iter(self.hands.values()))[0].id if self.hands else self.adviser.id
            clerk = self.house.one(Role.PARTS_CLERK, at.date())
            named = parts.pieces_for(clerk, self.order_id, on=at.date())
            issuing.issue(clerk, self.order_id, quantities=None, taken_by_id=taker, at=at, batches=named)

    def start(self, at: datetime) -> None:
        """The next job is begun."""
        job = self.jobs(JobState.PLANNED, JobState.PAUSED)[0]
        clock.clock_on(self.house.actor(self.hands[job.pk][0]), job.pk, at=at)

    def pause(self, at: datetime, reason: str = "parts") -> None:
        """The job that runs is paused, and its technician is free for others."""
        job = self.jobs(JobState.WORKING)[0]
        person, bay = self.hands[job.pk]
        clock.pause_job(self.house.actor(person), job.pk, reason=reason, at=at)
        given = Assignment.objects.get(job=job, is_open=True)
        dispatch.release_job(self.house.one(Role.SERVICE_MANAGER, at.date()), given.pk, at=at)
        self.house.free(person.id, bay, at)

    def finish(self, at: datetime) -> None:
        """The job that runs is done; further jobs were done after it, in the same hour."""
        job = self.jobs(JobState.WORKING)[0]
        self._finish(job, at)
        for more in self.jobs(JobState.PLANNED):
            clock.clock_on(self.house.actor(self.hands[more.pk][0]), more.pk, at=at)
            self._finish(more, at + minutes(2))

    def _finish(self, job: Job, at: datetime) -> None:
        bundle = next((each for each in self.bundles if each.title == job.title), self.bundles[0])
        clock.finish_job(
            self.house.actor(self.hands[job.pk][0]),
            job.pk,
            cause=bundle.cause or "到期更换、正常损耗",
            correction=bundle.remedy or "按标准流程完成，检查无渗漏、无异响。",
            checked=[point.code for point in checklists.points([(job.repair_type, job.system)], "self")],
            at=at,
        )

    def check(self, at: datetime) -> None:
        """Peer checks where they are asked for, then the final check."""
        jobs = self.jobs(JobState.DONE)
        for job in jobs:
            self._peer(job, at - minutes(2))
        kinds = [(job.repair_type, job.system) for job in jobs]
        order = self.order()
        worker = Clock.objects.filter(order_id=self.order_id).values_list("technician_id", flat=True)[0]
        road = None
        if checklists.needs_road_test(kinds):
            road = RoadTest(worker, order.odometer, order.odometer + 5, "路试正常，故障现象已消失。")
        inspection.pass_final_check(
            self.house.one(Role.INSPECTOR),
            self.order_id,
            checked=[point.code for point in checklists.points(kinds, "final")],
            lines=list(self._lines().values_list("pk", flat=True)),
            road_test=road,
            parked_at_id=self._place(),
            washed=True,
            at=at,
        )

    def _peer(self, job: Job, at: datetime) -> None:
        kind = [(job.repair_type, job.system)]
        if checklists.kind_of(*kind[0]) not in ("rework", "brake_steering", "electric_hv"):
            return
        done_by = {person.id for person, _ in self.hands.values()}
        leaders = (
            self.house.desk.crew.by_role[Role.TEAM_LEADER] + self.house.desk.crew.by_role[Role.TECHNICIAN]
        )
        other = next(person for person in leaders if person.id not in done_by)
        codes = [point.code for point in checklists.points(kind, "peer")]
        inspection.pass_peer_check(self.house.actor(other), job.pk, checked=codes, at=at)

    def _place(self) -> int | None:
        """The first free place for finished cars."""
        places = self.house.desk.crew.site.bays["finished"]
        taken = set(Order.objects.filter(parked_at__in=places).values_list("parked_at_id", flat=True))
        return next((place for place in places if place not in taken), None)

    def fail(self, at: datetime) -> None:
        """The inspector sends the first job back."""
        job = self.jobs(JobState.DONE)[0]
        inspector = self.house.one(Role.INSPECTOR)
        inspection.fail_final_check(
            inspector, job.pk, cause="torque", blame="workmanship", note="轮螺栓力矩复查不合格", at=at
        )

    def settle(self, at: datetime) -> None:
        """The cashier makes the statements."""
        statements.settle(self.house.one(Role.CASHIER), self.order_id, at=at)

    def pay(self, at: datetime) -> None:
        """The customer pays."""
        cashier = self.house.one(Role.CASHIER)
        for statement in Statement.objects.filter(order_id=self.order_id, state="issued"):
            payments.take(
                cashier,
                statement.pk,
                method=self.house.chance.choice(METHODS),
                amount=statement.total - statement.paid,
                once=f"demo:{statement.number}",
                at=at,
            )

    def deliver(self, at: datetime) -> None:
        """The car is handed over."""
        handover.deliver_car(
            self.desk,
            self.order_id,
            items=[code for code, _ in DELIVERY_POINTS],
            old_parts={
                pk: old or OldPart.NONE
                for pk, old in self._lines().filter(kind=LineKind.PART).values_list("pk", "old_part")
            },
            next_service_on=at.date() + timedelta(days=360),
            next_service_km=self.car.km_on(at.date()) + 10_000,
            score=5,
            at=at,
        )

    def leave(self, at: datetime) -> None:
        """The pass is scanned at the gate."""
        token = GatePass.objects.values_list("token", flat=True).get(order_id=self.order_id, void_at=None)
        handover.scan_gate_pass(self.house.one(Role.GREETER), token, at=at)

    def report(
        self, at: datetime, what: str, photo: str, *, system: str, risk: str, is_safety: bool = False
    ) -> int:
        """A technician finds more; returns the extra work."""
        finder = self.house.actor(next(iter(self.hands.values()))[0])
        extra = extra_work.report_extra(
            finder,
            self.order_id,
            what=what,
            system=system,
            point_state="now" if is_safety else "soon",
            risk=risk,
            is_safety=is_safety,
            photos=[drawings.photo(photo)],
            at=at,
        )
        return int(extra.pk)

    def ask(self, at: datetime, extra_id: int, bundles: Sequence[Bundle]) -> Money:
        """The adviser prices extra work and asks the customer; returns what was asked for."""
        jobs = [wanted(bundle, "repair") for bundle in bundles]
        quoting.add_jobs(self.desk, self.order_id, jobs=jobs, extra_id=extra_id, at=at)
        extra_work.ask_customer(self.desk, extra_id, at=at + minutes(1))
        amounts = Line.objects.filter(extra_work_id=extra_id).values_list("amount", flat=True)
        return money(sum(amounts, start=ZERO))

    def _lines(self) -> "QuerySet[Line]":
        return Line.objects.filter(order_id=self.order_id, state=LineState.DONE)
