"""Cars that are booked and not here yet, as the planner counts on them. Frozen cards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from huichang.booking.models import Appointment, Need
from huichang.booking.states import OPEN_STATES


@dataclass(frozen=True)
class ExpectedWork:
    """Work that was booked: minutes of a skill in a kind of bay."""

    title: str
    skill: str
    bay_kind: str
    minutes: int
    code: str


@dataclass(frozen=True)
class ExpectedCar:
    """A booked car. `told_minutes`: how long the customer was told that it takes."""

    id: int
    number: str
    vehicle_id: int
    plate: str
    plate_kind: str
    car: str
    series: str
    colour: str
    customer: str
    adviser_id: int
    adviser: str
    starts_at: datetime
    waits: bool
    told_minutes: int | None
    repair_type: str
    technician_id: int | None
    bay_id: int | None
    work: tuple[ExpectedWork, ...]


@dataclass(frozen=True)
class DueCar:
    """A booked car as a board shows it."""

    id: int
    vehicle_id: int
    plate: str
    plate_kind: str
    customer: str
    adviser: str
    starts_at: datetime
    waits: bool


_ON_A_BOARD = (
    *("pk", "vehicle_id", "vehicle__plate", "vehicle__plate_kind", "vehicle__vin"),
    *("customer__name", "adviser__name", "slot", "waits"),
)
_SHOWN = (
    *("pk", "number", "vehicle_id", "vehicle__plate", "vehicle__plate_kind", "vehicle__vin"),
    *("vehicle__model", "vehicle__series", "vehicle__colour", "customer__name"),
    *("adviser_id", "adviser__name", "slot", "waits"),
    *("told_minutes", "repair_type", "technician_id", "bay_id", "work"),
)


def due(store_id: int, *, since: datetime, until: datetime) -> list[DueCar]:
    """Open bookings of cars that come between two moments, the next first, for boards: without the work. One statement."""
    found: Iterable[Any] = _between(store_id, since, until).values_list(*_ON_A_BOARD, named=True)
    return [
        DueCar(
            row.pk,
            row.vehicle_id,
            row.vehicle__plate or row.vehicle__vin[-6:],
            row.vehicle__plate_kind,
            row.customer__name,
            row.adviser__name,
            row.slot.lower,
            row.waits,
        )
        for row in found
    ]


def expected(store_id: int, *, since: datetime, until: datetime) -> list[ExpectedCar]:
    """Open bookings of cars that come between two moments, the next first. One statement."""
    found: Iterable[Any] = (
        _between(store_id, since, until)
        .annotate(work=ArraySubquery(_work()))
        .values_list(*_SHOWN, named=True)
    )
    return [
        ExpectedCar(
            row.pk,
            row.number,
            row.vehicle_id,
            row.vehicle__plate or row.vehicle__vin[-6:],
            row.vehicle__plate_kind,
            row.vehicle__model or row.vehicle__series,
            row.vehicle__series,
            row.vehicle__colour,
            row.customer__name,
            row.adviser_id,
            row.adviser__name,
            row.slot.lower,
            row.waits,
            row.told_minutes,
            row.repair_type,
            row.technician_id,
            row.bay_id,
            tuple(
                ExpectedWork(
                    need["title"], need["skill"], need["bay_kind"], need["minutes"], need["code"] or ""
                )
                for need in row.work
            ),
        )
        for row in found
    ]


def _between(store_id: int, since: datetime, until: datetime) -> QuerySet[Appointment]:
    """Open bookings whose slot begins between two moments, the next first."""
    return Appointment.objects.filter(
        store_id=store_id, state__in=OPEN_STATES, slot__startswith__gte=since, slot__startswith__lt=until
    ).order_by("slot", "pk")


def _work() -> QuerySet[Need, Any]:
    rows = Need.objects.filter(appointment_id=OuterRef("pk"), counts=True).order_by("pk")
    return rows.values(
        card=JSONObject(
            title="title", skill="skill", bay_kind="bay_kind", minutes="minutes", code="operation__code"
        )
    )
