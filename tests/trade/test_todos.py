"""What waits in selling parts, and what the search and the timeline know (PARTS-50)."""

from datetime import timedelta

import pytest

from huichang.company.roles import Role
from huichang.customers import timeline
from huichang.kernel import finder, todo
from huichang.trade import bills, ordering, quoting
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50")


def acts(world: World, role: Role, days: int = 0) -> list[str]:
    """What a post of the north is asked to do in selling parts."""
    found = todo.for_actor(world.actor(role), NOON + timedelta(days=days))
    return [each.act for each in found if each.url.startswith("/trade/")]


class TestWhatWaits:
    def test_follows_a_sale_through_its_life(self, world: World) -> None:
        account = selling.shop(world, limit="100.00")
        sale = selling.written(world, {world.filter: 3}, account=account)
        quoting.quote(world.parts_clerk, sale.pk, at=NOON)
        assert (acts(world, Role.PARTS_CLERK), acts(world, Role.PARTS_CLERK, 6)) == ([], ["追报价"])
        quoting.answer_quote(world.parts_clerk, sale.pk, accepts=True, via="电话", at=NOON)
        assert acts(world, Role.PARTS_CLERK) == ["下单"]
        ordering.confirm_sale(world.parts_clerk, sale.pk, why="急用", at=NOON)
        assert (acts(world, Role.SERVICE_MANAGER), acts(world, Role.PARTS_CLERK)) == (["批超额"], [])
        ordering.allow_credit(world.service_manager, sale.pk, at=NOON)
        selling.picked(world, sale)
        assert acts(world, Role.PARTS_CLERK) == ["发货"]
        selling.sent(world, sale)
        assert acts(world, Role.PARTS_CLERK, 4) == ["查物流"]

    def test_reminds_of_bills_over_their_day(self, world: World) -> None:
        selling.delivered(world, {world.filter: 1}, account=selling.shop(world))
        bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)
        assert (acts(world, Role.CASHIER), acts(world, Role.CASHIER, 31)) == ([], ["催款"])


class TestTheSearch:
    def test_finds_sales_and_deliveries(self, world: World) -> None:
        account = selling.shop(world)
        sale = selling.delivered(world, {world.filter: 1}, account=account)
        for text in (sale.number, "sdqc", "SF1001"):
            assert any(each.url.startswith("/trade/") for each in finder.find(world.parts_clerk, text)), text
        dealings = timeline.of(account.customer_id, frozenset({world.north.pk}))
        assert [each.text for each in dealings if each.kind == "配件"] == [f"销售单 {sale.number}"]
