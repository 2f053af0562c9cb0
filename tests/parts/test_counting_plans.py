"""What is to be counted, and whose it is (PARTS-14)."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import counting, counting_plans
from huichang.parts.models import Count, CountBin, Stock
from huichang.parts.states import CountKind, CountState
from tests.parts import countroom, storeroom
from tests.parts.storeroom import LATER
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-14")]


class TestPlanCount:
    def test_lists_what_lies_in_the_bins(self, world: World) -> None:
        count = countroom.plan(world, world.second_bin)
        assert {line.part_id for line in count.lines.all()} == {world.filter.pk, world.oil.pk}
        assert (count.what, count.number) == ("B-02-3", "PD2603020001")

    def test_everything_is_every_bin_also_the_empty_ones(self, world: World) -> None:
        count = counting_plans.plan_count(
            world.parts_manager, store_id=world.north.pk, kind=CountKind.FULL, at=NOON
        )
        assert (count.bins.count(), count.lines.count(), count.what) == (3, 3, "全部 3 个货位")

    def test_a_cycle_is_what_is_due_of_its_classes(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(abc="A")
        count = counting_plans.plan_count(
            world.parts_manager, store_id=world.north.pk, kind=CountKind.CYCLE, classes=["A"], at=NOON
        )
        assert [line.part_id for line in count.lines.all()] == [world.pads.pk]
        with pytest.raises(Refused, match="没有到期该盘的配件"):
            counting_plans.plan_count(
                world.parts_manager, store_id=world.north.pk, kind=CountKind.CYCLE, classes=["B"], at=NOON
            )

    def test_people_get_stretches_of_the_walk(self, world: World) -> None:
        clerks = [world.parts_clerk.staff_id or 0, countroom.second_clerk(world).staff_id or 0]
        count = counting_plans.plan_count(
            world.parts_manager, store_id=world.north.pk, kind=CountKind.FULL, people=clerks, at=NOON
        )
        given = (
            CountBin.objects.filter(count=count).order_by("bin__walk").values_list("given_to_id", flat=True)
        )
        assert list(given) == [clerks[0], clerks[1], clerks[1]]

    def test_refuses_what_another_open_count_holds(self, world: World) -> None:
        first = countroom.plan(world, world.bin)
        with pytest.raises(Refused, match=f"货位 A-01-1 等处正在盘点单 {first.number} 里盘"):
            countroom.plan(world)

    def test_refuses_nothing_strange_bins_and_strangers(self, world: World) -> None:
        with pytest.raises(Refused, match="至少选择一个"):
            counting_plans.plan_count(
                world.parts_manager, store_id=world.north.pk, kind=CountKind.BINS, at=NOON
            )
        with pytest.raises(Missing):
            counting_plans.plan_count(
                world.parts_manager, store_id=world.north.pk, kind=CountKind.BINS, bin_ids=[0], at=NOON
            )
        with pytest.raises(Refused, match="不是本店的在职同事"):
            counting_plans.plan_count(
                world.parts_manager,
                store_id=world.north.pk,
                kind=CountKind.FULL,
                people=[world.stranger.staff_id or 0],
                at=NOON,
            )

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        for actor in (world.parts_clerk, world.southern_manager):
            with pytest.raises(NotAllowed):
                counting_plans.plan_count(actor, store_id=world.north.pk, kind=CountKind.FULL, at=NOON)


class TestProposeCount:
    def test_proposes_the_share_of_a_day_once(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(abc="A")
        made = counting_plans.propose_count(world.parts_manager, world.north.pk, at=NOON)
        assert made is not None
        assert [line.part_id for line in made.lines.all()] == [world.pads.pk]
        assert made.what == "循环 A 类 1 种"
        assert counting_plans.propose_count(world.parts_manager, world.north.pk, at=LATER) is None

    def test_goes_on_tomorrow_with_what_was_not_counted_yet(self, world: World) -> None:
        seen = set()
        at = NOON
        for _ in range(4):
            made = counting_plans.propose_count(world.parts_manager, world.north.pk, at=at)
            if made is not None:
                seen |= {line.part_id for line in made.lines.all()}
                countroom.say_all(world, made, at=at)
                counting.hand_in(world.parts_clerk, made.pk, at=at)
            at += timedelta(days=1)
        assert seen == {world.pads.pk, world.filter.pk, world.oil.pk}
        assert Count.objects.count() == 3

    def test_comes_round_after_its_days(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(abc="A")
        first = countroom.plan(world)
        countroom.say_all(world, first)
        counting.hand_in(world.parts_clerk, first.pk, at=LATER)
        early, due = NOON + timedelta(days=28), NOON + timedelta(days=31)
        assert counting_plans.propose_count(world.parts_manager, world.north.pk, at=early) is None
        again = counting_plans.propose_count(world.parts_manager, world.north.pk, at=due)
        assert again is not None
        assert [line.part_id for line in again.lines.all()] == [world.pads.pk]

    def test_waits_while_a_cycle_count_is_open(self, world: World) -> None:
        assert counting_plans.propose_count(world.parts_manager, world.north.pk, at=NOON) is not None
        tomorrow = NOON + timedelta(days=1)
        assert counting_plans.propose_count(world.parts_manager, world.north.pk, at=tomorrow) is None

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        for actor in (world.parts_clerk, world.southern_manager):
            with pytest.raises(NotAllowed):
                counting_plans.propose_count(actor, world.north.pk, at=NOON)


class TestGiveBins:
    def test_a_bin_is_somebodys_or_anybodys(self, world: World) -> None:
        count = countroom.plan(world)
        clerk = world.parts_clerk.staff_id
        counting_plans.give_bins(world.parts_manager, count.pk, bin_ids=[world.bin.pk], staff_id=clerk)
        assert count.bins.get(bin=world.bin).given_to_id == clerk
        counting_plans.give_bins(world.parts_manager, count.pk, bin_ids=[world.bin.pk], staff_id=None)
        assert count.bins.get(bin=world.bin).given_to_id is None

    def test_refusals(self, world: World) -> None:
        count = countroom.plan(world, world.bin)
        clerk = world.parts_clerk.staff_id
        with pytest.raises(Refused, match="先勾选"):
            counting_plans.give_bins(world.parts_manager, count.pk, bin_ids=[], staff_id=clerk)
        with pytest.raises(Missing):
            counting_plans.give_bins(
                world.parts_manager, count.pk, bin_ids=[world.second_bin.pk], staff_id=clerk
            )
        with pytest.raises(Refused, match="不是本店"):
            counting_plans.give_bins(
                world.parts_manager, count.pk, bin_ids=[world.bin.pk], staff_id=world.stranger.staff_id
            )
        counting_plans.drop_count(world.parts_manager, count.pk, why="改期", at=NOON)
        with pytest.raises(OutOfTurn):
            counting_plans.give_bins(world.parts_manager, count.pk, bin_ids=[world.bin.pk], staff_id=clerk)

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(NotAllowed):
            counting_plans.give_bins(world.parts_clerk, count.pk, bin_ids=[world.bin.pk], staff_id=None)
        with pytest.raises(Missing):
            counting_plans.give_bins(world.southern_manager, count.pk, bin_ids=[world.bin.pk], staff_id=None)


class TestDropCount:
    def test_leaves_the_stock_and_frees_the_bins(self, world: World) -> None:
        count = countroom.plan(world)
        countroom.say_all(world, count, FL2001=-1)
        counting_plans.drop_count(world.parts_manager, count.pk, why="盘错了库区", at=LATER)
        count.refresh_from_db()
        assert (count.state, count.why) == (CountState.DROPPED, "盘错了库区")
        assert storeroom.lying(world.filter, world.second_bin) == 20
        countroom.plan(world)
        storeroom.assert_proved(world)

    def test_needs_a_reason_and_is_done_once(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(Refused, match="为什么作废"):
            counting_plans.drop_count(world.parts_manager, count.pk, why=" ", at=LATER)
        counting_plans.drop_count(world.parts_manager, count.pk, why="改期", at=LATER)
        with pytest.raises(OutOfTurn, match="不能作废"):
            counting_plans.drop_count(world.parts_manager, count.pk, why="改期", at=LATER)

    def test_not_for_a_clerk_nor_in_another_store(self, world: World) -> None:
        count = countroom.plan(world)
        with pytest.raises(NotAllowed):
            counting_plans.drop_count(world.parts_clerk, count.pk, why="改期", at=LATER)
        with pytest.raises(Missing):
            counting_plans.drop_count(world.southern_manager, count.pk, why="改期", at=LATER)
