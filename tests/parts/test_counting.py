"""Counting blindly while the store stays open (PARTS-14)."""

from decimal import Decimal
from typing import Any

import pytest

from huichang.company import settings
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import counting, counting_plans, issuing
from huichang.parts.models import Batch, BatchStock, BinStock, CountBin, CountTake
from huichang.parts.states import CountState, LineState, Place
from tests.parts import batchroom, countroom, storeroom
from tests.parts.storeroom import LATER
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-14")]


class TestCountPart:
    def test_keeps_the_number_beside_the_book_of_that_moment(self, world: World) -> None:
        count = countroom.plan(world)
        said = countroom.say(world.parts_clerk, count, world.second_bin, world.filter, 19)
        line = countroom.line_of(count, world.filter)
        assert storeroom.row(line.counted, line.book, line.difference, line.worth) == (
            19,
            20,
            -1,
            Decimal("-22.80"),
        )
        assert line.state == LineState.COUNTED
        assert (said.counted, said.unit) == (19, "件")

    def test_what_is_issued_before_it_is_no_difference(self, world: World) -> None:
        (line_id,) = storeroom.ask(world, (world.pads, 1))
        count = countroom.plan(world)
        issuing.issue(
            world.parts_clerk,
            7,
            quantities={line_id: Decimal(1)},
            taken_by_id=world.staff("technician").pk,
            at=NOON,
        )
        countroom.say(world.parts_clerk, count, world.bin, world.pads, 1)
        assert countroom.line_of(count, world.pads).difference == 0

    def test_the_answer_tells_nothing_of_the_book(self, world: World) -> None:
        count = countroom.plan(world)
        right = countroom.say(world.parts_clerk, count, world.second_bin, world.filter, 20)
        wrong = countroom.say(world.parts_clerk, count, world.bin, world.pads, 9)
        assert {*vars(right)} == {*vars(wrong)} == {"line_id", "part", "unit", "counted"}

    def test_a_large_difference_waits_for_a_second_person(self, world: World) -> None:
        count, other = countroom.plan(world), countroom.second_clerk(world)
        countroom.say(world.parts_clerk, count, world.bin, world.pads, 1)
        line = countroom.line_of(count, world.pads)
        assert line.state == LineState.AGAIN
        assert not counting.is_left(line, world.parts_clerk.staff_id or 0)
        assert counting.is_left(line, other.staff_id or 0)
        countroom.say(other, count, world.bin, world.pads, 1)
        assert countroom.line_of(count, world.pads).state == LineState.COUNTED

    def test_two_who_disagree_go_on_until_two_agree(self, world: World) -> None:
        count, other = countroom.plan(world), countroom.second_clerk(world)
        states = []
        for actor, quantity in ((world.parts_clerk, 1), (other, 0), (world.parts_clerk, 0)):
            countroom.say(actor, count, world.bin, world.pads, quantity)
            states.append(countroom.line_of(count, world.pads).state)
        assert states == [LineState.AGAIN, LineState.AGAIN, LineState.COUNTED]
        assert CountTake.objects.count() == 3

    def test_the_limits_are_the_stores_own(self, world: World) -> None:
        world.north.settings = {"parts.count_second_worth": 1_000_000, "parts.count_second_share": 1000}
        world.north.save()
        settings.forget()
        count = countroom.plan(world)
        countroom.say(world.parts_clerk, count, world.bin, world.pads, 0)
        assert countroom.line_of(count, world.pads).state == LineState.COUNTED

    def test_saying_it_again_replaces_or_adds(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say(world.parts_clerk, count, world.second_bin, world.oil, 5)
        said = counting.count_part(
            world.parts_clerk,
            count.pk,
            bin_id=world.second_bin.pk,
            part_id=world.oil.pk,
            counted=Decimal(7),
            more=True,
            at=LATER,
        )
        assert said.counted == 12
        countroom.say(world.parts_clerk, count, world.second_bin, world.oil, 11)
        assert countroom.line_of(count, world.oil).difference == -1

    def test_what_is_not_on_the_list_is_asked_for_first(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(Refused, match="不在货位 A-01-1 的清单上"):
            countroom.say(world.parts_clerk, count, world.bin, world.oil, 2)
        countroom.say(world.parts_clerk, count, world.bin, world.oil, 2, found=True)
        line = count.lines.get(bin=world.bin, part=world.oil)
        assert storeroom.row(line.is_found, line.book, line.difference) == (True, 0, 2)

    def test_a_part_that_is_in_another_count_is_counted_there(self, world: World) -> None:
        countroom.plan(world, world.second_bin)
        count = countroom.plan(world, world.bin)
        with pytest.raises(Refused, match="货位 B-02-3 不在盘点单"):
            countroom.say(world.parts_clerk, count, world.second_bin, world.oil, 1)

    def test_a_batch_is_counted_by_itself(self, world: World) -> None:
        world.oil.tracking = "batch"
        world.oil.save()
        lots = [
            Batch.objects.create(store=world.north, part=world.oil, number=number, received_at=NOON)
            for number in ("B1", "B2")
        ]
        for lot, quantity in zip(lots, (5, 7), strict=True):
            BatchStock.objects.create(
                store=world.north, part=world.oil, batch=lot, bin=world.second_bin, quantity=quantity
            )
        count = countroom.plan(world, world.second_bin)
        said: dict[str, Any] = {"bin_id": world.second_bin.pk, "part_id": world.oil.pk, "at": LATER}
        assert count.lines.filter(part=world.oil).count() == 2
        counting.count_part(world.parts_clerk, count.pk, counted=Decimal(5), batch="b1", **said)
        assert count.lines.get(batch=lots[0]).difference == 0
        with pytest.raises(Refused, match="没有批次 B9"):
            counting.count_part(world.parts_clerk, count.pk, counted=Decimal(5), batch="B9", **said)
        with pytest.raises(Refused, match="按批次管理，请扫描带批次的标签"):
            counting.count_part(world.parts_clerk, count.pk, counted=Decimal(5), found=True, **said)

    @pytest.mark.parametrize("quantity", ["-1", "1.5"])
    def test_refuses_what_cannot_lie_there(self, world: World, quantity: str) -> None:
        count = countroom.plan(world)
        with pytest.raises(Refused, match="数量不对"):
            countroom.say(world.parts_clerk, count, world.bin, world.pads, quantity)

    def test_unknown_bins_and_parts_are_missing(self, world: World) -> None:
        count = countroom.plan(world)
        said: dict[str, Any] = {"counted": Decimal(1), "at": LATER}
        with pytest.raises(Missing, match="没有找到这个货位"):
            counting.count_part(world.parts_clerk, count.pk, bin_id=0, part_id=world.pads.pk, **said)
        with pytest.raises(Missing, match="没有找到这个配件"):
            counting.count_part(world.parts_clerk, count.pk, bin_id=world.bin.pk, part_id=0, **said)

    def test_is_over_once_the_count_is_dropped(self, world: World) -> None:
        count = countroom.plan(world)
        counting_plans.drop_count(world.parts_manager, count.pk, why="停电", at=NOON)
        with pytest.raises(OutOfTurn, match="已作废"):
            countroom.say(world.parts_clerk, count, world.bin, world.pads, 2)

    def test_not_for_an_adviser_nor_in_another_store(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(NotAllowed):
            countroom.say(world.adviser, count, world.bin, world.pads, 2)
        with pytest.raises(Missing):
            countroom.say(world.stranger, count, world.bin, world.pads, 2)


class TestSayEmpty:
    def test_counts_what_is_left_of_the_bin_as_none(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say(world.parts_clerk, count, world.second_bin, world.oil, 12)
        assert counting.say_empty(world.parts_clerk, count.pk, world.second_bin.pk, at=LATER) == 1
        assert countroom.line_of(count, world.filter).counted == 0
        assert countroom.line_of(count, world.oil).counted == 12
        assert CountBin.objects.get(count=count, bin=world.second_bin).checked_at == LATER

    def test_a_bin_without_a_list_is_seen_to_be_empty(self, world: World) -> None:
        count = countroom.plan(world, world.shelf)
        assert counting.say_empty(world.parts_clerk, count.pk, world.shelf.pk, at=LATER) == 0
        assert CountBin.objects.get(count=count).checked_at == LATER

    def test_not_for_an_adviser_nor_another_store_nor_another_bin(self, world: World) -> None:
        count = countroom.plan(world, world.bin)
        with pytest.raises(NotAllowed):
            counting.say_empty(world.adviser, count.pk, world.bin.pk, at=LATER)
        with pytest.raises(Missing):
            counting.say_empty(world.stranger, count.pk, world.bin.pk, at=LATER)
        with pytest.raises(Missing, match="不在这张盘点单里"):
            counting.say_empty(world.parts_clerk, count.pk, world.second_bin.pk, at=LATER)


class TestTheHazardousStore:
    def test_is_counted_only_by_who_may_enter_it(self, world: World) -> None:
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "W-01")
        storeroom.receive(world, world.oil, 3, bin=hazard)
        count = countroom.plan(world, hazard)
        outside = batchroom.without(world.parts_clerk, "parts.enter_hazard_store")
        with pytest.raises(NotAllowed, match="没有进入危险品库的权限"):
            countroom.say(outside, count, hazard, world.oil, 3)
        with pytest.raises(NotAllowed, match="没有进入危险品库的权限"):
            counting.say_empty(outside, count.pk, hazard.pk, at=LATER)
        assert countroom.say(world.parts_clerk, count, hazard, world.oil, 3).counted == 3


class TestHandIn:
    def test_differences_go_to_who_approves_them(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say_all(world, count, FL2001=-1)
        handed = counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        assert (handed.state, handed.handed_in_at) == (CountState.REVIEW, LATER)

    def test_what_agrees_is_done_at_once(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say_all(world, count)
        handed = counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        assert (handed.state, handed.ended_at) == (CountState.POSTED, LATER)
        assert not count.lines.filter(is_open=True).exists()

    def test_refuses_while_lines_are_not_counted_and_may_leave_them_out(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(Refused, match="还有 3 行没盘"):
            counting.hand_in(world.parts_clerk, count.pk, at=LATER)
        with pytest.raises(Refused, match="一行也没盘"):
            counting.hand_in(world.parts_clerk, count.pk, at=LATER, leave_out=True)
        countroom.say(world.parts_clerk, count, world.second_bin, world.filter, 20)
        counting.hand_in(world.parts_clerk, count.pk, at=LATER, leave_out=True)
        assert count.lines.filter(state=LineState.LEFT_OUT).count() == 2

    def test_refuses_while_somebody_else_must_count_again(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say_all(world, count, BR1001=-2)
        with pytest.raises(Refused, match=r"换人复盘（A-01-1）"):
            counting.hand_in(world.parts_clerk, count.pk, at=LATER)

    def test_not_for_an_adviser_nor_in_another_store(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(NotAllowed):
            counting.hand_in(world.adviser, count.pk, at=LATER)
        with pytest.raises(Missing):
            counting.hand_in(world.stranger, count.pk, at=LATER)


def test_counting_changes_no_stock(world: World) -> None:
    before = list(BinStock.objects.order_by("pk").values_list("pk", "quantity"))
    count = countroom.plan(world)
    countroom.say_all(world, count, FL2001=-3, OL3001=2)
    assert list(BinStock.objects.order_by("pk").values_list("pk", "quantity")) == before
    storeroom.assert_proved(world)
