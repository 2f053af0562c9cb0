"""The counter: chosen, paid and handed over in one act (PARTS-50)."""

from decimal import Decimal

import pytest

from huichang.billing.models import Payment
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Move
from huichang.trade import counter
from huichang.trade.models import Bill, Charge, Dispatch, Sale
from huichang.trade.writing import Head, Wanted
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


class TestBeginAtCounter:
    def begun(self, world: World, **said: object) -> Sale:
        """The clerk touches the button."""
        found: Sale = counter.begin_at_counter(world.parts_clerk, world.north.pk, at=NOON, **said)  # type: ignore[arg-type]
        return found

    def test_takes_up_the_clerks_own_empty_draft_with_what_is_said_now(self, world: World) -> None:
        first = self.begun(world)
        again = self.begun(world, head=Head(buyer="李强"), lines=[Wanted(world.filter.pk, Decimal(1))])
        assert (again.pk, again.buyer, again.version > first.version) == (first.pk, "李强", True)
        assert again.lines.get().part_id == world.filter.pk
        assert self.begun(world).pk != first.pk
        assert Sale.objects.count() == 2

    def test_leaves_drafts_of_others_and_orders_alone(self, world: World) -> None:
        other = counter.begin_at_counter(world.parts_manager, world.north.pk, at=NOON)
        order = selling.written(world, {})
        assert self.begun(world).pk not in (other.pk, order.pk)

    def test_is_not_for_a_technician_nor_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            counter.begin_at_counter(world.technician, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            counter.begin_at_counter(world.parts_clerk, world.south.pk, at=NOON)

    def test_refuses_an_unknown_customer(self, world: World) -> None:
        with pytest.raises(Missing):
            self.begun(world, head=Head(customer_id=10**9))


class TestSellAtCounter:
    def test_books_money_stock_and_proof_at_once(self, world: World) -> None:
        sale = selling.written(world, {world.filter: 2}, kind="counter")
        counter.sell_at_counter(world.parts_clerk, sale.pk, method="cash", once="c", at=NOON)
        assert (Bill.objects.get().state, Payment.objects.get().amount) == ("paid", Decimal("76.00"))
        assert Move.objects.get(kind="sale").quantity == -2
        assert Dispatch.objects.get().signed_by == "散客"
        assert selling.fresh(sale).state == "done"
        with pytest.raises(OutOfTurn):
            counter.sell_at_counter(world.parts_clerk, sale.pk, method="cash", once="c2", at=NOON)

    def test_charges_an_account(self, world: World) -> None:
        sale = selling.written(world, {world.filter: 2}, kind="counter", account=selling.shop(world))
        counter.sell_at_counter(world.parts_clerk, sale.pk, method="on_account", once="c", at=NOON)
        assert Charge.objects.get().amount == Decimal("76.00")
        assert not Bill.objects.exists()

    def test_refuses_what_is_not_there_and_leaves_nothing_behind(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 3}, kind="counter")
        with pytest.raises(Refused, match="缺 1"):
            counter.sell_at_counter(world.parts_clerk, sale.pk, method="cash", once="c", at=NOON)
        assert selling.stock(world, world.pads).held == 0
        assert not Payment.objects.exists()

    def test_refuses_other_ways_to_pay_and_credit_for_a_walk_in(self, world: World) -> None:
        sale = selling.written(world, {world.filter: 1}, kind="counter")
        with pytest.raises(Refused, match="请选择一种收款方式"):
            counter.sell_at_counter(world.parts_clerk, sale.pk, method="insurer", once="c", at=NOON)
        with pytest.raises(Refused, match="散客只能现结"):
            counter.sell_at_counter(world.parts_clerk, sale.pk, method="on_account", once="c", at=NOON)

    def test_is_not_for_a_technician_nor_another_store(self, world: World) -> None:
        sale = selling.written(world, {world.filter: 1}, kind="counter")
        with pytest.raises(NotAllowed):
            counter.sell_at_counter(world.technician, sale.pk, method="cash", once="c", at=NOON)
        with pytest.raises(Missing):
            counter.sell_at_counter(world.southern_manager, sale.pk, method="cash", once="c", at=NOON)
