"""Several people at the buying desk at once: a note is received once, goods are billed once, what is approved is what goes out
(PARTS-20)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction

from huichang.company.roles import Role
from huichang.kernel.refusals import Changed, Refused
from huichang.parts import receiving as store_room
from huichang.parts.models import BinStock
from huichang.supply import (
    approving,
    claims,
    drafting,
    invoices,
    ordering,
    receiving,
    returns,
    suppliers,
)
from huichang.supply.models import Invoice, PartsClaim, PurchaseOrder, Receipt, ReceiptLine
from tests.interleaving import interleaved
from tests.parts.test_races import at_once
from tests.supply import buying
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-20")]


def refusals(answers: list[object]) -> list[Refused]:
    """Those who came too late."""
    return [each for each in answers if isinstance(each, Refused)]


def test_a_note_is_received_once(world: World) -> None:
    order = buying.sent(world, buying.usual(world), {world.pads: 4})
    goods = buying.came(order, world.pads, 4)
    clerk, manager = world.parts_clerk, world.parts_manager
    answers = at_once(
        lambda: buying.received(world, order, goods, by=clerk),
        lambda: buying.received(world, order, goods, by=manager),
    )
    assert len(refusals(answers)) == 1
    assert Receipt.objects.count() == 1
    assert buying.line(order, world.pads).received == 4
    buying.assert_proved(world)


def test_two_notes_bring_no_more_than_was_ordered(world: World) -> None:
    order = buying.sent(world, buying.usual(world), {world.pads: 4})
    goods = buying.came(order, world.pads, 3)
    clerk, manager = world.parts_clerk, world.parts_manager
    answers = at_once(
        lambda: buying.received(world, order, goods, by=clerk, document="A"),
        lambda: buying.received(world, order, goods, by=manager, document="B"),
    )
    assert "超出订单" in str(refusals(answers)[0])
    assert buying.line(order, world.pads).received == 3
    buying.assert_proved(world)


def test_goods_are_billed_once(world: World) -> None:
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    buying.received(world, order, buying.came(order, world.pads, 4))
    row = ReceiptLine.objects.get()
    answers = at_once(
        lambda: buying.billed(world, of, [(row, "4", "1120.00")], number="25512000000000000001"),
        lambda: buying.billed(world, of, [(row, "4", "1120.00")], number="25512000000000000002"),
    )
    assert "未开票的只有 0" in str(refusals(answers)[0])
    assert Invoice.objects.count() == 1
    assert ReceiptLine.objects.get().invoiced == 4


def test_an_invoice_number_is_recorded_once(world: World) -> None:
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    buying.received(world, order, buying.came(order, world.pads, 4))
    row = ReceiptLine.objects.get()
    answers = at_once(
        *(lambda: buying.billed(world, of, [(row, "2", "560.00")], freight="0.00") for _ in range(2))
    )
    assert len(refusals(answers)) == 1
    assert Invoice.objects.count() == 1
    assert ReceiptLine.objects.get().invoiced == 2


def test_differences_are_settled_once(world: World) -> None:
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    buying.received(world, order, buying.came(order, world.pads, 4))
    invoice = buying.billed(world, of, [(ReceiptLine.objects.get(), "4", "1400.00")])
    line = invoice.lines.get()
    manager, boss = world.parts_manager, world.service_manager
    answers = at_once(
        *(
            lambda who=who: invoices.settle_differences(
                who, invoice.pk, settlements={line.pk: "as_invoiced"}, words="涨价", at=NOON
            )
            for who in (manager, boss)
        )
    )
    assert len(refusals(answers)) == 1
    buying.assert_proved(world)
    assert buying.stock(world, world.pads).value == Decimal(2) * 288 + 1400 + 60


@pytest.mark.req("PARTS-20")
def test_what_is_approved_is_what_was_looked_at(world: World) -> None:
    order = buying.written(world, buying.usual(world), {world.pads: 100})
    approving.submit_order(world.parts_clerk, order.pk, at=NOON)
    seen = PurchaseOrder.objects.get(pk=order.pk).version
    clerk, manager, boss = world.parts_clerk, world.parts_manager, world.actor(Role.GENERAL_MANAGER)
    line = buying.line(order, world.pads).pk

    def changed() -> object:
        approving.send_back_order(manager, order.pk, why="改数量", seen=seen)
        return ordering.change_line(clerk, line, quantity=Decimal(900))

    answers = at_once(changed, lambda: approving.approve_order(boss, order.pk, seen=seen, at=NOON))
    now = PurchaseOrder.objects.get(pk=order.pk)
    quantity = buying.line(order, world.pads).quantity
    assert (now.state, quantity) in (("approved", 100), ("draft", 900))
    assert len(refusals(answers)) == 1
    assert isinstance(refusals(answers)[0], Changed | Refused)


def test_what_is_faulty_is_claimed_once_and_goes_back_once(world: World) -> None:
    buying.quarantine(world)
    of = buying.usual(world)
    order = buying.sent(world, of, {world.filter: 4})
    buying.received(world, order, buying.came(order, world.filter, 3, damaged=Decimal(1), fault="damaged"))
    row = ReceiptLine.objects.get()
    faulty = claims.Faulty(
        part_id=world.filter.pk,
        quantity=Decimal(1),
        found="at_receipt",
        words="破损",
        restores="whole",
        receipt_line_id=row.pk,
    )
    clerk, manager = world.parts_clerk, world.parts_manager
    answers = at_once(
        *(
            lambda who=who: claims.open_claim(who, of.pk, store_id=world.north.pk, faulty=faulty, at=NOON)
            for who in (clerk, manager)
        )
    )
    assert len(refusals(answers)) == 1
    assert PartsClaim.objects.count() == 1
    lies = BinStock.objects.get(part=world.filter, quantity__gte=20)
    back = returns.write_return(
        clerk,
        of.pk,
        store_id=world.north.pk,
        reason="wrong",
        lines=[returns.Back(part_id=world.filter.pk, bin_id=lies.bin_id, quantity=Decimal(2))],
        at=NOON,
    )
    answers = at_once(
        *(
            lambda who=who: returns.send_return(who, back.pk, carrier="顺丰", at=NOON)
            for who in (clerk, manager)
        )
    )
    assert len(refusals(answers)) == 1
    buying.assert_proved(world)


class TestAReceiptThatIsUndone:
    """What hangs on a receipt waits for its order: a receipt line itself does not say that its receipt is undone."""

    def undone(self, world: World, receipt: Receipt) -> Callable[[], object]:
        """Somebody takes a receipt back."""
        manager = world.parts_manager
        return lambda: receiving.undo_receipt(manager, receipt.pk, why="收错", at=NOON)

    def test_is_not_billed(self, world: World) -> None:
        of, _ = buying.usual(world), world.cashier
        order = buying.sent(world, of, {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        row = ReceiptLine.objects.get()
        answers = interleaved(
            self.undone(world, receipt),
            lambda: buying.billed(world, of, [(row, "4", "1120.00")]),
            after="COMMIT",
        )
        assert answers is not None
        assert "已经撤销" in str(answers[1])
        assert not Invoice.objects.exists()
        buying.assert_proved(world)

    def test_is_not_claimed(self, world: World) -> None:
        buying.quarantine(world)
        of, clerk = buying.usual(world), world.parts_clerk
        order = buying.sent(world, of, {world.pads: 4})
        goods = buying.came(order, world.pads, 3, damaged=Decimal(1), fault="damaged")
        receipt = buying.received(world, order, goods)
        faulty = claims.Faulty(
            part_id=world.pads.pk,
            quantity=Decimal(1),
            found="at_receipt",
            words="破损",
            restores="whole",
            receipt_line_id=ReceiptLine.objects.get().pk,
        )
        answers = interleaved(
            self.undone(world, receipt),
            lambda: claims.open_claim(clerk, of.pk, store_id=world.north.pk, faulty=faulty, at=NOON),
            after="COMMIT",
        )
        assert answers is not None
        assert "没有找到这行收货" in str(answers[1])
        assert not PartsClaim.objects.exists()


def test_the_freight_of_an_order_is_paid_once(world: World) -> None:
    of, _ = buying.usual(world), world.cashier
    order = buying.sent(world, of, {world.pads: 4, world.filter: 5})
    buying.received(world, order, buying.came(order, world.pads, 4), buying.came(order, world.filter, 5))
    pads, filters = ReceiptLine.objects.order_by("pk")
    interleaved(
        lambda: buying.billed(world, of, [(pads, "4", "1120.00")], number="25512000000000000001"),
        lambda: buying.billed(world, of, [(filters, "5", "100.00")], number="25512000000000000002"),
        after="COMMIT",
    )
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["differs", "matched"]


def test_goods_with_and_without_an_order_do_not_get_in_each_others_way(world: World) -> None:
    order = buying.sent(world, buying.usual(world), {world.pads: 4})
    goods = buying.came(order, world.pads, 4)
    clerk, manager = world.parts_clerk, world.parts_manager
    more = store_room.Received(world.filter.pk, Decimal(1), Decimal(20))
    answers = interleaved(
        lambda: buying.received(world, order, goods, by=clerk),
        lambda: store_room.receive_parts(
            manager, store_id=world.north.pk, document="SH-2", supplier="零配", lines=[more], at=NOON
        ),
        after="pg_advisory_xact_lock",
    )
    assert answers is not None
    assert refusals(list(answers)) == []
    buying.assert_proved(world)


def test_a_supplier_code_is_taken_once(world: World) -> None:
    manager = world.parts_manager

    def register(name: str) -> Callable[[], object]:
        words = suppliers.Particulars(name=name)
        return lambda: suppliers.register_supplier(manager, code="G9", words=words)

    answers = interleaved(register("甲厂"), register("乙厂"), after="COMMIT")
    assert answers is not None
    assert "编码 G9 已经是“甲厂”" in str(answers[1])


def test_a_draft_that_got_more_lines_is_looked_at_again(world: World) -> None:
    of, clerk = buying.usual(world), world.parts_clerk
    order = buying.written(world, of, {world.pads: 4})
    seen = PurchaseOrder.objects.get(pk=order.pk).version

    def more() -> object:
        with transaction.atomic():
            return drafting.draft(
                world.north.pk,
                supplier_id=of.pk,
                kind="weekly",
                lines=[drafting.Line(part_id=world.filter.pk, quantity=Decimal(900))],
                at=NOON,
                by_id=None,
                into_open=True,
            )

    answers = interleaved(
        more, lambda: approving.submit_order(clerk, order.pk, seen=seen, at=NOON), after="COMMIT"
    )
    assert answers is not None
    assert isinstance(answers[1], Changed)
