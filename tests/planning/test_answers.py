"""What the plan answers to the workshop: the earliest honest finish, how sure it is, and what is foreseen (LANE-21)."""

import re
from datetime import timedelta

import pytest

from huichang.company import settings
from huichang.planning import accepting, answers, learning, proposing, queries, reading
from huichang.planning.models import Foretold
from huichang.workshop import progress, promise
from huichang.workshop.models import Order
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.web import page, signed_in
from tests.workshop.floor import (
    BRAKES,
    OIL,
    Work,
    checked,
    given,
    job_of,
    present,
    signed,
    statements,
    worked,
)
from tests.world import World


@pytest.mark.req("LANE-21")
class TestHonest:
    def test_is_later_than_the_work_alone_and_a_quarter_of_an_hour(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, BRAKES)
        found = promise.honest(world.north.pk, order.pk, at=AFTER_REST)
        assert found is not None
        assert found.certainty == 85
        # 60 minutes of work, road test, check, washing: what half of all days keep is not enough.
        assert AFTER_REST + timedelta(minutes=110) < found.at <= AFTER_REST + timedelta(minutes=165)
        assert found.at.minute % 15 == 0

    def test_more_certainty_takes_more_time(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, Work(minutes=180))
        sure = []
        for percent in (50, 97):
            world.north.settings = {"planning.certainty": percent}
            world.north.save()
            settings.forget()
            found = promise.honest(world.north.pk, order.pk, at=AFTER_REST)
            assert found is not None
            sure.append(found.at)
        assert sure[0] < sure[1]

    def test_waits_for_people_who_are_busy_and_says_so(self, world: World) -> None:
        technician = world.technician
        for role in ("inspector", "dispatcher", "adviser"):
            world.staff(role)
        busy = given(world, job_of(signed(world, Work(minutes=120))), technician=technician, at=AFTER_REST)
        order = signed(world, OIL, vehicle=world.another_car())
        found = promise.honest(world.north.pk, order.pk, at=AFTER_REST)
        assert found is not None
        assert found.at >= AFTER_REST + timedelta(minutes=120 + 30)
        assert busy.order_id != order.pk

    def test_extra_work_moves_it(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, OIL)
        before = promise.honest(world.north.pk, order.pk, at=AFTER_REST)
        after = promise.honest(world.north.pk, order.pk, more=90, at=AFTER_REST)
        assert before is not None
        assert after is not None
        assert after.at >= before.at + timedelta(minutes=75)

    def test_what_cannot_be_planned_gets_no_promise_from_the_plan(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, Work(skill="body", bay_kind="body", repair_type="body", system="body"))
        assert promise.honest(world.north.pk, order.pk, at=AFTER_REST) is None
        by_hours = promise.propose(world.north.pk, 60, order_id=order.pk, at=AFTER_REST)
        assert by_hours == promise.propose(world.north.pk, 60, at=AFTER_REST)

    def test_costs_nine_statements(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, BRAKES)
        with statements(9):
            promise.honest(world.north.pk, order.pk, at=AFTER_REST)


class TestForeseen:
    @pytest.mark.req("LANE-33", "LANE-34")
    def test_a_promise_that_the_plan_cannot_keep_is_an_alarm_before_it_is_broken(self, world: World) -> None:
        world.staff("adviser")
        first = signed(world, Work(minutes=200), promised_at=AFTER_REST + timedelta(hours=5), waits=False)
        given(world, job_of(first), at=AFTER_REST)
        for role in ("inspector", "dispatcher"):
            world.staff(role)
        order = signed(
            world,
            BRAKES,
            vehicle=world.another_car(),
            promised_at=AFTER_REST + timedelta(hours=3),
            waits=False,
        )
        foreseen = promise.foreseen(world.north.pk, at=AFTER_REST)
        assert foreseen[order.pk] > AFTER_REST + timedelta(hours=3)
        danger = progress.watch_promises(world.service_manager, world.north.pk, at=AFTER_REST)
        assert order.pk in danger
        order.refresh_from_db()
        assert order.promise_danger_at == AFTER_REST


class TestOnTheSignPage:
    @pytest.mark.req("LANE-21")
    def test_the_promise_is_a_time_with_how_sure_it_is(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        order = signed(world, BRAKES, signed_at=at)
        Order.objects.filter(pk=order.pk).update(state="draft", signed_at=None, promised_at=None)
        text = page(signed_in(world.adviser), f"/workshop/orders/{order.pk}/honest/")
        assert re.search(r"(今天|明天) \d\d:\d\d 前做完有 85% 的把握", text)


class TestForeseenWithAProposal:
    @pytest.mark.req("LANE-33", "LANE-40")
    def test_a_promise_that_the_proposal_keeps_is_no_alarm_until_it_is_left(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, BRAKES, promised_at=AFTER_REST + timedelta(hours=3))
        given(world, job_of(order), at=AFTER_REST + timedelta(hours=2, minutes=30))
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        assert order.promised_at is not None
        assert [car.order_id for car in queries.board(world.dispatcher, at=AFTER_REST).threatened] == [
            order.pk
        ]
        assert promise.foreseen(world.north.pk, at=AFTER_REST)[order.pk] <= order.promised_at
        assert not progress.needs_watch(world.north.pk, at=AFTER_REST)
        accepting.drop_proposal(world.dispatcher, made.pk, at=AFTER_REST)
        assert promise.foreseen(world.north.pk, at=AFTER_REST)[order.pk] > order.promised_at
        assert progress.needs_watch(world.north.pk, at=AFTER_REST)


class TestForetold:
    def test_is_kept_when_the_customer_signed_and_measured_when_the_car_is_checked(
        self, world: World
    ) -> None:
        floor.crew(world)
        order = signed(world, OIL)
        told = answers.foretold(reading.read(world.north.pk, at=AFTER_REST), order.pk)
        assert told is not None
        assert AFTER_REST < told.middle_at < told.ready_by
        learning.foretell(world.north.pk, {order.pk: told}, at=AFTER_REST)
        checked(world, worked(world, order, at=AFTER_REST), at=AFTER_REST + timedelta(minutes=45))
        assert learning.came_true(world.north.pk) == 1
        assert learning.came_true(world.north.pk) == 0
        kept = Foretold.objects.get()
        assert (kept.certainty, kept.kept) == (85, True)

    def test_the_worker_foretells_what_was_just_signed(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, OIL)
        from huichang.planning import disturbing

        disturbing.note(world.north.pk, "signed", order_id=order.pk, at=AFTER_REST)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert Foretold.objects.get().order_id == order.pk
        assert made is not None
        accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
