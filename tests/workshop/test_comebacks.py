"""Comebacks: suspected by car and system, linked to the first order, free until somebody with the right decides otherwise."""

from datetime import date, timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import comebacks, facts
from huichang.workshop.models import Comeback, Guarantee, Job, Line, Order
from huichang.workshop.states import LineState, OrderState, Payer, RepairType
from tests.workshop import floor
from tests.workshop.floor import BRAKES
from tests.world import NOON, World, minutes

WEEK_LATER = NOON + timedelta(days=7)


def first_repair(world: World) -> Order:
    """Brakes done and checked today: guaranteed to 12 March or 47,215 km."""
    order = floor.checked(world, floor.worked(world, floor.signed(world, BRAKES)), at=NOON + minutes(90))
    order.visit.left_at = NOON + minutes(120)
    order.visit.save()
    return order


def second_visit(world: World, *, km: int = 45_900, draft: bool = True) -> Job:
    """The same car a week later with the same complaint, not signed yet."""
    world.car.odometer = km
    world.car.save()
    order = floor.signed(world, BRAKES, signed_at=WEEK_LATER)
    if draft:
        Line.objects.filter(order=order).update(state=LineState.DRAFT, answer=None)
        Order.objects.filter(pk=order.pk).update(state=OrderState.DRAFT)
    return floor.job_of(order)


def mark(world: World, job: Job) -> Comeback:
    guarantee = Guarantee.objects.order_by("pk")[0]
    return comebacks.mark_comeback(world.adviser, job.pk, guarantee_id=guarantee.pk, at=WEEK_LATER)


class TestSuspects:
    @pytest.mark.req("LANE-53")
    def test_are_repairs_of_the_system_that_are_still_guaranteed(self, world: World) -> None:
        order = first_repair(world)
        found = comebacks.suspects(world.car.pk, "brake", 45_900, date(2026, 3, 9))
        assert [(each.order_id, each.job_title, each.until_on, each.until_km) for each in found] == [
            (order.pk, "更换前制动片", date(2026, 3, 12), 47_215)
        ]
        assert comebacks.suspects(world.car.pk, "", 45_900, date(2026, 3, 9)) == found

    @pytest.mark.req("LANE-53")
    @pytest.mark.parametrize(
        ("system", "km", "on"),
        [
            ("engine", 45_900, date(2026, 3, 9)),
            ("brake", 47_216, date(2026, 3, 9)),
            ("brake", 45_900, date(2026, 3, 13)),
        ],
    )
    def test_are_none_for_another_system_or_when_it_ran_out(
        self, world: World, system: str, km: int, on: date
    ) -> None:
        first_repair(world)
        assert comebacks.suspects(world.car.pk, system, km, on) == []

    def test_are_the_stores_own_when_asked_so(self, world: World) -> None:
        first_repair(world)
        assert comebacks.suspects(world.car.pk, "", 45_900, date(2026, 3, 9), store_id=world.south.pk) == []


