"""Gate, pre-check area, alarms, reception, check-in and findings as JSON."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.booking import queries as booking
from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.workshop import alarms, arrival, check_in, findings, precheck, reception
from huichang.workshop.queries import alarms as alarm_cards
from huichang.workshop.queries import lane, walks

router = Router()


class ArrivalIn(Schema):
    """A car at the gate. `greeted` false: a camera saw it, nobody has spoken to the customer."""

    plate: str = ""
    vin: str = ""
    special_reason: str = ""
    large: bool = False
    name: str = ""
    phone: str = ""
    purpose: str = ""
    waits: bool = True
    arrived_at: datetime | None = None
    greeted: bool = True
    in_precheck: bool = False
    bay_id: int | None = None


class BayIn(Schema):
    """A bay of the pre-check area; none: the first free one."""

    bay_id: int | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str


class CompleteIn(Schema):
    """A walk-in's customer and car."""

    customer_id: int | None = None
    name: str = ""
    phone: str = ""
    sex: str = "unknown"
    vin: str = ""
    vin_reason: str = ""
    brand: str = ""
    series: str = ""
    model: str = ""
    colour: str = ""
    energy: str = ""


class ConcernIn(Schema):
    """What the customer says, why it is done, who pays."""

    words: str
    repair_type: str = ""
    payer: str = ""


class OpeningIn(Schema):
    """An order to open."""

    concerns: list[ConcernIn] = []
    repair_type: str = ""
    sender_name: str = ""
    sender_phone: str = ""
    wash: bool = True
    takes_old_parts: bool = False
    adviser_id: int | None = None


class TriageIn(Schema):
    """Why the car is here."""

    repair_type: str
    payer: str = ""
    seen: int | None = None


class CoversIn(Schema):
    """Covers that lie on: seat, wheel, mat."""

    items: list[str]


class IdentityIn(Schema):
    """VIN, plate, odometer."""

    seen: str | None = None
    vin: str
    odometer: int
    plate: str = ""
    vin_reason: str = ""
    odometer_reason: str = ""
    special_reason: str = ""


class LevelIn(Schema):
    """Fuel in eighths, battery in per cent."""

    seen: str | None = None
    fuel_eighths: int | None = None
    battery_percent: int | None = None


class DamageIn(Schema):
    """Marks on the drawing; photos as base64."""

    seen: str | None = None
    marks: list[dict[str, Any]] = []
    photos: list[str] = []


class ZoneIn(Schema):
    """A zone that was walked."""

    rest_ok: bool = True
    later: bool = False
    with_technician: bool = False
    photos: list[str] = []


class PointIn(Schema):
    """What was found at a point."""

    state: str = ""
    value: Decimal | None = None
    with_technician: bool = False
    photos: list[str] = []


class BelongingsIn(Schema):
    """What lies in the car."""

    seen: str | None = None
    items: list[str] = []
    note: str = ""


class SignatureIn(Schema):
    """The customer's signature as a PNG data URL."""

    signature: str
    name: str = ""


class DeclinedIn(Schema):
    """What the customer does not want; a signature for safety points."""

    finding_ids: list[int]
    reason: str
    signature: str = ""


class HandledIn(Schema):
    """What was done about alarms."""

    alarm_ids: list[int]
    action: str
    cause: str = ""
    responsible_id: int | None = None


class ComplaintIn(Schema):
    """The complaint that came of an alarm."""

    complaint: str
    responsible_id: int | None = None


@router.get("/lane")
def in_house(request: Request) -> list[dict[str, Any]]:
    """Every car in the house."""
    return [asdict(car) for car in lane.in_house(lane.may_see_lane(request.actor))]


@router.get("/gate/matches")
def matches(request: Request, plate: str) -> list[dict[str, Any]]:
    """Cars for what is typed of a plate, booked today first."""
    store_id, at = lane.may_see_lane(request.actor), now()
    found = lane.gate_matches(request.actor, plate, at=at, bookings=booking.today(store_id, localdate(at)))
    return [asdict(match) for match in found]


