"""Numbers of a customer, and dealings written down."""

import pytest

from huichang.customers import contacts, queries, timeline
from huichang.customers.models import Phone
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import NOON, World


@pytest.mark.req("CARE-01")
class TestAddPhone:
    def test_finds_the_customer_by_it(self, world: World) -> None:
        contacts.add_phone(world.adviser, world.wang.pk, number="028-66668888", label="单位", at=NOON)
        assert [one.id for one in queries.find(world.adviser, "8888")] == [world.wang.pk]

    def test_refuses_wrong_and_known_numbers_and_other_posts(self, world: World) -> None:
        with pytest.raises(Refused, match="已经登记过"):
            contacts.add_phone(world.adviser, world.wang.pk, number="138 0013 8001", at=NOON)
        with pytest.raises(Refused, match="座机请带区号"):
            contacts.add_phone(world.adviser, world.wang.pk, number="66668888", at=NOON)
        with pytest.raises(NotAllowed):
            contacts.add_phone(world.technician, world.wang.pk, number="02866668888", at=NOON)
        with pytest.raises(Missing):
            contacts.add_phone(world.stranger, world.wang.pk, number="02866668888", at=NOON)


@pytest.mark.req("CARE-01")
class TestRemovePhone:
    def test_forgets_a_number_but_never_the_main_one(self, world: World) -> None:
        more = contacts.add_phone(world.adviser, world.wang.pk, number="02866668888", at=NOON)
        main = Phone.objects.get(customer=world.wang, number=world.wang.phone)
        with pytest.raises(Refused, match="主要联系电话"):
            contacts.remove_phone(world.adviser, world.wang.pk, main.pk, at=NOON)
        contacts.remove_phone(world.adviser, world.wang.pk, more.pk, at=NOON)
        with pytest.raises(Missing):
            contacts.remove_phone(world.adviser, world.wang.pk, more.pk, at=NOON)
        with pytest.raises(NotAllowed):
            contacts.remove_phone(world.technician, world.wang.pk, main.pk, at=NOON)


@pytest.mark.req("CARE-01")
class TestNote:
    def test_stands_in_the_timeline_of_this_store_only(self, world: World) -> None:
        contacts.note(world.adviser, world.wang.pk, text="来电问冬季轮胎", at=NOON)
        assert [each.text for each in queries.timeline_of(world.adviser, world.wang.pk)] == ["来电问冬季轮胎"]
        assert timeline.of(world.wang.pk, frozenset({world.south.pk})) == []

    def test_refuses_nothing_said_and_other_posts(self, world: World) -> None:
        with pytest.raises(Refused, match="请写下"):
            contacts.note(world.adviser, world.wang.pk, text=" ", at=NOON)
        with pytest.raises(NotAllowed):
            contacts.note(world.technician, world.wang.pk, text="x", at=NOON)
        with pytest.raises(Missing):
            contacts.note(world.stranger, world.wang.pk, text="x", at=NOON)
