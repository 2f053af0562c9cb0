"""What screens and other rooms may ask about bookings. Plain values come out."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from huichang.booking import permissions
from huichang.booking.models import Appointment, Need, PartNeed, Preparation
from huichang.booking.states import OPEN_STATES, AppointmentState, BookedFor, CameBy, PreparationKind
from huichang.company.roles import Role
from huichang.customers import queries as customers
from huichang.kernel import journal
from huichang.kernel.actor import Actor
from huichang.kernel.days import begin_of
from huichang.kernel.refusals import Missing, NotAllowed

STAGE = {
    "asked": "booked",
    "confirmed": "booked",
    "arrived": "arrived",
    "missed": "cancelled",
    "cancelled": "cancelled",
}


@dataclass(frozen=True)
class NeedCard:
    """Work that was booked: minutes of a skill; `price` in yuan, None when the list has none."""

    title: str
    operation_id: int | None
    skill: str
    bay_kind: str
    minutes: int
    price: Decimal | None


@dataclass(frozen=True)
class PartNeedCard:
    """A part that was booked; `price` is yuan for one."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal | None


@dataclass(frozen=True)
class PointCard:
    """One point of a booking's preparation."""

    id: int
    kind: str
    title: str
    owner_role: str
    owner_id: int | None
    owner: str
    due_at: datetime
    done_at: datetime | None
    done_by: str
    problem: str

    @property
    def owner_says(self) -> str:
        """Whose it is: a person, or the post."""
        return self.owner or Role(self.owner_role).label


@dataclass(frozen=True)
class AppointmentCard:
    """A booking whole: who comes with which car, when, to whom, why, what was told, what it needs, how it is prepared."""

    id: int
    store_id: int
    number: str
    state: str
    state_says: str
    version: int
    customer_id: int
    customer: str
    addressed: str
    board_name: str
    phone: str
    sender: str
    vehicle_id: int
    plate: str
    plate_kind: str
    vin: str
    model: str
    series: str
    energy: str
    odometer: int
    adviser_id: int
    adviser: str
    starts_at: datetime
    ends_at: datetime
    is_active: bool
    channel: str
    channel_says: str
    repair_type: str
    repair_type_says: str
    concern: str
    fault_id: int | None
    first_diagnosis: str
    told_remedy: str
    told_price: Decimal | None
    told_minutes: int | None
    told_points: tuple[str, ...]
    waits: bool
    technician_id: int | None
    technician: str
    bay_id: int | None
    bay: str
    from_due: int | None
    taken_by: str
    taken_at: datetime
    moved_times: int
    arrived_at: datetime | None
    day_ready_at: datetime | None
    hour_ready_at: datetime | None
    ended_reason: str
    alarm: str
    needs: tuple[NeedCard, ...]
    part_needs: tuple[PartNeedCard, ...]
    points: tuple[PointCard, ...]

    @property
    def car(self) -> str:
        """What is shown of the car: its plate, or the end of its VIN."""
        return self.plate or self.vin[-6:]

    @property
    def stage(self) -> str:
        """The stage of the visit that it stands for on boards."""
        return STAGE[self.state]

    @property
    def is_open(self) -> bool:
        """Whether the car is still expected."""
        return self.state in OPEN_STATES

    @property
    def minutes(self) -> int:
        """Minutes of all the work that was booked."""
        return sum(need.minutes for need in self.needs)

    @property
    def ready(self) -> int:
        """Points of the preparation that are done."""
        return len(self.points) - self.to_prepare

    @property
    def file_url(self) -> str:
        """Where the car's file opens."""
        return f"/vehicles/{self.vehicle_id}/"

    @property
    def to_prepare(self) -> int:
        """Points of the preparation that are open."""
        return sum(point.done_at is None for point in self.points)

    @property
    def problems(self) -> int:
        """Points of the preparation that are in trouble."""
        return sum(bool(point.problem) for point in self.points)


def may_see(actor: Actor) -> None:
    """Raises NotAllowed when the actor's post does not include bookings."""
    if not actor.may(permissions.SEE_APPOINTMENTS):
        raise NotAllowed("您的岗位不能查看预约，请找客服专员或服务顾问。")


def rows(**where: object) -> QuerySet[Appointment]:
    """Bookings with everything that a card needs. Four statements."""
    found: QuerySet[Appointment] = Appointment.objects.filter(**where)
    return found.select_related(
        "customer", "vehicle", "adviser", "technician", "bay", "taken_by"
    ).prefetch_related(
        Prefetch("needs", Need.objects.order_by("pk")),
        Prefetch("part_needs", PartNeed.objects.select_related("part").order_by("pk")),
        Prefetch(
            "preparations", Preparation.objects.select_related("owner", "done_by").order_by("due_at", "pk")
        ),
    )


def _point(row: Preparation) -> PointCard:
    return PointCard(
        row.pk,
        row.kind,
        PreparationKind(row.kind).label,
        row.owner_role,
        row.owner_id,
        row.owner.name if row.owner else "",
        row.due_at,
        row.done_at,
        row.done_by.name if row.done_by else "",
        row.problem,
    )


