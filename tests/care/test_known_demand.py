"""Services that fall due are known demand of the store room (PARTS-30)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.care import known_demand
from huichang.care.models import DueItem
from huichang.pricebook import packages
from huichang.pricebook.packages import PackagePart
from tests.world import TODAY, World

pytestmark = pytest.mark.req("PARTS-30")
UNTIL = TODAY + timedelta(days=60)
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


def service(world: World, number: int, on: date, *, km: int = 10_000, state: str = "open") -> None:
    """A car of its own whose service falls due."""
    car = world.another_car(plate=f"川A6{number:04d}", vin=f"LSVAL41Z88210{5000 + number}")
    DueItem.objects.create(
        store=world.north,
        vehicle=car,
        customer=world.wang,
        kind="service",
        text="保养到期",
        due_on=on,
        due_km=km,
        state=state,
    )


def package(world: World, code: str, km: int, *parts: tuple[str, int]) -> None:
    """A regular service of the world's cars."""
    packages.save_package(
        world.service_manager,
        code=code,
        name=f"{km} 公里保养",
        kind="regular",
        operations=["MT0101RR"],
        parts=[PackagePart(number, Decimal(quantity)) for number, quantity in parts],
        series=["R5"],
        at_km=[km],
    )


@pytest.fixture
def books(world: World) -> World:
    """Two services: a small one and a large one."""
    package(world, "by-10k", 10_000, ("FL-2001", 1), ("OL-3001", 1))
    package(world, "by-20k", 20_000, ("FL-2001", 1), ("BR-1001", 2))
    return world


def told(world: World) -> dict[tuple[int, date], Decimal]:
    """Pieces by part and day."""
    found = known_demand.falling_due(world.north.pk, TODAY, UNTIL)
    return {(each.part_id, each.on): each.quantity for each in found}


def test_half_of_the_cars_come_week_by_week_each_for_its_own_service(books: World) -> None:
    service(books, 1, MONDAY + timedelta(days=1))
    service(books, 2, MONDAY + timedelta(days=4))
    service(books, 3, MONDAY + timedelta(days=9), km=19_000)
    later = MONDAY + timedelta(days=7)
    assert told(books) == {
        (books.filter.pk, MONDAY): Decimal("1.000"),
        (books.oil.pk, MONDAY): Decimal("1.000"),
        (books.filter.pk, later): Decimal("0.500"),
        (books.pads.pk, later): Decimal("1.000"),
    }


def test_what_is_booked_or_done_is_not_told_again(books: World) -> None:
    service(books, 1, MONDAY, state="booked")
    assert told(books) == {}


def test_costs_the_same_statements_however_many_weeks_and_cars(books: World) -> None:
    service(books, 1, MONDAY)
    told(books)
    with CaptureQueriesContext(connection) as one:
        told(books)
    for number in range(2, 9):
        service(books, number, MONDAY + timedelta(days=7 * number))
    with CaptureQueriesContext(connection) as many:
        told(books)
    assert len(many) == len(one)
