"""/parts/counter/ (PARTS-13, PARTS-12; LANE-05 for the shelf)."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.parts import askers, holds, requests
from huichang.parts.models import Hold, PickLine
from huichang.parts.screens import counter_wall
from tests.parts import storeroom
from tests.parts.screens.door import enter
from tests.world import World, minutes

pytestmark = pytest.mark.req("PARTS-13")


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two orders, one of them short; a booking for tomorrow; somebody who asks for a held part."""
    moment = now()
    technician = world.staff(Role.TECHNICIAN)
    whose = storeroom.whose(
        technician_id=technician.pk,
        technician="李强",
        customer="王建国",
        waits=True,
        url="/workshop/orders/1/",
    )
    monkeypatch.setattr(askers, "_ORDERS", [whose])
    storeroom.ask(world, (world.pads, 1), (world.oil, 1), order_id=1, promised_at=moment + minutes(20))
    (line,) = storeroom.ask(
        world, (world.pads, 3), order_id=2, plate="川A66L88", promised_at=moment + minutes(90)
    )
    storeroom.book(world, {world.filter: 1}, expires_at=moment + timedelta(days=1), plate="川AD12345")
    hold = Hold.objects.get(part=world.pads, quantity=1, for_line__lt=line)
    requests.ask_for_held(world.parts_clerk, hold.pk, why="客户在店等", for_line=line, at=moment)
    return world


class TestShow:
    def test_shows_who_waits_what_is_short_and_tomorrows_shelf(self, busy: World) -> None:
        clerk = enter(busy, Role.PARTS_CLERK)
        with storeroom.at_most(12):
            page = clerk.get("/parts/counter/").content.decode()
        for words in (
            "川A·8F6K2",
            "李强",
            "客户在店",
            "已备齐",
            "部分有货",
            "缺 1 种",
            "到货日未定",
            "备货",
            "调用申请",
        ):
            assert words.replace("·", "") in page.replace("·", "").replace("</b>", ""), words
        assert page.index("前制动片、全合成机油 4L") < page.index("缺 1 种")

    def test_costs_the_same_for_many_orders(self, busy: World) -> None:
        for order_id in range(10, 40):
            storeroom.ask(busy, (busy.filter, 1), order_id=order_id)
        clerk = enter(busy, Role.PARTS_CLERK)
        with storeroom.at_most(12):
            clerk.get("/parts/counter/")

    def test_says_what_belongs_here_when_nothing_waits(self, world: World) -> None:
        page = enter(world, Role.PARTS_CLERK).get("/parts/counter/").content.decode()
        assert "这里会显示等着领料的工单" in page

    @pytest.mark.parametrize(
        "code", ["8F6K2", "RO0001", "ro0001", "LL-RO0001", "https://4s.example/parts/counter/1/"]
    )
    def test_opens_the_order_that_was_scanned(self, busy: World, code: str) -> None:
        answer = enter(busy, Role.PARTS_CLERK).get("/parts/counter/", {"code": code})
        assert answer["Location"] == "/parts/counter/1/"

    def test_opens_the_only_order_that_waits_for_a_part_or_the_part(self, busy: World) -> None:
        clerk = enter(busy, Role.PARTS_CLERK)
        assert clerk.get("/parts/counter/", {"code": "OL-3001"})["Location"] == "/parts/counter/1/"
        wanted = f"/parts/part/{busy.pads.pk}/"
        assert clerk.get("/parts/counter/", {"code": "BR-1001"})["Location"] == wanted
        assert clerk.get("/parts/counter/", {"code": "机油"})["Location"].startswith("/parts/stock/?q=")

    def test_says_that_a_code_means_nothing_or_too_much(self, busy: World) -> None:
        clerk = enter(busy, Role.PARTS_CLERK)
        assert "没有找到“ZZZ”" in clerk.get("/parts/counter/", {"code": "ZZZ"}).content.decode()
        storeroom.ask(busy, (busy.filter, 1), order_id=3)
        answer = clerk.get("/parts/counter/", {"code": "8F6K2"})
        assert "对应 2 张领料单" in answer.content.decode()

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.TECHNICIAN, Role.MARKETING_OFFICER])
    def test_is_for_the_parts_store_alone(self, world: World, role: Role) -> None:
        assert enter(world, role).get("/parts/counter/").status_code == 403

    def test_issues_everything_from_the_queue_in_one_touch_and_takes_it_back(self, busy: World) -> None:
        clerk, technician = enter(busy, Role.PARTS_CLERK), busy.staff(Role.TECHNICIAN).pk
        answer = clerk.post(
            "/parts/counter/1/issue/", {"everything": 1, "to_counter": 1, "taken_by": technician}, follow=True
        )
        page = answer.content.decode()
        assert "已发 前制动片 1 件、全合成机油 4L 1 件" in page
        assert sum(line.issued for line in PickLine.objects.filter(for_order=1)) == 2
        undo = page.split('action="/parts/counter/1/undo/?')[1].split('"')[0].replace("&amp;", "&")
        clerk.post(f"/parts/counter/1/undo/?{undo}")
        assert sum(line.issued for line in PickLine.objects.filter(for_order=1)) == 0
        storeroom.assert_proved(busy)


class TestWall:
    def test_shows_many_orders_by_turns_and_each_of_them(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(counter_wall.MOST + 2):
            storeroom.ask(world, (world.filter, 1), order_id=number + 1, plate=f"川A9Z{number:02d}T")
        clerk, seen = enter(world, Role.PARTS_CLERK), []
        begin = now()
        for turn in range(2):
            moment = begin + timedelta(seconds=turn * counter_wall.TURN)
            monkeypatch.setattr(counter_wall, "now", lambda moment=moment: moment)
            page = clerk.get("/parts/counter/wall/").content.decode()
            rows = re.findall(r"<tr>\s*<td>.*?</td>", page, re.DOTALL)
            assert len(rows) <= counter_wall.MOST
            assert f"共 {counter_wall.MOST + 2} 张，第" in page
            seen += rows
        assert len(seen) == counter_wall.MOST + 2


@pytest.mark.req("LANE-05")
class TestShelve:
    def test_lays_out_a_booking(self, busy: World) -> None:
        answer = enter(busy, Role.PARTS_CLERK).post("/parts/counter/shelve/3/", follow=True)
        assert "已备到货架 YY-01" in answer.content.decode()
        assert storeroom.lying(busy.filter, busy.shelf) == 1

    @pytest.mark.req("LANE-06")
    def test_carries_back_what_is_released(self, busy: World) -> None:
        clerk = enter(busy, Role.PARTS_CLERK)
        clerk.post("/parts/counter/shelve/3/")
        with transaction.atomic():
            holds.release_for_appointment(3, at=now())
        assert "有已释放的配件，请放回货位" in clerk.get("/parts/counter/").content.decode()
        assert "1 种配件已放回货位" in clerk.post("/parts/counter/put-back/", follow=True).content.decode()
        assert storeroom.lying(busy.filter, busy.shelf) == 0
