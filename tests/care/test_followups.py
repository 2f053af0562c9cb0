"""The call after a visit."""

from datetime import datetime, time

import pytest
from django.utils.timezone import get_current_timezone, localtime

from huichang.care import followups
from huichang.care.models import Complaint, FollowUp
from huichang.company import house_rules
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from tests.stories import Visiting
from tests.world import World


def due(world: World) -> tuple[Visiting, FollowUp]:
    story = Visiting(world).delivered()
    return story, FollowUp.objects.get(order=story.order)


def ten(call: FollowUp) -> datetime:
    """Ten in the morning of the day on which the call is due."""
    return datetime.combine(call.due_on, time(10), get_current_timezone())


@pytest.mark.req("CARE-10")
class TestPlan:
    def test_is_opened_by_the_delivery_two_to_five_days_later(self, world: World) -> None:
        story, call = due(world)
        delivered = localtime(story.at).date()
        assert 2 <= (call.due_on - delivered).days <= 5
        assert (call.latest_on - delivered).days <= 7

    def test_comes_on_the_day_that_the_store_sets_for_the_repair_type(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="care.follow_up_after.maintenance", value="5"
        )
        story, call = due(world)
        assert (call.due_on - localtime(story.at).date()).days == 5

    def test_happens_once(self, world: World) -> None:
        story, _ = due(world)
        followups.plan(
            store_id=world.north.pk,
            order_id=story.order.pk,
            vehicle_id=story.order.vehicle_id,
            customer_id=story.order.customer_id,
            adviser_id=story.order.adviser_id,
            repair_type="maintenance",
            delivered_at=story.at,
        )
        assert FollowUp.objects.count() == 1


@pytest.mark.req("CARE-10")
class TestFinishCall:
    def finish(self, world: World, call: FollowUp, result: str = "fine", **more: str) -> FollowUp:
        return followups.finish_call(world.care_agent, call.pk, result=result, at=ten(call), **more)

    def test_codes_the_result(self, world: World) -> None:
        _, call = due(world)
        assert self.finish(world, call).state == "done"

    def test_opens_a_complaint_before_the_call_ends(self, world: World) -> None:
        _, call = due(world)
        self.finish(
            world,
            call,
            "dissatisfied",
            words="等太久了",
            step="waiting",
            cause="没有按时交车",
            complaint_wish="道歉",
        )
        complaint = Complaint.objects.get()
        assert (complaint.text, complaint.step, complaint.order_id) == ("等太久了", "waiting", call.order_id)

    def test_wants_step_and_cause_of_a_dissatisfied_answer(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Refused, match="环节"):
            self.finish(world, call, "dissatisfied", words="不好")
        assert not Complaint.objects.exists()

    def test_does_not_end_with_rework_that_is_not_booked(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Refused, match="预约返修"):
            self.finish(world, call, "rework", words="还有异响")

    def test_knows_its_results(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Refused, match="回访结果"):
            self.finish(world, call, "great")

    def test_ends_once(self, world: World) -> None:
        _, call = due(world)
        self.finish(world, call)
        with pytest.raises(OutOfTurn):
            self.finish(world, call)

    def test_is_never_for_the_adviser_who_served(self, world: World) -> None:
        _, call = due(world)
        FollowUp.objects.filter(pk=call.pk).update(adviser=world.staff("care_agent"))
        with pytest.raises(NotAllowed, match="接待过这辆车"):
            self.finish(world, call)

    def test_is_not_for_the_technician(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(NotAllowed):
            followups.finish_call(world.technician, call.pk, result="fine", at=ten(call))

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Missing):
            followups.finish_call(world.southern_manager, call.pk, result="fine", at=ten(call))


@pytest.mark.req("CARE-10")
class TestNotReached:
    def test_tries_again_at_another_hour_and_gives_up_after_three(self, world: World) -> None:
        _, call = due(world)
        at, hours = ten(call), []
        for _ in range(3):
            row = followups.not_reached(world.care_agent, call.pk, note="无人接听", at=at)
            hours.append(localtime(at).hour)
            at = row.next_at or at
        assert len(set(hours)) == 3
        assert (row.state, row.result, row.tries) == ("unreached", "not_reached", 3)

    def test_gives_up_after_as_many_as_the_store_sets(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="care.follow_up_tries", value="1"
        )
        _, call = due(world)
        row = followups.not_reached(world.care_agent, call.pk, note="无人接听", at=ten(call))
        assert row.state == "unreached"

    def test_is_over_when_it_is_over(self, world: World) -> None:
        _, call = due(world)
        followups.finish_call(world.care_agent, call.pk, result="fine", at=ten(call))
        with pytest.raises(OutOfTurn):
            followups.not_reached(world.care_agent, call.pk, note="无人接听", at=ten(call))

    def test_is_not_for_the_technician(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(NotAllowed):
            followups.not_reached(world.technician, call.pk, note="x", at=ten(call))

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Missing):
            followups.not_reached(world.southern_manager, call.pk, note="x", at=ten(call))


class TestStopCall:
    def test_keeps_the_reason(self, world: World) -> None:
        _, call = due(world)
        assert (
            followups.stop_call(world.care_agent, call.pk, why="车辆已转让", at=ten(call)).words
            == "车辆已转让"
        )

    def test_wants_one(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(Refused, match="原因"):
            followups.stop_call(world.care_agent, call.pk, why=" ", at=ten(call))

    def test_is_not_for_the_technician(self, world: World) -> None:
        _, call = due(world)
        with pytest.raises(NotAllowed):
            followups.stop_call(world.technician, call.pk, why="x", at=ten(call))
