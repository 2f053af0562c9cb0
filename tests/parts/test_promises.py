"""Promises changed by hand: who goes first, until when, given free (PARTS-12)."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import promises, queries
from huichang.parts.models import Hold
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-12")


def hold_of(line: int) -> Hold:
    found: Hold = Hold.objects.filter(for_line=line, state="held").earliest("pk")
    return found


class TestReleaseHold:
    def test_goes_to_who_waits_and_the_car_waits_behind(self, world: World) -> None:
        (first,) = storeroom.ask(world, (world.pads, 2), order_id=1)
        (second,) = storeroom.ask(world, (world.pads, 2), order_id=2)
        promises.release_hold(world.parts_manager, hold_of(first).pk, why="客户改期", at=NOON)
        assert (storeroom.held(line=first), storeroom.held(line=second)) == (0, 2)
        assert [short.quantity for short in queries.shorts(world.north.pk)] == [2]
        storeroom.assert_proved(world)

    def test_comes_back_when_nobody_else_waits(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        promises.release_hold(world.parts_manager, hold_of(line).pk, why="x", at=NOON)
        assert storeroom.held(line=line) == 2
        storeroom.assert_proved(world)

    def test_refuses_without_reason_twice_and_for_others(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        hold = hold_of(line)
        with pytest.raises(Refused, match="写明原因"):
            promises.release_hold(world.parts_manager, hold.pk, why="", at=NOON)
        with pytest.raises(NotAllowed):
            promises.release_hold(world.parts_clerk, hold.pk, why="x", at=NOON)
        with pytest.raises(Missing):
            promises.release_hold(world.stranger, hold.pk, why="x", at=NOON)
        promises.release_hold(world.parts_manager, hold.pk, why="x", at=NOON)
        with pytest.raises(OutOfTurn, match="已释放"):
            promises.release_hold(world.parts_manager, hold.pk, why="x", at=NOON)


class TestRankHold:
    def test_goes_before_others_for_what_is_still_short(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1), order_id=1)
        (second,) = storeroom.ask(world, (world.pads, 4), order_id=2)
        (third,) = storeroom.ask(world, (world.pads, 1), order_id=3, priority=4)
        promises.rank_hold(world.parts_manager, hold_of(second).pk, priority=1, why="救援车", at=NOON)
        storeroom.receive_for_waiting(world, world.pads, 1)
        assert (storeroom.held(line=second), storeroom.held(line=third)) == (2, 0)
        with pytest.raises(Refused, match="优先级是 1"):
            promises.rank_hold(world.parts_manager, hold_of(second).pk, priority=0, why="x", at=NOON)


class TestProlongHold:
    def test_keeps_a_bookings_parts_longer(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        hold = Hold.objects.get(for_appointment=3)
        until = NOON + timedelta(days=5)
        promises.prolong_hold(world.parts_manager, hold.pk, until=until, why="客户晚两天来", at=NOON)
        hold.refresh_from_db()
        assert hold.expires_at == until
        with pytest.raises(Refused, match="晚于现在"):
            promises.prolong_hold(world.parts_manager, hold.pk, until=NOON, why="x", at=NOON)

    def test_is_for_bookings_only(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="一直留到完工"):
            promises.prolong_hold(world.parts_manager, hold_of(line).pk, until=NOON, why="x", at=NOON)
