"""Short lists of bookings and of what is to be prepared: one statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from huichang.booking.models import Appointment, Preparation
from huichang.booking.states import OPEN_STATES, AppointmentState, PreparationKind
from huichang.company.roles import Role
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor


@dataclass(frozen=True)
class Brief:
    """A booking in one line."""

    id: int
    number: str
    plate: str
    plate_kind: str
    customer: str
    concern: str
    starts_at: datetime
    taken_at: datetime
    alarm: str
    to_prepare: int
    version: int


@dataclass(frozen=True)
class PointDue:
    """A point of a preparation with the booking it belongs to, and that booking's version."""

    id: int
    appointment_id: int
    kind: str
    title: str
    owner_role: str
    owner: str
    due_at: datetime
    problem: str
    plate: str
    plate_kind: str
    number: str
    customer: str
    concern: str
    starts_at: datetime
    done_at: datetime | None
    done_by: str
    version: int

    @property
    def owner_says(self) -> str:
        """Whose it is: a person, or the post."""
        return self.owner or Role(self.owner_role).label


def _brief(found: QuerySet[Appointment]) -> list[Brief]:
    left = Count("preparations", filter=Q(preparations__done_at__isnull=True))
    rows_of: Iterable[Any] = found.select_related("customer", "vehicle").annotate(left=left)
    return [
        Brief(
            row.pk,
            row.number,
            row.vehicle.plate or row.vehicle.vin[-6:],
            row.vehicle.plate_kind,
            customers.brief(row.customer).addressed,
            row.concern,
            row.slot.lower,
            row.taken_at,
            row.alarm,
            row.left,
            row.version,
        )
        for row in rows_of
    ]


def asked(store_id: int) -> list[Brief]:
    """Bookings that wait to be confirmed, the oldest first. One statement."""
    found = Appointment.objects.filter(store_id=store_id, state=AppointmentState.ASKED)
    return _brief(found.order_by("taken_at")[:40])


def missed(store_id: int, *, since: datetime) -> list[Brief]:
    """Bookings that were missed since a moment and not moved since, the latest first. One statement."""
    found = Appointment.objects.filter(
        store_id=store_id, state=AppointmentState.MISSED, slot__startswith__gte=since
    )
    return _brief(found.order_by("-slot")[:40])


def next_of(store_id: int, since: datetime, *, until: datetime, adviser_id: int | None = None) -> list[Brief]:
    """Bookings whose cars are expected between two moments, the next first. One statement."""
    found = Appointment.objects.filter(
        store_id=store_id, state__in=OPEN_STATES, slot__startswith__gte=since, slot__startswith__lte=until
    )
    if adviser_id is not None:
        found = found.filter(adviser_id=adviser_id)
    return _brief(found.order_by("slot")[:40])


def points_due(
    actor: Actor, *, until: datetime, role: str = "", done: bool = False, limit: int = 100
) -> list[PointDue]:
    """Points of preparations in the actor's store by due time: those of the actor and of their posts, or of one `role`
    (`all` for everybody's); `done`: those that are ready too. One statement."""
    return point_cards(points_to_do(actor, until=until, role=role, done=done)[:limit])


def points_to_do(
    actor: Actor, *, until: datetime, role: str = "", done: bool = False
) -> QuerySet[Preparation]:
    """The question behind `points_due`, to be asked with others."""
    found = Preparation.objects.filter(
        store_id=actor.here, due_at__lte=until, appointment__state=AppointmentState.CONFIRMED
    )
    if role == "":
        mine = Q(owner_id=actor.staff_id) if actor.staff_id else Q()
        found = found.filter(mine | Q(owner__isnull=True, owner_role__in=actor.roles))
    elif role != "all":
        found = found.filter(owner_role=role)
    if not done:
        found = found.filter(done_at__isnull=True)
    found = found.select_related("appointment__vehicle", "appointment__customer", "owner", "done_by")
    return found.order_by("due_at", "pk")


def point_cards(rows: Iterable[Preparation]) -> list[PointDue]:
    """What its rows say. No statement."""
    return [
        PointDue(
            row.pk,
            row.appointment_id,
            row.kind,
            PreparationKind(row.kind).label,
            row.owner_role,
            row.owner.name if row.owner else "",
            row.due_at,
            row.problem,
            row.appointment.vehicle.plate,
            row.appointment.vehicle.plate_kind,
            row.appointment.number,
            customers.brief(row.appointment.customer).addressed,
            row.appointment.concern,
            row.appointment.slot.lower,
            row.done_at,
            row.done_by.name if row.done_by else "",
            row.appointment.version,
        )
        for row in rows
    ]
