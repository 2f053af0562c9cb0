"""Promises to orders and bookings, their turn, their end (PARTS-12; LANE-06 for the release)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from huichang.kernel.refusals import NotAllowed
from huichang.parts import facts, holds, jobs, queries
from huichang.parts.models import BackOrder, Hold
from tests.parts import storeroom
from tests.parts.storeroom import CLOSING
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("PARTS-12")
TOMORROW = CLOSING + timedelta(days=1)


class TestHoldForAppointment:
    def test_keeps_what_is_there_and_says_what_is_short(self, world: World, told: list[Any]) -> None:
        short = storeroom.book(world, {world.pads: 3, world.oil: 1})
        assert storeroom.held(appointment=3) == 3
        assert [storeroom.row(each.name, each.quantity, each.expected_on) for each in short] == [
            ("前制动片", 1, None)
        ]
        assert [type(fact) for fact in told] == [facts.PartShort]
        assert told[0].appointment_id == 3
        storeroom.assert_proved(world)

    def test_follows_the_booking_when_it_changes(self, world: World) -> None:
        storeroom.book(world, {world.pads: 3, world.oil: 1})
        later = TOMORROW + timedelta(days=2)
        short = storeroom.book(world, {world.pads: 1, world.filter: 2}, expires_at=later)
        assert short == []
        rows = Hold.objects.filter(for_appointment=3, state="held")
        assert {(hold.part_id, hold.quantity, hold.expires_at) for hold in rows} == {
            (world.pads.pk, Decimal(1), later),
            (world.filter.pk, Decimal(2), later),
        }
        assert not BackOrder.objects.filter(closed_at=None).exists()
        storeroom.assert_proved(world)

    def test_shows_who_holds_a_part_and_since_when(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1}, at=NOON - minutes(30))
        storeroom.ask(world, (world.pads, 1), at=NOON)
        first, second = queries.holders(world.north.pk, world.pads.pk)
        assert (first.plate, first.appointment_id, first.since) == ("川A66L88", 3, NOON - minutes(30))
        assert (second.plate, second.order_number, second.appointment_id) == ("川A8F6K2", "RO0007", None)


class TestReleaseForAppointment:
    @pytest.mark.req("LANE-06")
    def test_returns_the_parts_of_a_booking_to_free_stock(self, world: World) -> None:
        storeroom.book(world, {world.pads: 2})
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].free == 0
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].free == 2
        storeroom.assert_proved(world)

    def test_serves_who_waits_in_the_same_breath(self, world: World, told: list[Any]) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 2))
        told.clear()
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        assert storeroom.held(line=line) == 2
        assert told == [facts.PartsArrived(world.north.pk, 7, line, None, "前制动片", NOON)]

    def test_ends_its_waiting_too(self, world: World) -> None:
        storeroom.book(world, {world.pads: 5})
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        assert queries.shorts(world.north.pk) == []

    def test_does_nothing_for_a_booking_without_parts(self, world: World) -> None:
        with storeroom.at_most(1):
            holds.release_for_appointment(99, at=NOON)


class TestReleaseExpiredHolds:
    @pytest.mark.req("LANE-06")
    def test_frees_a_missed_booking_at_closing_time_and_not_before(self, world: World) -> None:
        storeroom.book(world, {world.pads: 3}, expires_at=CLOSING)
        jobs.release_expired_holds(world.parts_manager, world.north.pk, at=CLOSING - minutes(1))
        assert storeroom.held(appointment=3) == 2
        jobs.release_expired_holds(world.parts_manager, world.north.pk, at=CLOSING)
        assert storeroom.held(appointment=3) == 0
        assert queries.shorts(world.north.pk) == []
        storeroom.assert_proved(world)

    def test_leaves_orders_alone(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        assert holds.release_expired_holds(world.parts_manager, world.north.pk, at=TOMORROW) == 0
        assert storeroom.held(line=line) == 2

    def test_may_run_twice(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1}, expires_at=CLOSING)
        done = [
            holds.release_expired_holds(world.parts_manager, world.north.pk, at=CLOSING) for _ in range(2)
        ]
        assert done == [1, 0]

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            holds.release_expired_holds(world.parts_clerk, world.north.pk, at=CLOSING)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            holds.release_expired_holds(world.parts_manager, world.south.pk, at=CLOSING)


class TestMoveToLines:
    def test_hands_the_promise_on_before_the_order_asks(self, world: World, told: list[Any]) -> None:
        storeroom.book(world, {world.pads: 2, world.oil: 1})
        told.clear()
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.pads.pk: 500, world.oil.pk: 501}, at=NOON)
        assert storeroom.row(storeroom.held(line=500), storeroom.held(line=501)) == (2, 1)
        assert storeroom.held(appointment=3) == 0
        assert not Hold.objects.filter(state="held", expires_at__isnull=False).exists()
        storeroom.assert_proved(world)

    def test_hands_the_promise_on_after_the_order_asked(self, world: World, told: list[Any]) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 2))
        assert storeroom.held(line=line) == 0
        told.clear()
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.pads.pk: line}, at=NOON)
        assert storeroom.held(line=line) == 2
        assert told == [facts.PartsArrived(world.north.pk, 7, line, None, "前制动片", NOON)]
        storeroom.assert_proved(world)

    def test_frees_what_the_order_does_not_need(self, world: World) -> None:
        storeroom.book(world, {world.oil: 4})
        (line,) = storeroom.ask(world, (world.oil, 3))
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.oil.pk: line}, at=NOON)
        assert storeroom.held(line=line) == 3
        assert storeroom.stock(world, world.oil).held == 3
        storeroom.assert_proved(world)

    def test_keeps_what_lies_on_the_shelf_before_the_rest(self, world: World) -> None:
        storeroom.book(world, {world.oil: 2})
        Hold.objects.filter(for_appointment=3).update(shelf=world.shelf)
        (line,) = storeroom.ask(world, (world.oil, 2))
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.oil.pk: line}, at=NOON)
        kept = Hold.objects.get(for_line=line, state="held")
        assert storeroom.row(kept.shelf, kept.quantity) == (world.shelf, 2)

    def test_leaves_parts_that_are_in_no_line_with_the_booking(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1, world.oil: 1})
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.pads.pk: 500}, at=NOON)
        assert storeroom.held(appointment=3) == 1

    def test_does_nothing_for_a_booking_without_parts(self, world: World) -> None:
        holds.move_to_lines(appointment_id=99, lines={world.pads.pk: 500}, at=NOON)
        assert not Hold.objects.exists()


class TestServe:
    def test_serves_priority_first_then_the_promise_then_who_asked(
        self, world: World, told: list[Any]
    ) -> None:
        storeroom.ask(world, (world.pads, 2), order_id=1)
        storeroom.book(world, {world.pads: 1}, expires_at=NOON + minutes(5))
        (slow,) = storeroom.ask(world, (world.pads, 1), order_id=2, promised_at=CLOSING)
        (soon,) = storeroom.ask(world, (world.pads, 1), order_id=3, promised_at=NOON + minutes(90))
        (late,) = storeroom.ask(world, (world.pads, 1), order_id=4, promised_at=CLOSING, at=NOON + minutes(1))
        (lift,) = storeroom.ask(world, (world.pads, 1), order_id=5, promised_at=None, priority=1)
        for expected in ([lift], [soon], [slow], [late]):
            told.clear()
            storeroom.receive_for_waiting(world, world.pads, 1)
            assert [fact.line_id for fact in told] == expected
        told.clear()
        storeroom.receive_for_waiting(world, world.pads, 1)
        assert [fact.appointment_id for fact in told] == [3]
        assert queries.shorts(world.north.pk) == []
        storeroom.assert_proved(world)

    def test_gives_part_of_it_and_goes_on_waiting(self, world: World, told: list[Any]) -> None:
        (line,) = storeroom.ask(world, (world.pads, 5))
        told.clear()
        storeroom.receive_for_waiting(world, world.pads, 2)
        assert storeroom.held(line=line) == 4
        assert queries.shorts(world.north.pk)[0].quantity == 1
        assert told == []
        storeroom.assert_proved(world)
