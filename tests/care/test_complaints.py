"""Complaints taken down."""

import pytest

from huichang.care import complaints
from huichang.care.models import Complaint
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import notices
from tests.world import NOON, World, minutes


def take(world: World, text: str = "等太久") -> Complaint:
    return complaints.take_complaint(
        world.care_agent,
        world.north.pk,
        customer_id=world.wang.pk,
        vehicle_id=world.car.pk,
        text=text,
        at=NOON,
    )


class TestTakeComplaint:
    @pytest.mark.req("LANE-14")
    def test_is_known_when_the_car_comes_again(self, world: World) -> None:
        take(world)
        found = notices.about(world.car.pk, store_id=world.north.pk, at=NOON + minutes(60))
        assert any(notice.kind == "complaint" and notice.tone == "act" for notice in found)

    def test_wants_words(self, world: World) -> None:
        with pytest.raises(Refused, match="记下"):
            take(world, " ")

    def test_knows_only_customers_and_cars_that_are_there(self, world: World) -> None:
        stranger = world.another_car(store=world.south).customer_id
        with pytest.raises(Missing, match="客户"):
            complaints.take_complaint(
                world.care_agent, world.north.pk, customer_id=stranger, text="等太久", at=NOON
            )
        with pytest.raises(Missing, match="车"):
            complaints.take_complaint(
                world.care_agent,
                world.north.pk,
                customer_id=world.wang.pk,
                vehicle_id=0,
                text="等太久",
                at=NOON,
            )

    def test_is_not_for_the_cashier(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            complaints.take_complaint(
                world.cashier, world.north.pk, customer_id=world.wang.pk, text="x", at=NOON
            )

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            complaints.take_complaint(
                world.southern_manager, world.north.pk, customer_id=world.wang.pk, text="x", at=NOON
            )


class TestCloseComplaint:
    def test_closes_once(self, world: World) -> None:
        row = take(world)
        assert complaints.close_complaint(world.service_manager, row.pk, at=NOON).closed_at == NOON
        with pytest.raises(OutOfTurn):
            complaints.close_complaint(world.service_manager, row.pk, at=NOON)

    def test_is_not_for_the_care_agent(self, world: World) -> None:
        row = take(world)
        with pytest.raises(NotAllowed):
            complaints.close_complaint(world.care_agent, row.pk, at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        row = take(world)
        with pytest.raises(Missing):
            complaints.close_complaint(world.southern_manager, row.pk, at=NOON)
