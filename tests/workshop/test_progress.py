"""Word to the customer: at once when the promise will not be kept, every hour to those who wait, by their own channel."""

from datetime import datetime, timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from huichang.workshop import clock, facts, progress
from huichang.workshop.models import Alarm, Order
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL
from tests.world import NOON, World, minutes


def local(hour: int, minute: int = 0) -> datetime:
    """A time of the same day, store time."""
    return NOON + timedelta(hours=hour - 12, minutes=minute)


def late_order(world: World, **change: object) -> Order:
    """Brakes of an hour, promised in an hour, and nobody has begun half an hour later."""
    return floor.signed(world, BRAKES, promised_at=local(13), wash=False, **change)  # type: ignore[arg-type]


class TestWatchPromises:
    @pytest.mark.req("LANE-33", "LANE-34")
    def test_tells_the_customer_the_new_time_before_the_old_one_has_passed(
        self, world: World, heard: list[object]
    ) -> None:
        order = late_order(world)
        assert progress.watch_promises(world.service_manager, world.north.pk, at=local(12, 30)) == [order.pk]
        order.refresh_from_db()
        told = Message.objects.get(template="workshop.delayed")
        # 12:30, break until 13:00, 60 minutes of work, 15 of checking, 10 to spare, rounded up to the quarter.
        assert order.promised_at == local(14, 30)
        assert (order.promised_first_at, order.told_at) == (local(13), local(12, 30))
        assert told.text.startswith("王先生您好，很抱歉，您的车 川A8F6K2 不能在 13:00 完成，新的时间是 14:30")
        assert (
            facts.PromiseThreatened(world.north.pk, order.pk, local(13), local(14, 15), local(12, 30))
            in heard
        )

    @pytest.mark.req("LANE-33")
    def test_alarms_the_service_manager(self, world: World) -> None:
        order = late_order(world)
        progress.watch_promises(world.service_manager, world.north.pk, at=local(12, 30))
        alarm = Alarm.objects.get(kind="promise_threatened")
        assert (alarm.visit_id, alarm.text) == (order.visit_id, "川A8F6K2 预计 14:15 完成，承诺 13:00")

    @pytest.mark.req("LANE-33")
    def test_says_it_once(self, world: World) -> None:
        late_order(world)
        for minute in (30, 35, 40):
            progress.watch_promises(world.service_manager, world.north.pk, at=local(12, minute))
        assert Message.objects.filter(template="workshop.delayed").count() == 1

    @pytest.mark.req("LANE-33")
    def test_reaches_a_customer_who_wants_to_be_called(self, world: World) -> None:
        world.wang.channel = "phone"
        world.wang.save()
        late_order(world)
        progress.watch_promises(world.service_manager, world.north.pk, at=local(12, 30))
        assert Message.objects.get(template="workshop.delayed").state == "waiting"

    @pytest.mark.req("LANE-34")
    def test_sees_the_delay_that_another_car_causes(self, world: World) -> None:
        first = floor.signed(world, BRAKES, wash=False)
        second = floor.signed(world, OIL, vehicle=world.another_car(), promised_at=local(14, 30), wash=False)
        floor.given(world, floor.job_of(first), at=local(13))
        floor.given(world, floor.job_of(second), at=local(14))
        clock.clock_on(world.technician, floor.job_of(first).pk, at=local(13))
        assert progress.watch_promises(world.service_manager, world.north.pk, at=local(13, 30)) == [second.pk]
        assert Order.objects.get(pk=second.pk).promise_danger_at == local(13, 30)

    def test_leaves_the_word_to_the_adviser_where_the_store_wants_it_so(self, world: World) -> None:
        world.north.settings = {"workshop.tell_delays_by_itself": False}
        world.north.save()
        order = late_order(world)
        progress.watch_promises(world.service_manager, world.north.pk, at=local(12, 30))
        order.refresh_from_db()
        assert (order.promised_at, order.told_at, order.promise_danger_at) == (local(13), None, local(12, 30))
        assert not Message.objects.exists()

    def test_keeps_the_danger_until_somebody_told(self, world: World) -> None:
        world.north.settings = {"workshop.tell_delays_by_itself": False}
        world.north.save()
        order = late_order(world)
        for minute in (30, 40):
            assert progress.needs_watch(world.north.pk, at=local(12, minute)) is (minute == 30)
            progress.watch_promises(world.service_manager, world.north.pk, at=local(12, minute))
        order.refresh_from_db()
        assert order.promise_danger_at == local(12, 30)

    def test_is_not_needed_while_all_promises_hold(self, world: World) -> None:
        floor.signed(world, OIL)
        assert not progress.needs_watch(world.north.pk, at=local(12, 30))
        assert not progress.needs_word(world.north.pk, at=local(12, 30))

    def test_forgets_a_danger_that_passed_untold(self, world: World) -> None:
        order = floor.signed(world, OIL, promised_at=local(17))
        Order.objects.filter(pk=order.pk).update(promise_danger_at=local(12))
        assert progress.watch_promises(world.service_manager, world.north.pk, at=local(13)) == []
        assert Order.objects.get(pk=order.pk).promise_danger_at is None

    def test_says_nothing_at_night(self, world: World) -> None:
        late_order(world)
        assert progress.watch_promises(world.service_manager, world.north.pk, at=local(23)) == []

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.watch_promises(world.adviser, world.north.pk, at=NOON)

    def test_is_for_the_own_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.watch_promises(world.southern_manager, world.north.pk, at=NOON)


