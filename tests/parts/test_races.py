"""Several people at the counter at once: nothing is negative, nobody waits for ever, the proof holds (PARTS-10)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.parts import holds, issuing, picking, promises, queries
from huichang.parts.models import Hold, Part, Stock
from huichang.parts.states import ReturnReason
from tests.interleaving import interleaved
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-10")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all acts at the same moment, each on a connection of its own; answers or refusals in their order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def issuer(
    world: World, clerk: Actor, taker: int, order_id: int, quantities: dict[int, Decimal]
) -> Callable[[], object]:
    """A clerk who is about to issue."""
    return lambda: issuing.issue(clerk, order_id, quantities=quantities, taken_by_id=taker, at=NOON)


class TestTheLastPart:
    def test_goes_to_one_of_two_clerks(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk
        act = issuer(world, clerk, taker, 7, {line: Decimal(2)})
        answers = at_once(act, act)
        refusals = [each for each in answers if isinstance(each, Refused)]
        assert len(refusals) == 1
        assert "已经发齐 2 件" in str(refusals[0])
        storeroom.assert_proved(world)

    def test_is_promised_to_one_of_two_orders(self, world: World) -> None:
        at_once(
            lambda: storeroom.ask(world, (world.pads, 2), order_id=1),
            lambda: storeroom.ask(world, (world.pads, 2), order_id=2),
        )
        assert Hold.objects.filter(state="held").count() == 1
        assert [short.quantity for short in queries.shorts(world.north.pk)] == [2]
        storeroom.assert_proved(world)

    def test_free_stock_goes_to_one_of_two_who_take_more_than_is_kept_for_them(self, world: World) -> None:
        first = storeroom.ask(world, (world.oil, 10), order_id=1)[0]
        second = storeroom.ask(world, (world.oil, 10), order_id=2)[0]
        storeroom.receive(world, world.oil, 1)
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk
        answers = at_once(
            issuer(world, clerk, taker, 2, {second: Decimal(3)}),
            issuer(world, clerk, taker, 2, {second: Decimal(3)}),
        )
        assert sum(isinstance(each, Refused) for each in answers) == 1
        assert storeroom.held(line=first) == 10
        storeroom.assert_proved(world)


class TestManyAtOnce:
    def test_eight_people_on_the_same_three_parts_end_with_a_proved_ledger(self, world: World) -> None:
        parts: Sequence[Part] = [world.pads, world.filter, world.oil]
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk

        def visit(order_id: int) -> Callable[[], object]:
            order = parts if order_id % 2 else parts[::-1]

            def course() -> None:
                lines = storeroom.ask(
                    world, *((part, 3) for part in order), order_id=order_id, plate=f"川A{order_id:05d}"
                )
                for step in (out, back, gone):
                    try:
                        step(lines)
                    except Refused:
                        continue

            def out(lines: list[int]) -> None:
                issuing.issue(clerk, order_id, quantities=None, taken_by_id=taker, at=NOON)

            def back(lines: list[int]) -> None:
                one = {lines[0]: Decimal(1)}
                issuing.take_back(clerk, order_id, quantities=one, reason=ReturnReason.UNUSED, at=NOON)

            def gone(lines: list[int]) -> None:
                if order_id % 2:
                    storeroom.receive_for_waiting(world, parts[order_id % 3], 1)
                with transaction.atomic():
                    holds.release_for_appointment(order_id, at=NOON)
                    picking.withdraw(store_id=world.north.pk, line_ids=lines[2:], at=NOON)

            return course

        for appointment in range(1, 5):
            storeroom.book(world, {world.filter: 2, world.oil: 1}, appointment_id=appointment)
        answers = at_once(*(visit(order_id) for order_id in range(1, 9)))
        assert [each for each in answers if each is not None] == []
        assert Stock.objects.filter(on_hand__lt=0).count() == 0
        storeroom.assert_proved(world)
        for part in parts:
            waiting = [short for short in queries.shorts(world.north.pk) if short.part_id == part.pk]
            free = queries.availability(world.north.pk, [part.pk])[part.pk].free
            assert not (waiting and free > 0), "somebody waits for a part that is free"

    def test_two_orders_ask_for_a_part_that_was_never_here(self, world: World) -> None:
        disc = Part.objects.create(number="BR-7", name="制动盘", initials="zdp")
        at_once(
            *(lambda order=order: storeroom.ask(world, (disc, 1), order_id=order) for order in range(1, 5))
        )
        assert len(queries.shorts(world.north.pk)) == 4
        assert Stock.objects.filter(store=world.north, part=disc).count() == 1
        storeroom.assert_proved(world)


def test_a_promise_that_is_released_and_used_at_once_ends_once(world: World) -> None:
    (line,) = storeroom.ask(world, (world.pads, 2))
    hold = Hold.objects.get(for_line=line)
    taker, clerk, manager = world.staff(Role.TECHNICIAN).pk, world.parts_clerk, world.parts_manager
    answers = interleaved(
        lambda: promises.release_hold(manager, hold.pk, why="车不修了", at=NOON),
        issuer(world, clerk, taker, 7, {line: Decimal(2)}),
        after="pg_advisory_xact_lock",
    )
    assert answers is not None
    assert isinstance(answers[0], OutOfTurn)
    assert "请刷新页面" in str(answers[0])
    assert not isinstance(answers[1], Refused)
    storeroom.assert_proved(world)
