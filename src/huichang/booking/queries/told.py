"""What this room answers when other rooms ask: the parts counter, notices about a car, the customer's timeline, search."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Reverse
from django.utils.timezone import localtime

from huichang.booking import permissions
from huichang.booking.models import Appointment
from huichang.booking.states import OPEN_STATES, AppointmentState
from huichang.customers import queries as customers
from huichang.customers import timeline
from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor
from huichang.parts import askers
from huichang.vehicles import notices


def whose(store_id: int, appointment_ids: Sequence[int]) -> dict[int, askers.Asker]:
    """What the parts counter shows of bookings. One statement."""
    found = Appointment.objects.filter(store_id=store_id, pk__in=list(appointment_ids)).select_related(
        "customer", "vehicle", "adviser", "technician"
    )
    return {
        row.pk: askers.Asker(
            number=row.number,
            plate=row.vehicle.plate,
            plate_kind=row.vehicle.plate_kind,
            model=row.vehicle.model,
            vin=row.vehicle.vin,
            customer=customers.brief(row.customer).addressed,
            adviser_id=row.adviser_id,
            adviser=row.adviser.name,
            technician_id=row.technician_id,
            technician=row.technician.name if row.technician else "",
            waits=row.waits,
            at=row.slot.lower,
            url=f"/booking/{row.pk}/",
        )
        for row in found
    }


askers.appointments_are(whose)


def _still_to_come(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    found = Appointment.objects.filter(
        store_id=store_id, vehicle_id=vehicle_id, state__in=OPEN_STATES, slot__endswith__gte=at
    ).select_related("adviser")
    return (found.order_by("slot")[:3],)


@notices.asking(rank=20, asks=_still_to_come)
def _booked(
    vehicle_id: int, store_id: int, at: datetime, rows: list[Appointment]
) -> Iterable[notices.Notice]:
    for row in rows:
        when = wording.moment(row.slot.lower, localtime(at).date())
        trouble = f"；{row.alarm}" if row.alarm else ""
        yield notices.Notice(
            "appointment",
            f"已预约 {when}，{row.adviser.name}：{row.concern[:40]}{trouble}",
            "mind" if row.alarm else "know",
            f"/booking/{row.pk}/",
        )


@timeline.source
def _dealings(customer_id: int, stores: timeline.Stores) -> Iterable[timeline.Dealing]:
    found = Appointment.objects.filter(customer_id=customer_id, store_id__in=stores).select_related(
        "vehicle", "taken_by"
    )
    for row in found.order_by("-taken_at")[:50]:
        said = AppointmentState(row.state).label
        when = localtime(row.slot.lower)
        yield timeline.Dealing(
            row.taken_at,
            "预约",
            f"{row.vehicle.plate} 预约 {when:%Y-%m-%d %H:%M}（{said}）",
            more=row.concern,
            who=row.taken_by.name if row.taken_by else "车主",
            url=f"/booking/{row.pk}/",
            icon="calendar-event",
            tone="watch" if row.state == AppointmentState.MISSED else "",
        )


@finder.source(rank=40)
def _found(actor: Actor, text: str) -> Iterable[finder.Found]:
    wanted = text.strip().upper()
    if len(wanted) < 4 or not wanted.isascii() or not actor.may(permissions.SEE_APPOINTMENTS):
        return
    found = Appointment.objects.filter(store_id=actor.here)
    if wanted.isdigit():
        found = found.alias(tail=Reverse("number")).filter(tail__startswith=wanted[::-1])
    else:
        found = found.filter(number__startswith=wanted)
    for row in found.select_related("vehicle", "customer").order_by("-taken_at", "-pk")[:5]:
        yield finder.Found(
            "预约",
            row.number,
            f"{customers.brief(row.customer).addressed} · {localtime(row.slot.lower):%m-%d %H:%M}"
            f" · {AppointmentState(row.state).label}",
            f"/booking/{row.pk}/",
            row.vehicle.plate,
            row.vehicle.plate_kind,
        )
