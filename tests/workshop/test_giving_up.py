"""The customer gives up work that was agreed to."""

from typing import Any

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import issuing
from huichang.parts.models import Hold, PickLine
from huichang.workshop import clock, facts, giving_up
from huichang.workshop.models import Answer, Assignment, Order
from tests.workshop import floor
from tests.workshop.desk import brakes, jobs_of, lines_of, signed
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("LANE-23")


def give_up(world: World, order: Order, *jobs: int, **changes: Any) -> Order:
    values = {"job_ids": jobs, "reason": "no_time", "name": "王建国", "via": "phone", "at": NOON} | changes
    return giving_up.give_up_jobs(world.adviser, order.pk, **values)


class TestGiveUpJobs:
    def test_drops_the_job_and_amends_the_amount_with_an_answer(
        self, world: World, heard: list[object]
    ) -> None:
        order = signed(world)
        service = jobs_of(order)[1]
        give_up(world, order, service.pk)

        order.refresh_from_db()
        answer = Answer.objects.get(order=order, about="give_up")
        assert (order.amount_signed, order.amount_agreed) == (1146, 680)
        assert (answer.amount, answer.name, answer.words) == (
            680,
            "王建国",
            "放弃：更换机油机滤（今天没有时间）",
        )
        assert [job.state for job in jobs_of(order)] == ["planned", "dropped"]
        assert {line.state for line in lines_of(order)[2:]} == {"dropped"}
        assert PickLine.objects.filter(for_order=order.pk).count() == 1
        assert Hold.objects.filter(state="held").count() == 1
        (declined,) = [fact for fact in heard if isinstance(fact, facts.LineDeclined)]
        assert (declined.name, declined.amount) == ("更换机油机滤", 466)

    def test_is_refused_while_a_part_is_out(self, world: World) -> None:
        order = signed(world)
        oil = lines_of(order)[4]
        technician = world.staff("technician").pk
        issuing.issue(world.parts_clerk, order.pk, quantities={oil.pk: 1}, taken_by_id=technician, at=NOON)
        with pytest.raises(Refused, match="请先到备件柜台退料"):
            give_up(world, order, jobs_of(order)[1].pk)

    def test_is_refused_once_begun(self, world: World) -> None:
        order = signed(world)
        order.jobs.filter(position=2).update(state="working", started_at=NOON)
        with pytest.raises(OutOfTurn, match="现在是“作业中”，已经开工或完工的不能放弃"):
            give_up(world, order, jobs_of(order)[1].pk)

    def test_is_refused_for_everything(self, world: World) -> None:
        order = signed(world, brakes(world))
        with pytest.raises(OutOfTurn, match="请直接取消工单"):
            give_up(world, order, jobs_of(order)[0].pk)

    def test_is_refused_when_something_is_missing(self, world: World) -> None:
        order = signed(world)
        job = jobs_of(order)[1].pk
        for changes, sentence in (
            ({"reason": ""}, "原因"),
            ({"name": ""}, "姓名"),
            ({"via": "smoke"}, "方式"),
            ({"via": "screen"}, "签名"),
        ):
            with pytest.raises(Refused, match=sentence):
                give_up(world, order, job, **changes)
        with pytest.raises(Missing):
            give_up(world, order, 10**9)
        with pytest.raises(Missing):
            give_up(world, order)

    def test_comes_too_late_after_the_work(self, world: World) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state="done")
        with pytest.raises(OutOfTurn, match="不能再放弃项目"):
            give_up(world, order, jobs_of(order)[1].pk)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = signed(world)
        for actor, refusal in ((world.technician, NotAllowed), (world.stranger, Missing)):
            with pytest.raises(refusal):
                giving_up.give_up_jobs(
                    actor,
                    order.pk,
                    job_ids=[jobs_of(order)[1].pk],
                    reason="x",
                    name="x",
                    via="phone",
                    at=NOON,
                )

    @pytest.mark.req("LANE-24")
    def test_ends_the_work_when_everything_else_is_finished(self, world: World) -> None:
        order = floor.signed(world, floor.BRAKES, floor.OIL)
        done, given = floor.job_of(order), floor.job_of(order, 2)
        floor.given(world, done)
        clock.clock_on(world.technician, done.pk, at=NOON)
        floor.given(world, given, at=NOON + minutes(60))
        floor.finish(world, done, at=NOON + minutes(50))
        order.refresh_from_db()
        assert order.state == "in_work"
        give_up(world, order, given.pk, at=NOON + minutes(55))
        order.refresh_from_db()
        assert (order.state, order.done_at) == ("done", NOON + minutes(55))
        assert not Assignment.objects.filter(job=given, is_open=True).exists()
