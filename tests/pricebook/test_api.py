"""The price book through the other door of the house."""

import hashlib

import pytest
from django.test import Client

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.pricebook import packages
from tests.world import World

pytestmark = pytest.mark.req("PLAT-12")


@pytest.fixture
def client(world: World) -> Client:
    ApiToken.objects.create(
        store=world.north,
        staff=world.staff(Role.ADVISER),
        digest=hashlib.sha256(b"prices").hexdigest(),
        says="测试",
    )
    return Client(headers={"Authorization": "Bearer prices"})


class TestApi:
    def test_finds_operations(self, world: World, client: Client) -> None:
        found = client.get("/api/pricebook/operations?text=hqzdp").json()
        assert [each["code"] for each in found] == ["BR0101RR"]

    def test_tells_the_rates_of_the_store(self, world: World, client: Client) -> None:
        found = client.get("/api/pricebook/rates").json()
        assert {(each["repair_type"], float(each["per_hour"])) for each in found} >= {("repair", 200.0)}

    def test_tells_packages_with_their_lines(self, world: World, client: Client) -> None:
        pk = packages.save_package(
            world.service_manager, code="P1", name="机油保养", operations=["MT0101RR"], series=["R5"]
        ).pk
        found = client.get("/api/pricebook/packages?series=R5&energy=petrol").json()
        assert [each["code"] for each in found] == ["P1"]
        card = client.get(f"/api/pricebook/packages/{pk}").json()
        assert [line["operation_code"] for line in card["lines"]] == ["MT0101RR"]
        assert client.get("/api/pricebook/packages/999999").status_code == 404

    def test_asks_for_a_token(self, world: World) -> None:
        assert Client().get("/api/pricebook/rates").status_code == 401
