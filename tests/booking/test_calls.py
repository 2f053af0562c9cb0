"""The booking line."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huichang.booking import calls, queries
from huichang.booking.calls import CallText
from huichang.booking.models import Call, CallTask
from huichang.company import house_rules
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-09")


def logged(world: World, outcome: str = "lost", *, at: datetime = NOON, **more: Any) -> Call:
    given = {"phone": "138 0013 8001", "rings": 5, **more}
    return calls.log_call(world.care_agent, store_id=world.north.pk, outcome=outcome, at=at, **given)


def told(number: int = 1, outcome: str = "lost", *, minutes: int = 0, **more: Any) -> CallText:
    given = {"phone": "13800138001", "rings": 4, "outside_id": f"T{number}", **more}
    return CallText(NOON + timedelta(minutes=minutes), outcome, **given)


class TestLogCall:
    def test_makes_a_lost_call_a_task_to_call_back(self, world: World) -> None:
        logged(world)
        (task,) = queries.tasks(world.north.pk)
        assert (task.why, task.phone, task.due_at) == ("lost", "13800138001", NOON + timedelta(minutes=15))

    def test_asks_once_for_a_caller_who_tries_again(self, world: World) -> None:
        logged(world)
        logged(world, at=NOON + timedelta(minutes=5))
        (task,) = queries.tasks(world.north.pk)
        assert task.text == "12:05 再次漏接，请尽快回拨"

    def test_needs_no_call_back_once_the_caller_got_through(self, world: World) -> None:
        logged(world)
        logged(world, "answered", at=NOON + timedelta(minutes=5))
        assert queries.tasks(world.north.pk) == []
        assert CallTask.objects.get().result == "客户再次来电，已接听"

    def test_keeps_who_answered(self, world: World) -> None:
        logged(world, "answered", rings=2)
        (card,) = queries.calls(world.care_agent, TODAY)
        assert (card.taken_by, card.in_time, card.source) == ("北客服专员", True, "手工")

    def test_cannot_call_back_without_a_number(self, world: World) -> None:
        logged(world, phone="")
        logged(world, "busy", phone="")
        assert queries.tasks(world.north.pk) == []
        assert Call.objects.count() == 2

    def test_refuses_what_is_no_call(self, world: World) -> None:
        with pytest.raises(Refused, match="结果只能是"):
            logged(world, "asleep")
        with pytest.raises(Refused, match="响铃"):
            logged(world, rings=99)

    def test_is_not_for_every_post_or_store(self, world: World) -> None:
        for actor in (world.technician, world.stranger):
            with pytest.raises(NotAllowed):
                calls.log_call(actor, store_id=world.north.pk, outcome="lost", at=NOON)


class TestTakeOverCall:
    def test_is_the_same_call_when_told_again(self, world: World) -> None:
        for _ in range(2):
            calls.take_over_call(world.care_agent, store_id=world.north.pk, call=told(), at=NOON)
        assert Call.objects.get().source == "phone"
        assert len(queries.tasks(world.north.pk)) == 1

    def test_refuses_without_an_id_and_from_the_future(self, world: World) -> None:
        with pytest.raises(Refused, match="编号"):
            calls.take_over_call(
                world.care_agent, store_id=world.north.pk, call=told(outside_id=" "), at=NOON
            )
        with pytest.raises(Refused, match="晚于现在"):
            calls.take_over_call(world.care_agent, store_id=world.north.pk, call=told(minutes=30), at=NOON)

    def test_is_not_for_every_post_or_store(self, world: World) -> None:
        for actor in (world.technician, world.stranger):
            with pytest.raises(NotAllowed):
                calls.take_over_call(actor, store_id=world.north.pk, call=told(), at=NOON)


class TestImportCalls:
    def test_takes_all_and_leaves_out_what_is_known(self, world: World) -> None:
        first = [told(1), told(2, "answered", minutes=3), told(3, "busy", minutes=4, phone="13900139000")]
        assert calls.import_calls(world.care_agent, store_id=world.north.pk, calls=first, at=NOON) == 3
        again = [*first, told(4, minutes=8, phone="13700137000")]
        assert calls.import_calls(world.care_agent, store_id=world.north.pk, calls=again, at=NOON) == 1
        assert [task.phone for task in queries.tasks(world.north.pk)] == ["13700137000"]

    def test_takes_calls_without_an_id_once(self, world: World) -> None:
        file = [told(outside_id=""), told(outside_id=""), told(outside_id="", minutes=1)]
        for new in (3, 0):
            count = calls.import_calls(world.care_agent, store_id=world.north.pk, calls=file, at=NOON)
            assert count == new

    def test_takes_none_when_one_cannot_be(self, world: World) -> None:
        with pytest.raises(Refused, match="第 2 条：结果只能是"):
            calls.import_calls(
                world.care_agent, store_id=world.north.pk, calls=[told(1), told(2, "asleep")], at=NOON
            )
        assert not Call.objects.exists()

    def test_refuses_an_empty_file(self, world: World) -> None:
        with pytest.raises(Refused, match="没有来电记录"):
            calls.import_calls(world.care_agent, store_id=world.north.pk, calls=[], at=NOON)

    def test_is_not_for_every_post_or_store(self, world: World) -> None:
        for actor in (world.adviser, world.southern_manager):
            with pytest.raises(NotAllowed):
                calls.import_calls(actor, store_id=world.north.pk, calls=[told()], at=NOON)


class TestFinishCall:
    def task(self, world: World) -> CallTask:
        logged(world)
        return CallTask.objects.get()

    def test_keeps_the_result(self, world: World) -> None:
        task = calls.finish_call(world.care_agent, self.task(world).pk, result="已约明天 9 点", at=NOON)
        assert (task.result, task.done_by_id, task.done_at) == (
            "已约明天 9 点",
            world.care_agent.staff_id,
            NOON,
        )
        assert queries.tasks(world.north.pk) == []

    def test_happens_once_and_needs_a_result(self, world: World) -> None:
        task = self.task(world)
        with pytest.raises(Refused, match="通话结果"):
            calls.finish_call(world.care_agent, task.pk, result="", at=NOON)
        calls.finish_call(world.care_agent, task.pk, result="已约", at=NOON)
        with pytest.raises(OutOfTurn):
            calls.finish_call(world.care_agent, task.pk, result="已约", at=NOON)

    def test_is_refused_when_there_is_something_else_to_tell_by_now(self, world: World) -> None:
        task = self.task(world)
        with pytest.raises(Changed, match="刚刚变了"):
            calls.finish_call(world.care_agent, task.pk, result="已约", told="备件 11 点到", at=NOON)
        assert calls.finish_call(world.care_agent, task.pk, result="已约", told=task.text, at=NOON).done_at

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            calls.finish_call(world.technician, self.task(world).pk, result="已约", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            calls.finish_call(world.stranger, self.task(world).pk, result="已约", at=NOON)


class TestPutOff:
    def task(self, world: World) -> CallTask:
        logged(world)
        return CallTask.objects.get()

    def test_tries_again_later(self, world: World) -> None:
        task = calls.put_off(world.care_agent, self.task(world).pk, minutes=30, at=NOON)
        assert task.due_at == NOON + timedelta(minutes=30)

    def test_refuses_a_wrong_time_and_one_that_is_done(self, world: World) -> None:
        task = self.task(world)
        with pytest.raises(Refused, match="24 小时"):
            calls.put_off(world.care_agent, task.pk, minutes=1, at=NOON)
        calls.finish_call(world.care_agent, task.pk, result="已约", at=NOON)
        with pytest.raises(OutOfTurn):
            calls.put_off(world.care_agent, task.pk, minutes=30, at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            calls.put_off(world.technician, self.task(world).pk, minutes=30, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            calls.put_off(world.stranger, self.task(world).pk, minutes=30, at=NOON)


class TestCallsByHour:
    def test_shows_the_share_answered_within_three_rings(self, world: World) -> None:
        for number, (outcome, rings) in enumerate(
            [("answered", 2), ("answered", 3), ("answered", 6), ("lost", 9), ("busy", 0)]
        ):
            logged(world, outcome, rings=rings, phone="", at=NOON + timedelta(minutes=number))
        logged(world, "answered", rings=1, at=NOON + timedelta(hours=2))

        noon, two = queries.calls_by_hour(world.north.pk, TODAY)
        assert (noon.hour, noon.rang, noon.in_time, noon.later, noon.busy, noon.lost) == (12, 5, 2, 1, 1, 1)
        assert (noon.percent, two.percent) == (40, 100)

    @pytest.mark.req("LANE-09")
    def test_is_measured_by_the_stores_own_number_of_rings(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="booking.answer_rings", value="5"
        )
        for minute, rings in enumerate((3, 5, 6)):
            logged(world, "answered", rings=rings, phone="", at=NOON + timedelta(minutes=minute))
        (hour,) = queries.calls_by_hour(world.north.pk, TODAY)
        assert (hour.in_time, hour.later, hour.percent) == (2, 1, 67)
        assert [card.in_time for card in queries.calls(world.care_agent, TODAY)] == [False, True, True]
        assert (queries.answer_rings(world.north.pk), queries.answer_rings(world.south.pk)) == (5, 3)

    @pytest.mark.parametrize("value", ["0", "21"])
    def test_refuses_a_number_of_rings_that_cannot_be(self, world: World, value: str) -> None:
        with pytest.raises(Refused, match="1 到 20"):
            house_rules.change_setting(
                world.service_manager, world.north.pk, key="booking.answer_rings", value=value
            )
