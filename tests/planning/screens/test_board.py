"""The workshop board and the proposal as pages: what they show and do, in how few statements."""

import re
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.planning import names, proposing, queries
from huichang.planning.models import Arrangement, PlannedStep, Proposal
from huichang.planning.screens import board as board_screen
from huichang.planning.screens import proposal as proposal_screen
from huichang.workshop.models import Assignment
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.web import page, post, signed_in
from tests.workshop.floor import bay, given, job_of, signed
from tests.world import World

MOST = 12


@pytest.fixture(autouse=True)
def _at_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one o'clock, when the break is over."""
    monkeypatch.setattr(board_screen, "now", lambda: AFTER_REST)
    monkeypatch.setattr(proposal_screen, "now", lambda: AFTER_REST)


def proposed(world: World) -> Proposal:
    """Three cars and a plan for them that waits."""
    floor.crew(world)
    floor.three_cars(world)
    made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
    assert made is not None
    return made


def dropped(world: World, **more: object) -> dict[str, object]:
    """What the board posts when a bar is dropped on the first lift at three."""
    place: dict[str, object] = {
        "technicians": world.technician.staff_id,
        "bay": bay(world).pk,
        "starts_at": (AFTER_REST + timedelta(hours=2)).isoformat(),
    }
    return place | more


@pytest.mark.req("LANE-31", "LANE-34")
class TestTheBoard:
    def test_shows_bays_cars_and_the_proposal_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        proposed(world)
        client = signed_in(world.dispatcher)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/planning/board/")
        assert "新的排程建议：4 处变化" in text
        for row in queries.board(world.dispatcher, at=AFTER_REST).bays:
            assert row.name in text

    def test_turned_it_shows_people_with_what_they_have(self, world: World) -> None:
        first, _ = floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        text = page(signed_in(world.dispatcher), "/planning/board/?by=person")
        assert first.name in text
        assert f'data-key="{names.job_key(job.pk)}"' in text

    def test_who_may_not_arrange_cannot_drag(self, world: World) -> None:
        floor.crew(world)
        given(world, job_of(signed(world)), at=AFTER_REST)
        text = page(signed_in(world.technician), "/planning/board/")
        assert "data-key" not in text
        assert "重新排程</span>" not in text

    def test_the_wall_shows_no_names_and_no_whole_plate(self, world: World) -> None:
        floor.crew(world)
        order = signed(world)
        given(world, job_of(order), at=AFTER_REST)
        text = page(signed_in(world.dispatcher), "/planning/board/wall/")
        plate = order.vehicle.plate
        assert plate not in text
        assert world.wang.name not in text
        assert wording.masked_plate(plate)[-3:] in text

    def test_every_act_leads_back_to_the_board_as_it_was_turned(self, world: World) -> None:
        floor.crew(world)
        key = names.job_key(given(world, job_of(signed(world)), at=AFTER_REST).pk)
        turned = "/planning/board/?by=person&on=2026-03-03"
        client = signed_in(world.dispatcher, HX_Current_URL=f"http://testserver{turned}")
        for url, fields in (
            (f"/planning/steps/{key}/pin/", {}),
            (f"/planning/steps/{key}/unpin/", {}),
            (f"/planning/steps/{key}/move/", dropped(world)),
        ):
            assert post(client, url, **fields).headers["Location"] == turned
        done = Arrangement.objects.get()
        assert post(client, f"/planning/arrangements/{done.pk}/undo/").headers["Location"] == turned
        odd = signed_in(world.dispatcher, Referer="http://testserver/planning/board/?by=x&on=2026-13-40")
        answer = post(odd, f"/planning/steps/{key}/pin/")
        assert answer.headers["Location"] == "/planning/board/?by=bay"

    def test_bays_stand_in_the_same_order_on_every_board(self, world: World) -> None:
        floor.crew(world)
        client = signed_in(world.dispatcher)
        known = [row.name for row in queries.board(world.dispatcher, at=AFTER_REST).bays]
        assert len(known) > 3
        for url in ("/planning/board/", "/planning/board/wall/", "/workshop/dispatch/"):
            text = page(client, url)
            first = [re.search(rf"<b>{re.escape(name)}</b>", text) for name in known]
            places = [found.start() for found in first if found is not None]
            assert len(places) == len(known), url
            assert places == sorted(places), url

    def test_the_days_that_the_plan_sees_are_one_touch_away(self, world: World) -> None:
        floor.crew(world)
        text = page(signed_in(world.dispatcher), "/planning/board/?by=person")
        today = f"{AFTER_REST:%Y-%m-%d}"
        assert f'href="/planning/board/?by=person&amp;on={today}"' in text
        assert "明天" in text

    def test_an_empty_day_says_so(self, world: World) -> None:
        floor.crew(world)
        assert "还没有要排的车" in page(signed_in(world.dispatcher), "/planning/board/")


