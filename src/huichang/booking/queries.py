"""What screens and other rooms may ask about bookings. Plain values come out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from huichang.booking.models import Appointment
from huichang.booking.models.appointment import HOLDS_ITS_SLOT
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing


@dataclass(frozen=True)
class AppointmentBrief:
    """A booking as other rooms need it."""

    id: int
    store_id: int
    number: str
    state: str
    vehicle_id: int
    customer_id: int
    adviser_id: int
    repair_type: str
    concern: str
    slot_starts_at: datetime


@dataclass(frozen=True)
class NeedCard:
    """Work that was booked."""

    title: str
    operation_id: int | None
    skill: str
    bay_kind: str
    minutes: int
    price: Decimal | None


@dataclass(frozen=True)
class PartNeedCard:
    """A part that was booked."""

    part_id: int
    quantity: Decimal
    price: Decimal | None


@dataclass(frozen=True)
class AppointmentCard:
    """A booking of a day, as gate and reception see it; `to_prepare` counts open points, `problems` those in trouble."""

    id: int
    number: str
    state: str
    state_says: str
    vehicle_id: int
    plate: str
    plate_kind: str
    customer_id: int
    customer: str
    adviser_id: int
    adviser: str
    starts_at: datetime
    repair_type: str
    concern: str
    waits: bool
    to_prepare: int
    problems: int
    alarm: str
    needs: tuple[NeedCard, ...] = ()
    part_needs: tuple[PartNeedCard, ...] = ()


def _brief(row: Appointment) -> AppointmentBrief:
    return AppointmentBrief(
        row.pk,
        row.store_id,
        row.number,
        row.state,
        row.vehicle_id,
        row.customer_id,
        row.adviser_id,
        row.repair_type,
        row.concern,
        row.slot.lower,
    )


def card(actor: Actor, appointment_id: int) -> AppointmentBrief:
    """A booking. Raises Missing for another store's. One statement."""
    row: Appointment | None = Appointment.objects.seen_by(actor).filter(pk=appointment_id).first()
    if row is None:
        raise Missing("没有找到这个预约，请检查链接或重新搜索。")
    return _brief(row)


def of_vehicle(store_id: int, vehicle_id: int, at: datetime) -> list[AppointmentBrief]:
    """Bookings of a car that are still to come or stand today, next first. One statement."""
    found = Appointment.objects.filter(
        store_id=store_id, vehicle_id=vehicle_id, state__in=HOLDS_ITS_SLOT, slot__endswith__gte=at
    ).order_by("slot")
    return [_brief(row) for row in found]


def today(store_id: int, on: date) -> list[AppointmentCard]:
    """The bookings of a day that were not cancelled, by time; without their needs. One statement."""
    rows = (
        Appointment.objects.filter(store_id=store_id, slot__startswith__date=on)
        .exclude(state="cancelled")
        .select_related("vehicle", "customer", "adviser")
        .annotate(
            to_prepare=Count("preparations", filter=Q(preparations__done_at__isnull=True)),
            problems=Count("preparations", filter=~Q(preparations__problem="")),
        )
        .order_by("slot", "pk")
    )
    return [_card(row) for row in rows]


def needs_of(appointment_id: int) -> tuple[tuple[NeedCard, ...], tuple[PartNeedCard, ...]]:
    """The work and the parts of a booking. Two statements."""
    row = Appointment.objects.get(pk=appointment_id)
    return (
        tuple(
            NeedCard(each.title, each.operation_id, each.skill, each.bay_kind, each.minutes, each.price)
            for each in row.needs.order_by("pk")
        ),
        tuple(
            PartNeedCard(each.part_id, each.quantity, each.price) for each in row.part_needs.order_by("pk")
        ),
    )


def _card(row: Any) -> AppointmentCard:
    return AppointmentCard(
        row.pk,
        row.number,
        row.state,
        row.get_state_display(),
        row.vehicle_id,
        row.vehicle.plate or row.vehicle.vin[-6:],
        row.vehicle.plate_kind,
        row.customer_id,
        customers.brief(row.customer).addressed,
        row.adviser_id,
        row.adviser.name,
        row.slot.lower,
        row.repair_type,
        row.concern,
        row.waits,
        row.to_prepare,
        row.problems,
        row.alarm,
    )
