"""The file of a car as JSON."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.vehicles import mileage, notices, owners, queries, registration

router = Router()


class CarIn(Schema):
    """A new file: plate and/or VIN, and what else is known."""

    plate: str = ""
    vin: str = ""
    vin_reason: str = ""
    special_reason: str = ""
    large: bool = False
    customer_id: int | None = None
    brand: str = ""
    series: str = ""
    model: str = ""
    model_year: int | None = None
    engine_number: str = ""
    colour: str = ""
    energy: str = "petrol"
    use: str = "family"
    rate_class: str = "standard"
    sold_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    licensed_on: date | None = None


class ChangesIn(Schema):
    """What is to be changed; fields that are left out stay."""

    seen: int | None = None
    brand: str | None = None
    series: str | None = None
    model: str | None = None
    model_year: int | None = None
    engine_number: str | None = None
    colour: str | None = None
    energy: str | None = None
    use: str | None = None
    rate_class: str | None = None
    sold_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    licensed_on: date | None = None
    insurance_ends_on: date | None = None
    inspection_ends_on: date | None = None


class PlateIn(Schema):
    """Another plate."""

    plate: str
    large: bool = False
    special_reason: str = ""
    taken_over: bool = False
    seen: int | None = None


class VinIn(Schema):
    """Another VIN."""

    vin: str
    reason: str = ""


class PersonIn(Schema):
    """An owner or user."""

    customer_id: int
    role: str = "owner"
    since: date | None = None


class UntilIn(Schema):
    """The last day."""

    until: date


class ReadingIn(Schema):
    """A reading of the odometer."""

    km: int
    reason: str = ""


@router.get("/")
def find(request: Request, q: str) -> list[dict[str, Any]]:
    """Cars for the end of a plate or VIN."""
    return [asdict(each) for each in queries.find(request.actor, q)]


@router.get("/{vehicle_id}")
def card(request: Request, vehicle_id: int) -> dict[str, Any]:
    """The car's file."""
    return asdict(queries.card(request.actor, vehicle_id, at=now()))


@router.get("/{vehicle_id}/notices")
def known(request: Request, vehicle_id: int) -> list[dict[str, Any]]:
    """What every room knows about the car."""
    queries.card(request.actor, vehicle_id, at=now())
    return [asdict(each) for each in notices.about(vehicle_id, store_id=request.actor.here, at=now())]


@router.post("/")
def register(request: Request, said: CarIn) -> dict[str, int]:
    """Open a file."""
    made = registration.register_vehicle(request.actor, store_id=request.actor.here, at=now(), **said.dict())
    return {"id": made.pk}


@router.post("/{vehicle_id}/change")
def change(request: Request, vehicle_id: int, said: ChangesIn) -> dict[str, int]:
    """Change particulars."""
    given = said.dict(exclude_unset=True)
    seen = given.pop("seen", None)
    changed = registration.change_vehicle(request.actor, vehicle_id, changes=given, seen=seen, at=now())
    return {"id": changed.pk, "version": changed.version}


@router.post("/{vehicle_id}/plate")
def plate(request: Request, vehicle_id: int, said: PlateIn) -> dict[str, int]:
    """Another plate."""
    return {"id": registration.change_plate(request.actor, vehicle_id, at=now(), **said.dict()).pk}


@router.post("/{vehicle_id}/vin")
def vin(request: Request, vehicle_id: int, said: VinIn) -> dict[str, int]:
    """Keep or correct the VIN."""
    return {"id": registration.set_vin(request.actor, vehicle_id, at=now(), **said.dict()).pk}


@router.post("/{vehicle_id}/people")
def person(request: Request, vehicle_id: int, said: PersonIn) -> dict[str, int]:
    """An owner or user."""
    made = owners.set_person(
        request.actor,
        vehicle_id,
        customer_id=said.customer_id,
        role=said.role,
        since=said.since or localdate(),
        at=now(),
    )
    return {"id": made.pk}


@router.post("/{vehicle_id}/people/{ownership_id}/end")
def end_person(request: Request, vehicle_id: int, ownership_id: int, said: UntilIn) -> dict[str, int]:
    """Somebody does not own or use the car any more."""
    return {"id": owners.end_person(request.actor, vehicle_id, ownership_id, until=said.until, at=now()).pk}


@router.post("/{vehicle_id}/readings")
def reading(request: Request, vehicle_id: int, said: ReadingIn) -> dict[str, int]:
    """A reading of the odometer."""
    car = mileage.take_reading(request.actor, vehicle_id, km=said.km, reason=said.reason, at=now())
    return {"odometer": car.odometer}