class TestTellWaiting:
    @pytest.mark.req("LANE-33")
    def test_tells_those_who_wait_and_have_heard_nothing_for_an_hour(self, world: World) -> None:
        order = floor.signed(world)
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(59)) == []
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(60)) == [
            order.pk
        ]
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(119)) == []
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(120)) == [
            order.pk
        ]
        told = Message.objects.filter(template="workshop.still").order_by("pk")
        assert [each.text for each in told] == [
            "王先生您好，您的车 川A8F6K2 现在待派工，预计 16:00 交车。谢谢您耐心等候。"
        ] * 2

    @pytest.mark.req("LANE-33")
    def test_counts_what_was_told_meanwhile(self, world: World) -> None:
        order = floor.signed(world)
        clock.clock_on(world.technician, floor.given(world, floor.job_of(order)).pk, at=NOON + minutes(30))
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(61)) == []

    def test_leaves_those_alone_who_went_away(self, world: World) -> None:
        floor.signed(world, waits=False)
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(90)) == []

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.tell_waiting(world.adviser, world.north.pk, at=NOON)

    def test_is_for_the_own_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.tell_waiting(world.southern_manager, world.north.pk, at=NOON)


class TestTellDelay:
    @pytest.mark.req("LANE-33")
    def test_moves_the_promise_and_keeps_the_first_one(self, world: World) -> None:
        order = progress.tell_delay(
            world.adviser, floor.signed(world).pk, promised_at=local(18), at=local(13)
        )
        assert (order.promised_first_at, order.promised_at, order.told_at) == (
            local(16),
            local(18),
            local(13),
        )
        assert Message.objects.get().template == "workshop.delayed"

    def test_refuses_a_time_that_has_passed(self, world: World) -> None:
        with pytest.raises(Refused, match="已经过了"):
            progress.tell_delay(world.adviser, floor.signed(world).pk, promised_at=local(12), at=local(13))

    def test_is_out_of_turn_outside_the_workshop(self, world: World) -> None:
        order = floor.signed(world)
        Order.objects.filter(pk=order.pk).update(state="checked")
        with pytest.raises(OutOfTurn, match="不在车间作业"):
            progress.tell_delay(world.adviser, order.pk, promised_at=local(18), at=local(13))

    def test_is_not_for_technicians(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.tell_delay(world.technician, floor.signed(world).pk, promised_at=local(18), at=local(13))

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            progress.tell_delay(world.stranger, floor.signed(world).pk, promised_at=local(18), at=local(13))

    def test_says_who_changed_it_since_the_page_was_opened(self, world: World) -> None:
        with pytest.raises(Changed):
            progress.tell_delay(
                world.adviser, floor.signed(world).pk, promised_at=local(18), seen=0, at=local(13)
            )


class TestNoteTold:
    @pytest.mark.req("LANE-33")
    def test_counts_as_word_given(self, world: World) -> None:
        order = floor.signed(world)
        Order.objects.filter(pk=order.pk).update(promise_danger_at=NOON)
        order = progress.note_told(world.adviser, order.pk, words="当面说明", at=NOON + minutes(50))
        assert (order.told_at, order.promise_danger_at) == (NOON + minutes(50), None)
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=NOON + minutes(100)) == []

    def test_is_not_for_technicians(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            progress.note_told(world.technician, floor.signed(world).pk, at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            progress.note_told(world.stranger, floor.signed(world).pk, at=NOON)
