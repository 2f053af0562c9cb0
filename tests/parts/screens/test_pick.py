"""/parts/counter/<order>/ (PARTS-13, PLAT-23 for the paper)."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.parts import askers, printing
from huichang.parts.models import Part, PickLine
from huichang.parts.queries import handed
from tests.parts import batchroom, storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = pytest.mark.req("PARTS-13")


@pytest.fixture
def lines(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An order of three parts, one of them short and superseded."""
    technician = world.staff(Role.TECHNICIAN)
    monkeypatch.setattr(
        askers,
        "_ORDERS",
        [storeroom.whose(technician_id=technician.pk, technician="李强", customer="王建国")],
    )
    old = world.part("WP-1", "水泵", Decimal("600.00"))
    Part.objects.filter(pk=old.pk).update(replaced_by=world.filter)
    return storeroom.ask(world, (world.pads, 2), (world.oil, 4), (old, 1))


@pytest.fixture
def clerk(world: World) -> Client:
    """The parts clerk."""
    return enter(world, Role.PARTS_CLERK)


class TestShow:
    def test_walks_from_bin_to_bin_and_says_what_is_short(
        self, world: World, lines: list[int], clerk: Client
    ) -> None:
        with storeroom.at_most(12):
            page = clerk.get("/parts/counter/7/").content.decode()
        assert page.index("A-01-1") < page.index("B-02-3")
        assert "先发有货的" in page
        assert "WP-1 已有替代件 FL-2001" in page
        assert "checked required><span>" in page
        assert "到货日未定" in page

    def test_shows_the_day_of_arrival(self, world: World, lines: list[int], clerk: Client) -> None:
        part = Part.objects.get(number="WP-1")
        storeroom.expect(world, part, 1, date(2030, 3, 6))
        assert "2030年3月6日" in clerk.get("/parts/counter/7/").content.decode()

    def test_is_not_for_the_adviser_nor_for_another_store(self, world: World, lines: list[int]) -> None:
        assert enter(world, Role.ADVISER).get("/parts/counter/7/").status_code == 403
        assert enter(world, Role.PARTS_CLERK, south=True).get("/parts/counter/7/").status_code == 404


