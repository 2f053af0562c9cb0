"""Goods go back to their supplier (PARTS-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.supply import queries, returns
from huichang.supply.models import Supplier, SupplierReturn, Variance
from huichang.supply.returns import Back
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-20")


def bought(world: World) -> Supplier:
    """Four pads came at 280."""
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    buying.received(world, order, buying.came(order, world.pads, 4))
    return of


def back(world: World, of: Supplier, quantity: str = "2", **more: object) -> SupplierReturn:
    """A return of pads."""
    said = {"reason": "quality", "at": NOON, **more}
    line = Back(part_id=world.pads.pk, bin_id=world.bin.pk, quantity=Decimal(quantity))
    return returns.write_return(
        world.parts_clerk,
        of.pk,
        store_id=world.north.pk,
        **{"lines": [line], **said},  # type: ignore[arg-type]
    )


class TestWriteReturn:
    def test_asks_what_they_came_at(self, world: World) -> None:
        made = back(world, bought(world))
        card = queries.return_card(world.parts_clerk, made.pk)
        assert (card.number, card.amount, card.lines[0].bin) == ("TH2603020001", 560, "A-01-1")

    def test_holds_surplus_to_the_contracts_term(self, world: World) -> None:
        of = bought(world)
        with pytest.raises(Refused, match="30 天退货期限"):
            back(world, of, reason="surplus", at=NOON + timedelta(days=31))
        back(world, of, reason="surplus", at=NOON + timedelta(days=30))

    def test_refuses_impossible_lines(self, world: World) -> None:
        of = bought(world)
        with pytest.raises(Refused, match="列表"):
            back(world, of, reason="x")
        with pytest.raises(Refused, match="至少"):
            back(world, of, lines=[])
        with pytest.raises(Refused, match="数量不对"):
            back(world, of, "0")
        strange = Back(part_id=world.oil.pk, bin_id=world.second_bin.pk, quantity=Decimal(1))
        with pytest.raises(Refused, match="没有从这家供应商"):
            back(world, of, lines=[strange])
        with pytest.raises(Missing):
            back(world, of, lines=[Back(part_id=0, bin_id=world.bin.pk, quantity=Decimal(1))])

    def test_is_not_for_advisers(self, world: World) -> None:
        of = bought(world)
        for actor in (world.adviser, world.stranger):
            with pytest.raises(NotAllowed):
                returns.write_return(actor, of.pk, store_id=world.north.pk, reason="wrong", lines=[], at=NOON)
        with pytest.raises(Missing):
            returns.write_return(
                world.parts_clerk, 0, store_id=world.north.pk, reason="wrong", lines=[], at=NOON
            )


class TestSendReturn:
    def test_takes_goods_out_at_the_average(self, world: World) -> None:
        made = back(world, bought(world))
        returns.send_return(world.parts_clerk, made.pk, carrier="德邦 1", at=NOON)
        stock = buying.stock(world, world.pads)
        assert (stock.on_hand, stock.value) == (4, Decimal("1130.67"))
        buying.assert_proved(world)
        with pytest.raises(OutOfTurn):
            returns.send_return(world.parts_clerk, made.pk, carrier="德邦 1", at=NOON)

    def test_not_what_is_promised_or_not_there(self, world: World) -> None:
        of = bought(world)
        made = back(world, of, "7")
        with pytest.raises(Refused, match="只有 6"):
            returns.send_return(world.parts_clerk, made.pk, carrier="德邦", at=NOON)
        storeroom.ask(world, (world.pads, 5))
        with pytest.raises(Refused, match="可用库存不足"):
            returns.send_return(world.parts_clerk, back(world, of).pk, carrier="德邦", at=NOON)

    def test_wants_a_carrier_and_the_right_people(self, world: World) -> None:
        made = back(world, bought(world))
        with pytest.raises(Refused, match="运单号"):
            returns.send_return(world.parts_clerk, made.pk, carrier=" ", at=NOON)
        with pytest.raises(NotAllowed):
            returns.send_return(world.adviser, made.pk, carrier="德邦", at=NOON)
        with pytest.raises(Missing):
            returns.send_return(world.stranger, made.pk, carrier="德邦", at=NOON)


class TestCreditReturn:
    def test_keeps_what_it_lost(self, world: World) -> None:
        made = back(world, bought(world))
        returns.send_return(world.parts_clerk, made.pk, carrier="德邦", at=NOON)
        with pytest.raises(Refused, match="红字发票号码"):
            returns.credit_return(world.cashier, made.pk, amount=Decimal(560), number="", at=NOON)
        with pytest.raises(Refused, match="大于零"):
            returns.credit_return(world.cashier, made.pk, amount=Decimal(0), number="1", at=NOON)
        with pytest.raises(NotAllowed):
            returns.credit_return(world.parts_clerk, made.pk, amount=Decimal(1), number="1", at=NOON)
        with pytest.raises(Missing):
            returns.credit_return(world.stranger, made.pk, amount=Decimal(1), number="1", at=NOON)
        returns.credit_return(world.cashier, made.pk, amount=Decimal(560), number="255", at=NOON)
        assert Variance.objects.get().amount == Decimal("5.33")

    def test_not_before_the_goods_are_gone(self, world: World) -> None:
        made = back(world, bought(world))
        with pytest.raises(OutOfTurn):
            returns.credit_return(world.cashier, made.pk, amount=Decimal(560), number="1", at=NOON)


class TestCancelReturn:
    def test_ends_a_draft(self, world: World) -> None:
        made = back(world, bought(world))
        with pytest.raises(NotAllowed):
            returns.cancel_return(world.adviser, made.pk)
        with pytest.raises(Missing):
            returns.cancel_return(world.stranger, made.pk)
        assert returns.cancel_return(world.parts_clerk, made.pk).state == "cancelled"
        with pytest.raises(OutOfTurn):
            returns.cancel_return(world.parts_clerk, made.pk)
