"""Purchase orders from draft to the supplier's answer (PARTS-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import BackOrder, Delivery
from huichang.supply import approving, ordering
from huichang.supply.drafting import For, Line, Urgency
from huichang.supply.models import PurchaseLine, PurchaseOrder, WantedFor
from huichang.supply.ordering import Promised
from huichang.supply.states import OrderKind, OrderState, Standing
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")
FRIDAY = TODAY + timedelta(days=4)


class TestWriteOrder:
    def test_takes_the_contracts_price_and_freight(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4, world.filter: 10})
        assert (order.number, order.state) == ("CG2603020001", OrderState.DRAFT)
        pads = buying.line(order, world.pads)
        assert (pads.price, pads.stock_price, pads.is_contract_price) == (280, 280, True)
        assert order.freight == Decimal("60.00")

    def test_shows_what_an_emergency_costs_more(self, world: World) -> None:
        of = buying.usual(world)
        order = ordering.write_order(
            world.parts_clerk,
            store_id=world.north.pk,
            supplier_id=of.pk,
            kind=OrderKind.URGENT,
            urgency=Urgency(reason="car_stands", words="川A8F6K2 在举升机上"),
            lines=[
                Line(
                    part_id=world.pads.pk,
                    quantity=Decimal(2),
                    wanted_for=[For(quantity=Decimal(2), line_id=5, order_id=7, plate="川A8F6K2")],
                )
            ],
            at=NOON,
        )
        pads = buying.line(order, world.pads)
        assert (pads.price, pads.stock_price) == (Decimal("308.0000"), Decimal("280.0000"))
        assert (order.freight, order.stock_freight) == (120, 60)
        assert WantedFor.objects.get().plate == "川A8F6K2"

    def test_asks_for_the_reason_of_an_emergency(self, world: World) -> None:
        with pytest.raises(Refused, match="请选择原因"):
            buying.written(world, buying.usual(world), {world.pads: 1}, kind=OrderKind.URGENT)

    def test_asks_for_a_price_where_no_contract_has_one(self, world: World) -> None:
        with pytest.raises(Refused, match="合同里没有“全合成机油 4L”的价格"):
            buying.written(world, buying.usual(world), {world.oil: 1})

    @pytest.mark.parametrize("quantity", ["0", "-1", "1.5"])
    def test_refuses_impossible_quantities(self, world: World, quantity: str) -> None:
        with pytest.raises(Refused, match="数量不对"):
            buying.written(world, buying.usual(world), {world.pads: quantity})

    def test_refuses_a_blocked_supplier(self, world: World) -> None:
        of = buying.supplier(standing=Standing.BLOCKED)
        with pytest.raises(Refused, match="已停用"):
            buying.written(world, of, {world.pads: 1})

    def test_knows_only_known_suppliers_and_kinds(self, world: World) -> None:
        of = buying.usual(world)
        with pytest.raises(Refused, match="订单类型"):
            buying.written(world, of, {world.pads: 1}, kind="daily")
        of.pk = 0
        with pytest.raises(Missing):
            buying.written(world, of, {world.pads: 1})

    def test_is_not_for_advisers_or_another_store(self, world: World) -> None:
        of = buying.usual(world)
        for actor in (world.adviser, world.stranger):
            with pytest.raises(NotAllowed):
                buying.written(world, of, {world.pads: 1}, by=actor)


class TestAddLines:
    def test_adds_to_what_is_there(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        lines = [
            Line(part_id=world.pads.pk, quantity=Decimal(2)),
            Line(part_id=world.filter.pk, quantity=Decimal(5)),
        ]
        ordering.add_lines(world.parts_clerk, order.pk, lines=lines, at=NOON)
        assert [row.quantity for row in order.lines.order_by("pk")] == [6, 5]

    def test_not_once_it_is_submitted(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(OutOfTurn):
            ordering.add_lines(
                world.parts_clerk, order.pk, lines=[Line(part_id=world.pads.pk, quantity=Decimal(2))], at=NOON
            )
        with pytest.raises(Missing):
            ordering.add_lines(world.stranger, order.pk, lines=[], at=NOON)


class TestChangeLine:
    def test_changes_quantity_and_price(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        ordering.change_line(world.parts_clerk, row.pk, quantity=Decimal(6), price=Decimal("275.5"))
        row.refresh_from_db()
        assert (row.quantity, row.price, row.is_contract_price) == (6, Decimal("275.5000"), False)

    def test_takes_a_line_out(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        ordering.change_line(world.parts_clerk, buying.line(order, world.pads).pk, quantity=Decimal(0))
        assert not order.lines.exists()

    def test_asks_why_a_suggestion_is_changed(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        PurchaseLine.objects.update(suggestion=9)
        row = buying.line(order, world.pads)
        with pytest.raises(Refused, match="来自采购建议"):
            ordering.change_line(world.parts_clerk, row.pk, quantity=Decimal(2))
        ordering.change_line(world.parts_clerk, row.pk, quantity=Decimal(2), why="库房放不下")
        row.refresh_from_db()
        assert row.why == "改：库房放不下"

    def test_refuses_a_price_of_nothing_and_strangers(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        with pytest.raises(Refused, match="进价"):
            ordering.change_line(world.parts_clerk, row.pk, quantity=Decimal(1), price=Decimal(0))
        with pytest.raises(NotAllowed):
            ordering.change_line(world.adviser, row.pk, quantity=Decimal(1))
        with pytest.raises(Missing):
            ordering.change_line(world.stranger, row.pk, quantity=Decimal(1))


class TestSendOrder:
    def test_puts_the_goods_on_their_way_and_dates_who_waits(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 3))
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        delivery = Delivery.objects.get()
        assert (delivery.quantity, delivery.document, delivery.expected_on) == (
            4,
            order.number,
            TODAY + timedelta(days=5),
        )
        assert delivery.for_purchase == buying.line(order, world.pads).pk
        assert buying.stock(world, world.pads).in_transit == 4
        assert BackOrder.objects.get().expected_on == TODAY + timedelta(days=5)
        buying.assert_proved(world)

    def test_only_after_approval_and_not_by_advisers(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(OutOfTurn, match="草稿"):
            ordering.send_order(world.parts_clerk, order.pk, via="邮件", at=NOON)
        with pytest.raises(NotAllowed):
            ordering.send_order(world.adviser, order.pk, via="邮件", at=NOON)
        with pytest.raises(Missing):
            ordering.send_order(world.stranger, order.pk, via="邮件", at=NOON)


class TestConfirmOrder:
    def test_keeps_the_first_promise_and_tells_the_new_date(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 3))
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        for day in (FRIDAY, FRIDAY + timedelta(days=3)):
            ordering.confirm_order(
                world.parts_clerk,
                order.pk,
                promised={row.pk: Promised(quantity=Decimal(4), expected_on=day)},
                their_number="SO-99",
                at=NOON,
            )
        row.refresh_from_db()
        assert (row.promised_on, row.expected_on, row.confirmed) == (FRIDAY, FRIDAY + timedelta(days=3), 4)
        assert BackOrder.objects.get().expected_on == FRIDAY + timedelta(days=3)
        order.refresh_from_db()
        assert (order.state, order.their_number) == (OrderState.CONFIRMED, "SO-99")
        buying.assert_proved(world)

    def test_refuses_more_than_ordered_the_past_and_strange_lines(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        wrong = {
            "确认数量": {row.pk: Promised(quantity=Decimal(5), expected_on=FRIDAY)},
            "到货日期": {row.pk: Promised(quantity=Decimal(4), expected_on=TODAY - timedelta(days=1))},
            "不在这张": {0: Promised(quantity=Decimal(4), expected_on=FRIDAY)},
            "至少": {},
        }
        for words, promised in wrong.items():
            with pytest.raises(Refused, match=words):
                ordering.confirm_order(world.parts_clerk, order.pk, promised=promised, at=NOON)
        with pytest.raises(NotAllowed):
            ordering.confirm_order(world.adviser, order.pk, promised=wrong["确认数量"], at=NOON)
        with pytest.raises(Missing):
            ordering.confirm_order(world.stranger, order.pk, promised={}, at=NOON)


class TestRedateLine:
    def test_moves_what_is_open(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        ordering.redate_line(
            world.parts_clerk, buying.line(order, world.pads).pk, expected_on=FRIDAY, at=NOON
        )
        assert Delivery.objects.get(ended_at__isnull=True).expected_on == FRIDAY
        buying.assert_proved(world)

    def test_refuses_what_is_there_and_the_far_future(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4, world.filter: 2})
        row = buying.line(order, world.pads)
        with pytest.raises(Refused, match="一年以内"):
            ordering.redate_line(world.parts_clerk, row.pk, expected_on=TODAY + timedelta(days=400), at=NOON)
        buying.received(world, order, buying.came(order, world.pads, 4))
        with pytest.raises(Refused, match="收齐"):
            ordering.redate_line(world.parts_clerk, row.pk, expected_on=FRIDAY, at=NOON)
        with pytest.raises(NotAllowed):
            ordering.redate_line(world.adviser, row.pk, expected_on=FRIDAY, at=NOON)
        with pytest.raises(Missing):
            ordering.redate_line(world.stranger, row.pk, expected_on=FRIDAY, at=NOON)


class TestCancelLine:
    def test_takes_it_off_the_way_and_ends_the_order_with_its_last_line(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        ordering.cancel_line(world.parts_clerk, row.pk, why="供应商断货", quantity=Decimal(1), at=NOON)
        assert buying.stock(world, world.pads).in_transit == 3
        ordering.cancel_line(world.parts_clerk, row.pk, why="供应商断货", at=NOON)
        order.refresh_from_db()
        assert (buying.stock(world, world.pads).in_transit, order.state) == (0, OrderState.DONE)
        buying.assert_proved(world)

    def test_asks_why_and_how_many(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)
        with pytest.raises(Refused, match="为什么取消"):
            ordering.cancel_line(world.parts_clerk, row.pk, why="", at=NOON)
        with pytest.raises(Refused, match="还有 4 没有到"):
            ordering.cancel_line(world.parts_clerk, row.pk, why="断货", quantity=Decimal(5), at=NOON)
        with pytest.raises(NotAllowed):
            ordering.cancel_line(world.adviser, row.pk, why="断货", at=NOON)
        with pytest.raises(Missing):
            ordering.cancel_line(world.stranger, row.pk, why="断货", at=NOON)

    def test_not_in_a_draft(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(OutOfTurn):
            ordering.cancel_line(world.parts_clerk, buying.line(order, world.pads).pk, why="断货", at=NOON)


class TestCancelOrder:
    def test_takes_everything_off_the_way(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4, world.filter: 2})
        ordering.cancel_order(world.parts_clerk, order.pk, why="重复下单", at=NOON)
        assert buying.stock(world, world.pads).in_transit == 0
        order.refresh_from_db()
        assert order.state == OrderState.CANCELLED
        buying.assert_proved(world)

    def test_not_once_something_came(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 1))
        with pytest.raises(Refused, match="逐行取消"):
            ordering.cancel_order(world.parts_clerk, order.pk, why="重复下单", at=NOON)

    def test_asks_why_and_who(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(Refused, match="为什么取消"):
            ordering.cancel_order(world.parts_clerk, order.pk, why=" ", at=NOON)
        with pytest.raises(NotAllowed):
            ordering.cancel_order(world.adviser, order.pk, why="重复", at=NOON)
        with pytest.raises(Missing):
            ordering.cancel_order(world.stranger, order.pk, why="重复", at=NOON)


class TestAnalyseOrder:
    def urgent(self, world: World) -> PurchaseOrder:
        return buying.sent(
            world,
            buying.usual(world),
            {world.pads: 1},
            kind=OrderKind.URGENT,
            urgency=Urgency(reason="car_stands"),
        )

    def test_keeps_what_was_found(self, world: World) -> None:
        order = self.urgent(world)
        ordering.analyse_order(
            world.parts_manager, order.pk, foreseen="level", words="下限 2 调到 4", at=NOON
        )
        order.refresh_from_db()
        assert (order.foreseen, order.foreseen_words) == ("level", "下限 2 调到 4")

    def test_only_of_emergencies_with_words(self, world: World) -> None:
        order = self.urgent(world)
        with pytest.raises(Refused, match="列表"):
            ordering.analyse_order(world.parts_manager, order.pk, foreseen="x", words="…", at=NOON)
        with pytest.raises(Refused, match="依据"):
            ordering.analyse_order(world.parts_manager, order.pk, foreseen="level", words="", at=NOON)
        with pytest.raises(NotAllowed):
            ordering.analyse_order(world.parts_clerk, order.pk, foreseen="level", words="…", at=NOON)
        with pytest.raises(Missing):
            ordering.analyse_order(world.southern_manager, order.pk, foreseen="level", words="…", at=NOON)
        stock = buying.written(world, order.supplier, {world.pads: 1})
        with pytest.raises(Refused, match="只有急件"):
            ordering.analyse_order(world.parts_manager, stock.pk, foreseen="level", words="…", at=NOON)

    def test_not_before_it_is_out(self, world: World) -> None:
        order = buying.written(
            world,
            buying.usual(world),
            {world.pads: 1},
            kind=OrderKind.URGENT,
            urgency=Urgency(reason="safety"),
        )
        with pytest.raises(Refused, match="发出以后"):
            ordering.analyse_order(world.parts_manager, order.pk, foreseen="level", words="…", at=NOON)


def test_old_pages_are_refused(world: World) -> None:
    order = buying.written(world, buying.usual(world), {world.pads: 4})
    approving.submit_order(world.parts_manager, order.pk, at=NOON, seen=order.version)
    with pytest.raises(Refused, match="请先看最新内容"):
        ordering.send_order(world.parts_clerk, order.pk, via="邮件", at=NOON, seen=order.version)
