"""What may be a comeback, and what came of those that are."""

from datetime import date, timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed
from huichang.workshop import comebacks
from huichang.workshop.models import Guarantee, Order
from huichang.workshop.queries import returning
from tests.workshop import floor
from tests.workshop.test_comebacks import WEEK_LATER, first_repair, mark, second_visit, take_up, third_visit
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-53")


class TestSuspected:
    def test_are_jobs_whose_system_is_still_guaranteed(self, world: World) -> None:
        first = first_repair(world)
        job = second_visit(world)
        found = returning.suspected(world.adviser, job.order_id)
        (each,) = found.jobs
        assert (each.job_id, each.first_order_id, each.first_job, each.until_on, each.until_km) == (
            job.pk,
            first.pk,
            "更换前制动片",
            date(2026, 3, 12),
            47_215,
        )
        assert (each.payer, found.running, found.linked) == ("customer", (), ())

    def test_are_guarantees_that_run_when_the_car_is_received(self, world: World) -> None:
        first_repair(world)
        order = third_visit(world)
        found = returning.suspected(world.adviser, order.pk)
        (each,) = found.running
        assert (each.first_job, each.system_says, found.jobs) == ("更换前制动片", "制动系统", ())

    def test_tell_what_was_taken_up(self, world: World) -> None:
        first = first_repair(world)
        order = third_visit(world)
        take_up(world, order)
        found = returning.suspected(world.adviser, order.pk)
        (each,) = found.linked
        assert (each.job, each.first_number, each.is_free) == ("返修：更换前制动片", first.number, True)
        assert (found.jobs, found.running) == ((), ())

    @pytest.mark.parametrize(
        "change",
        [{"system": "engine"}, {"until_km": 45_899}, {"until_on": date(2026, 3, 8)}],
    )
    def test_are_none_for_another_system_or_when_it_ran_out(
        self, world: World, change: dict[str, object]
    ) -> None:
        first_repair(world)
        job = second_visit(world)
        Guarantee.objects.update(**change)
        assert returning.suspected(world.adviser, job.order_id).jobs == ()

    def test_are_none_once_the_car_has_left(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world, draft=False)
        Order.objects.filter(pk=job.order_id).update(state="delivered", delivered_at=WEEK_LATER)
        assert returning.suspected(world.adviser, job.order_id).jobs == ()

    def test_do_not_exist_for_another_store_nor_for_the_cashier(self, world: World) -> None:
        order = floor.signed(world)
        with pytest.raises(Missing):
            returning.suspected(world.stranger, order.pk)
        with pytest.raises(NotAllowed):
            returning.suspected(world.cashier, order.pk)


class TestByCause:
    def test_counts_free_ones_against_their_cause(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        mark(world, job)
        since = NOON - timedelta(days=1)
        assert returning.by_cause(world.service_manager, since=since) == [returning.CauseCount("", 1)]
        comebacks.decide_comeback(
            world.service_manager, job.pk, is_free=True, cause="workmanship", at=WEEK_LATER
        )
        assert returning.by_cause(world.adviser, since=since) == [returning.CauseCount("作业质量", 1)]
        assert returning.by_cause(world.adviser, since=WEEK_LATER + timedelta(days=1)) == []
        comebacks.decide_comeback(world.service_manager, job.pk, is_free=False, cause="外力", at=WEEK_LATER)
        assert returning.by_cause(world.adviser, since=since) == []

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            returning.by_cause(world.technician, since=NOON)