class TestIssue:
    def test_hands_out_by_scan(self, world: World, lines: list[int], clerk: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        said = {"code": "br1001", "taken_by": taker}
        answer = clerk.post("/parts/counter/7/issue/", said, follow=True)
        assert "撤销上一扫" in answer.content.decode()
        answer = clerk.post("/parts/counter/7/issue/", said, follow=True)
        assert "刚刚扫过一次" in answer.content.decode()
        clerk.post("/parts/counter/7/issue/", {**said, "again": "1"})
        assert PickLine.objects.get(for_line=lines[0]).issued == 2

    def test_hands_out_by_quantity(self, world: World, lines: list[int], clerk: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        said = {
            f"issue-{lines[0]}": "1",
            f"issue-{lines[1]}": "3",
            f"issue-{lines[2]}": "",
            "taken_by": taker,
        }
        clerk.post("/parts/counter/7/issue/", {**said, "counted": "1"})
        assert [line.issued for line in PickLine.objects.order_by("for_line")] == [1, 3, 0]

    def test_asks_for_a_taker_and_for_quantities(self, world: World, lines: list[int], clerk: Client) -> None:
        answer = clerk.post("/parts/counter/7/issue/", {"everything": 1})
        assert answer.status_code == 422
        assert "请先选择领料人" in answer.content.decode()
        taker = world.staff(Role.TECHNICIAN).pk
        none = {"taken_by": taker, "counted": "1", "code": "BR-1001"}
        assert "请填写要发的数量" in clerk.post("/parts/counter/7/issue/", none).content.decode()
        assert "没有读到编码" in clerk.post("/parts/counter/7/issue/", {"taken_by": taker}).content.decode()
        bad = {"taken_by": taker, "counted": "1", f"issue-{lines[0]}": "两件"}
        assert "不是数字" in clerk.post("/parts/counter/7/issue/", bad).content.decode()

    def test_says_what_is_wrong_with_a_scan(self, world: World, lines: list[int], clerk: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        answer = clerk.post("/parts/counter/7/issue/", {"code": "FL-2001", "taken_by": taker})
        assert answer.status_code == 422
        assert "领料单上是旧编码 WP-1" in answer.content.decode()


class TestWhatWasHandedOut:
    """Who took it, when, through whose hands, and how it comes back."""

    def everything(self, world: World, clerk: Client) -> None:
        """All that is ready goes to the technician."""
        taker = world.staff(Role.TECHNICIAN).pk
        clerk.post("/parts/counter/7/issue/", {"everything": 1, "taken_by": taker})

    def test_says_who_took_what_through_whose_hands(
        self, world: World, lines: list[int], clerk: Client
    ) -> None:
        assert "发料和退料" not in clerk.get("/parts/counter/7/").content.decode()
        self.everything(world, clerk)
        with storeroom.at_most(12):
            page = clerk.get("/parts/counter/7/").content.decode()
        (act,) = handed.handed({lines[0]: Decimal(2), lines[1]: Decimal(4)})
        assert act.says in page
        assert (act.taken_by, act.by) == (
            world.staff(Role.TECHNICIAN).name,
            world.staff(Role.PARTS_CLERK).name,
        )
        assert act.pieces == {lines[0]: 2, lines[1]: 4}
        assert f"发料 {act.by}" in page
        assert "发错了，收回" in page

    def test_what_came_back_is_told_and_cannot_be_taken_back_again(
        self, world: World, lines: list[int], clerk: Client
    ) -> None:
        self.everything(world, clerk)
        said = {f"back-{lines[0]}": "1", "reason": "unused"}
        assert clerk.post("/parts/counter/7/take-back/", said).status_code == 302
        page = clerk.get("/parts/counter/7/").content.decode()
        assert "退回" in page
        assert "发错了，收回" not in page

    def test_an_act_is_taken_back_whole(self, world: World, lines: list[int], clerk: Client) -> None:
        self.everything(world, clerk)
        page = clerk.get("/parts/counter/7/").content.decode()
        undo = re.search(r'action="(/parts/counter/7/undo[^"]*)"', page)
        assert undo is not None
        clerk.post(unescape(undo[1]))
        assert not any(PickLine.objects.values_list("issued", flat=True))


class TestBatches:
    def test_the_list_names_what_expires_first_on_screen_and_on_paper(self, world: World) -> None:
        part = batchroom.tracked(world)
        soon, later = localdate() + timedelta(days=40), localdate() + timedelta(days=400)
        batchroom.receive(world, part, 5, batchroom.came("LATE-1", expires_on=later))
        batchroom.receive(world, part, 2, batchroom.came("SOON-1", expires_on=soon), bin=world.second_bin)
        storeroom.ask(world, (part, 3))
        page = enter(world, Role.PARTS_CLERK).get("/parts/counter/7/").content.decode()
        assert page.index("SOON-1") < page.index("LATE-1")
        paper = printing.pick_paper(world.parts_clerk, 7, at=now(), url="https://example.com/")
        assert paper.lines[0].note == (
            f"批次 SOON-1（2 件，有效期至 {soon}）、批次 LATE-1（1 件，有效期至 {later}）"
        )

    def test_the_list_names_serial_numbers(self, world: World) -> None:
        part = batchroom.tracked(world, tracking="serial")
        batchroom.receive(world, part, 2, batchroom.came("S1", "S2"))
        storeroom.ask(world, (part, 1))
        paper = printing.pick_paper(world.parts_clerk, 7, at=now(), url="https://example.com/")
        assert paper.lines[0].note == "序列号 S1"


class TestTakeBack:
    def test_takes_back_with_a_reason(self, world: World, lines: list[int], clerk: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        clerk.post("/parts/counter/7/issue/", {"everything": 1, "taken_by": taker})
        said = {f"back-{lines[0]}": "1", "reason": "wrong", "reason_words": "车型不符"}
        answer = clerk.post("/parts/counter/7/take-back/", said, follow=True)
        assert "已退 前制动片 1 件" in answer.content.decode()
        assert PickLine.objects.get(for_line=lines[0]).issued == 1

    def test_asks_for_the_reason(self, world: World, lines: list[int], clerk: Client) -> None:
        answer = clerk.post("/parts/counter/7/take-back/", {f"back-{lines[0]}": "1"})
        assert answer.status_code == 422
        assert "退料原因" in answer.content.decode()


@pytest.mark.req("PLAT-23")
class TestPaper:
    def test_prints_the_pick_list(self, world: World, lines: list[int], clerk: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        clerk.post("/parts/counter/7/issue/", {"everything": 1, "taken_by": taker})
        with storeroom.at_most(12):
            answer = clerk.get("/parts/counter/7/list.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'inline; filename="LL-RO0007.pdf"'

    def test_is_not_there_for_another_store(self, world: World, lines: list[int]) -> None:
        assert enter(world, Role.PARTS_CLERK, south=True).get("/parts/counter/7/list.pdf").status_code == 404
