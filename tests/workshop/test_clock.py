"""The clock: own jobs only, one at a time, nothing before the customer agreed; what start and finish move along."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from huichang.workshop import clock, facts
from huichang.workshop.models import Assignment, Clock, Job, Line, Order, QualityCheck
from huichang.workshop.states import JobState, LineState, OrderState, WaitingFor
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL
from tests.world import NOON, World, minutes


class TestClockOn:
    @pytest.mark.req("LANE-32")
    def test_runs_from_now_in_the_bay_of_the_plan(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        running = clock.clock_on(world.technician, job.pk, at=NOON)
        assert (running.period.lower, running.period.upper) == (NOON, None)
        assert running.bay_id == floor.bay(world).pk
        assert running.ended_by == ""

    @pytest.mark.req("LANE-24", "LANE-32")
    def test_puts_the_order_in_work_with_its_first_job(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        order.refresh_from_db()
        job.refresh_from_db()
        assert (order.state, job.state, job.started_at) == (OrderState.IN_WORK, JobState.WORKING, NOON)
        assert Line.objects.get(job=job).started_at == NOON
        assert Line.objects.get(job__position=2).started_at is None

    @pytest.mark.req("LANE-33")
    def test_tells_the_customer_once(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        for job, at in ((floor.job_of(order), NOON), (floor.job_of(order, 2), NOON + minutes(60))):
            floor.given(world, job, at=at)
            clock.clock_on(world.technician, job.pk, at=at)
            clock.pause_job(world.technician, job.pk, reason="meal", at=at + minutes(5))
        told = Message.objects.get(template="workshop.started")
        assert told.customer_id == world.wang.pk
        assert told.text == "王先生您好，您的车 川A8F6K2 已经开工，预计 16:00 完成。"
        order.refresh_from_db()
        assert order.told_at == NOON

    def test_announces_the_first_start(self, world: World, heard: list[object]) -> None:
        order = floor.signed(world)
        clock.clock_on(world.technician, floor.given(world, floor.job_of(order)).pk, at=NOON)
        assert facts.WorkStarted(world.north.pk, order.pk, NOON) in heard

    @pytest.mark.req("LANE-32")
    def test_is_for_own_jobs(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        with pytest.raises(NotAllowed, match="派给了北维修技师"):
            clock.clock_on(floor.another_technician(world), job.pk, at=NOON)

    def test_waits_for_dispatch(self, world: World) -> None:
        with pytest.raises(NotAllowed, match="还没有派给您"):
            clock.clock_on(world.technician, floor.job_of(floor.signed(world)).pk, at=NOON)

    def test_is_not_for_advisers(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        with pytest.raises(NotAllowed):
            clock.clock_on(world.adviser, job.pk, at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        with pytest.raises(Missing):
            clock.clock_on(world.actor("technician", world.south), job.pk, at=NOON)

    @pytest.mark.req("LANE-32")
    def test_refuses_a_second_job_at_once(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        first = floor.given(world, floor.job_of(order))
        second = floor.given(world, floor.job_of(order, 2), at=NOON + minutes(60))
        clock.clock_on(world.technician, first.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="您还有一项作业正在计时"):
            clock.clock_on(world.technician, second.pk, at=NOON + minutes(5))

    def test_refuses_a_bay_with_another_car_on_it(self, world: World) -> None:
        li = floor.another_technician(world)
        first = floor.given(world, floor.job_of(floor.signed(world)))
        second = floor.job_of(floor.signed(world, vehicle=world.another_car()))
        floor.given(world, second, technician=li, at=NOON + minutes(30))
        clock.clock_on(world.technician, first.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="这个工位上还有别的车"):
            clock.clock_on(li, second.pk, at=NOON + minutes(30))
        moved = clock.clock_on(li, second.pk, bay_id=floor.bay(world, number=2).pk, at=NOON + minutes(30))
        assert moved.bay_id == floor.bay(world, number=2).pk

    @pytest.mark.req("LANE-24")
    def test_refuses_a_job_that_the_customer_has_not_agreed_to(self, world: World) -> None:
        order = floor.signed(world)
        draft = floor.add_job(order, BRAKES, None)
        floor.given(world, draft)
        with pytest.raises(OutOfTurn, match="客户还没有同意"):
            clock.clock_on(world.technician, draft.pk, at=NOON)

    @pytest.mark.req("LANE-24")
    def test_is_refused_by_the_database_for_a_line_without_an_answer(self, world: World) -> None:
        order = floor.signed(world)
        floor.add_job(order, BRAKES, None)
        with pytest.raises(IntegrityError, match="no_line_starts_unanswered"), transaction.atomic():
            Line.objects.filter(order=order, answer__isnull=True).update(started_at=NOON)

    @pytest.mark.req("LANE-24")
    @pytest.mark.parametrize("state", ["draft", "done", "checked", "settled", "delivered", "cancelled"])
    def test_is_out_of_turn_outside_the_workshop(self, world: World, state: str) -> None:
        order = floor.signed(world)
        job = floor.given(world, floor.job_of(order))
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="不能开工"):
            clock.clock_on(world.technician, job.pk, at=NOON)

    def test_takes_a_waiting_order_back_to_work(self, world: World) -> None:
        order = floor.signed(world)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        clock.pause_job(world.technician, job.pk, reason="parts", at=NOON + minutes(5))
        clock.clock_on(world.technician, job.pk, at=NOON + minutes(20))
        order.refresh_from_db()
        assert (order.state, order.waiting_for) == (OrderState.IN_WORK, WaitingFor.NOTHING)
        assert Clock.objects.filter(job=job).count() == 2


class TestPauseJob:
    def start(self, world: World) -> tuple[Order, Job]:
        order = floor.signed(world, BRAKES, OIL)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        return order, job

    @pytest.mark.req("LANE-32")
    def test_stops_the_clock_with_the_reason(self, world: World) -> None:
        order, job = self.start(world)
        clock.pause_job(world.technician, job.pk, reason="meal", at=NOON + minutes(20))
        stopped = Clock.objects.get(job=job)
        job.refresh_from_db()
        order.refresh_from_db()
        assert (stopped.period.upper, stopped.ended_by) == (NOON + minutes(20), "用餐")
        assert (job.state, job.pause_reason, order.state) == (JobState.PAUSED, "用餐", OrderState.IN_WORK)

    @pytest.mark.req("LANE-24")
    @pytest.mark.parametrize(
        ("reason", "waits_for"), [("parts", "parts"), ("customer", "customer"), ("sublet", "sublet")]
    )
    def test_makes_the_order_wait(self, world: World, reason: str, waits_for: str) -> None:
        order, job = self.start(world)
        clock.pause_job(world.technician, job.pk, reason=reason, at=NOON + minutes(20))
        order.refresh_from_db()
        assert (order.state, order.waiting_for) == (OrderState.WAITING, waits_for)

    def test_leaves_the_order_in_work_while_a_colleague_goes_on(self, world: World) -> None:
        order, job = self.start(world)
        li = floor.another_technician(world)
        other = floor.given(world, floor.job_of(order, 2), technician=li)
        clock.clock_on(li, other.pk, at=NOON)
        clock.pause_job(world.technician, job.pk, reason="parts", at=NOON + minutes(20))
        order.refresh_from_db()
        assert order.state == OrderState.IN_WORK

    def test_takes_own_words(self, world: World) -> None:
        _, job = self.start(world)
        assert (
            clock.pause_job(
                world.technician, job.pk, reason="举升机要检修", at=NOON + minutes(5)
            ).pause_reason
            == "举升机要检修"
        )

    def test_needs_a_reason(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(Refused, match="请选择暂停原因"):
            clock.pause_job(world.technician, job.pk, reason=" ", at=NOON + minutes(5))

    def test_is_out_of_turn_when_not_clocked_on(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        with pytest.raises(OutOfTurn, match="您没有在做"):
            clock.pause_job(world.technician, job.pk, reason="meal", at=NOON)

    def test_is_not_for_advisers(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(NotAllowed):
            clock.pause_job(world.adviser, job.pk, reason="meal", at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(Missing):
            clock.pause_job(world.actor("technician", world.south), job.pk, reason="meal", at=NOON)


class TestFinishJob:
    def start(self, world: World) -> tuple[Order, Job]:
        order = floor.signed(world, BRAKES, OIL)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        return order, job

    @pytest.mark.req("LANE-32", "LANE-50")
    def test_keeps_report_and_self_check(self, world: World) -> None:
        _, job = self.start(world)
        floor.finish(world, job, at=NOON + minutes(50))
        job.refresh_from_db()
        check = QualityCheck.objects.get(job=job)
        assert (job.state, job.finished_at) == (JobState.DONE, NOON + minutes(50))
        assert (job.cause, job.correction) == ("正常磨损", "更换，试车正常")
        assert (check.level, check.passed, check.by_id) == ("self", True, world.technician.staff_id)
        assert [item["code"] for item in check.items] == floor.self_points(job)
        assert Clock.objects.get(job=job).ended_by == "完工"
        assert Line.objects.get(job=job).state == LineState.DONE
        assert not Assignment.objects.filter(job=job, is_open=True).exists()

    @pytest.mark.req("LANE-24")
    def test_leaves_the_order_in_work_while_a_job_is_open(self, world: World) -> None:
        order, job = self.start(world)
        floor.finish(world, job, at=NOON + minutes(50))
        order.refresh_from_db()
        assert order.state == OrderState.IN_WORK

    @pytest.mark.req("LANE-24", "LANE-33")
    def test_ends_the_order_with_the_last_job_and_tells_the_customer(
        self, world: World, heard: list[object]
    ) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES, OIL))
        done = NOON + minutes(90)
        assert (order.state, order.done_at, order.told_at) == (OrderState.DONE, done, done)
        assert Message.objects.get(template="workshop.done").text.startswith(
            "王先生您好，您的车 川A8F6K2 已经做完"
        )
        assert facts.OrderDone(world.north.pk, order.pk, done) in heard

    def test_takes_twelve_statements_at_most(self, world: World) -> None:
        order = floor.signed(world)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        with floor.statements(12):
            floor.finish(world, job, at=NOON + minutes(20))

    def test_finishes_for_all_who_worked_on_it(self, world: World) -> None:
        _, job = self.start(world)
        li = floor.another_technician(world)
        floor.given(world, job, technician=li)
        clock.clock_on(li, job.pk, at=NOON + minutes(5))
        floor.finish(world, job, at=NOON + minutes(50))
        assert not Clock.objects.filter(job=job, ended_by="").exists()

    @pytest.mark.req("LANE-32")
    @pytest.mark.parametrize(("cause", "correction"), [("", "更换"), ("磨损", " ")])
    def test_needs_the_report(self, world: World, cause: str, correction: str) -> None:
        _, job = self.start(world)
        with pytest.raises(Refused, match="请写好“更换前制动片”的维修报告"):
            clock.finish_job(
                world.technician,
                job.pk,
                cause=cause,
                correction=correction,
                checked=floor.self_points(job),
                at=NOON + minutes(50),
            )

    @pytest.mark.req("LANE-50")
    def test_needs_every_point_of_the_self_check(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(Refused, match="自检还有 1 项没有确认"):
            clock.finish_job(
                world.technician,
                job.pk,
                cause="磨损",
                correction="更换",
                checked=floor.self_points(job)[1:],
                at=NOON + minutes(50),
            )

    def test_is_for_whoever_worked_on_it(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(NotAllowed, match="不是您做的"):
            floor.finish(world, job, technician=floor.another_technician(world), at=NOON + minutes(50))

    def test_is_out_of_turn_a_second_time(self, world: World) -> None:
        _, job = self.start(world)
        floor.finish(world, job, at=NOON + minutes(50))
        with pytest.raises(OutOfTurn, match="不能完工"):
            floor.finish(world, job, at=NOON + minutes(51))

    def test_is_not_for_advisers(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(NotAllowed):
            floor.finish(world, job, technician=world.adviser, at=NOON + minutes(50))

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        _, job = self.start(world)
        with pytest.raises(Missing):
            floor.finish(world, job, technician=world.actor("technician", world.south), at=NOON + minutes(50))


@pytest.mark.django_db(transaction=True)
class TestOneTechnicianTwiceAtOnce:
    @pytest.mark.req("LANE-32")
    def test_is_clocked_on_to_one_job_only(self) -> None:
        world = World()
        jobs = [
            floor.given(world, floor.job_of(floor.signed(world))),
            floor.job_of(floor.signed(world, vehicle=world.another_car())),
        ]
        floor.given(world, jobs[1], at=NOON + minutes(30))
        start, outcomes = threading.Barrier(2), ["", ""]

        def begin(index: int) -> None:
            start.wait()
            try:
                clock.clock_on(
                    world.technician, jobs[index].pk, bay_id=floor.bay(world, number=index + 1).pk, at=NOON
                )
                outcomes[index] = "on"
            except OutOfTurn as refusal:
                outcomes[index] = str(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=begin, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["on", "您还有一项作业正在计时，请先暂停或完工再开始这一项。"]
        assert Clock.objects.filter(technician_id=world.technician.staff_id).count() == 1
