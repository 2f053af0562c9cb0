"""The clock afterwards: whole jobs booked, forgotten clocks corrected."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import clock
from huichang.workshop.models import Clock, Job
from huichang.workshop.queries import clocks
from huichang.workshop.states import JobState, OrderState
from tests.workshop import floor
from tests.world import NOON, TODAY, World, minutes


class TestBookWork:
    def book(self, world: World, job: Job, **change: object) -> Job:
        wanted = {
            "technician_id": world.technician.staff_id,
            "started_at": NOON,
            "finished_at": NOON + minutes(40),
            "cause": "正常磨损",
            "correction": "更换",
            "checked": floor.self_points(job),
            "at": NOON + minutes(60),
            **change,
        }
        return clock.book_work(world.dispatcher, job.pk, **wanted)  # type: ignore[arg-type]

    @pytest.mark.req("LANE-32")
    def test_takes_a_job_through_with_the_times_given(self, world: World) -> None:
        order = floor.signed(world)
        job = self.book(world, floor.job_of(order))
        order.refresh_from_db()
        booked = Clock.objects.get(job=job)
        assert (booked.period.lower, booked.period.upper) == (NOON, NOON + minutes(40))
        assert (order.state, order.done_at) == (OrderState.DONE, NOON + minutes(40))

    def test_refuses_times_that_do_not_run_forward(self, world: World) -> None:
        with pytest.raises(Refused, match="完工时间要晚于开工时间"):
            self.book(world, floor.job_of(floor.signed(world)), finished_at=NOON)

    def test_refuses_the_future(self, world: World) -> None:
        with pytest.raises(Refused, match="不能晚于现在"):
            self.book(world, floor.job_of(floor.signed(world)), at=NOON + minutes(30))

    def test_refuses_a_time_in_which_the_technician_worked_elsewhere(self, world: World) -> None:
        first = floor.job_of(floor.signed(world))
        self.book(world, first)
        with pytest.raises(OutOfTurn, match="您还有一项作业正在计时"):
            self.book(world, floor.job_of(floor.signed(world, vehicle=world.another_car())))

    def test_is_not_for_technicians(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(NotAllowed):
            clock.book_work(
                world.technician,
                job.pk,
                technician_id=1,
                started_at=NOON,
                finished_at=NOON + minutes(5),
                cause="x",
                correction="y",
                checked=[],
                at=NOON + minutes(9),
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(Missing):
            clock.book_work(
                world.southern_manager,
                job.pk,
                technician_id=1,
                started_at=NOON,
                finished_at=NOON + minutes(5),
                cause="x",
                correction="y",
                checked=[],
                at=NOON + minutes(9),
            )


class TestCorrectClock:
    def start(self, world: World) -> Clock:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        return clock.clock_on(world.technician, job.pk, at=NOON)

    def correct(self, world: World, running: Clock, **change: object) -> Clock:
        wanted = {
            "starts_at": NOON - minutes(10),
            "ends_at": NOON + minutes(30),
            "reason": "忘记下钟",
            "at": NOON + timedelta(hours=3),
            **change,
        }
        return clock.correct_clock(world.team_leader, running.pk, **wanted)  # type: ignore[arg-type]

    @pytest.mark.req("LANE-32")
    def test_stops_a_forgotten_clock_and_pauses_the_job(self, world: World) -> None:
        right = self.correct(world, self.start(world))
        assert (right.period.lower, right.period.upper) == (NOON - minutes(10), NOON + minutes(30))
        assert right.ended_by == "忘记下钟"
        assert Job.objects.get(pk=right.job_id).state == JobState.PAUSED

    def test_does_not_overwrite_unseen_what_another_corrected(self, world: World) -> None:
        running = self.start(world)
        (row,) = clocks.clock_day(world.team_leader, on=TODAY, at=NOON + minutes(5)).rows
        self.correct(world, running, seen=row.mark)
        with pytest.raises(Changed, match="北维修组长.*更正工时记录"):
            self.correct(world, running, seen=row.mark)

    def test_needs_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="请填写原因"):
            self.correct(world, self.start(world), reason="")

    def test_refuses_times_that_do_not_run_forward(self, world: World) -> None:
        with pytest.raises(Refused, match="结束时间要晚于开始时间"):
            self.correct(world, self.start(world), ends_at=NOON - minutes(10))

    def test_is_not_for_technicians(self, world: World) -> None:
        running = self.start(world)
        with pytest.raises(NotAllowed):
            clock.correct_clock(
                world.technician,
                running.pk,
                starts_at=NOON,
                ends_at=NOON + minutes(1),
                reason="x",
                at=NOON + minutes(5),
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        running = self.start(world)
        with pytest.raises(Missing):
            clock.correct_clock(
                world.southern_manager,
                running.pk,
                starts_at=NOON,
                ends_at=NOON + minutes(1),
                reason="x",
                at=NOON + minutes(5),
            )
