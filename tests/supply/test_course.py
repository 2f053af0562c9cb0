"""A car stands for want of a part: the whole way from the shortage to the paid invoice and the supplier's mark (PARTS-20, 51)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.parts.models import BackOrder
from huichang.supply import approving, evaluating, invoices, ordering, queries, todos
from huichang.supply.drafting import For, Line, Urgency
from huichang.supply.models import ReceiptLine, Variance
from huichang.supply.states import InvoiceState, OrderKind, Settlement
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, TODAY, World


@pytest.mark.req("PARTS-20", "PARTS-51")
def test_a_standing_car_gets_its_part_and_everybody_is_paid(world: World) -> None:
    (line_id,) = storeroom.ask(world, (world.pads, 5))
    of = buying.usual(world)
    (short,) = todos.unordered(world.north.pk)
    assert (short.part_id, short.quantity) == (world.pads.pk, 3)

    plan = queries.emergency_plan(world.parts_clerk, world.pads.pk, quantity=short.quantity, on=TODAY)
    best = plan.sources[0]
    assert (best.supplier_id, best.cost) == (of.pk, Decimal("1044.00"))
    order = ordering.write_order(
        world.parts_clerk,
        store_id=world.north.pk,
        supplier_id=of.pk,
        kind=OrderKind.URGENT,
        urgency=Urgency(reason="car_stands"),
        lines=[
            Line(
                part_id=world.pads.pk,
                quantity=short.quantity,
                wanted_for=[For(quantity=short.quantity, line_id=line_id, order_id=7)],
            )
        ],
        at=NOON,
    )
    approving.submit_order(world.parts_clerk, order.pk, at=NOON)
    ordering.send_order(world.parts_clerk, order.pk, via="电话", at=NOON)
    assert BackOrder.objects.get().expected_on == TODAY + timedelta(days=1)
    page = queries.order_page(world.parts_manager, order.pk, on=TODAY)
    assert page.extra == Decimal("84.00") + Decimal("60.00")

    tomorrow = NOON + timedelta(days=1)
    buying.received(world, order, buying.came(order, world.pads, 3), at=tomorrow)
    assert storeroom.held(line=line_id) == 5
    assert not BackOrder.objects.filter(closed_at__isnull=True).exists()

    (received,) = ReceiptLine.objects.all()
    invoice = buying.billed(world, of, [(received, "3", "960.00")], freight="120.00")
    assert invoice.state == InvoiceState.DIFFERS
    (billed,) = invoice.lines.all()
    invoices.settle_differences(
        world.parts_manager,
        invoice.pk,
        settlements={billed.pk: Settlement.AS_RECEIVED},
        words="合同急件加价 10%，多开的请开红字",
        at=tomorrow,
    )
    invoices.pay_invoice(
        world.cashier, invoice.pk, paid_on=TODAY + timedelta(days=1), reference="YH9", at=tomorrow
    )
    invoice.refresh_from_db()
    assert invoice.payable == invoice.gross - Decimal("36.00") * Decimal("1.13")
    assert not Variance.objects.exists()

    ordering.analyse_order(
        world.parts_manager, order.pk, foreseen="level", words="下限 2 调到 4", at=tomorrow
    )
    evaluating.evaluate_suppliers(world.parts_manager, world.north.pk, month=TODAY, at=tomorrow)
    (mark,) = queries.ranking(world.parts_manager, month=TODAY)
    assert (mark.card.shares["on_time"].percent, mark.card.shares["price"].percent) == (100, 0)
    buying.assert_proved(world)
