"""The lane: which cars are in the house, who waits, who stands in the pre-check area (LANE-10, LANE-11, LANE-34)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from huichang.company import queries as company
from huichang.company.roles import BayKind
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.days import begin_of
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


_SHOWN = (
    *("pk", "ticket", "purpose", "arrived_at", "greeted_at", "received_at", "left_at", "waits"),
    *("precheck_from", "precheck_until", "precheck_bay__name", "appointment_id"),
    *("adviser_id", "adviser__name"),
    *("vehicle_id", "vehicle__plate", "vehicle__plate_kind", "vehicle__vin"),
    *("vehicle__model", "vehicle__brand", "vehicle__series"),
    *("customer_id", "customer__name", "customer__sex", "customer__kind"),
    *("order__pk", "order__number", "order__state", "order__waiting_for", "order__repair_type"),
    *("order__adviser_id", "order__adviser__name", "order__promised_at", "order__check_in__signed_at"),
)
"""What a car in the lane is made of: boards ask every ten seconds, and whole rows of seven tables cost them most."""


def _with_all(rows: QuerySet[Visit]) -> QuerySet[Visit, Any]:
    return rows.values_list(*_SHOWN, named=True)


def _car(row: Any) -> LaneCar:
    has_order = row.order__pk is not None
    adviser_id, adviser = (
        (row.order__adviser_id, row.order__adviser__name)
        if has_order
        else (row.adviser_id, row.adviser__name)
    )
    inside = row.precheck_from if row.precheck_until is None else None
    return LaneCar(
        row.pk,
        row.order__pk,
        row.order__number or "",
        row.vehicle_id,
        row.vehicle__plate or row.vehicle__vin[-6:],
        row.vehicle__plate_kind,
        vehicles.titled(row.vehicle__model, row.vehicle__brand, row.vehicle__series),
        row.customer_id,
        customers.addressed(row.customer__name, row.customer__sex, row.customer__kind)
        if row.customer_id
        else "",
        row.ticket,
        row.purpose,
        stage_of(row.order__state, left=row.left_at is not None),
        row.order__waiting_for or "",
        RepairType(row.order__repair_type).label if has_order else "",
        adviser_id,
        adviser or "",
        row.arrived_at,
        row.greeted_at,
        row.received_at,
        (row.precheck_bay__name or "") if inside else "",
        inside,
        row.order__promised_at,
        row.waits,
        row.order__check_in__signed_at is not None,
        row.appointment_id is not None,
    )


def delivered_on(store_id: int, on: date) -> int:
    """How many cars were handed over on a day. One statement."""
    start = begin_of(on)
    return Order.objects.filter(
        store_id=store_id, delivered_at__gte=start, delivered_at__lt=start + timedelta(days=1)
    ).count()
