"""What the planner reads of the workshop."""

from datetime import timedelta

from huichang.workshop import clock
from huichang.workshop.queries import open_work
from tests.workshop.floor import BRAKES, OIL, bay, checked, finish, given, job_of, signed, statements, worked
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)


class TestOpenWork:
    def test_orders_with_what_is_given_out_clocked_and_charged(self, world: World) -> None:
        order = signed(world, OIL, BRAKES)
        job = given(world, job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        with statements(4):
            (found,) = open_work.open_work(world.north.pk, at=NOON + timedelta(minutes=10))
        assert (found.id, found.signed, found.road_test, found.to_wash) == (order.pk, True, True, True)
        first, second = found.jobs
        assert (first.worked, first.codes, first.amount) == (10, ("MT0101RR",), OIL.price)
        assert [each.bay_id for each in first.running] == [bay(world).pk]
        assert second.planned == second.clocked == ()
        assert second.bay_kinds[0] == "general"

    def test_a_checked_car_stands_in_it_until_it_is_washed(self, world: World) -> None:
        order = checked(world, worked(world, signed(world)), at=LATER)
        assert open_work.open_work(world.north.pk, at=LATER) == ()
        order.washed_at = None
        order.save()
        (found,) = open_work.open_work(world.north.pk, at=LATER)
        assert (found.checked, found.jobs) == (True, ())
        assert open_work.checked_at([order.pk]) == {order.pk: LATER}

    def test_not_of_another_store(self, world: World) -> None:
        signed(world)
        assert open_work.open_work(world.south.pk, at=NOON) == ()


class TestThePast:
    def test_finished_work_of_one_operation_teaches(self, world: World) -> None:
        order = worked(world, signed(world))
        (found,) = open_work.past_work(world.north.pk, since=NOON - timedelta(days=1), until=LATER)
        assert (found.code, found.standard, found.taken) == ("MT0101RR", 30, 30)
        (stretch,) = open_work.worked(world.north.pk, since=NOON - timedelta(hours=1), until=LATER)
        assert (stretch.order_id, stretch.plate) == (order.pk, "川A8F6K2")

    def test_work_that_runs_over_is_named(self, world: World) -> None:
        job = given(world, job_of(signed(world)))
        clock.clock_on(world.technician, job.pk, at=NOON)
        over = NOON + timedelta(minutes=45)
        assert open_work.overruns(world.north.pk, at=NOON + timedelta(minutes=35), minutes=10) == []
        (found,) = open_work.overruns(world.north.pk, at=over, minutes=10)
        assert (found.job_id, found.until) == (job.pk, NOON + timedelta(minutes=30))
        finish(world, job, at=over)
        assert open_work.overruns(world.north.pk, at=over, minutes=10) == []
