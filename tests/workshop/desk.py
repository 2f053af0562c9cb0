"""Orders on the adviser's desk: where the tests of quoting, signing and extra work begin."""

import base64
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.parts.models import Part
from huichang.pricebook.models import Operation
from huichang.vehicles.models import Vehicle
from huichang.workshop import extra_work, links, orders, quoting
from huichang.workshop.models import ExtraWork, Job, Line, Order, Visit
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind
from tests.world import NOON, World

READY_AT = NOON + timedelta(hours=4)


@cache
def stroke() -> str:
    """A signature as the tablet sends it: a PNG data URL with a line on it."""
    image = Image.new("RGBA", (200, 80), (255, 255, 255, 0))
    ImageDraw.Draw(image).line([(10, 60), (60, 20), (120, 60), (190, 30)], fill=(20, 30, 60, 255), width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@cache
def photo() -> bytes:
    """A photo from a phone."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 110, 130)).save(out, "JPEG")
    return out.getvalue()


def labour(operation: Operation, quantity: int = 1, **more: Any) -> WantedLine:
    """A labour line."""
    return WantedLine(LineKind.LABOUR, operation_id=operation.pk, quantity=Decimal(quantity), **more)


def piece(part: Part, quantity: int | str = 1, **more: Any) -> WantedLine:
    """A part line."""
    return WantedLine(LineKind.PART, part_id=part.pk, quantity=Decimal(quantity), **more)


def charge(kind: str, price: str, **more: Any) -> WantedLine:
    """A charge without a list: sublet work, consumables, towing, storage."""
    return WantedLine(kind, unit_price=money(price), **more)


def drafted(
    world: World,
    *jobs: WantedJob,
    car: Vehicle | None = None,
    repair_type: str = "repair",
    at: datetime = NOON,
) -> Order:
    """An order that the adviser has opened, with jobs quoted when any are named."""
    vehicle = car or world.car
    assert vehicle.customer is not None
    adviser = world.staff("adviser")
    visit = Visit.objects.create(
        store=world.north,
        vehicle=vehicle,
        customer=vehicle.customer,
        adviser=adviser,
        ticket=f"A{vehicle.pk:02d}",
        arrived_at=at - timedelta(minutes=20),
        greeted_at=at - timedelta(minutes=19),
        received_at=at - timedelta(minutes=15),
    )
    order = Order.objects.create(
        store=world.north,
        number=f"RO2603020{visit.pk:03d}",
        visit=visit,
        vehicle=vehicle,
        customer=vehicle.customer,
        adviser=adviser,
        repair_type=repair_type,
        concern="刹车有点响",
        odometer=45_890,
        opened_at=at - timedelta(minutes=10),
    )
    if jobs:
        quoting.add_jobs(world.adviser, order.pk, jobs=jobs, at=at)
        order.refresh_from_db()
    return order


def brakes(world: World, **more: Any) -> WantedJob:
    """Front pads with their labour: ¥200.00 + ¥480.00."""
    return WantedJob(lines=(labour(world.operation), piece(world.pads)), **more)


def service(world: World, **more: Any) -> WantedJob:
    """Oil and filter: ¥100.00 + ¥38.00 + ¥328.00."""
    return WantedJob(lines=(labour(world.oil_change), piece(world.filter), piece(world.oil)), **more)


def signed(
    world: World, *jobs: WantedJob, car: Vehicle | None = None, at: datetime = NOON, declined: Any = None
) -> Order:
    """The same, signed on the tablet; brakes and service unless jobs are named."""
    order = drafted(world, *(jobs or (brakes(world), service(world))), car=car, at=at)
    return orders.sign_order(
        world.adviser,
        order.pk,
        name="王建国",
        signature=stroke(),
        declined=declined,
        promised_at=at + timedelta(hours=4),
        at=at,
    )


def jobs_of(order: Order) -> list[Job]:
    """Its jobs, in order."""
    return list(Job.objects.filter(order=order).order_by("position"))


def lines_of(order: Order, *states: str) -> list[Line]:
    """Its lines, in order; those in some states when any are named."""
    found = Line.objects.filter(order=order).order_by("pk")
    return list(found.filter(state__in=states) if states else found)


def found(
    world: World, order: Order, *jobs: WantedJob, by: Actor | None = None, at: datetime = NOON, **more: Any
) -> ExtraWork:
    """Extra work that the technician reported; priced by the adviser when jobs are named."""
    values = {"what": "右前制动软管龟裂", "system": "brake", "photos": [photo()]} | more
    extra = extra_work.report_extra(by or world.technician, order.pk, at=at, **values)
    if jobs:
        quoting.add_jobs(world.adviser, order.pk, jobs=jobs, extra_id=extra.pk, at=at)
        extra.refresh_from_db()
    return extra


def asked(
    world: World, order: Order, *jobs: WantedJob, at: datetime = NOON, **more: Any
) -> tuple[ExtraWork, str]:
    """Extra work that the customer was asked about, and the token of the link."""
    extra = found(world, order, *jobs, at=at, **more)
    address = extra_work.ask_customer(world.adviser, extra.pk, promised_at=at + timedelta(hours=5), at=at)
    extra.refresh_from_db()
    return extra, token_of(address)


def token_of(address: str) -> str:
    """The token in a link's address."""
    return address.strip("/").split("/")[-1]


def customer(token: str) -> Actor:
    """The customer behind a link."""
    return links.customer_actor(links.look(token, at=NOON))


def hose(world: World, **more: Any) -> WantedJob:
    """One more job for extra work: labour of the brakes' operation and a filter's price."""
    return WantedJob(title="更换制动软管", lines=(labour(world.operation), piece(world.filter, 2)), **more)


def amounts_of(lines: Sequence[Line]) -> list[Decimal]:
    """Their amounts."""
    return [line.amount for line in lines]
