"""A sale is written (PARTS-50)."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import terms
from huichang.trade import quoting, writing
from huichang.trade.models import SaleLine
from huichang.trade.writing import Head
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50")


class TestWriteSale:
    def test_takes_price_rule_and_address_from_the_customer(self, world: World) -> None:
        account = selling.shop(world)
        terms.class_customer(world.parts_manager, account.customer_id, price_class="shop")
        terms.set_term(
            world.parts_manager,
            price_class="shop",
            basis="list",
            percent=Decimal(90),
            from_on=TODAY,
            at=NOON,
        )
        sale = selling.written(world, {world.pads: 2}, account=account)
        line = SaleLine.objects.get()
        assert (line.price, line.published, line.amount) == (
            Decimal("432.00"),
            Decimal("480.00"),
            Decimal("864.00"),
        )
        assert "维修厂" in line.price_why
        assert (sale.pays, sale.ship_to) == ("monthly", "成都市成华区八里桥路 18 号")

    def test_refuses_half_a_pad_credit_for_a_walk_in_and_a_strange_customer(self, world: World) -> None:
        with pytest.raises(Refused, match="数量不对"):
            selling.written(world, {world.pads: "0.5"})
        with pytest.raises(Refused, match="只有配件客户可以挂账"):
            selling.written(world, {world.pads: 1}, pays="monthly")
        with pytest.raises(Missing):
            writing.write_sale(world.parts_clerk, world.north.pk, head=Head(customer_id=10**9), at=NOON)

    def test_is_not_for_a_technician_nor_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            selling.written(world, {}, by=world.technician)
        with pytest.raises(NotAllowed):
            writing.write_sale(world.parts_clerk, world.south.pk, at=NOON)


class TestChangeHead:
    def test_prices_anew_for_another_customer(self, world: World) -> None:
        account = selling.shop(world)
        terms.class_customer(world.parts_manager, account.customer_id, price_class="shop")
        terms.set_term(
            world.parts_manager, price_class="shop", basis="list", percent=Decimal(90), from_on=TODAY, at=NOON
        )
        sale = selling.written(world, {world.pads: 1})
        writing.change_head(world.parts_clerk, sale.pk, head=Head(customer_id=account.customer_id), at=NOON)
        assert selling.fresh(sale).total == Decimal("432.00")

    def test_refuses_an_ordered_sale(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="不能再改明细"):
            writing.change_head(
                world.parts_clerk, selling.ordered(world, {world.pads: 1}).pk, head=Head(), at=NOON
            )


class TestAddLine:
    def test_adds_to_the_line_that_is_there(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        line = writing.add_line(world.parts_clerk, sale.pk, part_id=world.pads.pk, at=NOON)
        assert (line.quantity, selling.fresh(sale).total) == (2, Decimal("960.00"))

    def test_asks_for_the_floor(self, world: World) -> None:
        sale = selling.written(world, {})
        with pytest.raises(Refused, match="低于底价"):
            writing.add_line(
                world.parts_clerk, sale.pk, part_id=world.pads.pk, price=Decimal("100.00"), at=NOON
            )

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        sale = selling.written(world, {})
        with pytest.raises(Missing):
            writing.add_line(world.southern_manager, sale.pk, part_id=world.pads.pk, at=NOON)


class TestChangeLine:
    def test_changes_quantity_and_price_by_hand(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        line = selling.line(sale, world.pads)
        changed = writing.change_line(
            world.parts_clerk, sale.pk, line.pk, quantity=Decimal(3), price=Decimal("450.00"), at=NOON
        )
        assert changed is not None
        assert (changed.by_hand, changed.amount) == (True, Decimal("1350.00"))
        assert "手工改价" in changed.price_why

    def test_takes_the_line_away_at_nothing(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1, world.filter: 1})
        line = selling.line(sale, world.pads)
        assert writing.change_line(world.parts_clerk, sale.pk, line.pk, quantity=Decimal(0), at=NOON) is None
        assert selling.fresh(sale).total == Decimal("38.00")

    def test_refuses_a_line_of_another_sale_and_an_accepted_quotation(self, world: World) -> None:
        sale, other = selling.written(world, {world.pads: 1}), selling.written(world, {world.filter: 1})
        with pytest.raises(Missing, match="没有这一行"):
            writing.change_line(
                world.parts_clerk,
                sale.pk,
                selling.line(other, world.filter).pk,
                quantity=Decimal(1),
                at=NOON,
            )
        quoting.quote(world.parts_clerk, sale.pk, at=NOON)
        quoting.answer_quote(world.parts_clerk, sale.pk, accepts=True, via="电话", at=NOON)
        with pytest.raises(OutOfTurn):
            writing.add_line(world.parts_clerk, sale.pk, part_id=world.pads.pk, at=NOON)
