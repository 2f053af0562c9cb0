"""The gate: plate in, queue ticket out; greeted, called in, or gone without a repair (LANE-10)."""

from datetime import datetime

from django.utils.timezone import localdate, localtime

from huichang.booking import appointments
from huichang.booking import queries as booking
from huichang.customers import cards as customer_cards
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import owners, registration
from huichang.vehicles import queries as vehicles
from huichang.workshop import alarms, facts, findings, permissions, precheck, rules
from huichang.workshop.models import Order, Visit
from huichang.workshop.states import OrderState

TICKETS = "TK"


@use_case(permissions.GREET_CARS, "到店登记")
def greet_car(
    warrant: Warrant,
    /,
    *,
    plate: str = "",
    at: datetime,
    vin: str = "",
    special_reason: str = "",
    large: bool = False,
    name: str = "",
    phone: str = "",
    purpose: str = "",
    waits: bool = True,
    arrived_at: datetime | None = None,
    greeted: bool = True,
    in_precheck: bool = False,
    bay_id: int | None = None,
) -> Visit:
    """A car stands at the gate: known → file, booking, adviser; unknown → short card. It gets its queue ticket.

    `arrived_at` is when it drove in, if that was earlier; `greeted=False` when no person has spoken to the customer yet
    (a camera at the barrier). Raises Refused for a plate of unknown form (unless `special_reason`), a wrong phone;
    OutOfTurn with the address of its visit when the car is in the store already.
    """
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    vehicle_id = registration.record(plate=plate, vin=vin, at=at, special_reason=special_reason, large=large)
    _not_here_yet(store_id, vehicle_id)
    arrived = min(arrived_at or at, at)
    booked = _booked(store_id, vehicle_id, at)
    visit = Visit(
        store_id=store_id,
        vehicle_id=vehicle_id,
        customer_id=_customer(store_id, vehicle_id, booked, name=name, phone=phone, at=at),
        appointment_id=booked.id if booked else None,
        adviser_id=booked.adviser_id if booked else None,
        ticket=rules.ticket_of(numbering.next_number(store_id, TICKETS, on=localdate(at))),
        purpose=(purpose.strip() or (booked.concern if booked else ""))[:60],
        arrived_at=arrived,
        greeted_at=at if greeted else None,
        waits=booked.waits if booked else waits,
    )
    if in_precheck or bay_id is not None:
        precheck.place(visit, bay_id=bay_id, at=at)
    visit.save()
    if booked:
        appointments.arrive(booked.id, at=at)
    warrant.about(visit, f"{visit.ticket} 号")
    if visit.greeted_at is not None:
        _late_greeting(visit)
    alarms.look(store_id, at=at)
    announce(facts.CarArrived(store_id, visit.pk, vehicle_id, visit.appointment_id, arrived))
    return visit


@use_case(permissions.GREET_CARS, "迎接客户")
def welcome(warrant: Warrant, visit_id: int, *, at: datetime) -> Visit:
    """Somebody has spoken to the customer of a car that a camera had announced. Raises OutOfTurn when done already."""
    visit: Visit = Visit.objects.select_related("vehicle").locked(visit_id, warrant)
    _still_here(visit)
    if visit.greeted_at is not None:
        raise OutOfTurn(f"{visit.ticket} 号在 {localtime(visit.greeted_at):%H:%M} 已经有人迎接了。")
    visit.greeted_at = at
    visit.save(update_fields=["greeted_at"])
    _late_greeting(visit)
    alarms.look(visit.store_id, at=at)
    return visit


@use_case(permissions.RECEIVE_CARS, "叫号接待")
def call_in(warrant: Warrant, visit_id: int, *, adviser_id: int | None = None, at: datetime) -> Visit:
    """An adviser (default: the one who calls) takes the customer: the waiting time ends.

    Raises OutOfTurn when another adviser has called them already.
    """
    visit: Visit = Visit.objects.select_related("vehicle", "adviser").locked(visit_id, warrant)
    _still_here(visit)
    if visit.received_at is not None:
        who = visit.adviser.name if visit.adviser else "同事"
        raise OutOfTurn(f"{visit.ticket} 号已由{who}接待，请叫下一位。")
    receive(visit, adviser_id or warrant.actor.staff_id, at=at)
    visit.save(update_fields=["adviser", "greeted_at", "received_at"])
    alarms.look(visit.store_id, at=at)
    return visit


