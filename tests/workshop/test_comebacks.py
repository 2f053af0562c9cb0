"""Comebacks: suspected by car and system, linked to the first order, free until somebody with the right decides otherwise."""

from datetime import date, datetime, timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import comebacks, extra_work, facts, orders, quoting
from huichang.workshop.models import Comeback, Guarantee, Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind, LineState, OrderState, Payer, RepairType
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


def third_visit(world: World, *, at: datetime = WEEK_LATER, km: int = 45_900) -> Order:
    """The same car a week later, received, without any job yet."""
    job = second_visit(world, km=km)
    order = job.order
    job.delete()
    Order.objects.filter(pk=order.pk).update(last_job=0)
    order.refresh_from_db()
    return order


def take_up(world: World, order: Order, *, seen: int | None = None) -> Comeback:
    guarantee = Guarantee.objects.order_by("pk")[0]
    return comebacks.take_up_comeback(
        world.adviser, order.pk, guarantee_id=guarantee.pk, seen=seen, at=WEEK_LATER
    )


class TestTakeUpComeback:
    @pytest.mark.req("LANE-53")
    def test_makes_a_free_job_linked_to_the_first_order(self, world: World, heard: list[object]) -> None:
        first = first_repair(world)
        order = third_visit(world)
        found = take_up(world, order)
        job = Job.objects.get(order=order)
        assert (found.job_id, found.guarantee.order_id, found.is_free) == (job.pk, first.pk, True)
        assert (job.title, job.system, job.repair_type, job.payer) == (
            "返修：更换前制动片",
            "brake",
            RepairType.REWORK,
            Payer.INTERNAL,
        )
        order.refresh_from_db()
        assert order.repair_type == RepairType.REWORK
        assert facts.ComebackFound(world.north.pk, order.pk, job.pk, first.pk, "brake", WEEK_LATER) in heard

    @pytest.mark.req("LANE-53")
    def test_takes_the_job_that_stands_in_the_draft(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        found = take_up(world, job.order)
        job.refresh_from_db()
        assert (found.job_id, job.payer) == (job.pk, Payer.INTERNAL)
        assert Job.objects.filter(order=job.order).count() == 1

    def test_happens_once(self, world: World) -> None:
        first_repair(world)
        order = third_visit(world)
        take_up(world, order)
        with pytest.raises(OutOfTurn, match="已经算返修"):
            take_up(world, order)

    def test_is_refused_on_an_old_page_and_once_signed(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world, draft=False)
        with pytest.raises(OutOfTurn, match="先登记增项"):
            take_up(world, job.order)
        Order.objects.filter(pk=job.order_id).update(state=OrderState.DRAFT, version=7)
        with pytest.raises(Changed):
            take_up(world, job.order, seen=6)

    def test_refuses_a_guarantee_that_ran_out(self, world: World) -> None:
        first_repair(world)
        with pytest.raises(Refused, match="质量保证已到期"):
            take_up(world, third_visit(world, km=48_000))

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        first_repair(world)
        order = third_visit(world)
        with pytest.raises(NotAllowed):
            comebacks.take_up_comeback(world.technician, order.pk, guarantee_id=1, at=WEEK_LATER)
        with pytest.raises(Missing):
            comebacks.take_up_comeback(world.stranger, order.pk, guarantee_id=1, at=WEEK_LATER)


class TestRejectComeback:
    def reject(self, world: World, job: Job, *, cause: str = "outside") -> Comeback:
        guarantee = Guarantee.objects.order_by("pk")[0]
        return comebacks.reject_comeback(
            world.service_manager, job.pk, guarantee_id=guarantee.pk, cause=cause, at=WEEK_LATER
        )

    @pytest.mark.req("LANE-53")
    def test_lets_the_customer_pay_and_keeps_why(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        found = self.reject(world, job)
        job.refresh_from_db()
        assert (found.is_free, found.cause, found.decided_by_id) == (
            False,
            "外力或事故造成",
            world.service_manager.staff_id,
        )
        assert job.payer == Payer.CUSTOMER
        assert sign(world, job.order).state == OrderState.SIGNED

    def test_needs_a_reason_and_happens_once(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        with pytest.raises(Refused, match="为什么不算返修"):
            self.reject(world, job, cause=" ")
        self.reject(world, job)
        with pytest.raises(OutOfTurn):
            self.reject(world, job)

    @pytest.mark.req("LANE-53")
    def test_is_not_for_advisers_nor_for_another_store(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        with pytest.raises(NotAllowed):
            comebacks.reject_comeback(world.adviser, job.pk, guarantee_id=1, cause="wear", at=WEEK_LATER)
        with pytest.raises(Missing):
            comebacks.reject_comeback(
                world.southern_manager, job.pk, guarantee_id=1, cause="wear", at=WEEK_LATER
            )


def sign(world: World, order: Order) -> Order:
    return orders.sign_order(
        world.adviser,
        order.pk,
        name="王建国",
        via="paper",
        promised_at=WEEK_LATER + timedelta(hours=3),
        at=WEEK_LATER,
    )


class TestNobodyPaysForWhatIsGuaranteed:
    @pytest.mark.req("LANE-53")
    def test_until_it_is_decided(self, world: World) -> None:
        first = first_repair(world)
        job = second_visit(world)
        with pytest.raises(Refused, match=f"首次工单 {first.number}.*算返修"):
            sign(world, job.order)
        with pytest.raises(Refused, match="质保期内"):
            orders.send_to_sign(
                world.adviser, job.order_id, promised_at=WEEK_LATER + timedelta(hours=3), at=WEEK_LATER
            )
        mark(world, job)
        assert sign(world, job.order).state == OrderState.SIGNED

    @pytest.mark.req("LANE-53")
    def test_in_extra_work_either(self, world: World) -> None:
        first_repair(world)
        world.car.odometer = 45_900
        world.car.save()
        order = floor.signed(world, signed_at=WEEK_LATER)
        Order.objects.filter(pk=order.pk).update(last_job=1)
        extra = extra_work.report_extra(
            world.technician, order.pk, what="制动片异响", system="brake", at=WEEK_LATER
        )
        quoting.add_jobs(
            world.adviser,
            order.pk,
            jobs=[WantedJob(lines=(WantedLine(LineKind.LABOUR, operation_id=world.operation.pk),))],
            extra_id=extra.pk,
            at=WEEK_LATER,
        )
        with pytest.raises(Refused, match="质保期内"):
            extra_work.ask_customer(world.adviser, extra.pk, at=WEEK_LATER)

    @pytest.mark.parametrize(
        "change",
        [
            {"system": "engine"},
            {"system": "maintenance"},
            {"until_km": 45_899},
            {"until_on": date(2026, 3, 8)},
        ],
    )
    def test_but_for_other_work_they_do(self, world: World, change: dict[str, object]) -> None:
        first_repair(world)
        job = second_visit(world)
        Guarantee.objects.update(**change)
        assert sign(world, job.order).state == OrderState.SIGNED

    def test_unless_somebody_else_pays(self, world: World) -> None:
        first_repair(world)
        job = second_visit(world)
        Line.objects.filter(job=job).update(payer=Payer.MANUFACTURER)
        assert sign(world, job.order).state == OrderState.SIGNED


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

    def test_of_an_old_page_says_who_decided_already(self, world: World) -> None:
        job = self.marked(world)
        seen = Order.objects.get(pk=job.order_id).version
        comebacks.decide_comeback(
            world.service_manager, job.pk, is_free=True, cause="tool", seen=seen, at=WEEK_LATER
        )
        with pytest.raises(Changed):
            comebacks.decide_comeback(
                world.service_manager, job.pk, is_free=False, cause="外力", seen=seen, at=WEEK_LATER
            )
