"""/parts/stock/, /parts/receive/, /parts/places/, /parts/requests/ (PARTS-01, PARTS-10 to PARTS-12)."""

from decimal import Decimal

import pytest
from django.test import Client

from huichang.company.roles import Role
from huichang.parts import ledger, requests
from huichang.parts.models import Bin, Hold, Part, Stock, Warehouse
from tests.parts import storeroom
from tests.parts.screens.door import enter
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")


@pytest.fixture
def clerk(world: World) -> Client:
    """The parts clerk."""
    return enter(world, Role.PARTS_CLERK)


class TestStock:
    def test_shows_what_there_is_and_what_it_is_worth(self, world: World, clerk: Client) -> None:
        ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        with storeroom.at_most(12):
            page = clerk.get("/parts/stock/").content.decode()
        for words in ("BR-1001", "A-01-1", "¥480.00", "¥3,393.60", "相符"):
            assert words in page, words

    def test_says_what_the_proof_found(self, world: World, clerk: Client) -> None:
        Stock.objects.filter(part=world.pads).update(on_hand=3)
        ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        assert "BR-1001 现存：账上 3，明细合计 2" in clerk.get("/parts/stock/").content.decode()

    @pytest.mark.req("PARTS-01")
    def test_searches_as_one_types_and_opens_a_whole_number(self, world: World, clerk: Client) -> None:
        page = clerk.get("/parts/stock/", {"q": "jylq"}).content.decode()
        assert "FL-2001" in page
        assert "BR-1001" not in page
        assert "没有找到这样的配件" in clerk.get("/parts/stock/", {"q": "飞碟"}).content.decode()
        opened = clerk.get("/parts/stock/", {"q": "fl2001", "open": "1"})
        assert opened["Location"] == f"/parts/part/{world.filter.pk}/"

    @pytest.mark.parametrize(
        ("only", "shown"), [("free", ["FL-2001", "OL-3001"]), ("short", ["BR-1001"]), ("coming", ["OL-3001"])]
    )
    def test_filters(self, world: World, clerk: Client, only: str, shown: list[str]) -> None:
        storeroom.ask(world, (world.pads, 3))
        storeroom.expect(world, world.oil, 4, NOON.date().replace(year=2035))
        page = clerk.get("/parts/stock/", {"only": only}).content.decode()
        assert [number for number in ("BR-1001", "FL-2001", "OL-3001") if number in page] == shown

    def test_turns_pages_by_number(self, world: World, clerk: Client) -> None:
        for number in range(70):
            Part.objects.create(number=f"ZZ-{number:03d}", name="灯泡", initials="dp")
        page = clerk.get("/parts/stock/").content.decode()
        assert "ZZ-056" in page
        assert "ZZ-057" not in page
        assert "ZZ-057" in clerk.get("/parts/stock/", {"after": "ZZ-056"}).content.decode()

    def test_is_not_for_marketing(self, world: World) -> None:
        assert enter(world, Role.MARKETING_OFFICER).get("/parts/stock/").status_code == 403


class TestReceive:
    def test_adds_a_line_by_scan_and_brings_goods_in(self, world: World, clerk: Client) -> None:
        assert "扫配件加一行" in clerk.get("/parts/receive/").content.decode()
        line = clerk.get("/parts/receive/line/", {"code": "br1001"}).content.decode()
        assert f'data-part="{world.pads.pk}"' in line
        assert 'value="288.00"' in line
        said = {
            "supplier": "远岚备件",
            "document": "SH-5",
            "part": [world.pads.pk, world.oil.pk],
            "quantity": ["4", "2"],
            "cost": ["290", "190.5"],
            "bin": [world.bin.pk, ""],
        }
        answer = clerk.post("/parts/receive/", said, follow=True)
        assert "已入库 RK" in answer.content.decode()
        assert storeroom.stock(world, world.pads).on_hand == 6
        storeroom.assert_proved(world)

    def test_offers_the_supplier_and_starts_with_a_part(self, world: World, clerk: Client) -> None:
        page = clerk.get("/parts/receive/", {"part": world.oil.pk}).content.decode()
        assert f'data-part="{world.oil.pk}"' in page

    def test_says_what_is_wrong(self, world: World, clerk: Client) -> None:
        assert "没有编码为“ZZ”" in clerk.get("/parts/receive/line/", {"code": "ZZ"}).content.decode()
        assert "对应好几种配件" in clerk.get("/parts/receive/line/", {"code": "机油"}).content.decode()
        said = {
            "supplier": "远岚",
            "document": "1",
            "part": [world.pads.pk],
            "quantity": ["四"],
            "cost": ["1"],
            "bin": [""],
        }
        assert "不是数字" in clerk.post("/parts/receive/", said).content.decode()
        assert clerk.post("/parts/receive/", {"supplier": "远岚", "document": "1"}).status_code == 422

    def test_is_not_for_the_adviser(self, world: World) -> None:
        adviser = enter(world, Role.ADVISER)
        assert adviser.get("/parts/receive/").status_code == 403
        assert adviser.get("/parts/receive/line/", {"code": "BR-1001"}).status_code == 403


@pytest.mark.req("PARTS-11")
class TestPlaces:
    def test_shows_and_extends_the_store_room(self, world: World) -> None:
        manager = enter(world, Role.PARTS_MANAGER)
        with storeroom.at_most(6):
            page = manager.get("/parts/places/").content.decode()
        assert "预约货架" in page
        manager.post("/parts/places/warehouse/", {"name": "危险品库", "place": "hazard", "most": "200"})
        made = Warehouse.objects.get(name="危险品库")
        manager.post(f"/parts/places/{made.pk}/bin/", {"code": "w-01", "walk": ""})
        assert Bin.objects.get(warehouse=made).code == "W-01"
        assert "限量 200" in manager.get("/parts/places/").content.decode()


@pytest.mark.req("PARTS-12")
class TestRequests:
    @pytest.mark.parametrize(("verb", "state"), [("give", "given"), ("keep", "kept")])
    def test_is_answered_in_one_touch(self, world: World, verb: str, state: str) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 1))
        hold = Hold.objects.get(for_appointment=3)
        request = requests.ask_for_held(world.parts_clerk, hold.pk, why="急用", for_line=line, at=NOON)
        adviser = enter(world, Role.ADVISER)
        with storeroom.at_most(8):
            page = adviser.get("/parts/requests/").content.decode()
        assert "急用" in page
        adviser.post(f"/parts/requests/{request.pk}/", {verb: "1"})
        request.refresh_from_db()
        assert request.state == state

    def test_says_what_belongs_here(self, world: World) -> None:
        page = enter(world, Role.ADVISER).get("/parts/requests/").content.decode()
        assert "这里会显示别的同事想调用您的车的预留配件" in page

    def test_is_not_for_the_technician(self, world: World) -> None:
        assert enter(world, Role.TECHNICIAN).get("/parts/requests/").status_code == 403


def test_quantities_are_written_without_trailing_zeros(world: World, clerk: Client) -> None:
    Part.objects.filter(pk=world.oil.pk).update(is_whole=False, unit="升")
    storeroom.receive(world, world.oil, "0.5", cost="10")
    assert storeroom.stock(world, world.oil).on_hand == Decimal("12.5")
    assert "12.5 升" in clerk.get("/parts/stock/").content.decode()
