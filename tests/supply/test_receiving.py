"""Goods against an order: short, over, damaged, wrong, undone, twice at once (PARTS-20)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import ledger
from huichang.parts.batches import Came as BatchCame
from huichang.parts.models import BackOrder, Batch, Move, Part
from huichang.parts.states import MoveKind
from huichang.supply import ordering, receiving
from huichang.supply.models import PurchaseOrder, Receipt, ReceiptLine
from huichang.supply.states import Fault, OrderState
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-20")
JPEG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


class TestReceiveOrder:
    def test_brings_goods_in_at_the_orders_price_and_serves_who_waits(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 4))
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        stock = buying.stock(world, world.pads)
        assert (stock.on_hand, stock.value, stock.in_transit) == (6, Decimal("576.00") + 1120, 0)
        assert storeroom.held(line=line) == 4
        order.refresh_from_db()
        assert order.state == OrderState.DONE
        assert Move.objects.get(document=receipt.number).note == "远岚配件中心 SH-1"
        buying.assert_proved(world)

    def test_leaves_the_rest_on_its_way(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4, world.filter: 10})
        buying.received(world, order, buying.came(order, world.pads, 1))
        assert buying.stock(world, world.pads).in_transit == 3
        order.refresh_from_db()
        assert (order.state, buying.line(order, world.pads).received) == (OrderState.CONFIRMED, 1)
        buying.assert_proved(world)

    def test_takes_only_its_own_order_off_the_way(self, world: World) -> None:
        of = buying.usual(world)
        first, second = (buying.sent(world, of, {world.pads: 4}) for _ in range(2))
        buying.received(world, second, buying.came(second, world.pads, 4))
        assert buying.stock(world, world.pads).in_transit == 4
        first.refresh_from_db()
        assert first.state == OrderState.SENT

    def test_refuses_more_than_is_open_unless_somebody_says_why(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(Refused, match="超出订单"):
            buying.received(world, order, buying.came(order, world.pads, 5))
        buying.received(world, order, buying.came(order, world.pads, 5, over_why="整箱发货，先收下"))
        assert buying.line(order, world.pads).received == 5
        buying.assert_proved(world)

    def test_puts_damaged_goods_into_quarantine_with_photos(self, world: World) -> None:
        aside = buying.quarantine(world)
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(
            world,
            order,
            buying.came(
                order,
                world.pads,
                2,
                damaged=Decimal(1),
                refused=Decimal(1),
                announced=Decimal(4),
                fault=Fault.DAMAGED,
                fault_words="外箱压扁",
                photos=[JPEG],
            ),
        )
        row = ReceiptLine.objects.get(receipt=receipt)
        assert (row.good, row.damaged, row.refused, row.photos.count()) == (2, 1, 1, 1)
        assert storeroom.lying(world.pads, aside) == 1
        stock = buying.stock(world, world.pads)
        assert (stock.blocked, stock.in_transit) == (1, 1)
        buying.assert_proved(world)

    def test_keeps_what_the_delivery_note_says_too_much(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 3, announced=Decimal(4)))
        row = ReceiptLine.objects.get()
        assert (row.fault, row.announced, buying.stock(world, world.pads).in_transit) == (Fault.SHORT, 4, 1)

    @pytest.mark.req("PARTS-02")
    def test_keeps_unchecked_batches_out_of_reach(self, world: World) -> None:
        aside = buying.quarantine(world)
        Part.objects.filter(pk=world.pads.pk).update(tracking="batch", needs_check=True)
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(Refused, match="批次号"):
            buying.received(world, order, buying.came(order, world.pads, 4))
        buying.received(world, order, buying.came(order, world.pads, 4, batch=BatchCame(numbers=("B7",))))
        assert (Batch.objects.get(number="B7").state, storeroom.lying(world.pads, aside)) == ("unchecked", 4)

    def test_asks_for_the_fault_the_paper_and_something_that_came(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(Refused, match="请选择问题"):
            buying.received(world, order, buying.came(order, world.pads, 3, damaged=Decimal(1)))
        with pytest.raises(Refused, match="送货单号"):
            buying.received(world, order, buying.came(order, world.pads, 3), document=" ")
        with pytest.raises(Refused, match="至少填写一行"):
            buying.received(world, order, buying.came(order, world.pads, 0))
        with pytest.raises(Refused, match="不能小于零"):
            buying.received(world, order, buying.came(order, world.pads, -1, announced=Decimal(1)))
        with pytest.raises(Refused, match="按整"):
            buying.received(world, order, buying.came(order, world.pads, "1.5"))
        with pytest.raises(Missing, match="错件"):
            buying.received(world, order, receiving.Came(line_id=0, good=Decimal(1)))

    def test_knows_a_delivery_note_again(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 1))
        with pytest.raises(Refused, match="已经收过货"):
            buying.received(world, order, buying.came(order, world.pads, 1))

    def test_not_of_a_draft_nor_by_strangers(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 4})
        with pytest.raises(OutOfTurn):
            buying.received(world, order, buying.came(order, world.pads, 1))
        with pytest.raises(NotAllowed):
            buying.received(world, order, buying.came(order, world.pads, 1), by=world.adviser)
        with pytest.raises(Missing):
            buying.received(world, order, buying.came(order, world.pads, 1), by=world.stranger)


class TestUndoReceipt:
    def undo(self, world: World, receipt: Receipt) -> Receipt:
        return receiving.undo_receipt(world.parts_clerk, receipt.pk, why="扫错单", at=NOON)

    def test_puts_everything_back_as_it_was(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 4))
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        self.undo(world, receipt)
        stock = buying.stock(world, world.pads)
        assert (stock.on_hand, stock.value, stock.in_transit) == (2, Decimal("576.00"), 4)
        assert storeroom.held(line=line) == 2
        assert BackOrder.objects.get(closed_at__isnull=True).quantity == 2
        order.refresh_from_db()
        assert (order.state, buying.line(order, world.pads).received) == (OrderState.CONFIRMED, 0)
        buying.assert_proved(world)
        buying.received(world, order, buying.came(order, world.pads, 4))
        buying.assert_proved(world)

    def test_not_after_something_left(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        gone = ledger.Movement(
            part_id=world.pads.pk,
            bin_id=world.bin.pk,
            kind=MoveKind.ISSUE,
            quantity=Decimal(-1),
            document="RO2603020001",
        )
        ledger.post(world.north.pk, [gone], at=NOON, by_id=None)
        with pytest.raises(Refused, match="不能再撤销收货"):
            self.undo(world, receipt)

    def test_not_twice_not_without_reason_not_by_strangers(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        with pytest.raises(Refused, match="为什么撤销"):
            receiving.undo_receipt(world.parts_clerk, receipt.pk, why="", at=NOON)
        with pytest.raises(NotAllowed):
            receiving.undo_receipt(world.adviser, receipt.pk, why="错", at=NOON)
        with pytest.raises(Missing):
            receiving.undo_receipt(world.stranger, receipt.pk, why="错", at=NOON)
        self.undo(world, receipt)
        with pytest.raises(OutOfTurn):
            self.undo(world, receipt)

    def test_not_once_it_is_billed(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        buying.billed(world, of, [(ReceiptLine.objects.get(), "4", "1120.00")])
        with pytest.raises(Refused, match="发票"):
            self.undo(world, receipt)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_people_receive_the_same_order_once(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        people = [world.parts_clerk, world.parts_manager] * 3

        def go(number: int) -> str:
            try:
                goods = buying.came(order, world.pads, 4)
                buying.received(world, order, goods, document=f"SH-{number}", by=people[number])
            except Refused as refusal:
                return str(refusal)
            else:
                return ""
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            said = list(pool.map(go, range(6)))
        assert sum(not each for each in said) == 1
        assert buying.stock(world, world.pads).on_hand == 6
        assert PurchaseOrder.objects.get().state == OrderState.DONE
        buying.assert_proved(world)

    def test_receiving_and_cancelling_end_in_one_of_both(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        row = buying.line(order, world.pads)

        def receive() -> None:
            buying.received(world, order, buying.came(order, world.pads, 4))

        def cancel() -> None:
            ordering.cancel_line(world.parts_manager, row.pk, why="断货", at=NOON)

        def go(act: object) -> bool:
            try:
                act()  # type: ignore[operator]
            except Refused:
                return False
            else:
                return True
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(go, [receive, cancel]))
        assert sum(done) == 1
        buying.assert_proved(world)
