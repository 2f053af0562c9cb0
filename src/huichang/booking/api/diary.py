"""What is free, what it costs, appointments and their preparation, as JSON."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.booking import (
    appointments,
    bearing,
    by_customer,
    capacity,
    estimate,
    preparation,
    queries,
    taking,
)
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.vehicles import queries as vehicles
from huichang.vehicles.permissions import SEE_COVER

router = Router()


class ItemsIn(Schema):
    """What is chosen: operations, packages, parts (id → quantity), a cause of the fault knowledge."""

    operation_ids: list[int] = []
    package_ids: list[int] = []
    parts: dict[int, Decimal] = {}
    fault_id: int | None = None
    cause_id: int | None = None

    def items(self) -> estimate.Items:
        """As the room takes them."""
        return estimate.Items(
            operation_ids=tuple(self.operation_ids),
            package_ids=tuple(self.package_ids),
            parts=self.parts,
            fault_id=self.fault_id,
            cause_id=self.cause_id,
        )


class QuestionIn(ItemsIn):
    """What room is asked for: the items, for which car, waiting or not."""

    vehicle_id: int | None = None
    repair_type: str = "maintenance"
    adviser_id: int | None = None
    waits: bool = False

    def estimate(self, store_id: int, on: date) -> estimate.Estimate:
        """The items with work, parts and prices."""
        car = vehicles.cards([self.vehicle_id]).get(self.vehicle_id or 0)
        return estimate.of(self.items(), store_id=store_id, car=car, repair_type=self.repair_type, on=on)


class BookingIn(ItemsIn):
    """A booking: known customer and car by id, new ones by name, phone, plate."""

    starts_at: datetime
    adviser_id: int | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None
    name: str = ""
    phone: str = ""
    sex: str = "unknown"
    plate: str = ""
    vin: str = ""
    series: str = ""
    model: str = ""
    concern: str
    repair_type: str = "maintenance"
    waits: bool = True
    first_diagnosis: str = ""
    told_remedy: str = ""
    told_price: Decimal | None = None
    told_minutes: int | None = None
    told_points: list[str] = []
    sender: str = ""
    contact_phone: str = ""
    channel: str = "phone"
    is_active: bool = False
    from_due: int | None = None
    call_task_id: int | None = None

    def caller(self) -> taking.Caller:
        """Who books."""
        return taking.Caller(
            customer_id=self.customer_id,
            vehicle_id=self.vehicle_id,
            name=self.name,
            phone=self.phone,
            sex=self.sex,
            plate=self.plate,
            vin=self.vin,
            series=self.series,
            model=self.model,
        )

    def wish(self) -> taking.Wish:
        """What is booked and told."""
        return taking.Wish(
            concern=self.concern,
            repair_type=self.repair_type,
            items=self.items(),
            waits=self.waits,
            first_diagnosis=self.first_diagnosis,
            told_remedy=self.told_remedy,
            told_price=self.told_price,
            told_minutes=self.told_minutes,
            told_points=tuple(self.told_points),
            sender=self.sender,
            phone=self.contact_phone,
            channel=self.channel,
            is_active=self.is_active,
            from_due=self.from_due,
        )


class Seen(Schema):
    """The version that the caller knows, if it should be checked."""

    seen: int | None = None


class MoveIn(Seen):
    """Another time."""

    starts_at: datetime
    adviser_id: int | None = None
    reason: str


class ReasonIn(Seen):
    """Why."""

    reason: str


class ProblemIn(Seen):
    """What is wrong with a point."""

    problem: str


class PencilIn(Seen):
    """Who and where."""

    technician_id: int | None = None
    bay_id: int | None = None


@router.get("/load", response=list[capacity.DayLoad], summary="日负荷")
def load(request: Request, since: date | None = None, days: int = 7) -> list[capacity.DayLoad]:
    """Hours booked against bookable hours by skill, and the reception by hour, for some days."""
    queries.may_see(request.actor)
    return capacity.day_load(request.actor.here, since or localdate(), min(max(days, 1), 31))


@router.post("/slots/{on}", response=list[capacity.Slot], summary="接待时段")
def slots(request: Request, on: date, body: QuestionIn) -> list[capacity.Slot]:
    """Every slot of a day, free or with the reason why not."""
    queries.may_see(request.actor)
    asked = body.estimate(request.actor.here, on)
    return capacity.slots(
        request.actor.here,
        on,
        needs=asked.wants,
        part_needs=asked.part_needs,
        adviser_id=body.adviser_id,
        waits=body.waits,
        at=now(),
    )


@router.post("/proposals", response=list[capacity.Slot], summary="推荐时段")
def proposals(
    request: Request, body: QuestionIn, since: date | None = None, days: int = 7
) -> list[capacity.Slot]:
    """Free slots to offer first: emptier days and hours before full ones."""
    queries.may_see(request.actor)
    on = since or localdate()
    asked = body.estimate(request.actor.here, on)
    return capacity.proposals(
        request.actor.here,
        on,
        days=min(max(days, 1), 31),
        needs=asked.wants,
        part_needs=asked.part_needs,
        adviser_id=body.adviser_id,
        waits=body.waits,
        at=now(),
    )


@router.post("/estimate", response=estimate.Estimate, summary="预估")
def quote(request: Request, body: QuestionIn) -> estimate.Estimate:
    """Work, parts and prices of what is chosen."""
    queries.may_see(request.actor)
    return body.estimate(request.actor.here, localdate())


@router.post("/estimate/bearing", response=bearing.Bearing | None, summary="预估：谁承担")
def who_bears(request: Request, body: QuestionIn) -> bearing.Bearing | None:
    """Who will probably bear what is chosen, line by line, with the clause."""
    queries.may_see(request.actor)
    if not request.actor.may(SEE_COVER):
        raise NotAllowed("令牌没有查看谁承担的权限。")
    car = vehicles.cards([body.vehicle_id]).get(body.vehicle_id) if body.vehicle_id else None
    on, store_id = localdate(), request.actor.here
    told = body.estimate(store_id, on)
    return bearing.of(told, car=car, store_id=store_id, repair_type=body.repair_type, on=on)


@router.get("/appointments", response=list[queries.AppointmentCard], summary="预约列表")
def of_day(request: Request, on: date | None = None, days: int = 1) -> list[queries.AppointmentCard]:
    """The bookings of some days by time."""
    queries.may_see(request.actor)
    found = queries.of_days(request.actor.here, on or localdate(), min(max(days, 1), 31), cancelled=True)
    return [queries.shown(request.actor, each) for each in found]


@router.get("/appointments/{appointment_id}", response=queries.AppointmentCard, summary="预约")
def one(request: Request, appointment_id: int) -> queries.AppointmentCard:
    """One booking."""
    queries.may_see(request.actor)
    return queries.shown(request.actor, queries.card(request.actor, appointment_id))


@router.post("/appointments", response=queries.AppointmentCard, summary="登记预约")
def book(request: Request, body: BookingIn) -> queries.AppointmentCard:
    """Book a car; confirmed at once."""
    row = appointments.book(
        request.actor,
        store_id=request.actor.here,
        caller=body.caller(),
        wish=body.wish(),
        starts_at=body.starts_at,
        adviser_id=body.adviser_id,
        call_task_id=body.call_task_id,
        at=now(),
    )
    return queries.shown(request.actor, queries.card(request.actor, row.pk))


@router.post("/appointments/{appointment_id}/confirm", summary="确认预约")
def confirm(request: Request, appointment_id: int, body: Seen) -> dict[str, str]:
    """A booking that the customer made stands now."""
    return {"state": appointments.confirm(request.actor, appointment_id, at=now(), seen=body.seen).state}


@router.post("/appointments/{appointment_id}/move", response=queries.AppointmentCard, summary="改期")
def move(request: Request, appointment_id: int, body: MoveIn) -> queries.AppointmentCard:
    """Another time."""
    appointments.move(
        request.actor,
        appointment_id,
        starts_at=body.starts_at,
        adviser_id=body.adviser_id,
        reason=body.reason,
        at=now(),
        seen=body.seen,
    )
    return queries.shown(request.actor, queries.card(request.actor, appointment_id))


@router.post("/appointments/{appointment_id}/cancel", summary="取消预约")
def cancel(request: Request, appointment_id: int, body: ReasonIn) -> dict[str, str]:
    """The booking is off."""
    row = appointments.cancel(request.actor, appointment_id, reason=body.reason, at=now(), seen=body.seen)
    return {"state": row.state}


@router.post("/appointments/{appointment_id}/miss", summary="登记未到店")
def miss(request: Request, appointment_id: int, body: Seen) -> dict[str, str]:
    """The car did not come."""
    return {"state": appointments.miss(request.actor, appointment_id, at=now(), seen=body.seen).state}


@router.post("/appointments/{appointment_id}/pencil", summary="预排技师和工位")
def pencil_in(request: Request, appointment_id: int, body: PencilIn) -> dict[str, int]:
    """A technician and a bay."""
    return {"id": preparation.pencil_in(request.actor, appointment_id, at=now(), **body.dict()).pk}


@router.get("/preparations", response=list[queries.PointDue], summary="预约准备")
def points(
    request: Request, until: datetime, role: str = "all", done: bool = False
) -> list[queries.PointDue]:
    """Points of preparations by due time."""
    queries.may_see(request.actor)
    return queries.points_due(request.actor, until=until, role=role, done=done)


@router.post("/preparations/{point_id}/tick", summary="完成准备")
def tick(request: Request, point_id: int, body: Seen) -> dict[str, int]:
    """A point is ready."""
    return {"id": preparation.tick(request.actor, point_id, seen=body.seen, at=now()).pk}


@router.post("/preparations/{point_id}/untick", summary="撤回准备")
def untick(request: Request, point_id: int, body: Seen) -> dict[str, int]:
    """A point is not ready after all."""
    return {"id": preparation.untick(request.actor, point_id, seen=body.seen, at=now()).pk}


@router.post("/preparations/{point_id}/problem", summary="报告准备问题")
def report_problem(request: Request, point_id: int, body: ProblemIn) -> dict[str, int]:
    """A part, a person or a tool will not be there."""
    point = preparation.report_problem(
        request.actor, point_id, problem=body.problem, seen=body.seen, at=now()
    )
    return {"id": point.pk}


@router.post("/customers/{customer_id}/link", summary="发送预约链接")
def send_link(request: Request, customer_id: int) -> dict[str, int]:
    """The customer's own booking page, by message."""
    by_customer.send_link(request.actor, customer_id, store_id=request.actor.here, at=now())
    return {"id": customer_id}
