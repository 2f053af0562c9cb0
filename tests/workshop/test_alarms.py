"""Alarms: what was done about them, complaints that came of them, the job of every minute (LANE-10, LANE-11)."""

from datetime import date

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import alarms, facts, precheck
from huichang.workshop.models import Alarm
from huichang.workshop.queries import alarms as alarm_cards
from tests.workshop.lane_story import filled as fill
from tests.workshop.lane_story import greeted
from tests.world import NOON, World, minutes


@pytest.mark.req("LANE-11")
class TestHandleAlarm:
    def test_keeps_cause_and_action_for_the_month(self, world: World) -> None:
        fill(world, 4)
        alarm = Alarm.objects.get(kind="precheck_full")
        alarms.handle_alarm(
            world.service_manager, alarm.pk, action="temporary_parking", cause="peak", at=NOON + minutes(8)
        )
        assert alarm_cards.count(world.service_manager, at=NOON + minutes(8)) == 0
        month = alarm_cards.month(world.service_manager, date(2026, 3, 1))
        assert (month.total, month.handled) == (1, 1)
        assert month.causes == (("同时到店集中", 1),)
        assert month.actions == (("引导到临时停车位", 1),)
        assert [(kind.says, kind.count, kind.cars) for kind in month.kinds] == [("预检区拥堵", 1, 4)]

    def test_a_handled_alarm_that_still_stands_is_not_opened_again(self, world: World) -> None:
        fill(world, 4)
        alarm = Alarm.objects.get(kind="precheck_full")
        alarms.handle_alarm(
            world.service_manager, alarm.pk, action="wash_first", cause="peak", at=NOON + minutes(5)
        )
        alarms.watch_lane(world.service_manager, world.north.pk, at=NOON + minutes(6))
        assert Alarm.objects.filter(kind="precheck_full").count() == 1

    def test_an_event_that_comes_again_is_a_new_alarm(self, world: World) -> None:
        visits = fill(world, 4)
        precheck.leave_precheck(world.greeter, visits[0].pk, at=NOON + minutes(5))
        precheck.enter_precheck(world.greeter, visits[0].pk, at=NOON + minutes(7))
        assert Alarm.objects.filter(kind="precheck_full").count() == 2

    def test_refuses_without_action_without_cause_and_twice(self, world: World) -> None:
        fill(world, 4)
        alarm = Alarm.objects.get(kind="precheck_full")
        manager = world.service_manager
        with pytest.raises(Refused, match="什么措施"):
            alarms.handle_alarm(manager, alarm.pk, action="", cause="peak", at=NOON)
        with pytest.raises(Refused, match="原因"):
            alarms.handle_alarm(manager, alarm.pk, action="wash_first", at=NOON)
        alarms.handle_alarm(manager, [alarm.pk], action="自己写的措施", cause="自己写的原因", at=NOON)
        with pytest.raises(OutOfTurn, match="已经处理过"):
            alarms.handle_alarm(manager, alarm.pk, action="wash_first", cause="peak", at=NOON)
        with pytest.raises(Refused, match="请选择要处理的预警"):
            alarms.handle_alarm(manager, [], action="wash_first", at=NOON)

    def test_is_the_managers_own(self, world: World) -> None:
        fill(world, 4)
        alarm = Alarm.objects.get(kind="precheck_full")
        with pytest.raises(NotAllowed):
            alarms.handle_alarm(world.adviser, alarm.pk, action="wash_first", cause="peak", at=NOON)
        with pytest.raises(Missing):
            alarms.handle_alarm(world.southern_manager, alarm.pk, action="wash_first", cause="peak", at=NOON)
        with pytest.raises(NotAllowed):
            alarm_cards.waiting(world.adviser, at=NOON)
        assert alarm_cards.count(world.adviser, at=NOON) == 0


@pytest.mark.req("LANE-11")
class TestLinkComplaint:
    def test_proposes_the_penalty_per_car(self, world: World, heard: list[object]) -> None:
        fill(world, 4)
        alarm = Alarm.objects.get(kind="precheck_full")
        dispatcher = world.staff("dispatcher")
        alarms.link_complaint(
            world.service_manager,
            alarm.pk,
            complaint="等了半小时没人管",
            responsible_id=dispatcher.pk,
            at=NOON,
        )
        told = [fact for fact in heard if isinstance(fact, facts.PrecheckComplained)]
        assert [(fact.cars, fact.yuan_per_car, fact.staff_id) for fact in told] == [(4, 50, dispatcher.pk)]
        assert alarm_cards.month(world.service_manager, date(2026, 3, 1)).kinds[0].complaints == 1

    def test_refuses_other_alarms_no_words_and_twice(self, world: World) -> None:
        greeted(world, arrived_at=NOON - minutes(5))
        late = Alarm.objects.get(kind="greeted_late")
        manager = world.service_manager
        with pytest.raises(Refused, match="只有预检区"):
            alarms.link_complaint(manager, late.pk, complaint="x", at=NOON)
        fill(world, 4)
        full = Alarm.objects.get(kind="precheck_full")
        with pytest.raises(Refused, match="投诉的内容"):
            alarms.link_complaint(manager, full.pk, complaint="", at=NOON)
        alarms.link_complaint(manager, full.pk, complaint="x", at=NOON)
        with pytest.raises(OutOfTurn, match="已经关联过"):
            alarms.link_complaint(manager, full.pk, complaint="x", at=NOON)
        with pytest.raises(NotAllowed):
            alarms.link_complaint(world.adviser, full.pk, complaint="x", at=NOON)


class TestWatchLane:
    def test_is_for_the_job_and_the_manager(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            alarms.watch_lane(world.adviser, world.north.pk, at=NOON)

    def test_a_minute_without_change_writes_nothing(self, world: World) -> None:
        greeted(world)
        assert not alarms.needs_look(world.north.pk, at=NOON + minutes(1))
        assert alarms.needs_look(world.north.pk, at=NOON + minutes(9))
