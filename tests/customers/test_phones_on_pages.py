"""A customer's number is whole only for who calls customers (CARE-03), on every page and in every answer."""

import re

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.care.models import DueItem
from huichang.company import people
from huichang.company.roles import Role
from huichang.customers import permissions, queries, rules
from tests.architecture.sources import PACKAGE
from tests.booking.desk import booked
from tests.stories import Visiting
from tests.web import page, signed_in
from tests.world import World

pytestmark = pytest.mark.req("CARE-03")
NUMBER, MASKED = "13800138001", "138****8001"


def test_who_sees_numbers_is_said_once(world: World) -> None:
    for role in Role:
        assert world.actor(role).may(permissions.SEE_PHONES) == rules.sees([role], "phone"), role


def test_machines_get_it_masked_too(world: World) -> None:
    assert queries.phone_for(world.adviser, NUMBER) == NUMBER
    assert queries.phone_for(world.actor(Role.MARKETING_OFFICER), NUMBER) == MASKED
    assert queries.phone_for(world.actor(Role.GENERAL_MANAGER), NUMBER) == MASKED


@pytest.mark.parametrize("role", [Role.MARKETING_OFFICER, Role.CARE_AGENT])
def test_on_the_due_list(world: World, role: Role) -> None:
    DueItem.objects.create(
        store=world.north,
        vehicle=world.car,
        customer=world.wang,
        kind="worn",
        text="左前轮胎",
        due_on=localdate(),
    )
    text = page(signed_in(world.actor(role)), "/care/due/")
    assert (f"tel:{NUMBER}" in text) == (role == Role.CARE_AGENT)
    assert (NUMBER in text) == (role == Role.CARE_AGENT)
    assert (MASKED in text) == (role == Role.MARKETING_OFFICER)


@pytest.mark.parametrize("role", [Role.GENERAL_MANAGER, Role.CASHIER, Role.ADVISER])
def test_on_the_order(world: World, role: Role) -> None:
    story = Visiting(world, at=now()).signed()
    text = page(signed_in(world.actor(role)), f"/workshop/orders/{story.order.pk}/")
    assert (NUMBER in text) == (role == Role.ADVISER)


def test_no_page_of_ours_writes_a_customers_number_by_itself() -> None:
    wrong = {
        file.name: found
        for file in PACKAGE.rglob("*.html")
        if (
            found := re.findall(
                r"tel:\{\{ (?!store\.|order\.adviser_phone|task\.)[\w.]+", file.read_text("utf-8")
            )
        )
    }
    assert wrong == {}


def test_a_machine_reads_orders_and_bookings_with_masked_numbers(world: World) -> None:
    story, booking = Visiting(world).signed(), booked(world)
    for roles, whole in (([Role.DISPATCHER], False), ([Role.ADVISER], True)):
        token = people.make_token(world.administrator, world.north.pk, says="看板", roles=roles)
        machine = Client(headers={"Authorization": f"Bearer {token}"})
        order = machine.get(f"/api/workshop/orders/{story.order.pk}").json()
        assert (order["customer"]["phone"] == NUMBER) == whole
        assert ("*" in machine.get(f"/api/booking/appointments/{booking.pk}").json()["phone"]) != whole
