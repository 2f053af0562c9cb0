"""Asking for a part that is held for another car (PARTS-12)."""

from decimal import Decimal
from typing import Any

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import askers, facts, issuing, queries, requests
from huichang.parts.models import BackOrder, Hold, HoldRequest
from huichang.parts.states import Answer
from tests.parts import storeroom
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("PARTS-12")


@pytest.fixture
def hold(world: World) -> Hold:
    """The last two pads are held for a booking."""
    storeroom.book(world, {world.pads: 2})
    found: Hold = Hold.objects.get(for_appointment=3)
    return found


@pytest.fixture
def line(world: World, hold: Hold) -> int:
    """An order is short of one pad."""
    return storeroom.ask(world, (world.pads, 1))[0]


def ask(world: World, hold: Hold, line: int) -> HoldRequest:
    """The clerk asks for it."""
    return requests.ask_for_held(world.parts_clerk, hold.pk, why="客户在店等", for_line=line, at=NOON)


class TestAskForHeld:
    def test_asks_for_what_is_short(self, world: World, hold: Hold, line: int, told: list[Any]) -> None:
        told.clear()
        request = ask(world, hold, line)
        assert storeroom.row(request.quantity, request.state, request.asked_by_id) == (
            1,
            "open",
            world.parts_clerk.staff_id,
        )
        assert told == [facts.HoldAsked(world.north.pk, hold.pk, "前制动片", "客户在店等", NOON)]
        (holder,) = queries.holders(world.north.pk, world.pads.pk)
        assert holder.is_asked

    def test_asks_for_a_booking_too(self, world: World, hold: Hold) -> None:
        storeroom.book(world, {world.pads: 1}, appointment_id=4)
        request = requests.ask_for_held(
            world.parts_clerk, hold.pk, why="明早第一台", for_appointment=4, at=NOON
        )
        assert request.quantity == 1

    def test_refuses_a_second_request(self, world: World, hold: Hold, line: int) -> None:
        ask(world, hold, line)
        with pytest.raises(OutOfTurn, match="已经有人在申请这份预留"):
            ask(world, hold, line)

    def test_refuses_without_a_reason(self, world: World, hold: Hold, line: int) -> None:
        with pytest.raises(Refused, match="请写明为什么"):
            requests.ask_for_held(world.parts_clerk, hold.pk, why=" ", for_line=line, at=NOON)

    def test_refuses_without_somebody_who_needs_it(self, world: World, hold: Hold) -> None:
        with pytest.raises(Refused, match="请选择这个配件要给哪张工单"):
            requests.ask_for_held(world.parts_clerk, hold.pk, why="急用", at=NOON)

    def test_refuses_for_somebody_who_is_not_short(self, world: World, hold: Hold) -> None:
        (line,) = storeroom.ask(world, (world.oil, 1))
        with pytest.raises(Refused, match="不缺“前制动片”"):
            ask(world, hold, line)

    def test_refuses_its_own_line(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 3))
        mine = Hold.objects.get(for_line=line)
        with pytest.raises(Refused, match="本来就是给这张工单的"):
            ask(world, mine, line)

    def test_refuses_half_a_piece(self, world: World, hold: Hold, line: int) -> None:
        with pytest.raises(Refused, match="申请数量不对"):
            requests.ask_for_held(
                world.parts_clerk, hold.pk, why="急用", for_line=line, quantity=Decimal("0.5"), at=NOON
            )

    def test_refuses_a_promise_that_is_over(self, world: World, hold: Hold, line: int) -> None:
        Hold.objects.filter(pk=hold.pk).update(state="released", ended_at=NOON)
        with pytest.raises(OutOfTurn, match="这份预留已释放"):
            ask(world, hold, line)

    def test_is_not_for_the_technician(self, world: World, hold: Hold, line: int) -> None:
        with pytest.raises(NotAllowed):
            requests.ask_for_held(world.technician, hold.pk, why="急用", for_line=line, at=NOON)

    def test_is_not_there_for_another_store(self, world: World, hold: Hold, line: int) -> None:
        with pytest.raises(Missing):
            requests.ask_for_held(world.stranger, hold.pk, why="急用", for_line=line, at=NOON)


