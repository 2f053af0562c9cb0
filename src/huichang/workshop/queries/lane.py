"""The lane: which cars are in the house, who waits, who stands in the pre-check area (LANE-10, LANE-11, LANE-34)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from huichang.company import queries as company
from huichang.company.roles import BayKind
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.vehicles import queries as vehicles
from huichang.workshop import permissions
from huichang.workshop.models import ExtraWork, Order, Visit
from huichang.workshop.states import OrderState, RepairType, Stage, stage_of


@dataclass(frozen=True)
class LaneCar:
    """A car in the house, wherever it stands."""

    visit_id: int
    order_id: int | None
    order_number: str
    vehicle_id: int
    plate: str
    plate_kind: str
    car: str
    customer_id: int | None
    customer: str
    ticket: str
    purpose: str
    stage: str
    waiting_for: str
    repair_type: str
    adviser_id: int | None
    adviser: str
    arrived_at: datetime
    greeted_at: datetime | None
    received_at: datetime | None
    precheck_bay: str
    precheck_from: datetime | None
    promised_at: datetime | None
    waits: bool
    checked_in: bool
    booked: bool

    @property
    def url(self) -> str:
        """Where the visit opens."""
        return f"/workshop/orders/{self.order_id}/" if self.order_id else f"/workshop/visits/{self.visit_id}/"

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"

    @property
    def next_act(self) -> tuple[str, str]:
        """(what the adviser does next, where): from the stage."""
        at_order = f"/workshop/orders/{self.order_id}/"
        if self.order_id is None:
            return "开委托书", f"/workshop/visits/{self.visit_id}/"
        if self.stage == Stage.CHECKED_IN:
            return (
                ("报价签字", at_order)
                if self.checked_in
                else ("环检", f"/workshop/check-in/{self.order_id}/")
            )
        return {
            Stage.TO_DISPATCH: ("等派工", at_order),
            Stage.IN_WORK: ("看进度", at_order),
            Stage.WAITING: ("跟进等待", at_order),
            Stage.TO_CHECK: ("等质检", at_order),
            Stage.TO_SETTLE: ("结算讲解", at_order),
            Stage.TO_DELIVER: ("交车", f"/workshop/delivery/{self.order_id}/"),
        }.get(Stage(self.stage), ("打开", at_order))


@dataclass(frozen=True)
class PrecheckBay:
    """A marked bay of the pre-check area and the car on it."""

    id: int
    name: str
    car: LaneCar | None


@dataclass(frozen=True)
class Precheck:
    """The pre-check area: marked bays, cars beside them, and the limits that alarm."""

    bays: tuple[PrecheckBay, ...]
    beside: tuple[LaneCar, ...]

    @property
    def cars(self) -> int:
        """How many cars stand in it."""
        return sum(bay.car is not None for bay in self.bays) + len(self.beside)


@dataclass(frozen=True)
class Match:
    """What the gate finds for a plate that is being typed."""

    vehicle_id: int
    plate: str
    plate_kind: str
    car: str
    customer: str
    booked_at: datetime | None = None
    adviser: str = ""
    concern: str = ""
    ticket: str = ""
    url: str = ""
    first: bool = False
    """The one that is probably meant: what is known about it is worth telling now."""

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"


@dataclass(frozen=True)
class ExtraNews:
    """Extra work of my cars: to price, or answered by the customer."""

    extra_id: int
    order_id: int
    plate: str
    plate_kind: str
    what: str
    state: str
    state_says: str
    at: datetime

    @property
    def url(self) -> str:
        """The order, at its extra work."""
        return f"/workshop/orders/{self.order_id}/#extra-{self.extra_id}"


def may_see_lane(actor: Actor) -> int:
    """The store whose lane the actor sees. Raises NotAllowed without the right."""
    if not actor.may(permissions.SEE_LANE):
        raise NotAllowed("您的岗位不能查看到店车辆。")
    return actor.here


def in_house(store_id: int, *, adviser_id: int | None = None) -> list[LaneCar]:
    """Every car that has not left, in order of arrival; only an adviser's own when one is given. One statement."""
    rows = Visit.objects.filter(store_id=store_id, left_at__isnull=True).order_by("arrived_at", "pk")
    if adviser_id is not None:
        rows = rows.filter(adviser_id=adviser_id)
    return [_car(row) for row in _with_all(rows)]


def waiting(cars: Iterable[LaneCar]) -> list[LaneCar]:
    """Those whose customer has not been called in, longest first."""
    return [car for car in cars if car.received_at is None]


def precheck(store_id: int, cars: Iterable[LaneCar]) -> Precheck:
    """The pre-check area out of the cars in the house. One statement."""
    inside = [car for car in cars if car.precheck_from is not None]
    by_bay = {car.precheck_bay: car for car in inside if car.precheck_bay}
    bays = tuple(
        PrecheckBay(bay.id, bay.name, by_bay.pop(bay.name, None))
        for bay in company.bays(store_id, BayKind.PRECHECK)
    )
    on_bays = {bay.car.visit_id for bay in bays if bay.car}
    return Precheck(bays, tuple(car for car in inside if car.visit_id not in on_bays))