@router.post("/visits")
def greet(request: Request, said: ArrivalIn) -> dict[str, Any]:
    """Register a car at the gate."""
    visit = arrival.greet_car(request.actor, at=now(), **said.dict())
    return {
        "id": visit.pk,
        "ticket": visit.ticket,
        "vehicle_id": visit.vehicle_id,
        "customer_id": visit.customer_id,
    }


@router.get("/visits/{visit_id}")
def visit_card(request: Request, visit_id: int) -> dict[str, Any]:
    """A visit."""
    return asdict(lane.visit(request.actor, visit_id))


@router.post("/visits/{visit_id}/welcome")
def welcome(request: Request, visit_id: int) -> dict[str, int]:
    """The customer was greeted."""
    return {"id": arrival.welcome(request.actor, visit_id, at=now()).pk}


@router.post("/visits/{visit_id}/call-in")
def call_in(request: Request, visit_id: int) -> dict[str, int]:
    """An adviser takes the customer."""
    return {"id": arrival.call_in(request.actor, visit_id, at=now()).pk}


@router.post("/visits/{visit_id}/precheck/enter")
def enter(request: Request, visit_id: int, said: BayIn) -> dict[str, int | None]:
    """Into the pre-check area."""
    visit = precheck.enter_precheck(request.actor, visit_id, bay_id=said.bay_id, at=now())
    return {"id": visit.pk, "bay_id": visit.precheck_bay_id}


@router.post("/visits/{visit_id}/precheck/leave")
def leave(request: Request, visit_id: int) -> dict[str, int]:
    """Out of the pre-check area."""
    return {"id": precheck.leave_precheck(request.actor, visit_id, at=now()).pk}


@router.post("/visits/{visit_id}/gone")
def gone(request: Request, visit_id: int, said: ReasonIn) -> dict[str, int]:
    """Gone without a repair."""
    return {"id": arrival.leave_without_repair(request.actor, visit_id, reason=said.reason, at=now()).pk}


@router.post("/visits/{visit_id}/complete")
def complete(request: Request, visit_id: int, said: CompleteIn) -> dict[str, int | None]:
    """A walk-in's customer and car."""
    car = {key: value for key, value in said.dict().items() if key in reception.CAR_FIELDS}
    visit = reception.complete_arrival(
        request.actor,
        visit_id,
        customer_id=said.customer_id,
        name=said.name,
        phone=said.phone,
        sex=said.sex,
        vin=said.vin,
        vin_reason=said.vin_reason,
        car=car,
        at=now(),
    )
    return {"id": visit.pk, "customer_id": visit.customer_id}


@router.post("/visits/{visit_id}/order")
def open_order(request: Request, visit_id: int, said: OpeningIn) -> dict[str, Any]:
    """Open the order."""
    given = said.dict()
    concerns = [reception.Concern(**each) for each in given.pop("concerns")]
    opened = reception.open_order(request.actor, visit_id, concerns=concerns, at=now(), **given)
    order = opened.order
    return {"id": order.pk, "number": order.number, "version": order.version, "left_out": opened.left_out}


@router.post("/orders/{order_id}/triage")
def triage(request: Request, order_id: int, said: TriageIn) -> dict[str, int]:
    """Why the car is here."""
    order = reception.triage(request.actor, order_id, at=now(), **said.dict())
    return {"id": order.pk, "version": order.version}


@router.get("/orders/{order_id}/check-in")
def walked(request: Request, order_id: int) -> dict[str, Any]:
    """The walk round the car: steps, points, findings."""
    return asdict(walks.check_in(request.actor, order_id))


@router.post("/orders/{order_id}/check-in/covers")
def covers(request: Request, order_id: int, said: CoversIn) -> dict[str, bool]:
    """Covers on."""
    check_in.covers_on(request.actor, order_id, items=said.items, at=now())
    return {"done": True}