class TestAnswerRequest:
    def test_given_it_is_kept_for_who_asked_and_the_other_waits(
        self, world: World, hold: Hold, line: int, told: list[Any]
    ) -> None:
        request = ask(world, hold, line)
        told.clear()
        requests.answer_request(world.adviser, request.pk, give=True, at=NOON + minutes(5))
        assert storeroom.row(storeroom.held(line=line), storeroom.held(appointment=3)) == (1, 1)
        short = BackOrder.objects.get(closed_at=None)
        assert storeroom.row(short.for_appointment, short.quantity, short.needed_at) == (
            3,
            1,
            hold.expires_at,
        )
        assert [type(fact) for fact in told] == [facts.PartsArrived, facts.PartShort, facts.HoldAnswered]
        assert told[-1].given
        storeroom.assert_proved(world)

    def test_given_by_another_order_that_order_waits(self, world: World) -> None:
        (first,) = storeroom.ask(world, (world.pads, 2), order_id=1)
        (second,) = storeroom.ask(world, (world.pads, 2), order_id=2)
        request = ask(world, Hold.objects.get(for_line=first), second)
        requests.answer_request(world.service_manager, request.pk, give=True, at=NOON)
        assert storeroom.row(storeroom.held(line=first), storeroom.held(line=second)) == (0, 2)
        assert BackOrder.objects.get(closed_at=None).for_line == first
        storeroom.assert_proved(world)

    def test_kept_nothing_changes(self, world: World, hold: Hold, line: int, told: list[Any]) -> None:
        request = ask(world, hold, line)
        told.clear()
        requests.answer_request(world.adviser, request.pk, give=False, at=NOON)
        assert HoldRequest.objects.get().state == Answer.KEPT
        assert storeroom.held(appointment=3) == 2
        assert told == [
            facts.HoldAnswered(world.north.pk, hold.pk, request.asked_by_id, False, "前制动片", NOON)
        ]

    def test_can_be_answered_once(self, world: World, hold: Hold, line: int) -> None:
        request = ask(world, hold, line)
        requests.answer_request(world.adviser, request.pk, give=False, at=NOON)
        with pytest.raises(OutOfTurn, match="这份调用申请现在是“不让”"):
            requests.answer_request(world.adviser, request.pk, give=True, at=NOON)

    def test_is_too_late_when_the_part_is_handed_out(self, world: World) -> None:
        (first,) = storeroom.ask(world, (world.pads, 2), order_id=1)
        (second,) = storeroom.ask(world, (world.pads, 1), order_id=2)
        request = ask(world, Hold.objects.get(for_line=first), second)
        taker = world.staff(Role.TECHNICIAN).pk
        issuing.issue(world.parts_clerk, 1, quantities=None, taken_by_id=taker, at=NOON)
        with pytest.raises(OutOfTurn, match="已领用，不用再答复"):
            requests.answer_request(world.adviser, request.pk, give=True, at=NOON)
        assert queries.requests(world.parts_clerk) == []

    def test_belongs_to_the_owners_adviser(
        self, world: World, hold: Hold, line: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = ask(world, hold, line)
        monkeypatch.setattr(askers, "_APPOINTMENTS", [storeroom.whose(adviser_id=1, adviser="陈静")])
        with pytest.raises(NotAllowed, match="属于陈静的车"):
            requests.answer_request(world.adviser, request.pk, give=True, at=NOON)
        (card,) = queries.requests(world.adviser)
        assert (card.is_mine, card.for_plate, card.why) == (False, "川A8F6K2", "客户在店等")
        assert queries.requests(world.service_manager)[0].is_mine
        requests.answer_request(world.service_manager, request.pk, give=True, at=NOON)

    def test_is_not_for_the_clerk_who_asks(self, world: World, hold: Hold, line: int) -> None:
        request = ask(world, hold, line)
        with pytest.raises(NotAllowed):
            requests.answer_request(world.parts_clerk, request.pk, give=True, at=NOON)

    def test_is_not_there_for_another_store(self, world: World, hold: Hold, line: int) -> None:
        request = ask(world, hold, line)
        with pytest.raises(Missing):
            requests.answer_request(world.stranger, request.pk, give=True, at=NOON)
