"""Pieces of a visit's beginning, for tests: a car at the gate, an order in draft, covers on."""

import io
from datetime import datetime, timedelta

from PIL import Image
from psycopg.types.range import TimestamptzRange

from huichang.booking.models import Appointment
from huichang.kernel.actor import Actor
from huichang.vehicles.models import Vehicle
from huichang.workshop import arrival, check_in, reception
from huichang.workshop.models import Order, Visit
from tests.world import NOON, World, minutes

COVERS = ("seat", "wheel", "mat")


def photo(shade: int = 120) -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


def greeted(world: World, car: Vehicle | None = None, *, at: datetime = NOON, **more: object) -> Visit:
    """A car with its queue ticket."""
    plate = (car or world.car).plate
    visit: Visit = arrival.greet_car(world.greeter, plate=plate, at=at, **more)  # type: ignore[arg-type]
    return visit


def opened(world: World, *, actor: Actor | None = None, at: datetime = NOON) -> Order:
    """An order in draft of the world's car."""
    visit = greeted(world, at=at)
    order = reception.open_order(
        actor or world.adviser, visit.pk, concerns=[reception.Concern("刹车有异响", "repair")], at=at
    ).order
    order.refresh_from_db()
    return order


def covered(world: World, *, at: datetime = NOON) -> Order:
    """An order whose car has its covers on."""
    order = opened(world, at=at)
    check_in.covers_on(world.adviser, order.pk, items=COVERS, at=at)
    return order


def filled(world: World, count: int) -> list[Visit]:
    """So many cars in the pre-check area, one a minute."""
    return [
        arrival.greet_car(
            world.greeter, plate=f"川B1000{number}", in_precheck=True, at=NOON + minutes(number)
        )
        for number in range(count)
    ]


def booking(world: World, starts_at: datetime = NOON) -> Appointment:
    """A confirmed booking of Wang's car."""
    made: Appointment = Appointment.objects.create(
        store=world.north,
        number="BK2603020001",
        customer=world.wang,
        vehicle=world.car,
        adviser=world.staff("adviser"),
        slot=TimestamptzRange(starts_at, starts_at + minutes(15)),
        concern="例行保养，顺便看刹车",
        repair_type="maintenance",
        waits=False,
        taken_at=NOON - timedelta(days=1),
    )
    return made