@router.post("/orders/{order_id}/check-in/identity")
def identity(request: Request, order_id: int, said: IdentityIn) -> dict[str, bool]:
    """VIN, plate, odometer."""
    check_in.record_identity(request.actor, order_id, at=now(), **said.dict())
    return {"done": True}


@router.post("/orders/{order_id}/check-in/level")
def level(request: Request, order_id: int, said: LevelIn) -> dict[str, bool]:
    """Fuel or battery."""
    check_in.record_level(request.actor, order_id, at=now(), **said.dict())
    return {"done": True}


@router.post("/orders/{order_id}/check-in/damage")
def damage(request: Request, order_id: int, said: DamageIn) -> dict[str, bool]:
    """Marks on the drawing."""
    check_in.mark_damage(
        request.actor,
        order_id,
        marks=said.marks,
        photos=pictures.from_base64(said.photos),
        seen=said.seen,
        at=now(),
    )
    return {"done": True}


@router.post("/orders/{order_id}/check-in/zones/{zone}")
def walk_zone(request: Request, order_id: int, zone: str, said: ZoneIn) -> dict[str, bool]:
    """A zone was walked."""
    given = {**said.dict(), "photos": pictures.from_base64(said.photos)}
    check_in.record_zone(request.actor, order_id, zone=zone, at=now(), **given)
    return {"done": True}


@router.post("/orders/{order_id}/check-in/belongings")
def belongings(request: Request, order_id: int, said: BelongingsIn) -> dict[str, bool]:
    """What lies in the car."""
    check_in.record_belongings(
        request.actor, order_id, items=said.items, note=said.note, seen=said.seen, at=now()
    )
    return {"done": True}


@router.post("/orders/{order_id}/check-in/sign")
def sign(request: Request, order_id: int, said: SignatureIn) -> dict[str, bool]:
    """The customer signs."""
    check_in.sign_check_in(request.actor, order_id, signature=said.signature, name=said.name, at=now())
    return {"done": True}


@router.get("/orders/{order_id}/findings")
def found(request: Request, order_id: int) -> list[dict[str, Any]]:
    """What was found on this visit, amber and red first."""
    walks.check_in(request.actor, order_id)
    return [asdict(each) for each in walks.findings_of(order_id)]


@router.post("/orders/{order_id}/points/{point}")
def record(request: Request, order_id: int, point: str, said: PointIn) -> dict[str, Any]:
    """A point was looked at."""
    given = {**said.dict(), "photos": pictures.from_base64(said.photos)}
    kept = findings.record_finding(request.actor, order_id, point=point, at=now(), **given)
    return {
        "id": kept.pk,
        "state": kept.state,
        "remaining_days": kept.remaining_days,
        "remaining_km": kept.remaining_km,
    }


@router.post("/orders/{order_id}/findings/decline")
def decline(request: Request, order_id: int, said: DeclinedIn) -> dict[str, int]:
    """The customer does not want these points done now."""
    return {"declined": len(findings.decline_finding(request.actor, order_id, at=now(), **said.dict()))}


@router.post("/orders/{order_id}/findings/{finding_id}/reconsider")
def reconsider(request: Request, order_id: int, finding_id: int) -> dict[str, int]:
    """The customer thinks again."""
    return {"id": findings.reconsider_finding(request.actor, order_id, finding_id, at=now()).pk}


@router.get("/alarms")
def standing(request: Request) -> list[dict[str, Any]]:
    """Alarms that wait for the manager's word."""
    return [asdict(card) for card in alarm_cards.waiting(request.actor, at=now())]


@router.post("/alarms/handle")
def handle(request: Request, said: HandledIn) -> dict[str, int]:
    """What was done about alarms."""
    given = said.dict()
    done = alarms.handle_alarm(request.actor, given.pop("alarm_ids"), at=now(), **given)
    return {"handled": len(done)}


@router.post("/alarms/{alarm_id}/complaint")
def complain(request: Request, alarm_id: int, said: ComplaintIn) -> dict[str, int]:
    """A complaint came of it."""
    return {"id": alarms.link_complaint(request.actor, alarm_id, at=now(), **said.dict()).pk}
