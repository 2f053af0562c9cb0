"""A line of the ledger is put right by a new line that names it and belongs to its time (PARTS-10)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.parts import correcting, queries
from huichang.parts.models import Move
from huichang.parts.states import MoveKind
from tests.parts import storeroom
from tests.parts.test_ledger import issue
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")
LATER = NOON + timedelta(days=3)


def received(world: World) -> Move:
    storeroom.receive(world, world.pads, 10, cost="100.00")
    found: Move = Move.objects.latest("pk")
    return found


def correct(world: World, move: Move, quantity: int, **words: object) -> Move:
    return correcting.correct_move(
        world.parts_manager, move.pk, quantity=Decimal(quantity), why="多点了一箱", at=LATER, **words
    )


class TestCorrectMove:
    def test_writes_the_difference_into_the_time_of_the_line(self, world: World) -> None:
        made = correct(world, received(world), 8)
        assert (made.kind, made.quantity, made.value) == (MoveKind.CORRECT, -2, Decimal("-200.00"))
        assert made.belongs_at == NOON
        then = NOON + timedelta(hours=1)
        part = world.pads.pk
        as_known_then = queries.standing(world.north.pk, at=then)[part]
        as_known_now = queries.standing(world.north.pk, at=then, as_known_now=True)[part]
        assert storeroom.row(as_known_then.on_hand, as_known_now.on_hand) == (12, 10)
        assert as_known_then.value - as_known_now.value == 200
        storeroom.assert_proved(world)

    def test_corrects_the_value_alone(self, world: World) -> None:
        made = correct(world, received(world), 10, value=money("1100.00"))
        assert storeroom.row(made.quantity, made.value) == (0, Decimal("100.00"))
        storeroom.assert_proved(world)

    def test_corrects_once_more_from_what_it_is_now(self, world: World) -> None:
        move = received(world)
        correct(world, move, 8)
        assert correct(world, move, 9).quantity == 1
        with pytest.raises(Refused, match="没有变化"):
            correct(world, move, 9)

    def test_refuses_less_than_nothing_at_any_moment_since(self, world: World) -> None:
        move = received(world)
        issue(world, world.pads, "11")
        storeroom.receive(world, world.pads, 20)
        with pytest.raises(Refused, match="更正后当时的库存会是 -1"):
            correct(world, move, 8)

    def test_takes_back_promises_that_cannot_be_kept(self, world: World) -> None:
        move = received(world)
        (line,) = storeroom.ask(world, (world.pads, 12))
        correct(world, move, 8)
        assert storeroom.held(line=line) == 10
        storeroom.assert_proved(world)

    def test_refuses_value_that_has_left_already(self, world: World) -> None:
        move = received(world)
        issue(world, world.pads, "12")
        with pytest.raises(Refused, match="已经随发料转出"):
            correct(world, move, 10, value=money("1100.00"))

    def test_leaves_issues_to_their_return(self, world: World) -> None:
        issue(world, world.pads, "1")
        with pytest.raises(Refused, match="“维修发料”不能在台账里更正"):
            correct(world, Move.objects.latest("pk"), 0)

    def test_wants_a_reason_and_the_same_direction(self, world: World) -> None:
        move = received(world)
        with pytest.raises(Refused, match="写明更正的原因"):
            correcting.correct_move(world.parts_manager, move.pk, quantity=Decimal(1), why="", at=LATER)
        with pytest.raises(Refused, match="不能把入库变成出库"):
            correct(world, move, -1)

    def test_is_not_for_the_clerk_nor_for_another_store(self, world: World) -> None:
        move = received(world)
        with pytest.raises(NotAllowed):
            correcting.correct_move(world.parts_clerk, move.pk, quantity=Decimal(1), why="x", at=LATER)
        with pytest.raises(Missing):
            correcting.correct_move(world.stranger, move.pk, quantity=Decimal(1), why="x", at=LATER)


class TestStockAt:
    def test_sums_the_ledger_at_any_moment(self, world: World) -> None:
        received(world)
        before = {
            row.number: row.on_hand
            for row in queries.stock_at(world.parts_manager, at=NOON - timedelta(days=1))
        }
        after = {row.number: row.on_hand for row in queries.stock_at(world.parts_manager, at=NOON)}
        assert (before["BR-1001"], after["BR-1001"]) == (2, 12)
        assert [row.number for row in queries.stock_at(world.parts_manager, at=NOON, text="机油滤")] == [
            "FL-2001"
        ]

    def test_is_for_who_sees_costs(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.stock_at(world.adviser, at=NOON)