def card_of(row: Any) -> AppointmentCard:
    """A row of `rows` as a card."""
    brief = customers.brief(row.customer)
    car = row.vehicle
    return AppointmentCard(
        id=row.pk,
        store_id=row.store_id,
        number=row.number,
        state=row.state,
        state_says=AppointmentState(row.state).label,
        version=row.version,
        customer_id=row.customer_id,
        customer=brief.name,
        addressed=brief.addressed,
        board_name=brief.board_name,
        phone=row.phone or brief.phone,
        sender=row.sender,
        vehicle_id=row.vehicle_id,
        plate=car.plate,
        plate_kind=car.plate_kind,
        vin=car.vin,
        model=car.model or f"{car.brand} {car.series}".strip(),
        series=car.series,
        energy=car.energy,
        odometer=car.odometer,
        adviser_id=row.adviser_id,
        adviser=row.adviser.name,
        starts_at=row.slot.lower,
        ends_at=row.slot.upper,
        is_active=row.is_active,
        channel=row.channel,
        channel_says=CameBy(row.channel).label,
        repair_type=row.repair_type,
        repair_type_says=BookedFor(row.repair_type).label,
        concern=row.concern,
        fault_id=row.fault_id,
        first_diagnosis=row.first_diagnosis,
        told_remedy=row.told_remedy,
        told_price=row.told_price,
        told_minutes=row.told_minutes,
        told_points=tuple(row.told_points),
        waits=row.waits,
        technician_id=row.technician_id,
        technician=row.technician.name if row.technician else "",
        bay_id=row.bay_id,
        bay=row.bay.name if row.bay else "",
        from_due=row.from_due,
        taken_by=row.taken_by.name if row.taken_by else "",
        taken_at=row.taken_at,
        moved_times=row.moved_times,
        arrived_at=row.arrived_at,
        day_ready_at=row.day_ready_at,
        hour_ready_at=row.hour_ready_at,
        ended_reason=row.ended_reason,
        alarm=row.alarm,
        needs=tuple(
            NeedCard(need.title, need.operation_id, need.skill, need.bay_kind, need.minutes, need.price)
            for need in row.needs.all()
        ),
        part_needs=tuple(
            PartNeedCard(
                need.part_id, need.part.number, need.part.name, need.part.unit, need.quantity, need.price
            )
            for need in row.part_needs.all()
        ),
        points=tuple(_point(point) for point in row.preparations.all()),
    )


def card(actor: Actor, appointment_id: int) -> AppointmentCard:
    """A booking whole. Four statements. Raises Missing, also for another store's."""
    row = rows(pk=appointment_id, store_id__in=actor.stores).first()
    if row is None:
        raise Missing("没有找到这个预约，请检查链接或重新搜索。")
    return card_of(row)


def _of_days(since: date, days: int) -> Q:
    first = begin_of(since)
    return Q(slot__startswith__gte=first, slot__startswith__lt=first + timedelta(days=days))


def awaited(store_id: int, vehicle_id: int, on: date) -> AppointmentCard | None:
    """The day's first booking of a car that has not arrived yet. One statement, five more when there is one."""
    found = Appointment.objects.filter(
        _of_days(on, 1), store_id=store_id, vehicle_id=vehicle_id, state__in=["asked", "confirmed", "missed"]
    )
    pk = found.order_by("slot").values_list("pk", flat=True).first()
    return None if pk is None else card_of(rows(pk=pk).get())


def today(store_id: int, on: date) -> list[AppointmentCard]:
    """The bookings of a day that were not cancelled, by time. Four statements."""
    return of_days(store_id, on, 1)


def of_days(store_id: int, since: date, days: int, *, cancelled: bool = False) -> list[AppointmentCard]:
    """The bookings of some days by time. Four statements."""
    found = rows(store_id=store_id).filter(_of_days(since, days)).order_by("slot", "pk")
    if not cancelled:
        found = found.exclude(state=AppointmentState.CANCELLED)
    return [card_of(row) for row in found]


def of_vehicle(store_id: int, vehicle_id: int, at: datetime) -> list[AppointmentCard]:
    """Bookings of a car that are still to come or stand today, next first. Four statements."""
    found = rows(
        store_id=store_id, vehicle_id=vehicle_id, state__in=[*OPEN_STATES, "arrived"], slot__endswith__gte=at
    )
    return [card_of(row) for row in found.order_by("slot")]


def of_customer(store_id: int, customer_id: int, at: datetime) -> list[AppointmentCard]:
    """A customer's own bookings that are still to come, next first. Four statements."""
    found = rows(store_id=store_id, customer_id=customer_id, state__in=OPEN_STATES, slot__endswith__gte=at)
    return [card_of(row) for row in found.order_by("slot")]


def shown(actor: Actor, card: AppointmentCard) -> AppointmentCard:
    """A booking as it leaves the house: the phone number as this person or machine may see it (CARE-03)."""
    return replace(card, phone=customers.phone_for(actor, card.phone))


def history(actor: Actor, appointment_id: int) -> list[journal.Event]:
    """Everything that happened to a booking, newest first. Two statements."""
    points = list(
        Preparation.objects.filter(appointment_id=appointment_id, store_id__in=actor.stores).values_list(
            "pk", flat=True
        )
    )
    return journal.history_of({"booking.appointment": [appointment_id], "booking.preparation": points})
