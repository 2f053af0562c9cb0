"""“下一单” on the technician's phone, and the day's record for who dispatches."""

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.planning.models import Pull
from huichang.planning.screens import next_job as next_screen
from huichang.workshop import clock
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.web import page, post, signed_in
from tests.workshop.floor import BRAKES, given, job_of, signed
from tests.world import World

MOST = 12


@pytest.fixture(autouse=True)
def _at_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one o'clock, when the break is over."""
    monkeypatch.setattr(next_screen, "now", lambda: AFTER_REST)


@pytest.mark.req("LANE-32")
class TestAtWork:
    def test_what_i_am_at_is_shown_in_place_of_an_offer_that_would_be_refused(self, world: World) -> None:
        technician, _ = floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        clock.clock_on(technician, job.pk, at=AFTER_REST)
        text = page(signed_in(technician), "/planning/next/")
        assert "正在做" in text
        assert "完工或暂停后" in text
        assert "/planning/next/take/" not in text


@pytest.mark.req("LANE-32", "LANE-40")
class TestNext:
    def test_one_touch_takes_the_right_job_and_says_why(self, world: World) -> None:
        floor.crew(world)
        job = job_of(signed(world, BRAKES))
        phone = signed_in(world.technician)
        answer = post(phone, "/planning/next/take/")
        assert answer.headers["Location"] == "/workshop/bench/"
        pull = Pull.objects.get()
        assert pull.job_id == job.pk
        assert pull.why in page(phone, "/planning/next/")

    def test_held_with_a_reason_whose_ration_is_shown(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.crew(world)
        signed(world, BRAKES)
        phone = signed_in(world.technician)
        post(phone, "/planning/next/take/")
        with django_assert_max_num_queries(MOST):
            assert "还能 6 次" in page(phone, "/planning/next/")
        pull = Pull.objects.get()
        post(phone, f"/planning/pulls/{pull.pk}/hold/", reason="parts")
        pull.refresh_from_db()
        assert (pull.state, pull.words) == ("held", "等零件")
        text = page(phone, "/planning/next/")
        assert "挂起的" in text
        assert "领下一单" in text

    def test_given_back_without_a_reason_is_refused_and_kept_in_hand(self, world: World) -> None:
        floor.crew(world)
        signed(world, BRAKES)
        phone = signed_in(world.technician)
        post(phone, "/planning/next/take/")
        pull = Pull.objects.get()
        answer = post(phone, f"/planning/pulls/{pull.pk}/give-back/")
        assert answer.status_code == 422
        assert "请选择原因" in answer.content.decode()
        pull.refresh_from_db()
        assert pull.state == "taken"

    def test_who_dispatches_reads_the_record(self, world: World) -> None:
        floor.crew(world)
        signed(world, BRAKES)
        phone = signed_in(world.technician)
        post(phone, "/planning/next/take/")
        post(phone, f"/planning/pulls/{Pull.objects.get().pk}/give-back/", reason="not_able")
        text = page(signed_in(world.dispatcher), "/planning/pulls/")
        assert "退回：没做过，拿不准" in text
        assert signed_in(world.cashier).get("/planning/pulls/").status_code == 403

    def test_nothing_to_take_says_why(self, world: World) -> None:
        floor.crew(world)
        answer = post(signed_in(world.technician), "/planning/next/take/")
        assert answer.status_code == 422
        assert "现在没有您能做的作业" in answer.content.decode()
