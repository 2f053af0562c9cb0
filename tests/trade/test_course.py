"""The whole course of a trade order and of a counter sale, through the use-cases."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.parts.models import BackOrder, Hold, Move
from huichang.trade import bills, counter, dispatching, ordering, paying, quoting, returns
from huichang.trade.models import Bill, Charge
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.mark.req("PARTS-50")
def test_quote_order_pick_deliver_in_parts_bill_pay_and_return(world: World) -> None:
    account = selling.shop(world)
    selling.quarantine(world)
    sale = selling.written(world, {world.pads: 3, world.filter: 5}, account=account)
    address = quoting.quote(world.parts_clerk, sale.pk, at=NOON)
    assert address.startswith("/c/parts/")
    quoting.answer_quote(world.parts_clerk, sale.pk, accepts=True, via="电话", at=NOON)
    short = ordering.confirm_sale(world.parts_clerk, sale.pk, at=NOON)
    assert [(each.part_id, each.quantity) for each in short] == [(world.pads.pk, Decimal(1))]
    sale = selling.fresh(sale)
    assert sale.state == "open"
    assert Hold.objects.filter(for_line__gte=10**12, state="held").count() == 2
    assert BackOrder.objects.get().for_line == selling.line(sale, world.pads).pk

    sale = selling.picked(world, sale)
    assert selling.line(sale, world.pads).picked == 2
    assert set(Move.objects.filter(for_line__gte=10**12).values_list("kind", flat=True)) == {"sale"}
    dispatch = selling.sent(world, sale)
    dispatching.deliver(
        world.parts_clerk, dispatch.pk, signed_by="刘师傅", signature=selling.SIGNATURE, at=NOON
    )
    assert Charge.objects.get().amount == Decimal("480.00") * 2 + Decimal("38.00") * 5
    assert selling.fresh(sale).state == "open"
    ordering.cut_line(
        world.parts_clerk, sale.pk, selling.line(sale, world.pads).pk, quantity=Decimal(1), at=NOON
    )
    assert selling.fresh(sale).state == "done"
    assert not BackOrder.objects.filter(closed_at__isnull=True).exists()

    back = returns.ask_return(
        world.parts_clerk,
        sale.pk,
        quantities={selling.line(sale, world.filter).pk: Decimal(2)},
        reason="misordered",
        at=NOON,
    )
    back = returns.accept_return(
        world.parts_clerk, back.pk, conditions={row.pk: "sealed" for row in back.lines.all()}, at=NOON
    )
    assert (back.value, back.fee, back.credit) == (Decimal("76.00"), Decimal("7.60"), Decimal("68.40"))
    made = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)
    assert [bill.total for bill in made] == [Decimal("1150.00") - Decimal("68.40")]
    assert bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON) == []
    paying.take_for_account(
        world.cashier,
        world.north.pk,
        customer_id=account.customer_id,
        method="transfer",
        amount=made[0].total,
        once="a",
        at=NOON + timedelta(days=5),
    )
    assert Bill.objects.get().state == "paid"
    selling.assert_proved(world)


@pytest.mark.req("PARTS-50")
def test_a_walk_in_buys_over_the_counter(world: World) -> None:
    sale = selling.written(world, {world.filter: 2}, kind="counter")
    sale = counter.sell_at_counter(world.parts_clerk, sale.pk, method="wechat", once="w1", at=NOON)
    assert sale.state == "done"
    bill = Bill.objects.get()
    assert (bill.state, bill.paid, bill.total) == ("paid", Decimal("76.00"), Decimal("76.00"))
    assert selling.stock(world, world.filter).on_hand == 18
    selling.assert_proved(world)
