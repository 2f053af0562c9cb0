"""The booking desk asks the plan (LANE-03, LANE-41): no hours are sold that are not there; “ready by 17:00?” in time."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from huichang.booking import capacity, honest, readiness
from huichang.booking.rules import Want
from huichang.kernel.refusals import Refused
from huichang.planning import packing, proposing, reading, solving
from huichang.planning.models import Outlook
from huichang.workshop import dispatch
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import Work, given, job_of, signed, statements
from tests.world import NOON, TODAY, World

HOUR = [Want("mechanical", "general", 60)]
FIVE = NOON + timedelta(hours=5)


def planned(world: World, *, at: datetime = AFTER_REST) -> None:
    """The worker has looked at the store."""
    for role in ("adviser", "inspector"):
        world.staff(role)
    proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=at)


def busy_until(world: World, minutes: int) -> None:
    """Both technicians have something to do."""
    first, second = floor.crew(world)
    given(world, job_of(signed(world, Work(minutes=minutes))), technician=first, at=AFTER_REST)
    other = signed(world, Work(minutes=minutes), vehicle=world.another_car())
    assert second.staff_id is not None
    dispatch.assign_job(
        world.dispatcher,
        job_of(other).pk,
        technician_id=second.staff_id,
        bay_id=world.bays["general"][1].pk,
        starts_at=AFTER_REST,
        at=AFTER_REST,
    )


@pytest.mark.req("LANE-03")
class TestSlots:
    def test_a_slot_whose_work_would_find_nobody_is_closed_with_the_reason(self, world: World) -> None:
        busy_until(world, 240)
        planned(world)
        slots = capacity.slots(world.north.pk, TODAY, needs=HOUR, waits=True, at=AFTER_REST)
        open_ones = [slot for slot in slots if slot.starts_at > AFTER_REST and slot.free]
        closed = [slot for slot in slots if slot.code == "plan_full"]
        assert open_ones == []
        assert "当天已排满，要到" in closed[0].why_not or "排满了" in closed[0].why_not

    def test_where_there_is_room_the_plan_leaves_the_slot_open(self, world: World) -> None:
        floor.crew(world)
        planned(world)
        slots = capacity.slots(world.north.pk, TODAY, needs=HOUR, waits=True, at=AFTER_REST)
        assert any(slot.free for slot in slots if slot.starts_at > AFTER_REST)

    def test_without_a_fresh_plan_the_sums_stand_alone(self, world: World) -> None:
        busy_until(world, 240)
        planned(world)
        later = AFTER_REST + timedelta(minutes=31)
        slots = capacity.slots(world.north.pk, TODAY, needs=HOUR, at=later)
        assert not any(slot.code == "plan_full" for slot in slots)

    def test_costs_one_statement(self, world: World) -> None:
        busy_until(world, 60)
        planned(world)
        with statements(1):
            outlook = honest.outlook(world.north.pk, HOUR, waits=True, at=AFTER_REST)
            assert outlook is not None
            outlook.closed([AFTER_REST + timedelta(minutes=15 * step) for step in range(1, 17)])


@pytest.mark.req("LANE-41")
class TestReadyBy:
    def test_yes_with_the_time(self, world: World) -> None:
        floor.crew(world)
        planned(world)
        found = readiness.ready_by(world.north.pk, AFTER_REST, FIVE, needs=HOUR, at=AFTER_REST)
        assert found.possible
        assert found.ready_at is not None
        assert found.ready_at <= FIVE
        assert found.says.startswith("可以，预计 今天 ")

    def test_no_with_the_reason_and_three_honest_offers(self, world: World) -> None:
        busy_until(world, 150)
        planned(world)
        by = AFTER_REST + timedelta(hours=2)
        started = time.perf_counter()
        found = readiness.ready_by(world.north.pk, AFTER_REST, by, needs=HOUR, at=AFTER_REST)
        taken = time.perf_counter() - started
        assert not found.possible
        assert len(found.chain) == 1
        assert "做“" in found.why
        assert "空出来" in found.why
        assert found.why == found.chain[0]
        assert found.why not in found.brief
        assert found.says.startswith("做不到：最早")
        assert taken < 0.5
        assert all(offer.ready_at.time() <= by.time() for offer in found.offers)

    def test_the_whole_chain_is_told_the_first_cause_first_without_another_statement(
        self, world: World
    ) -> None:
        floor.crew(world)
        painter = floor.painter(world)
        assert painter.staff_id is not None
        order = signed(world, replace(floor.PAINT, minutes=60))
        dispatch.assign_job(
            world.dispatcher,
            job_of(order).pk,
            technician_id=painter.staff_id,
            bay_id=world.bays["paint"][0].pk,
            starts_at=AFTER_REST,
            at=AFTER_REST,
        )
        planned(world)
        wish, by = [Want("paint", "paint", 30)], AFTER_REST + timedelta(hours=3)
        with statements(1):
            outlook = honest.outlook(world.north.pk, wish, waits=True, at=AFTER_REST)
            finish = outlook.finish(AFTER_REST) if outlook else None
        assert finish is not None
        assert 2 <= len(finish.chain) <= 3
        assert "空出来" in finish.chain[0] or "可用" in finish.chain[0]
        assert world.bays["paint"][0].name in finish.chain[0]
        assert finish.chain[-1] == "漆面干燥 1 小时"
        found = readiness.ready_by(world.north.pk, AFTER_REST, by, needs=wish, at=AFTER_REST)
        assert found.why == " → ".join(finish.chain)
        assert f"（{found.why}）" in found.says

    def test_beyond_the_horizon_nobody_says_more_than_he_knows(self, world: World) -> None:
        floor.crew(world)
        planned(world)
        far = AFTER_REST + timedelta(days=5)
        found = readiness.ready_by(world.north.pk, far, far + timedelta(hours=3), needs=HOUR, at=AFTER_REST)
        assert (found.possible, found.ready_at) == (False, None)
        assert "看不到那一天" in found.says

    def test_a_wish_must_run_forward(self, world: World) -> None:
        with pytest.raises(Refused, match="晚于到店"):
            readiness.ready_by(world.north.pk, FIVE, AFTER_REST, needs=HOUR, at=AFTER_REST)
        with pytest.raises(Refused, match="已经过了"):
            readiness.ready_by(world.north.pk, NOON - timedelta(hours=1), FIVE, needs=HOUR, at=AFTER_REST)


class TestPacking:
    def test_a_problem_and_a_plan_come_back_as_they_were(self, world: World) -> None:
        floor.painter(world)
        floor.three_cars(world)
        found = reading.read(world.north.pk, at=AFTER_REST)
        plan = solving.pushed(found)
        planned(world)
        row = Outlook.objects.get()
        problem = packing.unpacked(row.problem)
        assert len(problem.steps) == len(found.problem.steps)
        assert packing.unpacked(packing.packed(found.problem)) == found.problem
        assert packing.unpacked_plan(packing.packed_plan(plan)).placed == plan.placed
