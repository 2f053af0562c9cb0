"""The store as the engine's problem: which steps, what follows what, who and where; in a bounded number of statements."""

from datetime import timedelta

import pytest

from huichang.company.roles import BayKind, Role
from huichang.engines.dayplan.checking import problems_of
from huichang.engines.dayplan.construct import construct
from huichang.planning import names, reading, solving
from huichang.workshop import clock, dispatch, orders
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, OIL, bay, given, job_of, signed, statements
from tests.world import NOON, World


@pytest.mark.req("LANE-40")
class TestRead:
    def test_an_order_becomes_its_jobs_then_road_test_check_and_wash(self, world: World) -> None:
        floor.crew(world)
        order = signed(world, BRAKES, OIL)
        found = reading.read(world.north.pk, at=NOON)
        kinds = [(step.kind, step.minutes, bool(step.after)) for step in found.problem.steps]
        assert kinds == [
            ("repair", 60, False),
            ("repair", 30, False),
            ("test", 15, True),
            ("check", 15, True),
            ("wash", 20, True),
        ]
        (car,) = found.problem.cars
        assert (car.id, car.told, car.waits) == (names.car_of_order(order.pk), True, True)
        assert found.moment(car.promise or 0) == order.promised_at

    def test_a_car_that_waits_a_while_stays_in_its_bay_and_keeps_it(self, world: World) -> None:
        technician, _ = floor.crew(world)
        order = signed(world, BRAKES)
        job = given(world, job_of(order), at=AFTER_REST)
        clock.clock_on(technician, job.pk, at=AFTER_REST)
        later = AFTER_REST + timedelta(minutes=20)
        clock.pause_job(technician, job.pk, reason="customer", at=later)
        orders.wait_order(world.adviser, order.pk, waiting_for="customer", at=later)
        found = reading.read(world.north.pk, at=later)
        step, place = found.problem.steps[0], bay(world).pk
        assert (step.bay, step.minutes) == (place, 40)
        (kept,) = [each for each in found.problem.bays if each.id == place]
        assert kept.windows[0][0] == step.ready == found.problem.now + 60
        assert found.without_hold(step.id).steps[0].bay is None

    def test_a_car_that_waits_for_long_is_moved_out(self, world: World) -> None:
        technician, _ = floor.crew(world)
        order = signed(world, BRAKES)
        job = given(world, job_of(order), at=AFTER_REST)
        clock.clock_on(technician, job.pk, at=AFTER_REST)
        clock.pause_job(technician, job.pk, reason="parts", at=AFTER_REST + timedelta(minutes=20))
        orders.wait_order(
            world.adviser, order.pk, waiting_for="insurer", at=AFTER_REST + timedelta(minutes=20)
        )
        found = reading.read(world.north.pk, at=AFTER_REST + timedelta(minutes=21))
        assert found.problem.steps[0].bay is None
        assert all(each.windows[0][0] == 0 for each in found.problem.bays)

    def test_a_car_that_made_room_for_another_is_moved_out(self, world: World) -> None:
        technician, _ = floor.crew(world)
        job = given(world, job_of(signed(world, BRAKES)), at=AFTER_REST)
        clock.clock_on(technician, job.pk, at=AFTER_REST)
        clock.pause_job(technician, job.pk, reason="bay", at=AFTER_REST + timedelta(minutes=20))
        found = reading.read(world.north.pk, at=AFTER_REST + timedelta(minutes=21))
        assert found.problem.steps[0].bay is None

    def test_two_jobs_of_one_car_that_run_at_once_are_taken_as_they_are(self, world: World) -> None:
        first, second = floor.crew(world)
        order = signed(world, BRAKES, OIL)
        for number, who in ((1, first), (2, second)):
            job = job_of(order, number)
            dispatch.assign_job(
                world.dispatcher,
                job.pk,
                technician_id=who.staff_id or 0,
                bay_id=bay(world).pk if number == 1 else None,
                starts_at=AFTER_REST,
                at=AFTER_REST,
            )
            clock.clock_on(who, job.pk, at=AFTER_REST)
        found = reading.read(world.north.pk, at=AFTER_REST + timedelta(minutes=5))
        assert [bool(step.started) for step in found.problem.steps[:2]] == [True, True]
        plan = solving.pushed(found)
        assert not plan.refused
        assert plan.finish[names.car_of_order(order.pk)] > found.problem.now

    def test_paint_dries_before_anything_else_is_done(self, world: World) -> None:
        floor.painter(world)
        signed(world, OIL, floor.PAINT)
        found = reading.read(world.north.pk, at=NOON)
        assert [step.kind for step in found.problem.steps][:3] == ["paint", "dry", "repair"]
        assert found.problem.steps[0].colour == "珍珠白"

    def test_people_are_there_in_their_shifts_without_the_break(self, world: World) -> None:
        technician, _ = floor.crew(world)
        found = reading.read(world.north.pk, at=NOON)
        person = next(each for each in found.problem.technicians if each.id == technician.staff_id)
        assert person.windows[:2] == ((510, 720), (780, 1080))
        assert person.skills == {"mechanical": 3, "electrical": 3}
        inspector = world.staff(Role.INSPECTOR).pk
        assert next(each for each in found.problem.technicians if each.id == inspector).skills == {
            names.CHECK_SKILL: 3
        }

    def test_work_that_goes_on_is_a_fact(self, world: World) -> None:
        technician, _ = floor.crew(world)
        job = given(world, job_of(signed(world, BRAKES)))
        clock.clock_on(technician, job.pk, at=NOON)
        found = reading.read(world.north.pk, at=NOON + timedelta(minutes=20))
        started = found.problem.steps[0].started
        assert started is not None
        assert (started.at, started.left, started.bay) == (720, 40, bay(world).pk)
        assert found.steps[names.job_key(job.pk)].running

    def test_what_is_dispatched_is_the_plan_that_stands(self, world: World) -> None:
        technician, _ = floor.crew(world)
        job = job_of(signed(world, BRAKES))
        assert technician.staff_id is not None
        dispatch.assign_job(
            world.dispatcher,
            job.pk,
            technician_id=technician.staff_id,
            bay_id=bay(world, number=2).pk,
            starts_at=NOON + timedelta(hours=2),
            at=NOON,
        )
        (placed,) = reading.read(world.north.pk, at=NOON).accepted.placed
        assert (placed.start, placed.end, placed.technicians, placed.bay) == (
            840,
            900,
            (technician.staff_id,),
            bay(world, number=2).pk,
        )

    def test_its_problem_can_be_planned(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        found = reading.read(world.north.pk, at=floor.AFTER_REST)
        plan = construct(found.problem)
        assert plan.refused == ()
        assert problems_of(found.problem, plan) == []

    def test_costs_a_bounded_number_of_statements(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        with statements(9):
            reading.read(world.north.pk, at=NOON)

    def test_another_kind_of_bay_is_no_bay_for_it(self, world: World) -> None:
        floor.painter(world)
        signed(world, floor.PAINT)
        found = reading.read(world.north.pk, at=NOON)
        assert found.problem.steps[0].bay_kinds == (BayKind.PAINT,)
