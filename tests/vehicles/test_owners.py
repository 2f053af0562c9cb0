"""Who owns or uses a car, from when to when."""

from datetime import date

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.vehicles import owners, queries
from tests.world import NOON, World


@pytest.mark.req("CARE-02")
class TestSetPerson:
    def test_a_new_owner_ends_the_time_of_the_one_before(self, world: World) -> None:
        buyer = world._customer("李买", "13700000001")
        owners.set_person(
            world.adviser, world.car.pk, customer_id=buyer.pk, role="owner", since=date(2026, 2, 1), at=NOON
        )
        card = queries.card(world.adviser, world.car.pk, at=NOON)
        assert [(one.name, one.since, one.until) for one in card.people] == [
            ("李买", date(2026, 2, 1), None),
            ("王建国", date(2023, 5, 1), date(2026, 2, 1)),
        ]
        assert card.brief.customer_id == buyer.pk

    def test_refuses_what_cannot_be(self, world: World) -> None:
        far = world._customer("南边人", "13700000003", store=world.south)
        day = date(2026, 2, 1)
        with pytest.raises(Missing, match="先建立客户档案"):
            owners.set_person(
                world.adviser, world.car.pk, customer_id=far.pk, role="owner", since=day, at=NOON
            )
        with pytest.raises(Refused, match="车主还是使用人"):
            owners.set_person(
                world.adviser, world.car.pk, customer_id=world.wang.pk, role="x", since=day, at=NOON
            )
        near = world._customer("近人", "13700000004")
        with pytest.raises(Refused, match="不能更早"):
            owners.set_person(
                world.adviser,
                world.car.pk,
                customer_id=near.pk,
                role="owner",
                since=date(2020, 1, 1),
                at=NOON,
            )

    def test_names_of_another_stores_customers_stay_hidden(self, world: World) -> None:
        card = queries.card(world.stranger, world.car.pk, at=NOON)
        assert [one.name for one in card.people] == ["其他门店的客户"]

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            owners.set_person(
                world.technician,
                world.car.pk,
                customer_id=world.wang.pk,
                role="user",
                since=date(2026, 1, 1),
                at=NOON,
            )


@pytest.mark.req("CARE-02")
class TestEndPerson:
    def test_a_user_stands_beside_the_owner_until_ended(self, world: World) -> None:
        son = world._customer("王小明", "13700000002")
        used = owners.set_person(
            world.adviser, world.car.pk, customer_id=son.pk, role="user", since=date(2026, 1, 1), at=NOON
        )
        with pytest.raises(Refused, match="不能早于开始"):
            owners.end_person(world.adviser, world.car.pk, used.pk, until=date(2025, 1, 1), at=NOON)
        owners.end_person(world.adviser, world.car.pk, used.pk, until=date(2026, 3, 1), at=NOON)
        with pytest.raises(Missing):
            owners.end_person(world.adviser, world.car.pk, used.pk, until=date(2026, 3, 1), at=NOON)

    def test_a_car_whose_owner_ends_has_none(self, world: World) -> None:
        owner = world.car.people.get()
        owners.end_person(world.adviser, world.car.pk, owner.pk, until=date(2026, 3, 1), at=NOON)
        world.car.refresh_from_db()
        assert world.car.customer_id is None
        with pytest.raises(NotAllowed):
            owners.end_person(world.technician, world.car.pk, owner.pk, until=date(2026, 3, 1), at=NOON)
