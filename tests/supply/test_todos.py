"""What waits at the purchasing desk (PARTS-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel import finder, todo
from huichang.parts import askers
from huichang.supply import approving, ordering, todos
from huichang.supply.models import ReceiptLine
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-20")


def acts(world: World, role: Role, at_days: int = 0) -> list[str]:
    """What a post of the north is asked to do in buying."""
    found = todo.for_actor(world.actor(role), NOON + timedelta(days=at_days))
    return [each.act for each in found if each.url.startswith("/supply/")]


class TestWhatWaits:
    def test_follows_an_order_through_its_life(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.written(world, of, {world.pads: 8})
        assert acts(world, Role.PARTS_CLERK) == ["提交"]
        approving.submit_order(world.parts_clerk, order.pk, at=NOON)
        assert (acts(world, Role.PARTS_MANAGER), acts(world, Role.PARTS_CLERK)) == (["审批"], [])
        approving.approve_order(world.parts_manager, order.pk, at=NOON)
        assert acts(world, Role.PARTS_CLERK) == ["发出"]
        ordering.send_order(world.parts_clerk, order.pk, via="邮件", at=NOON)
        assert [acts(world, Role.PARTS_CLERK, days) for days in (0, 2, 5, 6)] == [
            [],
            ["确认交期"],
            ["收货"],
            ["催货"],
        ]
        buying.received(world, order, buying.came(order, world.pads, 8))
        assert acts(world, Role.PARTS_CLERK) == []

    def test_knows_due_and_differing_invoices(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 4))
        invoice = buying.billed(world, of, [(ReceiptLine.objects.get(), "4", "1120.00")])
        assert (acts(world, Role.CASHIER), acts(world, Role.CASHIER, 28)) == ([], ["付款"])
        assert invoice.number

    def test_shows_large_orders_to_who_may_approve_them(self, world: World) -> None:
        order = buying.written(world, buying.usual(world), {world.pads: 100})
        approving.submit_order(world.parts_clerk, order.pk, at=NOON)
        assert acts(world, Role.PARTS_MANAGER) == []
        assert acts(world, Role.SERVICE_MANAGER) == ["审批"]

    def test_lists_what_is_short_and_not_ordered(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 5))
        (short,) = todos.unordered(world.north.pk)
        assert (short.name, short.quantity, short.is_for_order) == ("前制动片", 3, True)
        buying.written(world, buying.usual(world), {world.pads: 3})
        assert todos.unordered(world.north.pk) == []

    def test_names_the_sale_that_waits_and_calls_no_car_standing(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 5), order_id=askers.FIRST_SALE + 7, plate="")
        (short,) = todos.unordered(world.north.pk)
        assert (short.waiting, short.is_for_order) == (f"RO{askers.FIRST_SALE + 7}", False)

    def test_costs_few_statements(self, world: World) -> None:
        buying.sent(world, buying.usual(world), {world.pads: 4})
        with storeroom.at_most(7):
            work = todos.work_of(world.parts_manager, NOON)
        assert {heap.label: heap.count for heap in work.heaps}["在途"] == 1


def test_the_search_finds_orders_and_suppliers(world: World) -> None:
    order = buying.written(world, buying.usual(world), {world.pads: 4})
    for text, kind in ((order.number[-6:], "采购单"), ("ylpj", "供应商")):
        hits = [each for each in finder.find(world.parts_clerk, text) if each.url.startswith("/supply/")]
        assert [each.kind for each in hits] == [kind]
    assert [each for each in finder.find(world.technician, order.number) if "supply" in each.url] == []
    assert order.freight == Decimal(60)
