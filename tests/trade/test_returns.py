"""Sold goods come back (PARTS-50)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import BinStock
from huichang.trade import returns
from huichang.trade.models import Charge, GoodsReturn, Sale
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


def sold(world: World) -> Sale:
    """Five filters that a customer has."""
    selling.quarantine(world)
    return selling.delivered(world, {world.filter: 5}, account=selling.shop(world))


def asked(world: World, sale: Sale, pieces: int = 2, reason: str = "misordered") -> GoodsReturn:
    """So many of them come back."""
    line = selling.line(sale, world.filter)
    return returns.ask_return(
        world.parts_clerk, sale.pk, quantities={line.pk: Decimal(pieces)}, reason=reason, at=NOON
    )


class TestAskReturn:
    def test_refuses_more_than_the_customer_has_counting_what_is_asked(self, world: World) -> None:
        sale = sold(world)
        asked(world, sale, 3)
        with pytest.raises(Refused, match="可退的是 2"):
            asked(world, sale, 3)
        with pytest.raises(Refused, match="退货原因"):
            asked(world, sale, 1, reason="")

    def test_needs_a_manager_after_the_days(self, world: World) -> None:
        sale = sold(world)
        line, late = selling.line(sale, world.filter), NOON + timedelta(days=8)
        with pytest.raises(Refused, match="超过 7 天"):
            returns.ask_return(
                world.parts_clerk, sale.pk, quantities={line.pk: Decimal(1)}, reason="unwanted", at=late
            )
        made = returns.ask_return(
            world.parts_manager, sale.pk, quantities={line.pk: Decimal(1)}, reason="unwanted", at=late
        )
        assert made.is_late

    def test_is_not_for_a_cashier_nor_another_store(self, world: World) -> None:
        sale = sold(world)
        line = selling.line(sale, world.filter)
        with pytest.raises(NotAllowed):
            returns.ask_return(
                world.cashier, sale.pk, quantities={line.pk: Decimal(1)}, reason="unwanted", at=NOON
            )
        with pytest.raises(Missing):
            returns.ask_return(
                world.southern_manager, sale.pk, quantities={line.pk: Decimal(1)}, reason="unwanted", at=NOON
            )


class TestAcceptReturn:
    def test_credits_once_less_the_fee_and_puts_good_goods_on_the_shelf(self, world: World) -> None:
        back = asked(world, sold(world))
        row = back.lines.get()
        with pytest.raises(Refused, match="请为“机油滤清器”选择验收状况"):
            returns.accept_return(world.parts_clerk, back.pk, conditions={}, at=NOON)
        returns.accept_return(world.parts_clerk, back.pk, conditions={row.pk: "sealed"}, at=NOON)
        assert Charge.objects.get(goods_return=back).amount == Decimal("-68.40")
        assert selling.stock(world, world.filter).on_hand == 17
        with pytest.raises(OutOfTurn):
            returns.accept_return(world.parts_clerk, back.pk, conditions={row.pk: "sealed"}, at=NOON)
        selling.assert_proved(world)

    def test_costs_nothing_when_it_was_our_fault_and_bad_goods_are_locked_away(self, world: World) -> None:
        back = asked(world, sold(world), reason="faulty")
        row = back.lines.get()
        made = returns.accept_return(world.parts_clerk, back.pk, conditions={row.pk: "bad"}, at=NOON)
        assert (made.fee, made.credit) == (0, Decimal("76.00"))
        assert BinStock.objects.get(bin__code="GL-01").quantity == 2
        assert selling.stock(world, world.filter).blocked == 2

    def test_refuses_a_fee_beyond_the_value(self, world: World) -> None:
        back = asked(world, sold(world))
        row = back.lines.get()
        with pytest.raises(Refused, match="退货费要在"):
            returns.accept_return(
                world.parts_clerk,
                back.pk,
                conditions={row.pk: "sealed"},
                fee=Money(Decimal("77.00")),
                at=NOON,
            )


class TestRefuseReturn:
    def test_says_why_and_leaves_the_goods(self, world: World) -> None:
        back = asked(world, sold(world))
        with pytest.raises(Refused, match="为什么不予退货"):
            returns.refuse_return(world.parts_clerk, back.pk, why="", at=NOON)
        returns.refuse_return(world.parts_clerk, back.pk, why="装过了", at=NOON)
        assert selling.stock(world, world.filter).on_hand == 15
