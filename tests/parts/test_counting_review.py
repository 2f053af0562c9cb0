"""What a count found is approved and posted as one document; moves in between are accounted for (PARTS-14)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huichang.company import settings as store_settings
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import counting, counting_plans, counting_review, facts, issuing, ledger, shelf
from huichang.parts.models import BackOrder, Count, CountLine, Move, Stock
from huichang.parts.states import CountReason, CountState, LineState, MoveKind
from tests.parts import countroom, storeroom
from tests.parts.storeroom import LATER
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-14")]
EVENING = NOON + timedelta(hours=5)


def counted(world: World, **differences: int) -> Count:
    """A count that was handed in and explained."""
    count = countroom.plan(world)
    countroom.say_all(world, count, **differences)
    CountLine.objects.filter(count=count, state=LineState.AGAIN).update(state=LineState.COUNTED)
    counting.hand_in(world.parts_clerk, count.pk, at=LATER)
    countroom.explain(world, count)
    return count


class TestExplainDifferences:
    def test_keeps_reason_and_words(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        line = countroom.line_of(count, world.filter)
        reasons = {line.pk: (CountReason.BROKEN, "包装压坏")}
        counting_review.explain_differences(world.parts_manager, count.pk, reasons=reasons)
        line.refresh_from_db()
        assert (line.reason, line.words) == ("broken", "包装压坏")

    def test_not_after_the_end_nor_for_another_counts_line(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        with pytest.raises(Missing):
            counting_review.explain_differences(
                world.parts_manager, count.pk, reasons={0: (CountReason.LOST, "")}
            )
        counting_plans.drop_count(world.parts_manager, count.pk, why="改期", at=LATER)
        with pytest.raises(OutOfTurn):
            counting_review.explain_differences(world.parts_manager, count.pk, reasons={})

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        with pytest.raises(NotAllowed):
            counting_review.explain_differences(world.parts_clerk, count.pk, reasons={})
        with pytest.raises(Missing):
            counting_review.explain_differences(world.southern_manager, count.pk, reasons={})


class TestSendBack:
    def test_a_line_is_counted_anew_and_the_old_number_counts_no_more(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        line = countroom.line_of(count, world.filter)
        counting_review.send_back(world.parts_manager, count.pk, line_ids=[line.pk], at=LATER)
        count.refresh_from_db()
        line.refresh_from_db()
        assert (count.state, line.state, line.counted) == (CountState.OPEN, LineState.TO_COUNT, None)
        countroom.say(world.parts_clerk, count, world.second_bin, world.filter, 20, at=EVENING)
        assert counting.hand_in(world.parts_clerk, count.pk, at=EVENING).state == CountState.POSTED
        assert line.takes.count() == 2

    def test_refusals(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        with pytest.raises(Refused, match="先勾选要重盘的行"):
            counting_review.send_back(world.parts_manager, count.pk, line_ids=[], at=LATER)
        with pytest.raises(Missing):
            counting_review.send_back(world.parts_manager, count.pk, line_ids=[0], at=LATER)
        with pytest.raises(NotAllowed):
            counting_review.send_back(world.parts_clerk, count.pk, line_ids=[0], at=LATER)
        with pytest.raises(Missing):
            counting_review.send_back(world.southern_manager, count.pk, line_ids=[0], at=LATER)


class TestPostCount:
    def test_posts_gains_and_losses_as_one_document_at_average(self, world: World) -> None:
        count = counted(world, FL2001=-1, OL3001=2)
        done = counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert storeroom.row(done.gain, done.loss) == (Decimal("393.60"), Decimal("22.80"))
        moves = Move.objects.filter(document=count.number, kind=MoveKind.COUNT)
        assert {move.part_id: move.quantity for move in moves} == {world.filter.pk: -1, world.oil.pk: 2}
        assert {move.note for move in moves} == {"丢失"}
        assert storeroom.lying(world.filter, world.second_bin) == 19
        storeroom.assert_proved(world)

    def test_what_moved_since_stays_moved(self, world: World) -> None:
        (line_id,) = storeroom.ask(world, (world.filter, 4))
        count = counted(world, FL2001=-1)
        issuing.issue(
            world.parts_clerk,
            7,
            quantities={line_id: Decimal(4)},
            taken_by_id=world.staff("technician").pk,
            at=LATER,
        )
        storeroom.receive(world, world.filter, 10, bin=world.second_bin)
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert storeroom.lying(world.filter, world.second_bin) == 19 - 4 + 10
        storeroom.assert_proved(world)

    def test_a_correction_of_the_time_before_the_count_is_not_posted_twice(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        ledger.post(
            world.north.pk,
            [
                ledger.Movement(
                    part_id=world.filter.pk,
                    bin_id=world.second_bin.pk,
                    kind=MoveKind.CORRECT,
                    quantity=Decimal(-1),
                    document="GZ1",
                    belongs_at=NOON - timedelta(days=1),
                )
            ],
            at=LATER + timedelta(minutes=1),
            by_id=None,
        )
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert storeroom.lying(world.filter, world.second_bin) == 19
        assert not Move.objects.filter(document=count.number).exclude(quantity=0).exists()

    def test_goods_of_which_the_book_has_nothing_come_in_at_their_last_cost(self, world: World) -> None:
        (line_id,) = storeroom.ask(world, (world.pads, 2))
        issuing.issue(
            world.parts_clerk,
            7,
            quantities={line_id: Decimal(2)},
            taken_by_id=world.staff("technician").pk,
            at=NOON,
        )
        count = countroom.plan(world)
        countroom.say_all(world, count)
        countroom.say(world.parts_clerk, count, world.bin, world.pads, 1, found=True)
        other = countroom.second_clerk(world)
        countroom.say(other, count, world.bin, world.pads, 1)
        counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        countroom.explain(world, count, CountReason.NOT_BOOKED)
        done = counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert done.gain == Decimal("288.00")
        storeroom.assert_proved(world)

    def test_what_is_promised_and_not_there_is_waited_for_anew(self, world: World, told: list[Any]) -> None:
        first = storeroom.ask(world, (world.pads, 1), order_id=1)[0]
        last = storeroom.ask(world, (world.pads, 1), order_id=2, at=NOON + timedelta(minutes=1))[0]
        count = counted(world, BR1001=-1)
        told.clear()
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert (storeroom.held(line=first), storeroom.held(line=last)) == (1, 0)
        assert BackOrder.objects.get(for_line=last, closed_at__isnull=True).quantity == 1
        assert [fact.line_id for fact in told if isinstance(fact, facts.PartShort)] == [last]
        storeroom.assert_proved(world)

    def test_what_is_found_goes_to_who_waits(self, world: World) -> None:
        (line_id,) = storeroom.ask(world, (world.pads, 3))
        count = counted(world, BR1001=1)
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert storeroom.held(line=line_id) == 3
        storeroom.assert_proved(world)

    def test_what_is_missing_on_the_booking_shelf_is_taken_from_its_booking(self, world: World) -> None:
        storeroom.book(world, {world.filter: 2})
        shelf.shelve_for_booking(world.parts_clerk, 3, at=NOON)
        count = countroom.plan(world, world.shelf)
        other = countroom.second_clerk(world)
        for actor in (world.parts_clerk, other):
            countroom.say(actor, count, world.shelf, world.filter, 1)
        counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        countroom.explain(world, count)
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert storeroom.held(appointment=3) == 2
        storeroom.assert_proved(world)

    def test_refuses_whole_when_more_was_issued_than_was_there_by_the_count(self, world: World) -> None:
        (line_id,) = storeroom.ask(world, (world.pads, 2))
        count = counted(world, BR1001=-1, FL2001=-1)
        issuing.issue(
            world.parts_clerk,
            7,
            quantities={line_id: Decimal(2)},
            taken_by_id=world.staff("technician").pk,
            at=LATER,
        )
        with pytest.raises(Refused, match="请把这些行退回重盘"):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert not Move.objects.filter(kind=MoveKind.COUNT).exists()
        assert storeroom.lying(world.filter, world.second_bin) == 20

    def test_large_differences_are_the_service_managers(self, world: World) -> None:
        count = counted(world, OL3001=-11)
        with pytest.raises(NotAllowed, match="超过 ¥2,000.00，请服务经理批准"):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        assert (
            counting_review.post_count(world.service_manager, count.pk, at=EVENING).state == CountState.POSTED
        )

    def test_nobody_approves_what_they_counted_alone(self, world: World) -> None:
        count = countroom.plan(world)
        for line in count.lines.select_related("part", "bin"):
            book = counting.book_of(line, line.part)
            countroom.say(
                world.parts_manager, count, line.bin, line.part, str(book - (line.part == world.filter))
            )
        counting.hand_in(world.parts_manager, count.pk, at=LATER)
        countroom.explain(world, count)
        with pytest.raises(NotAllowed, match="是您一个人盘的"):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        counting_review.post_count(world.service_manager, count.pk, at=EVENING)

    def test_every_difference_needs_its_reason(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say_all(world, count, FL2001=-1)
        counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        with pytest.raises(Refused, match="1 行差异没有填原因"):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING)

    def test_only_once_and_not_on_an_old_page(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        with pytest.raises(Changed):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING, seen=0)
        counting_review.post_count(world.parts_manager, count.pk, at=EVENING)
        with pytest.raises(OutOfTurn, match="已过账"):
            counting_review.post_count(world.parts_manager, count.pk, at=EVENING)

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        count = counted(world, FL2001=-1)
        with pytest.raises(NotAllowed):
            counting_review.post_count(world.parts_clerk, count.pk, at=EVENING)
        with pytest.raises(Missing):
            counting_review.post_count(world.southern_manager, count.pk, at=EVENING)


step = st.tuples(st.sampled_from(["in", "out"]), st.integers(1, 4), st.booleans())
Steps = list[tuple[str, int, bool]]


class TestEveryCount:
    @given(said=st.integers(0, 30), moves=st.lists(step, max_size=6))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_leaves_in_the_bin_what_was_counted_and_what_moved_since(
        self, world: World, said: int, moves: Steps
    ) -> None:
        """Moves come before the count or after it, by chance; a bin then has the number said and what moved after."""
        with transaction.atomic():
            self.count(world, said, moves)
            transaction.set_rollback(True)
        store_settings.forget()

    def count(self, world: World, said: int, moves: Steps) -> None:
        world.north.settings = {"parts.count_second_worth": 1_000_000, "parts.count_second_share": 1000}
        world.north.save()
        store_settings.forget()
        count = countroom.plan(world, world.second_bin)
        for kind, quantity, before in moves:
            if before:
                moved(world, kind, quantity)
        line = countroom.line_of(count, world.filter)
        CountLine.objects.filter(count=count).update(state=LineState.TO_COUNT)
        countroom.say(world.parts_clerk, count, world.second_bin, world.filter, said)
        countroom.say(world.parts_clerk, count, world.second_bin, world.oil, 11)
        CountLine.objects.filter(count=count).update(state=LineState.COUNTED)
        since = sum(moved(world, kind, quantity) for kind, quantity, before in moves if not before)
        counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        countroom.explain(world, count)
        line.refresh_from_db()
        if said + since < 0:
            with pytest.raises(Refused, match="退回重盘"):
                counting_review.post_count(world.service_manager, count.pk, at=EVENING)
            return
        counting_review.post_count(world.service_manager, count.pk, at=EVENING)
        assert storeroom.lying(world.filter, world.second_bin) == said + since
        assert Stock.objects.get(store=world.north, part=world.filter).on_hand == said + since
        assert storeroom.lying(world.oil, world.second_bin) == 11
        storeroom.assert_proved(world)


def moved(world: World, kind: str, quantity: int) -> int:
    """Goods come into the bin or leave it, as far as there are any; returns how many more lie there."""
    lying = int(storeroom.lying(world.filter, world.second_bin))
    signed = quantity if kind == "in" else -min(quantity, lying)
    if signed:
        movement = ledger.Movement(
            part_id=world.filter.pk,
            bin_id=world.second_bin.pk,
            kind=MoveKind.RECEIPT if signed > 0 else MoveKind.SCRAP,
            quantity=Decimal(signed),
            value=Decimal(20 * signed) if signed > 0 else None,
            document="M1",
        )
        ledger.post(world.north.pk, [movement], at=LATER, by_id=None)
    return signed