class TestMarkComeback:
    @pytest.mark.req("LANE-53")
    def test_links_it_to_the_first_order_and_makes_it_free(self, world: World, heard: list[object]) -> None:
        first = first_repair(world)
        job = second_visit(world)
        found = mark(world, job)
        job.refresh_from_db()
        assert (found.guarantee.order_id, found.is_free, found.decided_by_id) == (first.pk, True, None)
        assert (job.repair_type, job.payer) == (RepairType.REWORK, Payer.INTERNAL)
        assert set(Line.objects.filter(job=job).values_list("payer", flat=True)) == {Payer.INTERNAL}
        assert (
            facts.ComebackFound(world.north.pk, job.order_id, job.pk, first.pk, "brake", WEEK_LATER) in heard
        )

    @pytest.mark.req("LANE-53")
    def test_is_guaranteed_anew_at_least_as_long_as_the_first_repair(self, world: World) -> None:
        first_repair(world)
        Guarantee.objects.update(days=60, until_on=date(2026, 5, 1))
        job = second_visit(world, draft=False)
        mark(world, job)
        done = floor.worked(world, job.order, at=WEEK_LATER)
        order = floor.checked(world, done, at=WEEK_LATER + minutes(90), place=2)
        again = Guarantee.objects.get(order=order)
        assert (again.days, again.km, again.from_on) == (60, 2_000, date(2026, 3, 9))

    def test_refuses_a_guarantee_that_ran_out_before_the_car_came(self, world: World) -> None:
        first_repair(world)
        with pytest.raises(Refused, match="质量保证已到期"):
            mark(world, second_visit(world, km=48_000))

    def test_refuses_another_cars_guarantee(self, world: World) -> None:
        first_repair(world)
        other = floor.job_of(floor.signed(world, BRAKES, vehicle=world.another_car()))
        with pytest.raises(Missing, match="没有找到这条质量保证"):
            mark(world, other)

    def test_refuses_to_be_marked_twice(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        mark(world, job)
        with pytest.raises(OutOfTurn, match="已经认定为返修"):
            mark(world, job)

    def test_is_not_for_technicians(self, world: World) -> None:
        first_repair(world)
        with pytest.raises(NotAllowed):
            comebacks.mark_comeback(world.technician, second_visit(world).pk, guarantee_id=1, at=WEEK_LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        first_repair(world)
        with pytest.raises(Missing):
            comebacks.mark_comeback(world.stranger, second_visit(world).pk, guarantee_id=1, at=WEEK_LATER)


class TestDecideComeback:
    def marked(self, world: World, *, draft: bool = True) -> Job:
        first_repair(world)
        job = second_visit(world, draft=draft)
        mark(world, job)
        return job

    @pytest.mark.req("LANE-53")
    def test_keeps_it_free_with_its_cause(self, world: World) -> None:
        job = self.marked(world)
        found = comebacks.decide_comeback(
            world.service_manager, job.pk, is_free=True, cause="workmanship", at=WEEK_LATER
        )
        assert (found.is_free, found.cause, found.decided_by_id, found.decided_at) == (
            True,
            "作业质量",
            world.service_manager.staff_id,
            WEEK_LATER,
        )

    @pytest.mark.req("LANE-53")
    def test_lets_the_customer_pay_after_all(self, world: World) -> None:
        job = self.marked(world)
        comebacks.decide_comeback(
            world.service_manager, job.pk, is_free=False, cause="外力损坏，与上次维修无关", at=WEEK_LATER
        )
        job.refresh_from_db()
        assert (job.repair_type, job.payer) == (RepairType.REPAIR, Payer.CUSTOMER)
        assert set(Line.objects.filter(job=job).values_list("payer", flat=True)) == {Payer.CUSTOMER}
        comebacks.decide_comeback(
            world.service_manager, job.pk, is_free=True, cause="diagnosis", at=WEEK_LATER
        )
        job.refresh_from_db()
        assert job.payer == Payer.INTERNAL

    def test_does_not_charge_what_the_customer_agreed_to_as_free(self, world: World) -> None:
        job = self.marked(world, draft=False)
        with pytest.raises(Refused, match="请先办理增项"):
            comebacks.decide_comeback(
                world.service_manager, job.pk, is_free=False, cause="外力", at=WEEK_LATER
            )

    def test_needs_a_cause(self, world: World) -> None:
        with pytest.raises(Refused, match="请选择返修原因"):
            comebacks.decide_comeback(
                world.service_manager, self.marked(world).pk, is_free=True, cause="", at=WEEK_LATER
            )

    def test_is_about_comebacks_only(self, world: World) -> None:
        with pytest.raises(Missing, match="没有认定为返修"):
            comebacks.decide_comeback(
                world.service_manager,
                floor.job_of(floor.signed(world)).pk,
                is_free=True,
                cause="tool",
                at=WEEK_LATER,
            )

    @pytest.mark.req("LANE-53")
    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            comebacks.decide_comeback(
                world.adviser, self.marked(world).pk, is_free=False, cause="tool", at=WEEK_LATER
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            comebacks.decide_comeback(
                world.southern_manager, self.marked(world).pk, is_free=True, cause="tool", at=WEEK_LATER
            )
