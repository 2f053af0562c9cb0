"""Several people sell at once: the last piece goes once, a charge is billed once, a limit is used once (PARTS-50)."""

from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Refused
from huichang.parts import issuing
from huichang.trade import bills, counter, ordering, returns
from huichang.trade.models import Bill, Charge, Sale
from tests.parts import storeroom
from tests.parts.test_races import at_once
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-50")]


def test_the_last_piece_goes_to_the_workshop_or_over_the_counter(world: World) -> None:
    storeroom.ask(world, (world.pads, 1), order_id=1)
    sale = selling.written(world, {world.pads: 1}, kind="counter")
    other = selling.written(world, {world.pads: 1}, kind="counter")
    taker, clerk, manager = world.staff(Role.TECHNICIAN).pk, world.parts_clerk, world.parts_manager
    answers = at_once(
        lambda: issuing.issue(clerk, 1, quantities=None, taken_by_id=taker, at=NOON),
        lambda: counter.sell_at_counter(clerk, sale.pk, method="cash", once="a", at=NOON),
        lambda: counter.sell_at_counter(manager, other.pk, method="cash", once="b", at=NOON),
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert selling.stock(world, world.pads).on_hand == 0
    assert Bill.objects.count() == 1
    selling.assert_proved(world)


def test_two_runs_bill_a_charge_once(world: World) -> None:
    selling.delivered(world, {world.filter: 2}, account=selling.shop(world))
    manager, cashier = world.parts_manager, world.cashier
    answers = at_once(
        lambda: bills.run_statements(manager, world.north.pk, until=TODAY, at=NOON),
        lambda: bills.run_statements(cashier, world.north.pk, until=TODAY, at=NOON),
    )
    assert not any(isinstance(each, Refused) for each in answers)
    assert [bill.total for bill in Bill.objects.all()] == [Decimal("76.00")]


def test_two_sales_use_the_limit_once(world: World) -> None:
    account = selling.shop(world, limit="500.00")
    one, two = (selling.written(world, {world.pads: 1}, account=account) for _ in range(2))
    clerk, manager = world.parts_clerk, world.parts_manager
    answers = at_once(
        lambda: ordering.confirm_sale(clerk, one.pk, at=NOON),
        lambda: ordering.confirm_sale(manager, two.pk, at=NOON),
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert Sale.objects.filter(state="open").count() == 1


def test_a_return_is_credited_once(world: World) -> None:
    selling.quarantine(world)
    sale = selling.delivered(world, {world.filter: 2}, account=selling.shop(world))
    line = selling.line(sale, world.filter)
    back = returns.ask_return(
        world.parts_clerk, sale.pk, quantities={line.pk: Decimal(2)}, reason="faulty", at=NOON
    )
    row = back.lines.get()
    clerk, manager = world.parts_clerk, world.parts_manager
    answers = at_once(
        lambda: returns.accept_return(clerk, back.pk, conditions={row.pk: "sealed"}, at=NOON),
        lambda: returns.accept_return(manager, back.pk, conditions={row.pk: "sealed"}, at=NOON),
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert Charge.objects.filter(goods_return=back).count() == 1
    assert selling.stock(world, world.filter).on_hand == 20
    selling.assert_proved(world)
