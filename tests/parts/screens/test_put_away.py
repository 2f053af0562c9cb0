"""The phone between the receiving place and the shelves."""

from urllib.parse import unquote

import pytest
from django.test import Client

from huichang.company.roles import Role
from huichang.parts import scanning
from huichang.parts.models import Bin
from huichang.parts.states import Place
from tests.parts import batchroom, storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-11"), pytest.mark.req("PARTS-20")]


def waiting(world: World) -> Bin:
    """Two brake pads wait on the receiving place."""
    source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
    storeroom.receive(world, world.pads, 2, bin=source)
    return source


def key(world: World, source: Bin) -> str:
    """The line of the pads."""
    return f"{source.pk}-{world.pads.pk}-0"


def scan(client: Client, code: str, **more: str | int) -> str:
    """A scan; where it leads, or the refusal."""
    answer = client.post("/parts/put-away/scan/", {"code": code, **more})
    return unquote(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


class TestShow:
    def test_tells_what_goes_where_in_few_statements(self, world: World) -> None:
        waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        client.get("/parts/put-away/")
        with storeroom.at_most(12):
            page = client.get("/parts/put-away/").content.decode()
        assert "BR-1001" in page
        assert world.bin.code in page

    def test_says_when_nothing_waits_and_when_there_is_no_such_place(self, world: World) -> None:
        client = enter(world, Role.PARTS_CLERK)
        assert "还没有收货区" in client.get("/parts/put-away/").content.decode()
        storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
        assert "都已经上架" in client.get("/parts/put-away/").content.decode()

    def test_is_not_for_advisers(self, world: World) -> None:
        assert enter(world, Role.ADVISER).get("/parts/put-away/").status_code == 403

    def test_shows_nothing_of_another_store(self, world: World) -> None:
        waiting(world)
        page = enter(world, Role.PARTS_CLERK, south=True).get("/parts/put-away/").content.decode()
        assert "BR-1001" not in page

    def test_is_on_the_list_of_what_to_do(self, world: World) -> None:
        waiting(world)
        assert "等着上架" in enter(world, Role.PARTS_CLERK).get("/").content.decode()


class TestScan:
    def test_a_part_is_in_hand_and_its_bin_ends_it(self, world: World) -> None:
        source = waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        mine = key(world, source)
        assert scan(client, scanning.label_of_part("BR-1001")) == f"/parts/put-away/?key={mine}"
        page = client.get(f"/parts/put-away/?key={mine}").content.decode()
        assert f"放到 {world.bin.code}" in page
        led = scan(client, scanning.label_of_bin(world.bin.code), key=mine, quantity="2")
        assert "done=SJ" in led
        assert storeroom.lying(world.pads, source) == 0
        assert "撤销" in client.get(led).content.decode()

    def test_a_touch_does_it_without_a_scan(self, world: World) -> None:
        source = waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        led = scan(client, "", key=key(world, source), target=world.second_bin.pk, quantity="1")
        assert "done=SJ" in led
        assert storeroom.lying(world.pads, world.second_bin) == 1

    def test_a_batch_label_takes_that_batch(self, world: World) -> None:
        source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
        part = batchroom.tracked(world)
        batchroom.receive(world, part, 1, batchroom.came("L1"), bin=source)
        second = batchroom.receive(world, part, 1, batchroom.came("L2"), bin=source)
        led = scan(enter(world, Role.PARTS_CLERK), scanning.label_of_part(part.number, "L2"))
        assert led.endswith(f"{source.pk}-{part.pk}-{second.pk}")

    @pytest.mark.parametrize(
        ("code", "says"),
        [
            ("NOWHERE-1", "没有编码为"),
            ("FL-2001", "不在收货区"),
            ("A-01-1", "先扫要上架的配件"),
        ],
    )
    def test_a_wrong_scan_says_what_to_do(self, world: World, code: str, says: str) -> None:
        waiting(world)
        world.bin.code = "A-01-1"
        world.bin.save()
        assert says in scan(enter(world, Role.PARTS_CLERK), code)

    @pytest.mark.parametrize("quantity", ["-1", "0", "3", "0.5", "1e9", "NaN", "９９", "abc", "1" * 40])
    def test_odd_quantities_are_refused(self, world: World, quantity: str) -> None:
        source = waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        answer = client.post(
            "/parts/put-away/scan/", {"key": key(world, source), "target": world.bin.pk, "quantity": quantity}
        )
        assert answer.status_code == 422
        assert storeroom.lying(world.pads, source) == 2

    def test_another_stores_bin_is_unknown(self, world: World) -> None:
        source = waiting(world)
        room = world.main.__class__.objects.create(store=world.south, name="主库")
        bin = Bin.objects.create(store=world.south, warehouse=room, code="Z-1")
        client = enter(world, Role.PARTS_CLERK)
        assert "没有找到这个货位" in scan(client, "", key=key(world, source), target=bin.pk)
        assert "没有编码为" in scan(client, "Z-1", key=key(world, source))


class TestUndo:
    def test_waits_again(self, world: World) -> None:
        source = waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        led = scan(client, "", key=key(world, source), target=world.bin.pk)
        document = led.partition("done=")[2].partition("&")[0]
        assert client.post("/parts/put-away/undo/", {"document": document}).status_code == 302
        assert storeroom.lying(world.pads, source) == 2
        assert client.post("/parts/put-away/undo/", {"document": document}).status_code == 409

    def test_not_for_another_store(self, world: World) -> None:
        source = waiting(world)
        led = scan(enter(world, Role.PARTS_CLERK), "", key=key(world, source), target=world.bin.pk)
        document = led.partition("done=")[2].partition("&")[0]
        south = enter(world, Role.PARTS_CLERK, south=True)
        assert south.post("/parts/put-away/undo/", {"document": document}).status_code == 404


class TestFull:
    def test_another_bin_is_proposed_until_it_is_said_again(self, world: World) -> None:
        source = waiting(world)
        client = enter(world, Role.PARTS_CLERK)
        mine = key(world, source)
        led = client.post(f"/parts/put-away/bins/{world.bin.pk}/full/", {"key": mine})["Location"]
        assert f"放到 {world.bin.code}" not in client.get(led).content.decode()
        assert "已放满" in client.get(f"/parts/places/bin/{world.bin.pk}/").content.decode()
        client.post(f"/parts/put-away/bins/{world.bin.pk}/full/", {"full": "0"})
        assert f"放到 {world.bin.code}" in client.get(led).content.decode()
