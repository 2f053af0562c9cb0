"""Counting on screens: planned, counted blindly, explained, posted, printed; gain and loss by month (PARTS-14)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huichang.company.roles import Role
from huichang.parts import counting, counting_review
from huichang.parts.models import Count, CountLine, Move
from huichang.parts.states import CountState, LineState
from tests.parts import countroom, storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-14")]


@pytest.fixture
def clerk(world: World) -> Client:
    """The clerk's window."""
    return enter(world, Role.PARTS_CLERK)


@pytest.fixture
def manager(world: World) -> Client:
    """The manager's window."""
    return enter(world, Role.PARTS_MANAGER)


def reviewed(world: World) -> Count:
    """A count that waits for approval."""
    now = timezone.now()
    count = countroom.plan(world, at=now)
    countroom.say_all(world, count, at=now, FL2001=-1)
    counting.hand_in(world.parts_clerk, count.pk, at=now)
    return count


class TestCounts:
    def test_lists_them_and_plans_a_new_one(self, world: World, manager: Client) -> None:
        assert "现在没有进行中的盘点" in manager.get("/parts/counts/").content.decode()
        said = {"kind": "bins", "bin": [world.bin.pk], "person": [world.parts_clerk.staff_id]}
        answer = manager.post("/parts/counts/plan/", said)
        count = Count.objects.get()
        assert answer["Location"] == f"/parts/counts/{count.pk}/"
        with storeroom.at_most(12):
            page = manager.get("/parts/counts/").content.decode()
        assert count.number in page
        assert "还剩 1 行" in page

    def test_what_is_no_bin_is_refused(self, manager: Client) -> None:
        assert manager.post("/parts/counts/plan/", {"kind": "bins", "bin": ["x"]}).status_code == 422


class TestTheWalk:
    def test_a_clerk_counts_without_seeing_the_book(self, world: World, clerk: Client) -> None:
        count = countroom.plan(world, at=timezone.now())
        base = f"/parts/counts/{count.pk}"
        with storeroom.at_most(12):
            assert "下一个货位" in clerk.get(f"{base}/round/").content.decode()
        code = f"HC1|S|{world.second_bin.code}"
        answer = clerk.get(f"{base}/scan/", {"code": code})
        assert answer["Location"] == f"{base}/bins/{world.second_bin.pk}/"
        answer = clerk.get(f"{base}/scan/", {"code": "fl2001", "bin": world.second_bin.pk})
        with storeroom.at_most(12):
            page = clerk.get(answer["Location"]).content.decode()
        assert "机油滤清器" in page
        said_there = re.sub(r"<[^>]+>", " ", page.split('id="main"')[1].split("</main>")[0])
        assert "20" not in said_there.replace("FL-2001", "")
        said = {"part": world.filter.pk, "batch": "", "counted": "19"}
        clerk.post(f"{base}/bins/{world.second_bin.pk}/say/", said)
        assert countroom.line_of(count, world.filter).difference == -1
        answer = clerk.post(f"{base}/bins/{world.second_bin.pk}/empty/")
        assert answer["Location"] == f"{base}/bins/{world.bin.pk}/"

    def test_what_is_found_beside_the_list_is_asked_and_kept(self, world: World, clerk: Client) -> None:
        count = countroom.plan(world, at=timezone.now())
        base = f"/parts/counts/{count.pk}"
        answer = clerk.get(f"{base}/scan/", {"code": "HC1|P|OL-3001", "bin": world.bin.pk})
        assert answer["Location"].endswith("&found=1")
        assert "清单上没有这一行" in clerk.get(answer["Location"]).content.decode()
        said = {"part": world.oil.pk, "counted": "1", "found": "1"}
        clerk.post(f"{base}/bins/{world.bin.pk}/say/", said)
        assert CountLine.objects.get(count=count, is_found=True).counted == 1

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("ZZ-404", "没有编码为“ZZ-404”的配件或货位"),
            ("YY-01", "货位 YY-01 不在这张盘点单里"),
            ("BR-1001", "请先扫货位标签"),
        ],
    )
    def test_a_bad_scan_is_answered_with_a_sentence(
        self, world: World, clerk: Client, code: str, said: str
    ) -> None:
        count = countroom.plan(world, at=timezone.now())
        answer = clerk.get(f"/parts/counts/{count.pk}/scan/", {"code": code})
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_a_line_that_waits_for_another_person_is_no_work_of_ones_own(
        self, world: World, clerk: Client
    ) -> None:
        now = timezone.now()
        count = countroom.plan(world, world.bin, at=now)
        countroom.say(world.parts_clerk, count, world.bin, world.pads, 0, at=now)
        assert "等人复盘" in clerk.get(f"/parts/counts/{count.pk}/round/").content.decode()
        other = enter(world, Role.PARTS_MANAGER)
        assert "1 行待盘" in other.get(f"/parts/counts/{count.pk}/round/").content.decode()


