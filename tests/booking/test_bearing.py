"""Who will bear what a booking is told of, before the car comes (WARR-02)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.booking import bearing, estimate
from huichang.booking.bearing import Bearing
from huichang.booking.estimate import Items
from huichang.vehicles import queries as vehicles
from tests.booking.test_api import Machine
from tests.vehicles.promises import published
from tests.web import signed_in
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-02")


def asked(world: World, *, repair_type: str = "repair", **chosen: Any) -> Bearing | None:
    """Who bears the cast's brakes."""
    car = vehicles.cards([world.car.pk])[world.car.pk]
    items = Items(
        **(chosen or {"operation_ids": (world.operation.pk,), "parts": {world.pads.pk: Decimal(1)}})
    )
    told = estimate.of(items, store_id=world.north.pk, car=car, repair_type=repair_type, on=TODAY)
    return bearing.of(told, car=car, store_id=world.north.pk, repair_type=repair_type, on=TODAY)


@pytest.fixture
def young(world: World) -> World:
    """A car in its first year."""
    world.car.licensed_on = TODAY - timedelta(days=200)
    world.car.odometer, world.car.odometer_on, world.car.km_per_day = 8_000, TODAY, Decimal(40)
    world.car.save()
    return world


class TestOf:
    def test_the_manufacturer_bears_it_with_the_clause_and_the_arithmetic(self, young: World) -> None:
        published(young)
        found = asked(young)
        assert found is not None
        assert found.km == 8_000
        (work, pads) = (
            next(g for g in found.groups if name in g.names) for name in ("更换前制动片", "前制动片")
        )
        assert {work.payer_says, pads.payer_says} <= {"厂家承担", "到店判定", "客户承担"}
        assert work.clause or pads.clause

    def test_after_the_period_the_customer_pays_the_list(self, young: World) -> None:
        published(young)
        young.car.licensed_on = TODAY - timedelta(days=1_500)
        young.car.save()
        found = asked(young)
        assert found is not None
        assert [group.payer_says for group in found.groups] == ["客户承担"] * len(found.groups)
        assert found.customer == Decimal("680.00")

    @pytest.mark.parametrize(
        ("repair_type", "payer", "customer"),
        [("maintenance", "客户承担", "680.00"), ("recall", "厂家承担", "0"), ("accident", "保险承担", "0")],
    )
    def test_what_hangs_on_no_promise(
        self, young: World, repair_type: str, payer: str, customer: str
    ) -> None:
        found = asked(young, repair_type=repair_type)
        assert found is not None
        assert [group.payer_says for group in found.groups] == [payer]
        assert found.customer == Decimal(customer)

    def test_nothing_chosen_or_no_car_asks_nothing(self, young: World) -> None:
        nothing = estimate.of(Items(), store_id=young.north.pk, car=None, repair_type="repair", on=TODAY)
        assert bearing.of(nothing, car=None, store_id=young.north.pk, repair_type="repair", on=TODAY) is None

    def test_in_few_statements_however_many_lines(self, young: World) -> None:
        published(young)
        asked(young)
        car = vehicles.cards([young.car.pk])[young.car.pk]
        items = Items(
            operation_ids=(young.operation.pk, young.oil_change.pk),
            parts={young.pads.pk: Decimal(2), young.filter.pk: Decimal(1), young.oil.pk: Decimal(4)},
        )
        told = estimate.of(items, store_id=young.north.pk, car=car, repair_type="repair", on=TODAY)
        with CaptureQueriesContext(connection) as found:
            bearing.of(told, car=car, store_id=young.north.pk, repair_type="repair", on=TODAY)
        assert len(found) <= 8


def test_the_desk_shows_it(young: World) -> None:
    published(young)
    client = signed_in(young.care_agent)
    address = f"/booking/desk/items/?vehicle={young.car.pk}&repair_type=repair&item=o:{young.operation.pk}"
    text = client.get(address).content.decode()
    assert "谁承担" in text
    body = {"vehicle_id": young.car.pk, "repair_type": "repair", "operation_ids": [young.operation.pk]}
    assert Machine(young).post("estimate/bearing", body)["groups"][0]["names"] == ["更换前制动片"]
