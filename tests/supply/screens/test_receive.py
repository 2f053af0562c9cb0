"""/supply/receive/ : a scanned label opens the order that waits for it (PARTS-20)."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.parts import putting_away
from huichang.parts.states import Place
from tests.parts import storeroom
from tests.supply import buying
from tests.web import signed_in
from tests.world import NOON, World


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

    def test_leads_on_to_the_labels_and_to_putting_away_until_it_is_done(self, world: World) -> None:
        dock = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        came = replace(buying.came(order, world.pads, 4), bin_id=dock.pk)
        receipt = buying.received(world, order, came)
        clerk = signed_in(world.parts_clerk)
        address = f"/supply/orders/{order.pk}/"
        with storeroom.at_most(13):
            page = clerk.get(address).content.decode()
        assert "还在收货区，等着上架" in page
        assert 'href="/parts/put-away/"' in page
        assert f"/parts/labels/receipt.pdf?document={receipt.number}" in page
        putting_away.put_away(
            world.parts_clerk,
            world.pads.pk,
            store_id=world.north.pk,
            source_id=dock.pk,
            target_id=world.bin.pk,
            quantity=Decimal(4),
            at=NOON,
        )
        assert "等着上架" not in clerk.get(address).content.decode()

    def test_without_an_order_it_says_what_is_on_its_way_by_one(self, world: World) -> None:
        clerk = signed_in(world.parts_clerk)

        def line() -> str:
            return clerk.get("/parts/receive/line/", {"code": world.pads.number}).content.decode()

        assert "按采购单收货" not in line()
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        said = line()
        assert order.number in said
        assert "4 件在途" in said.replace("\n", "")
        (address,) = re.findall(r'href="(/supply/receive/[^"]*)"', said)
        assert clerk.get(address)["Location"] == f"/supply/orders/{order.pk}/receive/"

    @pytest.mark.req("PLAT-30")
    def test_the_counter_opens_the_document_whose_number_was_scanned(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        clerk = signed_in(world.parts_clerk)
        for code in (order.number, order.number.lower(), f"HC1|R|{order.number}"):
            answer = clerk.get("/parts/counter/", {"code": code})
            assert answer.get("Location") == f"/supply/orders/{order.pk}/", code
        assert clerk.get("/parts/counter/", {"code": order.number[:-1]}).status_code == 422