class TestTheReview:
    def test_differences_are_explained_sent_back_or_posted(self, world: World, manager: Client) -> None:
        count = reviewed(world)
        base = f"/parts/counts/{count.pk}"
        line = countroom.line_of(count, world.filter)
        with storeroom.at_most(12):
            page = manager.get(f"{base}/").content.decode()
        assert "还有差异没有填原因" in page
        manager.post(f"{base}/explain/", {f"reason-{line.pk}": "lost", f"words-{line.pk}": "年底再找"})
        manager.post(f"{base}/post/", {"seen": Count.objects.get().version})
        assert Move.objects.get(document=count.number).note == "丢失：年底再找"
        assert Count.objects.get().state == CountState.POSTED
        page = manager.get("/parts/counts/gains/").content.decode()
        assert "B-02-3" in page
        assert "丢失" in page

    def test_a_line_is_sent_back(self, world: World, manager: Client) -> None:
        count = reviewed(world)
        line = countroom.line_of(count, world.filter)
        manager.post(f"/parts/counts/{count.pk}/explain/", {"back": "1", "line": [line.pk]})
        line.refresh_from_db()
        assert line.state == LineState.TO_COUNT

    def test_a_clerk_sees_progress_and_no_differences(self, world: World, clerk: Client) -> None:
        count = reviewed(world)
        page = clerk.get(f"/parts/counts/{count.pk}/").content.decode()
        assert "机油滤清器" not in page
        assert "盘亏" not in page
        assert clerk.get(f"/parts/counts/{count.pk}/report.pdf").status_code == 403
        assert clerk.get("/parts/counts/gains/").status_code == 403

    def test_bins_are_given_and_the_count_is_dropped(self, world: World, manager: Client) -> None:
        count = countroom.plan(world, at=timezone.now())
        base = f"/parts/counts/{count.pk}"
        manager.post(f"{base}/give/", {"bin": [world.bin.pk], "person": world.parts_clerk.staff_id})
        assert "北备件" in manager.get(f"{base}/?tab=bins").content.decode()
        manager.post(f"{base}/drop/", {"why": "改到周末"})
        assert Count.objects.get().why == "改到周末"
        assert "改到周末" in manager.get("/parts/counts/").content.decode()

    def test_a_count_is_handed_in_with_the_rest_left_out(self, world: World, clerk: Client) -> None:
        now = timezone.now()
        count = countroom.plan(world, at=now)
        countroom.say(world.parts_clerk, count, world.second_bin, world.filter, 20, at=now)
        clerk.post(f"/parts/counts/{count.pk}/hand-in/", {"leave_out": "1"})
        assert Count.objects.get().state == CountState.POSTED

    @pytest.mark.parametrize("paper", ["sheet.pdf", "report.pdf"])
    def test_prints(self, world: World, manager: Client, paper: str) -> None:
        count = reviewed(world)
        answer = manager.get(f"/parts/counts/{count.pk}/{paper}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content[:5] == b"%PDF-"


class TestGains:
    def test_opens_the_lines_of_a_bin_and_of_a_cause(self, world: World, manager: Client) -> None:
        count = reviewed(world)
        countroom.explain(world, count)
        counting_review.post_count(world.parts_manager, count.pk, at=timezone.now())
        for query, found in (
            ({"bin": world.second_bin.pk}, True),
            ({"bin": world.bin.pk}, False),
            ({"cause": "lost"}, True),
            ({"cause": "unit"}, False),
            ({"month": "2020-01"}, False),
        ):
            with storeroom.at_most(12):
                page = manager.get("/parts/counts/gains/", query).content.decode()
            assert ("机油滤清器" in page) is found, query

    def test_a_month_that_is_none_is_this_one(self, manager: Client) -> None:
        assert manager.get("/parts/counts/gains/", {"month": "x"}).status_code == 200
        next_month = timezone.localdate() + timedelta(days=40)
        assert manager.get("/parts/counts/gains/", {"month": f"{next_month:%Y-%m}"}).status_code == 200
