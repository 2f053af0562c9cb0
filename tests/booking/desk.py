"""A desk for the tests of this room: people on shift for some days, a booking with its usual content."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import get_current_timezone

from huichang.booking import appointments
from huichang.booking.estimate import Items
from huichang.booking.models import Appointment
from huichang.booking.taking import Caller, Wish
from huichang.company.models import Shift, Staff
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from tests.world import NOON, TODAY, World

TOMORROW = TODAY + timedelta(days=1)
DAYS = 8


def clock(said: str, on: date = TOMORROW) -> datetime:
    """A time on the wall of the store."""
    hour, minute = (int(part) for part in said.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=get_current_timezone())


def staffed(world: World, *roles: str) -> World:
    """Adviser and technician (or `roles`) on shift 8:30–18:00 for a week from today."""
    for role in roles or (Role.ADVISER, Role.TECHNICIAN):
        shifts(world, world.staff(role))
    return world


def shifts(world: World, person: Staff) -> None:
    """A week of shifts for somebody."""
    Shift.objects.filter(staff=person).delete()
    Shift.objects.bulk_create(
        Shift(
            store=world.north,
            staff=person,
            on=TODAY + timedelta(days=number),
            starts_at=clock("8:30", TODAY + timedelta(days=number)),
            ends_at=clock("18:00", TODAY + timedelta(days=number)),
        )
        for number in range(DAYS)
    )


def items(world: World, *, parts: bool = False) -> Items:
    """Front brake pads: an hour, and if asked the pads."""
    return Items(operation_ids=(world.operation.pk,), parts={world.pads.pk: Decimal(1)} if parts else {})


def wish(world: World, *, parts: bool = False, **more: Any) -> Wish:
    """What the customer wants."""
    given = {"concern": "刹车吱吱响", "repair_type": "repair", "items": items(world, parts=parts), **more}
    return Wish(**given)


def known(world: World) -> Caller:
    """Mr Wang with his car."""
    return Caller(customer_id=world.wang.pk, vehicle_id=world.car.pk)


def booked(
    world: World,
    said: str = "9:00",
    *,
    on: date = TOMORROW,
    at: datetime = NOON,
    caller: Caller | None = None,
    actor: Actor | None = None,
    parts: bool = False,
    adviser_id: int | None = None,
    **more: Any,
) -> Appointment:
    """A booking by phone; the adviser and a technician work all week."""
    if not Shift.objects.filter(staff=world.staff(Role.ADVISER), on=on).exists():
        staffed(world)
    return appointments.book(
        actor or world.care_agent,
        store_id=world.north.pk,
        caller=caller or known(world),
        wish=wish(world, parts=parts, **more),
        starts_at=clock(said, on),
        adviser_id=adviser_id,
        at=at,
    )


def another(world: World, number: int) -> Caller:
    """A second, third … caller with a car of their own."""
    return Caller(name=f"客户{number}", phone=f"1390000{number:04d}", plate=f"川B{10000 + number}")
