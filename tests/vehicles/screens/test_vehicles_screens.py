"""Cars' files as pages."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from huichang.vehicles.models import Mileage, Ownership, Vehicle
from tests.web import page, post, signed_in
from tests.world import World


@pytest.mark.req("CARE-02")
class TestFile:
    def test_shows_the_whole_car_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for back, km in ((400, 30_000), (200, 38_000), (120, 45_210)):
            Mileage.objects.create(vehicle=world.car, km=km, at=now() - timedelta(days=back))
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(12):
            text = page(client, f"/vehicles/{world.car.pk}/")
        assert "mileage-plot" in text
        assert "王建国" in text
        assert "104202" in text

    def test_plate_vin_reading_and_owner(self, world: World) -> None:
        client, address = signed_in(world.adviser), f"/vehicles/{world.car.pk}/"
        post(client, f"{address}plate/", plate="川AD12345", seen=1)
        post(client, f"{address}readings/", km=46_000)
        assert post(client, f"{address}vin/", vin="LSVAL41Z88210420").status_code == 422
        buyer = world._customer("李买", "13700000001")
        assert "李买" in page(client, f"{address}people/find/?who=李买")
        post(client, f"{address}people/", customer=buyer.pk, role="owner", since="2026-01-01")
        world.car.refresh_from_db()
        assert (world.car.plate, world.car.odometer, world.car.customer_id) == ("川AD12345", 46_000, buyer.pk)
        assert "李买" in page(client, address)
        person = Ownership.objects.get(customer=buyer)
        post(client, f"{address}people/{person.pk}/end/")
        person.refresh_from_db()
        assert person.until is not None

    def test_changes_particulars_and_opens_new_files(self, world: World) -> None:
        client, address = signed_in(world.adviser), f"/vehicles/{world.car.pk}/edit/"
        assert "珍珠白" in page(client, address)
        form = {
            "brand": "远岚",
            "series": "R5",
            "model": "远岚 R5",
            "energy": "petrol",
            "use": "family",
            "rate_class": "standard",
        }
        post(client, address, **form, colour="极夜黑", seen=1)
        world.car.refresh_from_db()
        assert world.car.colour == "极夜黑"
        assert page(client, "/vehicles/new/")
        answer = post(client, "/vehicles/new/", **form, plate="川A11111", customer=world.wang.pk)
        made = Vehicle.objects.get(plate="川A11111")
        assert answer["Location"] == f"/vehicles/{made.pk}/"
        assert made.customer_id == world.wang.pk

    def test_other_posts_may_look_but_not_change(self, world: World) -> None:
        client = signed_in(world.technician)
        assert page(client, f"/vehicles/{world.car.pk}/")
        for address in (f"/vehicles/{world.car.pk}/edit/", "/vehicles/new/"):
            assert client.get(address).status_code == 403
        assert client.get("/vehicles/999999/").status_code == 404


@pytest.mark.req("LANE-14")
class TestKnown:
    def test_tells_what_every_room_knows(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(insurance_ends_on=localdate() + timedelta(days=9))
        client = signed_in(world.greeter)
        # Who asks, and one statement of each room that knows something (`vehicles.notices`).
        with django_assert_max_num_queries(13):
            assert "保险还有 9 天到期" in page(client, f"/vehicles/{world.car.pk}/known/")
        assert "要知道的 1 件事" in page(client, f"/vehicles/{world.car.pk}/known/?fold=1")
