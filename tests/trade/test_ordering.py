"""A sale is ordered, on a limit, and called off (PARTS-50)."""

from decimal import Decimal

import pytest

from huichang.billing import credit
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Hold
from huichang.trade import exposure, ordering, paying
from huichang.trade.models import Bill
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


class TestConfirmSale:
    def test_keeps_what_is_there_and_tells_what_is_short(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 3})
        short = ordering.confirm_sale(world.parts_clerk, sale.pk, at=NOON)
        assert [each.quantity for each in short] == [1]
        assert selling.stock(world, world.pads).held == 2
        bill = Bill.objects.get()
        assert (bill.total, bill.state) == (Decimal("1440.00"), "open")

    def test_counts_what_is_ordered_against_the_limit_of_all_rooms(self, world: World) -> None:
        account = selling.shop(world, limit="1000.00")
        sale = selling.ordered(world, {world.pads: 1}, account=account)
        assert sale.state == "open"
        assert exposure.owed_for_parts(world.north.pk, [account.customer_id, 1]) == {
            account.customer_id: Decimal("480.00")
        }
        assert credit.owed_altogether(world.north.pk, account.customer_id) == Decimal("480.00")
        second = selling.written(world, {world.oil: 2}, account=account)
        with pytest.raises(Refused, match="超出挂账额度 ¥136.00"):
            ordering.confirm_sale(world.parts_clerk, second.pk, at=NOON)
        assert ordering.confirm_sale(world.parts_clerk, second.pk, why="老客户，月底结清", at=NOON) == []
        assert (selling.fresh(second).state, selling.fresh(second).over_limit) == (
            "credit",
            Decimal("136.00"),
        )
        assert Hold.objects.filter(part=world.oil).count() == 0

    def test_refuses_nothing_and_a_customer_without_credit(self, world: World) -> None:
        with pytest.raises(Refused, match="还没有配件"):
            ordering.confirm_sale(world.parts_clerk, selling.written(world, {}).pk, at=NOON)
        account = selling.shop(world, pays="at_once")
        sale = selling.written(world, {world.pads: 1}, account=account, pays="monthly")
        with pytest.raises(Refused, match="没有挂账额度"):
            ordering.confirm_sale(world.parts_clerk, sale.pk, at=NOON)

    def test_is_not_for_a_cashier_nor_another_store(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        with pytest.raises(NotAllowed):
            ordering.confirm_sale(world.cashier, sale.pk, at=NOON)
        with pytest.raises(Missing):
            ordering.confirm_sale(world.southern_manager, sale.pk, at=NOON)


class TestAllowCredit:
    def test_orders_the_sale(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1}, account=selling.shop(world, limit="100.00"))
        with pytest.raises(OutOfTurn):
            ordering.allow_credit(world.service_manager, sale.pk, at=NOON)
        ordering.confirm_sale(world.parts_clerk, sale.pk, why="急用", at=NOON)
        with pytest.raises(NotAllowed):
            ordering.allow_credit(world.parts_manager, sale.pk, at=NOON)
        ordering.allow_credit(world.service_manager, sale.pk, at=NOON)
        assert selling.fresh(sale).state == "open"
        assert selling.fresh(sale).credit_by_id == world.service_manager.staff_id


class TestRefuseCredit:
    def test_is_a_draft_again_with_the_reason(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1}, account=selling.shop(world, limit="100.00"))
        ordering.confirm_sale(world.parts_clerk, sale.pk, why="急用", at=NOON)
        with pytest.raises(Refused, match="为什么不批准"):
            ordering.refuse_credit(world.service_manager, sale.pk, why=" ", at=NOON)
        ordering.refuse_credit(world.service_manager, sale.pk, why="上月还没结", at=NOON)
        assert selling.fresh(sale).credit_why == "未批准：上月还没结"


class TestCutLine:
    def test_frees_what_is_not_picked_and_lowers_the_bill(self, world: World) -> None:
        sale = selling.ordered(world, {world.pads: 2, world.filter: 2})
        ordering.cut_line(
            world.parts_clerk, sale.pk, selling.line(sale, world.pads).pk, quantity=Decimal(1), at=NOON
        )
        assert selling.stock(world, world.pads).held == 1
        assert Bill.objects.get().credited == Decimal("480.00")

    def test_refuses_what_is_picked_and_the_last_of_the_sale(self, world: World) -> None:
        sale = selling.ordered(world, {world.pads: 2})
        line = selling.line(sale, world.pads)
        with pytest.raises(Refused, match="请整单取消"):
            ordering.cut_line(world.parts_clerk, sale.pk, line.pk, quantity=Decimal(2), at=NOON)
        selling.picked(world, sale)
        with pytest.raises(Refused, match="还没拣的有"):
            ordering.cut_line(world.parts_clerk, sale.pk, line.pk, quantity=Decimal(1), at=NOON)


class TestCancelSale:
    def test_frees_the_goods_and_leaves_what_was_paid_to_be_given_back(self, world: World) -> None:
        sale = selling.ordered(world, {world.pads: 2})
        bill = Bill.objects.get()
        paying.take(world.cashier, bill.pk, method="cash", amount=bill.total, once="p", at=NOON)
        with pytest.raises(Refused, match="取消原因"):
            ordering.cancel_sale(world.parts_clerk, sale.pk, why="", at=NOON)
        ordering.cancel_sale(world.parts_clerk, sale.pk, why="客户不要了", at=NOON)
        assert selling.stock(world, world.pads).held == 0
        paying.refund(world.service_manager, bill.pk, amount=bill.total, reason="取消", once="r", at=NOON)
        bill.refresh_from_db()
        assert (bill.state, bill.paid) == ("cancelled", 0)

    def test_refuses_what_is_picked_or_sent(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.pads: 1}, account=selling.shop(world)))
        with pytest.raises(Refused, match="已经领出"):
            ordering.cancel_sale(world.parts_clerk, sale.pk, why="不要了", at=NOON)
        selling.sent(world, sale)
        with pytest.raises(Refused, match="已经有货发出"):
            ordering.cancel_sale(world.parts_clerk, sale.pk, why="不要了", at=NOON)
