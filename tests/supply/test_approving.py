"""Who may spend how much (PARTS-20)."""

from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.supply import approving
from huichang.supply.drafting import Urgency
from huichang.supply.models import PurchaseOrder
from huichang.supply.states import OrderKind, OrderState
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-20")


def submitted(world: World, pads: int) -> PurchaseOrder:
    """An order of the clerk's for so many pads at 280."""
    order = buying.written(world, buying.usual(world), {world.pads: pads})
    return approving.submit_order(world.parts_clerk, order.pk, at=NOON)


class TestSubmitOrder:
    def test_lets_small_orders_through(self, world: World) -> None:
        assert submitted(world, 6).state == OrderState.APPROVED

    def test_asks_for_approval_above(self, world: World) -> None:
        assert submitted(world, 8).state == OrderState.SUBMITTED

    def test_approves_what_the_submitter_may_approve(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 20})
        assert approving.submit_order(world.parts_manager, order.pk, at=NOON).state == OrderState.APPROVED

    def test_holds_to_the_minimum_of_the_contract_but_for_emergencies(self, world: World) -> None:
        of = buying.supplier()
        buying.contract(world, of, {world.pads: "280"}, min_order=Decimal(1000))
        order = buying.written(world, of, {world.pads: 1})
        with pytest.raises(Refused, match="起订金额"):
            approving.submit_order(world.parts_clerk, order.pk, at=NOON)
        urgent = buying.written(
            world, of, {world.pads: 1}, kind=OrderKind.URGENT, urgency=Urgency(reason="safety")
        )
        assert approving.submit_order(world.parts_clerk, urgent.pk, at=NOON).state == OrderState.APPROVED

    def test_not_empty_not_twice_not_by_strangers(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 1})
        with pytest.raises(NotAllowed):
            approving.submit_order(world.adviser, order.pk, at=NOON)
        with pytest.raises(Missing):
            approving.submit_order(world.stranger, order.pk, at=NOON)
        order.lines.all().delete()
        with pytest.raises(Refused, match="还是空的"):
            approving.submit_order(world.parts_clerk, order.pk, at=NOON)
        with pytest.raises(OutOfTurn):
            approving.submit_order(world.parts_clerk, submitted_again(world).pk, at=NOON)


def submitted_again(world: World) -> PurchaseOrder:
    """An order that is submitted already."""
    of = buying.supplier("G009", "又一家")
    buying.contract(world, of, {world.pads: "280"})
    order = buying.written(world, of, {world.pads: 1})
    return approving.submit_order(world.parts_clerk, order.pk, at=NOON)


class TestApproveOrder:
    @pytest.mark.parametrize(
        ("pads", "too_low", "enough"),
        [
            (8, Role.CASHIER, Role.PARTS_MANAGER),
            (100, Role.PARTS_MANAGER, Role.SERVICE_MANAGER),
            (400, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER),
        ],
    )
    def test_goes_by_amount(self, world: World, pads: int, too_low: Role, enough: Role) -> None:
        order = submitted(world, pads)
        with pytest.raises(NotAllowed):
            approving.approve_order(world.actor(too_low), order.pk, at=NOON)
        approved = approving.approve_order(world.actor(enough), order.pk, at=NOON)
        assert (approved.state, approved.approved_by_id) == (
            OrderState.APPROVED,
            world.staff(enough).pk,
        )

    def test_only_what_is_submitted_and_ours(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 8})
        with pytest.raises(OutOfTurn):
            approving.approve_order(world.parts_manager, order.pk, at=NOON)
        with pytest.raises(Missing):
            approving.approve_order(world.southern_manager, order.pk, at=NOON)


class TestSendBackOrder:
    def test_makes_it_a_draft_again(self, world: World) -> None:
        order = submitted(world, 8)
        back = approving.send_back_order(world.parts_manager, order.pk, why="数量偏多")
        assert (back.state, back.sent_back_why, back.approved_at) == (OrderState.DRAFT, "数量偏多", None)

    def test_asks_why_and_who(self, world: World) -> None:
        order = submitted(world, 8)
        with pytest.raises(Refused, match="为什么退回"):
            approving.send_back_order(world.parts_manager, order.pk, why="")
        with pytest.raises(NotAllowed):
            approving.send_back_order(world.parts_clerk, order.pk, why="多")
        with pytest.raises(Missing):
            approving.send_back_order(world.southern_manager, order.pk, why="多")
