"""After the check: where the finished car stands, and that it is clean."""

from datetime import timedelta

import pytest

from huichang.company.roles import BayKind
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn
from huichang.workshop import inspection
from huichang.workshop.models import Order
from tests.workshop import floor
from tests.world import NOON, World

LATER = NOON + timedelta(hours=2)


class TestParkCar:
    @pytest.mark.req("LANE-52")
    def test_moves_a_finished_car(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        place = floor.bay(world, BayKind.FINISHED, 2).pk
        assert inspection.park_car(world.adviser, order.pk, bay_id=place, at=LATER).parked_at_id == place

    def test_is_out_of_turn_while_it_is_worked_on(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="还没有完工"):
            inspection.park_car(
                world.adviser,
                floor.signed(world).pk,
                bay_id=floor.bay(world, BayKind.FINISHED).pk,
                at=LATER,
            )

    def test_is_not_for_cashiers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            inspection.park_car(world.cashier, floor.signed(world).pk, bay_id=1, at=LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            inspection.park_car(world.stranger, floor.signed(world).pk, bay_id=1, at=LATER)


class TestNoteWashed:
    @pytest.mark.req("LANE-52")
    def test_says_when(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        assert inspection.note_washed(world.technician, order.pk, at=LATER).washed_at == LATER

    def test_is_out_of_turn_after_the_delivery(self, world: World) -> None:
        order = floor.signed(world)
        Order.objects.filter(pk=order.pk).update(state="delivered")
        with pytest.raises(OutOfTurn, match="不用登记洗车"):
            inspection.note_washed(world.technician, order.pk, at=LATER)

    def test_is_not_for_cashiers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            inspection.note_washed(world.cashier, floor.signed(world).pk, at=LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            inspection.note_washed(world.stranger, floor.signed(world).pk, at=LATER)