@use_case(permissions.GREET_CARS, "登记未修离店")
def leave_without_repair(warrant: Warrant, visit_id: int, *, reason: str, at: datetime) -> Visit:
    """The car drives off without a repair: nothing was ordered, or the order was cancelled.

    Raises Refused without a reason, OutOfTurn while an order is open (it needs the gate pass).
    """
    visit: Visit = Visit.objects.select_related("vehicle").locked(visit_id, warrant)
    _still_here(visit)
    if not reason.strip():
        raise Refused("请选择或写明没有维修就离店的原因。")
    order = Order.objects.filter(visit=visit).first()
    if order is not None and order.state != OrderState.CANCELLED:
        raise OutOfTurn(
            f"{order} 还没有办完，请交车后凭出门证放行，或先取消工单。", url=f"/workshop/orders/{order.pk}/"
        )
    visit.left_at, visit.left_without_repair = at, reason.strip()[:80]
    visit.save(update_fields=["left_at", "left_without_repair"])
    if order is not None:
        findings.announce_left(order.pk, at=at)
    alarms.look(visit.store_id, at=at)
    return visit


def receive(visit: Visit, adviser_id: int | None, *, at: datetime) -> None:
    """The adviser has the customer, not saved: ends the waiting, and the greeting if nobody noted it."""
    visit.adviser_id = adviser_id
    visit.greeted_at = visit.greeted_at or at
    visit.received_at = visit.received_at or at


def _still_here(visit: Visit) -> None:
    if visit.left_at is not None:
        raise OutOfTurn("这辆车已经离店了，再来请重新登记。")


def _not_here_yet(store_id: int, vehicle_id: int) -> None:
    here = Visit.objects.filter(store_id=store_id, vehicle_id=vehicle_id, left_at__isnull=True)
    pk = here.values_list("pk", flat=True).first()
    if pk is None:
        return
    there = Visit.objects.select_related("vehicle", "order").get(pk=pk)
    order = getattr(there, "order", None)
    url = f"/workshop/orders/{order.pk}/" if order else f"/workshop/visits/{there.pk}/"
    since = localtime(there.arrived_at)
    raise OutOfTurn(
        f"{there.vehicle} 已经在店里：{there.ticket} 号，{since:%m-%d %H:%M} 到店，不用再登记。", url=url
    )


def _booked(store_id: int, vehicle_id: int, at: datetime) -> booking.AppointmentCard | None:
    """Today's booking of the car that has not arrived yet, the earliest first."""
    return booking.awaited(store_id, vehicle_id, localdate(at))


def _customer(
    store_id: int,
    vehicle_id: int,
    booked: booking.AppointmentCard | None,
    *,
    name: str,
    phone: str,
    at: datetime,
) -> int | None:
    """Who comes: the booking's customer, the short card's, or the owner if this store may know them."""
    if booked is not None:
        return booked.customer_id
    owner = vehicles.known_owner(vehicle_id, store_id)
    if owner is None and phone.strip():
        customer_id = customer_cards.record(store_id=store_id, phone=phone, name=name, at=at)
        owners.ensure_owner(vehicle_id, customer_id, store_id=store_id, since=localdate(at))
        return customer_id
    return owner


def _late_greeting(visit: Visit) -> None:
    """A greeting that came too late is kept as an alarm even when nobody was there to see it standing."""
    limits = alarms.limits_of(visit.store_id)
    assert visit.greeted_at is not None
    if rules.greeted_too_late(visit.arrived_at, visit.greeted_at, limits):
        minutes = int((visit.greeted_at - visit.arrived_at).total_seconds() // 60)
        alarms.open_alarm(
            visit.store_id,
            "greeted_late",
            key=f"greet:{visit.pk}",
            text=f"{visit.vehicle} 到店 {minutes} 分钟才迎接",
            at=visit.greeted_at,
            visit_id=visit.pk,
        )
