"""One car of the simulated month at the desks: booked, received, signed, settled, handed over, by the real use-cases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from huichang.billing import payments, statements
from huichang.billing.models import Statement
from huichang.booking import appointments, capacity, taking
from huichang.booking.estimate import Items
from huichang.booking.rules import Want
from huichang.engines import vin
from huichang.kernel.refusals import OutOfTurn
from huichang.parts import issuing, receiving
from huichang.site.bench.month_house import House, moment
from huichang.site.bench.month_truth import Car
from huichang.workshop import (
    arrival,
    check_in,
    checklists,
    handover,
    inspection,
    orders,
    quoting,
    reception,
    walk,
)
from huichang.workshop.models import GatePass, Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind, LineState, OldPart

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
KILOMETRES = 30_000
ROAD_KM = 5
CAR = {"brand": "远岚", "series": "YL-L5", "model": "远岚 L5 1.5T 豪华型", "energy": "petrol"}


@dataclass
class Work:
    """A job of the car: what it is, and how much of it is left (1: all)."""

    index: int
    job_id: int
    minutes: int
    skill: str
    bay_kind: str
    title: str
    kind: tuple[str, str]
    """Repair type and system."""
    left: float = 1.0
    done_at: datetime | None = None
    worked_by: int | None = None
    assigned: int | None = None
    """The dispatch that stands, where a foreman gives the work out."""


@dataclass
class Stay:
    """A car's stay, and what became of it."""

    house: House
    car: Car
    appointment_id: int | None = None
    visit_id: int = 0
    order_id: int = 0
    works: list[Work] = field(default_factory=list)
    booked_at: datetime | None = None
    arrived_at: datetime | None = None
    signed_at: datetime | None = None
    promised_at: datetime | None = None
    parts_at: datetime | None = None
    """When the missing part is really there; None: nothing is missing."""
    issued: bool = False
    done_at: datetime | None = None
    ready_at: datetime | None = None
    left_at: datetime | None = None
    in_work: bool = False

    @property
    def adviser_id(self) -> int:
        """Whose customer it is."""
        found = self.house.advisers[self.car.number % len(self.house.advisers)].staff_id
        assert found is not None
        return found

    @property
    def phone(self) -> str:
        """The customer's number."""
        return f"1380{self.car.number:07d}"

    @property
    def plate(self) -> str:
        """The car's plate."""
        return f"川B{LETTERS[self.car.number // 10_000 % 24]}{self.car.number % 10_000:04d}"

    @property
    def part(self) -> int:
        """The part that its first job needs."""
        rare = self.house.rare
        return rare[self.car.number % len(rare)] if self.car.short_days else self.house.part

    def minutes_of(self, index: int) -> int:
        """Standard minutes of a job."""
        return sum(self.house.operations[code].minutes for code in self.car.jobs[index])

    def repair_type(self, index: int) -> str:
        """Maintenance is several operations at once, everything else a repair."""
        return "maintenance" if len(self.car.jobs[index]) > 1 else "repair"

    def book(self, at: datetime) -> bool:
        """The customer rings up and gets the free time that is nearest to the one he wants; says whether there is one."""
        car, house = self.car, self.house
        assert car.slot is not None
        wanted = moment(car.day, car.slot)
        first = [house.operations[code] for code in car.jobs[0]]
        # The desk looks for a time without the part: a booking with one that is short would come another day.
        slots = capacity.slots(
            house.store_id,
            wanted.date(),
            needs=[Want(each.skill, each.bay_kind, each.minutes) for each in first],
            waits=car.waits,
            at=at,
        )
        free = sorted((slot for slot in slots if slot.free), key=lambda slot: abs(slot.starts_at - wanted))
        for slot in free[:3]:
            try:
                made = appointments.book(
                    house.agent,
                    store_id=house.store_id,
                    caller=taking.Caller(
                        name=f"车主{car.number}", phone=self.phone, plate=self.plate, series=CAR["series"], model=CAR["model"]
                    ),
                    wish=taking.Wish(
                        concern="到店做项目",
                        repair_type=self.repair_type(0),
                        items=Items(operation_ids=tuple(each.id for each in first)),
                        waits=car.waits,
                    ),
                    starts_at=slot.starts_at,
                    adviser_id=slot.adviser_id,
                    at=at,
                )  # fmt: skip
            except OutOfTurn:
                continue
            self.appointment_id, self.booked_at = made.pk, slot.starts_at
            self.arrived_at = slot.starts_at + timedelta(minutes=car.comes - car.slot)
            return True
        return False

    def stay_away(self, at: datetime) -> None:
        """The desk sees that nobody has come."""
        assert self.appointment_id is not None
        appointments.miss(self.house.agent, self.appointment_id, at=at)

    def arrive(self, at: datetime) -> None:
        """The gate."""
        self.arrived_at = at
        visit = arrival.greet_car(
            self.house.greeter,
            plate=self.plate,
            name=f"车主{self.car.number}",
            phone=self.phone,
            waits=self.car.waits,
            at=at,
        )
        self.visit_id = visit.pk

    def open(self, adviser_number: int, at: datetime) -> None:
        """The adviser has the customer, walks round the car, writes the order."""
        desk = self.house.advisers[adviser_number]
        arrival.call_in(desk, self.visit_id, adviser_id=desk.staff_id, at=at)
        number = str(vin.make_valid("L0YAA15B", "R", "B", f"{self.car.number:06d}"))
        reception.complete_arrival(desk, self.visit_id, vin=number, car=CAR, at=at)
        order = reception.open_order(desk, self.visit_id, repair_type=self.repair_type(0), at=at).order
        self.order_id = order.pk
        check_in.covers_on(desk, order.pk, items=[key for key, _ in walk.COVERS], at=at)
        check_in.record_identity(desk, order.pk, vin=number, odometer=KILOMETRES, at=at)
        check_in.record_level(desk, order.pk, fuel_eighths=4, at=at)
        if self.car.short_days:
            self._order_part(at)
        self._quote(adviser_number, at)

    def _quote(self, adviser_number: int, at: datetime) -> None:
        desk, house = self.house.advisers[adviser_number], self.house
        part = WantedLine(LineKind.PART, part_id=self.part, quantity=Decimal(1))
        there = list(Job.objects.filter(order_id=self.order_id).order_by("position"))
        if there:
            quoting.add_lines(desk, there[0].pk, lines=[part], at=at)
        wanted = [
            WantedJob(
                title="保养" if len(codes) > 1 else house.operations[codes[0]].name,
                repair_type=self.repair_type(index),
                lines=(
                    *(WantedLine(LineKind.LABOUR, operation_id=house.operations[code].id) for code in codes),
                    *([part] if index == 0 else []),
                ),
            )
            for index, codes in enumerate(self.car.jobs)
            if index or not there
        ]
        if wanted:
            quoting.add_jobs(desk, self.order_id, jobs=wanted, at=at)
        self.works = [
            Work(
                index, job.pk, job.minutes, job.skill, job.bay_kind, job.title, (job.repair_type, job.system)
            )
            for index, job in enumerate(Job.objects.filter(order_id=self.order_id).order_by("position"))
        ]

    def sign(self, adviser_number: int, at: datetime) -> None:
        """The customer signs, the time that was named to him with it."""
        orders.sign_order(
            self.house.advisers[adviser_number],
            self.order_id,
            name=f"车主{self.car.number}",
            via="paper",
            promised_at=self.promised_at,
            at=at,
        )
        self.signed_at = at

    def _order_part(self, at: datetime) -> None:
        """A part is missing: the supplier names a day, and does not always keep it."""
        day = at.date() + timedelta(days=self.car.short_days)
        receiving.expect_parts(
            self.house.buyer,
            self.part,
            store_id=self.house.store_id,
            quantity=Decimal(1),
            expected_on=day,
            at=at,
        )

    def receive_part(self, at: datetime) -> None:
        """It is there."""
        receiving.receive_parts(
            self.house.clerk,
            store_id=self.house.store_id,
            document=f"M{self.car.number}",
            supplier="月度",
            lines=[receiving.Received(self.part, Decimal(1), Decimal("30.00"))],
            at=at,
        )

    def fetch(self, technician_id: int, at: datetime) -> None:
        """The technician fetches the parts of the order."""
        issuing.issue(self.house.clerk, self.order_id, quantities=None, taken_by_id=technician_id, at=at)
        self.issued = True

    @property
    def road_test(self) -> bool:
        """Whether the final check takes the car to the road."""
        return checklists.needs_road_test(work.kind for work in self.works)

    def check(self, inspector_number: int, at: datetime) -> None:
        """The colleague's check where one is asked for, then the inspector's."""
        house = self.house
        for work in self.works:
            if checklists.kind_of(*work.kind) in ("rework", "brake_steering", "electric_hv"):
                inspection.pass_peer_check(house.leader, work.job_id, checked=None, at=at)
        road = None
        if self.road_test:
            worker = self.works[0].worked_by
            assert worker is not None
            road = inspection.RoadTest(worker, KILOMETRES, KILOMETRES + ROAD_KM, "正常")
        inspection.pass_final_check(
            house.inspectors[inspector_number].actor,
            self.order_id,
            checked=None,
            lines=inspection.EVERY_LINE,
            road_test=road,
            at=at,
        )

    def washed(self, at: datetime) -> None:
        """The car is clean."""
        inspection.note_washed(self.house.manager, self.order_id, at=at)

    def settle(self, at: datetime) -> None:
        """The statement is written: the car is ready to be fetched."""
        statements.settle(self.house.cashier, self.order_id, at=at)
        self.ready_at = at

    def leave(self, at: datetime) -> None:
        """Paid, handed over, out of the gate."""
        house = self.house
        for statement in Statement.objects.filter(order_id=self.order_id):
            payments.take(
                house.cashier,
                statement.pk,
                method="wechat",
                amount=statement.total - statement.paid,
                once=f"month:{statement.number}",
                at=at,
            )
        used = Line.objects.filter(order_id=self.order_id, kind=LineKind.PART, state=LineState.DONE)
        adviser_id = Order.objects.values_list("adviser_id", flat=True).get(pk=self.order_id)
        desk = next(each for each in house.advisers if each.staff_id == adviser_id)
        handover.deliver_car(
            desk,
            self.order_id,
            items=None,
            old_parts=dict.fromkeys(used.values_list("pk", flat=True), OldPart.LEFT),
            score=5,
            at=at,
        )
        token = GatePass.objects.values_list("token", flat=True).get(order_id=self.order_id, void_at=None)
        handover.scan_gate_pass(house.greeter, token, at=at + timedelta(minutes=2))
        self.left_at = at
