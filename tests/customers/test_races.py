"""Two desks write down the same customer at the same moment: one phone, one file, the right name."""

from collections.abc import Callable

import pytest
from django.db import transaction

from huichang.customers import cards, rules
from huichang.customers.models import Customer, Phone
from huichang.kernel.refusals import Refused
from tests.interleaving import interleaved
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("CARE-01")]
PHONE = "13712340001"


def card(world: World, name: str) -> Callable[[], int]:
    """The short card at the gate or on the phone."""

    def write() -> int:
        with transaction.atomic():
            return cards.record(store_id=world.north.pk, phone=PHONE, name=name, at=NOON)

    return write


def test_two_short_cards_with_one_phone_are_one_customer(world: World) -> None:
    answers = interleaved(card(world, "李雷"), card(world, "李雷"), after='INSERT INTO "customers_customer"')
    assert answers is not None
    assert answers[0] == answers[1] == Customer.objects.get(phone=PHONE).pk


def test_a_file_without_a_name_gets_the_name_of_one_of_two(world: World) -> None:
    unnamed = Customer.objects.create(
        name=rules.UNNAMED, phone=PHONE, first_dealing_on=TODAY, known_at=[world.north.pk]
    )
    Phone.objects.create(customer=unnamed, number=PHONE)
    answers = interleaved(card(world, "李雷"), card(world, "韩梅"), after='UPDATE "customers_customer"')
    assert answers is not None
    assert answers[0] == unnamed.pk
    assert {row.pk: row.name for row in Customer.objects.filter(phone=PHONE)} == {
        answers[0]: "李雷",
        answers[1]: "韩梅",
    }


def test_a_file_is_opened_once_at_two_desks(world: World) -> None:
    adviser = world.adviser

    def register() -> Customer:
        return cards.register_customer(adviser, store_id=world.north.pk, name="李雷", phone=PHONE, at=NOON)

    answers = interleaved(register, register, after='INSERT INTO "customers_customer"')
    assert answers is not None
    assert isinstance(answers[1], Refused)
    assert Customer.objects.filter(phone=PHONE).count() == 1
