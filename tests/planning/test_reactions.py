"""Everything that moves people, cars or parts disturbs the plan, once it is certain; one replan answers all of it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from huichang.company import floor as house
from huichang.company import shifts
from huichang.planning import disturbing, jobs, proposing
from huichang.planning.models import Disturbance
from huichang.workshop import arrival, clock, dispatch
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.stories import Visiting
from tests.workshop.floor import given, job_of, present, signed
from tests.workshop.lane_story import booking
from tests.world import NOON, TODAY, World

Caught = Callable[..., Any]


def causes() -> list[str]:
    """What has disturbed the plan, in order."""
    return list(Disturbance.objects.order_by("pk").values_list("cause", flat=True))


@pytest.mark.req("LANE-40")
class TestDisturbances:
    def test_the_clock(self, world: World, django_capture_on_commit_callbacks: Caught) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        with django_capture_on_commit_callbacks(execute=True):
            clock.clock_on(world.technician, job.pk, at=AFTER_REST)
            clock.pause_job(world.technician, job.pk, reason="meal", at=AFTER_REST + timedelta(minutes=5))
        assert causes() == ["clock", "clock"]
        assert set(Disturbance.objects.values_list("order_id", flat=True)) == {job.order_id}

    def test_signature_and_dispatch_by_hand(
        self, world: World, django_capture_on_commit_callbacks: Caught
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            Visiting(world).dispatched()
        assert causes() == ["signed", "by_hand", "by_hand"]

    def test_a_booked_car_arrives(self, world: World, django_capture_on_commit_callbacks: Caught) -> None:
        booking(world, NOON + timedelta(minutes=30))
        with django_capture_on_commit_callbacks(execute=True):
            arrival.greet_car(world.greeter, plate=world.car.plate, at=NOON)
        assert causes() == ["arrived"]

    def test_absence_and_a_closed_bay(self, world: World, django_capture_on_commit_callbacks: Caught) -> None:
        technician = world.staff("technician").pk
        with django_capture_on_commit_callbacks(execute=True):
            shifts.take_off(world.service_manager, world.north.pk, staff_ids=[technician], days=[TODAY])
            house.change_bay(world.service_manager, world.bays["general"][0].pk, name="机电1", is_open=False)
            shifts.plan_shifts(
                world.service_manager,
                world.north.pk,
                staff_ids=[technician],
                days=[date(2026, 3, 3)],
                starts_at=time(9),
                ends_at=time(18),
            )
        assert causes() == ["people"] * 3

    def test_what_is_rolled_back_disturbs_nobody(self, world: World) -> None:
        with pytest.raises(ValueError, match="back"), transaction.atomic():
            Visiting(world).signed()
            raise ValueError("back")
        assert causes() == []

    def test_the_first_wakes_the_worker_the_others_are_answered_by_the_same_replan(
        self, world: World, django_capture_on_commit_callbacks: Caught
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            Visiting(world).dispatched()
        waiting = ProcrastinateJob.objects.filter(task_name="planning.jobs.replan", status="todo")
        assert waiting.count() == 1
        found = proposing.propose(
            floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST + timedelta(minutes=30)
        )
        assert found is None or found.causes
        assert not Disturbance.objects.filter(answered_at__isnull=True).exists()


class TestDispatchByHand:
    def test_moving_and_releasing_disturb_too(
        self, world: World, django_capture_on_commit_callbacks: Caught
    ) -> None:
        floor.crew(world)
        job = job_of(signed(world))
        technician = world.technician.staff_id
        assert technician is not None
        with django_capture_on_commit_callbacks(execute=True):
            made = dispatch.assign_job(
                world.dispatcher,
                job.pk,
                technician_id=technician,
                bay_id=None,
                starts_at=AFTER_REST,
                at=AFTER_REST,
            )
            dispatch.release_job(world.dispatcher, made.pk, at=AFTER_REST)
        assert causes() == ["by_hand", "by_hand"]


class TestDue:
    def test_in_the_morning_the_day_is_planned(self, world: World) -> None:
        found = disturbing.due(world.north.pk, at=NOON - timedelta(hours=3))
        assert found is not None
        assert (found.cause, found.seconds) == ("morning", 20)

    def test_not_while_the_store_is_closed(self, world: World) -> None:
        assert disturbing.due(world.north.pk, at=NOON + timedelta(hours=10)) is None

    def test_not_while_the_plan_holds_and_at_the_latest_every_quarter(self, world: World) -> None:
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=NOON)
        assert disturbing.due(world.north.pk, at=NOON + timedelta(minutes=5)) is None
        assert disturbing.due(world.north.pk, at=NOON + timedelta(minutes=16)) is not None

    def test_what_a_crash_left_lying_is_taken_up(self, world: World) -> None:
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=NOON)
        disturbing.note(world.north.pk, "asked", at=NOON + timedelta(minutes=1))
        assert disturbing.due(world.north.pk, at=NOON + timedelta(minutes=1, seconds=10)) is None
        assert disturbing.due(world.north.pk, at=NOON + timedelta(minutes=2)) is not None

    def test_a_job_that_runs_over(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        clock.clock_on(world.technician, job.pk, at=AFTER_REST)
        over = AFTER_REST + timedelta(minutes=41)
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=over - timedelta(minutes=5))
        found = disturbing.due(world.north.pk, at=over)
        assert found is not None
        assert found.cause == "overrun"


class TestReplan:
    def test_the_worker_plans_and_looks_whose_promise_is_in_danger(self, world: World) -> None:
        at = present(world)
        world.north.settings = {**world.north.settings, "planning.solve_seconds": 1}
        world.north.save()
        order = signed(world, promised_at=at + timedelta(minutes=10), signed_at=at)
        jobs.replan(world.north.pk)
        order.refresh_from_db()
        assert order.promise_danger_at is not None
