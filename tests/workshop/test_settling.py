"""The order's side of settlement, as billing calls it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import OutOfTurn
from huichang.workshop import handover, settling
from huichang.workshop.models import Order
from tests.workshop import floor
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-24", "LANE-60")
AT = NOON + timedelta(hours=3)


class TestMarkSettled:
    def test_lets_the_car_be_handed_over(self, world: World) -> None:
        order = floor.checked(world, floor.worked(world, floor.signed(world)), at=NOON + timedelta(hours=2))
        settling.mark_settled(order.pk, amount=Decimal("99.50"), at=AT)
        order.refresh_from_db()
        assert (order.state, order.amount_settled, order.settled_at) == ("settled", Decimal("99.50"), AT)

    def test_changes_nothing_the_second_time(self, world: World) -> None:
        order = floor.settled(world)
        settling.mark_settled(order.pk, amount=Decimal(1), at=AT)
        order.refresh_from_db()
        assert order.amount_settled == Decimal("100.00")

    @pytest.mark.parametrize("state", ["draft", "signed", "in_work", "waiting", "done", "cancelled"])
    def test_is_out_of_turn_before_the_check(self, world: World, state: str) -> None:
        order = floor.signed(world)
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="不能结清"):
            settling.mark_settled(order.pk, amount=Decimal(1), at=AT)


class TestMarkUnsettled:
    @pytest.mark.req("LANE-63")
    def test_takes_the_gate_pass_back(self, world: World) -> None:
        order = floor.settled(world)
        gate_pass = handover.issue_gate_pass(order.pk, at=AT)
        settling.mark_unsettled(order.pk, at=AT)
        order.refresh_from_db()
        gate_pass.refresh_from_db()
        assert (order.state, order.amount_settled, gate_pass.void_at) == ("checked", None, AT)
        settling.mark_unsettled(order.pk, at=AT)

    def test_is_out_of_turn_after_the_delivery(self, world: World) -> None:
        order = floor.settled(world)
        Order.objects.filter(pk=order.pk).update(state="delivered")
        with pytest.raises(OutOfTurn, match="已经交车"):
            settling.mark_unsettled(order.pk, at=AT)