def visit(actor: Actor, visit_id: int) -> LaneCar:
    """One car in the house or gone. Raises Missing for another store's. One statement."""
    may_see_lane(actor)
    row = _with_all(Visit.objects.seen_by(actor).filter(pk=visit_id)).first()
    if row is None:
        raise Missing("没有找到这次到店，请检查链接或重新搜索。")
    return _car(row)


def gate_matches(actor: Actor, text: str, *, at: datetime, bookings: Iterable[Any] = ()) -> list[Match]:
    """Cars for what is typed of a plate (3 characters or more): booked today first, with adviser and time; cars that
    are in the store already name their ticket. The only one, or the first that is booked, is marked."""
    store_id = may_see_lane(actor)
    cars = vehicles.find(actor, text, limit=6)
    if not cars:
        return []
    booked = {each.vehicle_id: each for each in bookings if each.state in ("asked", "confirmed", "missed")}
    inside = {
        row.vehicle_id: row
        for row in _with_all(Visit.objects.filter(store_id=store_id, left_at__isnull=True))
    }
    names = customers.known_cards([car.customer_id for car in cars], store_id)
    found = []
    for car in cars:
        there, appointment = inside.get(car.id), booked.get(car.id)
        found.append(
            Match(
                car.id,
                car.plate or car.vin,
                car.plate_kind,
                car.title,
                names[car.customer_id].addressed if car.customer_id in names else "",
                booked_at=appointment.starts_at if appointment else None,
                adviser=appointment.adviser if appointment else "",
                concern=appointment.concern if appointment else "",
                ticket=there.ticket if there else "",
                url=_car(there).url if there else "",
            )
        )
    found.sort(key=lambda match: (bool(match.ticket), match.booked_at is None, match.booked_at or at))
    if len(found) == 1 or found[0].booked_at:
        found[0] = replace(found[0], first=True)
    return found


def extras_of(store_id: int, adviser_id: int | None, *, at: datetime) -> list[ExtraNews]:
    """Extra work of an adviser's open orders: found and to be priced, or answered within a day. One statement."""
    rows = (
        ExtraWork.objects.filter(store_id=store_id)
        .exclude(order__state__in=[OrderState.DELIVERED, OrderState.CANCELLED])
        .filter(state__in=["found", "approved", "partly", "declined"])
        .exclude(answered_at__lt=at - timedelta(days=1))
        .select_related("order__vehicle")
        .order_by("-answered_at", "-found_at")
    )
    if adviser_id is not None:
        rows = rows.filter(order__adviser_id=adviser_id)
    return [
        ExtraNews(
            row.pk,
            row.order_id,
            row.order.vehicle.plate or row.order.vehicle.vin[-6:],
            row.order.vehicle.plate_kind,
            row.what,
            row.state,
            row.get_state_display(),
            row.answered_at or row.found_at,
        )
        for row in rows[:30]
    ]


def order_of_visit(visit_id: int) -> int | None:
    """The order of a visit, if one was opened. One statement."""
    return Order.objects.filter(visit_id=visit_id).values_list("pk", flat=True).first()


def _with_all(rows: Any) -> Any:
    return rows.select_related(
        "vehicle", "customer", "adviser", "precheck_bay", "order", "order__check_in", "order__adviser"
    )


def _car(row: Any) -> LaneCar:
    order = getattr(row, "order", None)
    check_in = getattr(order, "check_in", None) if order else None
    vehicle, adviser = row.vehicle, (order.adviser if order else row.adviser)
    inside = row.precheck_from if row.precheck_until is None else None
    return LaneCar(
        row.pk,
        order.pk if order else None,
        order.number if order else "",
        vehicle.pk,
        vehicle.plate or vehicle.vin[-6:],
        vehicle.plate_kind,
        vehicles.brief(vehicle).title,
        row.customer_id,
        customers.brief(row.customer).addressed if row.customer else "",
        row.ticket,
        row.purpose,
        stage_of(order.state if order else None, left=row.left_at is not None),
        order.waiting_for if order else "",
        RepairType(order.repair_type).label if order else "",
        adviser.pk if adviser else None,
        adviser.name if adviser else "",
        row.arrived_at,
        row.greeted_at,
        row.received_at,
        row.precheck_bay.name if row.precheck_bay and inside else "",
        inside,
        order.promised_at if order else None,
        row.waits,
        bool(check_in and check_in.signed_at),
        row.appointment_id is not None,
    )


def delivered_on(store_id: int, on: date) -> int:
    """How many cars were handed over on a day. One statement."""
    start = datetime.combine(on, time.min, get_current_timezone())
    return Order.objects.filter(
        store_id=store_id, delivered_at__gte=start, delivered_at__lt=start + timedelta(days=1)
    ).count()
