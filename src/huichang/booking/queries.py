"""What screens and other rooms may ask about bookings. Plain values come out."""

from dataclasses import dataclass
from datetime import datetime

from huichang.booking.models import Appointment
from huichang.booking.models.appointment import HOLDS_ITS_SLOT
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