@pytest.mark.req("LANE-31")
class TestDragging:
    def test_the_verdict_comes_before_the_drop_and_writes_nothing(self, world: World) -> None:
        floor.crew(world)
        key = names.job_key(given(world, job_of(signed(world)), at=AFTER_REST).pk)
        answer = signed_in(world.dispatcher).get(f"/planning/steps/{key}/try/", dropped(world))
        assert 'data-ok="1"' in answer.content.decode()
        assert not Arrangement.objects.exists()

    def test_a_place_that_cannot_be_says_why(self, world: World) -> None:
        floor.crew(world)
        key = names.job_key(given(world, job_of(signed(world)), at=AFTER_REST).pk)
        night = (AFTER_REST + timedelta(hours=8)).isoformat()
        answer = signed_in(world.dispatcher).get(
            f"/planning/steps/{key}/try/", dropped(world, starts_at=night)
        )
        text = answer.content.decode()
        assert 'data-ok="0"' in text
        assert re.search(r"不行</b><span>\S{5,}", text)

    def test_what_is_dropped_stands_there_and_can_be_undone(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        client = signed_in(world.dispatcher)
        answer = post(client, f"/planning/steps/{names.job_key(job.pk)}/move/", **dropped(world, seen=0))
        assert answer.status_code == 302
        assert begins(job.pk) == AFTER_REST + timedelta(hours=2)
        (done,) = Arrangement.objects.all()
        text = page(client, "/planning/board/")
        assert "撤销这次调整" in text
        post(client, f"/planning/arrangements/{done.pk}/undo/")
        assert begins(job.pk) == AFTER_REST

    def test_a_board_that_is_older_than_the_plan_is_refused_with_who_and_what(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        url = f"/planning/steps/{names.job_key(job.pk)}/move/"
        client = signed_in(world.dispatcher)
        post(client, url, **dropped(world, seen=0))
        answer = post(client, url, **dropped(world, seen=0, starts_at=AFTER_REST.isoformat()))
        assert answer.status_code == 409
        assert f"{world.dispatcher.name}刚刚调整过排程" in answer.content.decode()
        assert begins(job.pk) == AFTER_REST + timedelta(hours=2)

    def test_odd_people_and_times_are_refused_in_words(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        url = f"/planning/steps/{names.job_key(job.pk)}/move/"
        client = signed_in(world.dispatcher)
        for odd, said in (({"technicians": "x"}, "技师不明"), ({"starts_at": "bald"}, "开始时间不明")):
            answer = post(client, url, **dropped(world, **odd))
            assert answer.status_code == 422
            assert said in answer.content.decode()

    def test_a_technician_may_not(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        url = f"/planning/steps/{names.job_key(job.pk)}/move/"
        assert post(signed_in(world.technician), url, **dropped(world)).status_code == 403


def begins(job_id: int) -> object:
    """When the job is planned."""
    return Assignment.objects.get(job_id=job_id, is_open=True).period.lower


@pytest.mark.req("LANE-40")
class TestWhyHere:
    def test_the_sheet_gives_the_reason_and_fixes_in_one_touch(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        key, client = names.job_key(job.pk), signed_in(world.dispatcher)
        post(client, f"/planning/steps/{key}/move/", **dropped(world))
        text = page(client, f"/planning/steps/{key}/why/")
        assert "为什么排在这里" in text
        assert "取消固定" in text
        post(client, f"/planning/steps/{key}/unpin/")
        assert not PlannedStep.objects.get(key=key).pinned
        post(client, f"/planning/steps/{key}/pin/")
        assert PlannedStep.objects.get(key=key).pinned

    def test_a_step_that_is_no_more_is_missing(self, world: World) -> None:
        assert signed_in(world.dispatcher).get("/planning/steps/j999/why/").status_code == 404


@pytest.mark.req("LANE-40")
class TestTheProposal:
    def test_line_by_line_with_before_after_and_why(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = proposed(world)
        client = signed_in(world.dispatcher)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/planning/proposals/{made.pk}/")
        assert text.count("采纳这行") == 4
        assert "全部采纳" in text

    def test_accepted_whole(self, world: World) -> None:
        made = proposed(world)
        answer = post(signed_in(world.dispatcher), f"/planning/proposals/{made.pk}/accept/")
        assert answer.status_code == 302
        made.refresh_from_db()
        assert made.state == "accepted"

    def test_accepted_by_line_the_rest_waits(self, world: World) -> None:
        made = proposed(world)
        line = made.changes.all()[0]
        client = signed_in(world.dispatcher)
        answer = post(client, f"/planning/changes/{line.pk}/accept/", proposal=made.pk)
        assert answer.headers["Location"] == f"/planning/proposals/{made.pk}/"
        text = page(client, f"/planning/proposals/{made.pk}/")
        assert "已采纳" in text
        assert "采纳这行" in text

    def test_dropped_it_changes_nothing(self, world: World) -> None:
        made = proposed(world)
        post(signed_in(world.dispatcher), f"/planning/proposals/{made.pk}/drop/")
        made.refresh_from_db()
        assert made.state == "dropped"
        assert not Assignment.objects.exists()

    def test_asked_for_by_hand_it_opens(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        answer = post(signed_in(world.dispatcher), "/planning/propose/")
        assert re.fullmatch(r"/planning/proposals/\d+/", answer.headers["Location"])

    def test_one_that_is_overtaken_leads_to_the_latest(self, world: World) -> None:
        made = proposed(world)
        signed(world, vehicle=world.another_car("川A77777", "1HGCM82633A004357"))
        latest = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert latest is not None
        text = page(signed_in(world.dispatcher), f"/planning/proposals/{made.pk}/")
        assert f'href="/planning/proposals/{latest.pk}/"' in text
        assert "采纳这行" not in text

    def test_another_store_does_not_know_it(self, world: World) -> None:
        made = proposed(world)
        stranger: Actor = world.southern_manager
        assert signed_in(stranger).get(f"/planning/proposals/{made.pk}/").status_code == 404
