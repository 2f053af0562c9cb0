"""What the planner reads of the workshop."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.parts import receiving
from huichang.parts.models import Stock
from huichang.workshop import clock
from huichang.workshop.pricing import WantedJob
from huichang.workshop.queries import open_work
from tests.workshop.desk import drafted, labour, piece
from tests.workshop.floor import BRAKES, OIL, bay, checked, finish, given, job_of, signed, statements, worked
from tests.world import NOON, TODAY, World

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

    @pytest.mark.req("LANE-21")
    def test_a_quoted_part_that_is_not_on_the_shelf_keeps_the_work_waiting(self, world: World) -> None:
        line = piece(world.filter, 2)
        drafted(world, WantedJob(title="更换滤芯", lines=(labour(world.oil_change), line)), at=NOON)
        ((job,),) = (each.jobs for each in open_work.open_work(world.north.pk, at=NOON))
        assert job.parts.key == "issued"
        Stock.objects.filter(part=world.filter).update(held=19)
        with statements(5):
            ((job,),) = (each.jobs for each in open_work.open_work(world.north.pk, at=NOON))
        assert (job.parts.key, job.parts.missing, job.parts.expected_on) == ("short", ("机油滤清器",), None)
        day = TODAY + timedelta(days=2)
        receiving.expect_parts(
            world.parts_manager,
            world.filter.pk,
            store_id=world.north.pk,
            quantity=Decimal(5),
            expected_on=day,
            at=NOON,
        )
        ((job,),) = (each.jobs for each in open_work.open_work(world.north.pk, at=NOON))
        assert job.parts.expected_on == day

    def test_not_of_another_store(self, world: World) -> None:
        signed(world)
        assert open_work.open_work(world.south.pk, at=NOON) == ()


class TestThePast:
    def test_what_was_worked_is_said_by_stretch(self, world: World) -> None:
        order = worked(world, signed(world))
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
