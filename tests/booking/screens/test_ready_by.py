"""“17:00 前能好吗？” at the booking desk: the answer, the reason with other offers, and what is missing to answer (LANE-41)."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.booking.screens import ready_by as ready_screen
from huichang.company.roles import Role
from huichang.planning import proposing
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.web import page, signed_in
from tests.workshop.floor import Work, given, job_of, signed
from tests.world import World

MOST = 12
NEED = "need=mechanical:general:60"


@pytest.fixture(autouse=True)
def _at_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one o'clock, when the break is over."""
    monkeypatch.setattr(ready_screen, "now", lambda: AFTER_REST)


def planned(world: World) -> None:
    """A plan that the worker has made."""
    floor.crew(world)
    signed(world)
    proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)


@pytest.mark.req("LANE-41")
class TestReadyBy:
    def test_a_wish_that_can_be_kept_is_answered_with_the_time(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        planned(world)
        client = signed_in(world.care_agent)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/booking/ready/?{NEED}&ready_by=17:30")
        assert "能好" in text
        assert "现在开过来" in text

    def test_a_wish_that_cannot_be_kept_says_why_and_when_instead(self, world: World) -> None:
        planned(world)
        text = page(signed_in(world.care_agent), f"/booking/ready/?{NEED}&ready_by=13:10")
        assert "不能答应" in text
        assert "做不到：最早" in text

    def test_the_reasons_stand_one_behind_the_other(self, world: World) -> None:
        technician = world.technician
        for role in (Role.INSPECTOR, Role.DISPATCHER, Role.ADVISER):
            world.staff(role)
        given(world, job_of(signed(world, Work(minutes=150))), technician=technician, at=AFTER_REST)
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        text = page(signed_in(world.care_agent), f"/booking/ready/?{NEED}&ready_by=14:30")
        assert '<ol class="book-why"' in text
        assert f"<li>{technician.name}在做“" in text
        assert "空出来</li>" in text

    def test_for_the_slot_that_was_touched(self, world: World) -> None:
        planned(world)
        slot = (AFTER_REST + timedelta(hours=1)).isoformat().replace("+", "%2B")
        text = page(signed_in(world.care_agent), f"/booking/ready/?{NEED}&ready_by=17:30&slot={slot}|")
        assert "14:00 到店" in text

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("ready_by=17:00", "请先选要做的项目"),
            (f"{NEED}&ready_by=abend", "例如 17:00"),
            (f"{NEED}", "几点前好"),
            (f"{NEED}&ready_by=17:00&on=2026-03-09", "请先点一个到店时段"),
            (f"{NEED}&ready_by=12:00", "要晚于到店时间"),
        ],
    )
    def test_what_is_missing_is_said_in_words(self, world: World, asked: str, said: str) -> None:
        planned(world)
        answer = signed_in(world.care_agent).get(f"/booking/ready/?{asked}")
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_the_claims_clerk_may_not_ask(self, world: World) -> None:
        assert signed_in(world.actor(Role.WARRANTY_CLERK)).get("/booking/ready/").status_code == 403
