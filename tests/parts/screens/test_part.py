"""/parts/part/<id>/ and /parts/new/ (PARTS-01, PARTS-10 to PARTS-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.parts import queries
from huichang.parts.models import Delivery, Hold, HoldRequest, Part, Substitute
from tests.parts import storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = pytest.mark.req("PARTS-01")


@pytest.fixture
def manager(world: World) -> Client:
    """The parts manager."""
    return enter(world, Role.PARTS_MANAGER)


class TestShow:
    @pytest.mark.req("PARTS-12")
    def test_shows_bins_who_holds_it_who_waits_and_what_comes(self, world: World, manager: Client) -> None:
        storeroom.book(world, {world.pads: 2})
        storeroom.ask(world, (world.pads, 1), plate="川G9K217")
        storeroom.expect(world, world.pads, 4, localdate(now()) + timedelta(days=3))
        new = world.part("BR-1002", "前制动片（新）", Decimal("500.00"))
        Part.objects.filter(pk=world.pads.pk).update(replaced_by=new)
        Substitute.objects.create(part=world.pads, other=world.oil)
        with storeroom.at_most(12):
            page = manager.get(f"/parts/part/{world.pads.pk}/").content.decode()
        for words in (
            "A-01-1",
            "66L88",
            "9K217",
            "申请调用",
            "这是旧编码，请用 BR-1002",
            "OL-3001",
            "¥576.00",
        ):
            assert words in page, words

    def test_shows_the_ledger_page_by_page(self, world: World, manager: Client) -> None:
        for _ in range(60):
            storeroom.receive(world, world.pads, 1)
        with storeroom.at_most(12):
            page = manager.get(f"/parts/part/{world.pads.pk}/?tab=ledger").content.decode()
        assert page.count("采购入库") == 50
        more = page.split("?tab=ledger&amp;before=")[1].split('"')[0]
        rest = manager.get(f"/parts/part/{world.pads.pk}/?tab=ledger&before={more}").content.decode()
        assert rest.count("采购入库") == 11

    def test_shows_words_prices_and_uses(self, world: World, manager: Client) -> None:
        with storeroom.at_most(12):
            page = manager.get(f"/parts/part/{world.pads.pk}/?tab=words").content.decode()
        for words in ("用途分类", "¥480.00", "现行", "保存资料", "还没有工单用过"):
            assert words in page, words

    def test_hides_costs_from_the_workshop(self, world: World) -> None:
        page = enter(world, Role.TECHNICIAN).get(f"/parts/part/{world.pads.pk}/").content.decode()
        assert "库存金额" not in page
        assert "移库" not in page

    def test_knows_no_part_that_does_not_exist(self, manager: Client) -> None:
        assert manager.get("/parts/part/999999/").status_code == 404

    def test_is_not_for_marketing(self, world: World) -> None:
        assert enter(world, Role.MARKETING_OFFICER).get(f"/parts/part/{world.pads.pk}/").status_code == 403


class TestActs:
    @pytest.mark.req("PARTS-12")
    def test_asks_for_what_is_held(self, world: World, manager: Client) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 1))
        hold = Hold.objects.get(for_appointment=3)
        said = {"whom": f"line-{line}", "why": "客户在店等候", "why_words": "要跑长途"}
        manager.post(f"/parts/part/{world.pads.pk}/ask/{hold.pk}/", said)
        assert HoldRequest.objects.get().why == "客户在店等候：要跑长途"

    @pytest.mark.req("PARTS-11")
    def test_moves_goods_and_settles_the_part(self, world: World, manager: Client) -> None:
        said = {"source": world.bin.pk, "target": world.second_bin.pk, "quantity": "1", "why": "并架"}
        answer = manager.post(f"/parts/part/{world.pads.pk}/move/", said, follow=True)
        assert "已移库，单号 YK" in answer.content.decode()
        manager.post(f"/parts/part/{world.pads.pk}/settle/", {"bin": world.second_bin.pk})
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].bin == "B-02-3"
        assert manager.post(f"/parts/part/{world.pads.pk}/settle/", {"bin": ""}).status_code == 422

    @pytest.mark.req("PARTS-13")
    def test_says_what_is_on_its_way(self, world: World, manager: Client) -> None:
        day = localdate(now()) + timedelta(days=2)
        base = f"/parts/part/{world.pads.pk}"
        manager.post(f"{base}/expect/", {"quantity": "4", "expected_on": day, "supplier": "远岚备件"})
        delivery = Delivery.objects.get()
        later = day + timedelta(days=2)
        manager.post(f"{base}/delivery/{delivery.pk}/", {"expected_on": later})
        delivery.refresh_from_db()
        assert delivery.expected_on == later
        manager.post(f"{base}/delivery/{delivery.pk}/", {"cancel": "1"})
        assert storeroom.stock(world, world.pads).in_transit == 0

    def test_changes_words_price_chain_and_substitutes(self, world: World, manager: Client) -> None:
        base = f"/parts/part/{world.pads.pk}"
        words = {
            "name": "前制动片套装",
            "use_class": "wear",
            "quality": "genuine",
            "unit": "套",
            "is_whole": "on",
            "pack": "1",
            "system": "brake",
            "tracking": "none",
            "is_active": "on",
            "fits": "R5，R7 R9",
        }
        answer = manager.post(f"{base}/change/", words, follow=True)
        assert "配件资料已保存" in answer.content.decode()
        manager.post(f"{base}/price/", {"price": "499", "from_on": localdate(now())})
        manager.post(f"{base}/supersede/", {"number": "fl-2001"})
        manager.post(f"{base}/substitute/", {"number": "OL-3001"})
        page = queries.part_page(world.parts_manager, world.pads.pk, on=localdate(now()))
        assert (page.part.name, page.fits, page.price) == ("前制动片套装", ("R5", "R7", "R9"), Decimal(499))
        assert [link.number for link in page.chain] == ["BR-1001", "FL-2001"]
        assert [each.part.number for each in page.instead] == ["OL-3001"]
        manager.post(f"{base}/supersede/", {"number": ""})
        manager.post(f"{base}/substitute/", {"number": "OL-3001", "forbid": "1"})
        page = queries.part_page(world.parts_manager, world.pads.pk, on=localdate(now()))
        assert (page.chain, page.instead) == ((), ())
        assert "没有编码为“ZZ”" in manager.post(f"{base}/supersede/", {"number": "ZZ"}).content.decode()
        assert "请填写代用件的编码" in manager.post(f"{base}/substitute/", {"number": ""}).content.decode()

    def test_refuses_what_the_clerk_may_not(self, world: World) -> None:
        clerk = enter(world, Role.PARTS_CLERK)
        said = {"price": "1", "from_on": localdate(now())}
        assert clerk.post(f"/parts/part/{world.pads.pk}/price/", said).status_code == 403


class TestRegister:
    def test_makes_a_part(self, world: World, manager: Client) -> None:
        assert "新建配件" in manager.get("/parts/new/").content.decode()
        said = {
            "number": "BR-9001",
            "name": "后制动片",
            "use_class": "wear",
            "quality": "oem_equal",
            "unit": "套",
            "is_whole": "on",
            "pack": "1",
            "tracking": "none",
            "is_active": "on",
            "price": "260",
        }
        made = manager.post("/parts/new/", said)
        part = Part.objects.get(number="BR-9001")
        assert made["Location"] == f"/parts/part/{part.pk}/"
        assert manager.post("/parts/new/", {"number": "X"}).status_code == 422
