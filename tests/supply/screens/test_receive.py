"""/supply/receive/ : a scanned label opens the order that waits for it (PARTS-20)."""

import pytest

from tests.supply import buying
from tests.web import signed_in
from tests.world import World


@pytest.mark.req("PARTS-20")
class TestComing:
    def test_opens_the_order_whose_part_was_scanned(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        clerk = signed_in(world.parts_clerk)
        answer = clerk.get("/supply/receive/", {"scan": world.pads.number})
        assert answer.headers["Location"] == f"/supply/orders/{order.pk}/receive/"
        buying.received(world, order, buying.came(order, world.pads, 4))
        assert clerk.get("/supply/receive/", {"scan": world.pads.number}).status_code == 422

    def test_says_what_to_do_where_none_or_several_hold_it(self, world: World) -> None:
        of = buying.usual(world)
        orders = [buying.sent(world, of, {world.pads: 4}) for _ in range(2)]
        clerk = signed_in(world.parts_clerk)

        def said(code: str) -> str:
            return clerk.get("/supply/receive/", {"scan": code}).content.decode()

        both = said(world.pads.number)
        assert "请看送货单" in both
        assert all(order.number in both for order in orders)
        assert "没有采购单的到货请点" in said(world.oil.number)
        assert "或扫货上的配件码" in said("ZZ-1")


@pytest.mark.req("PARTS-20")
class TestShow:
    def test_offers_to_take_everything_where_there_is_more_than_one_line(self, world: World) -> None:
        of = buying.usual(world)
        one, two = (
            buying.sent(world, of, wanted) for wanted in ({world.pads: 4}, {world.pads: 4, world.filter: 2})
        )
        clerk = signed_in(world.parts_clerk)
        pages = [clerk.get(f"/supply/orders/{order.pk}/receive/").content.decode() for order in (one, two)]
        assert ["data-fills-all" in page for page in pages] == [False, True]
