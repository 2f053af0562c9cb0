"""What decisions and forecasts were worth (PARTS-30: its effect is measured later)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import NotAllowed
from huichang.parts.models import Stock
from huichang.stocking import deciding, judging, lost_sales, queries
from huichang.stocking.models import Expectation, Suggestion
from huichang.stocking.states import Kind, Outcome
from tests.parts import storeroom
from tests.stocking.stockroom import night, past, suggested
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-30")
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2


@pytest.fixture
def pads(world: World) -> Suggestion:
    """Pads are to be ordered; two are there."""
    buying.usual(world)
    past(world, world.pads, STEADY)
    night(world)
    return suggested(world, world.pads)


def asked(world: World, pieces: int, *, at: datetime = NOON + timedelta(days=3)) -> None:
    """So many are asked for."""
    lost_sales.record_lost(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        quantity=Decimal(pieces),
        reason="no_stock",
        at=at,
    )


def judge(world: World, *, days: int = 60) -> int:
    """The job some days later."""
    return judging.judge_decisions(world.parts_manager, world.north.pk, at=NOON + timedelta(days=days))


def after(row: Suggestion) -> Suggestion:
    """As it stands now."""
    row.refresh_from_db()
    return row


class TestJudgeDecisions:
    def test_waits_until_the_time_is_over(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        assert judge(world, days=1) == 0
        assert after(pads).judged_at is None
        assert judge(world) == 1
        assert judge(world) == 0

    def test_says_that_a_shortage_was_avoided(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        there = pads.numbers["there"] + pads.numbers["coming"]
        asked(world, int(there) + 1)
        judge(world)
        assert after(pads).outcome == Outcome.AVOIDED
        assert pads.outcome_numbers["avoided"] == 1
        (line,) = queries.effect_lines(world.parts_manager, since=TODAY, outcome="avoided")
        assert "避免缺 1" in line.effect

    def test_says_that_it_was_short_all_the_same(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        asked(world, 500)
        judge(world)
        assert after(pads).outcome == Outcome.SHORT
        assert pads.outcome_numbers["short"] == 500 - 2 - float(pads.quantity)

    def test_says_that_too_much_was_got(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        judge(world)
        assert after(pads).outcome == Outcome.OVER
        assert 0 < pads.outcome_numbers["over"] <= float(pads.quantity)

    def test_counts_what_went_out_and_not_what_was_asked_for_after_the_time(
        self, world: World, pads: Suggestion
    ) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        asked(world, 40, at=NOON + timedelta(days=50))
        judge(world)
        assert after(pads).outcome_numbers["asked"] == 0

    def test_compares_a_change_with_what_was_suggested(self, world: World, pads: Suggestion) -> None:
        more = pads.quantity + 50
        deciding.change_suggestion(world.parts_manager, pads.pk, quantity=more, reason="price", at=NOON)
        asked(world, int(pads.quantity) + 12)
        judge(world)
        assert after(pads).outcome_numbers["better"]
        tally = queries.effect(world.parts_manager, since=TODAY).tallies[1]
        assert (tally.count, tally.better, tally.worse) == (1, 1, 0)

    def test_what_was_dropped_was_rightly_dropped_or_is_missing(self, world: World, pads: Suggestion) -> None:
        deciding.drop_suggestion(world.parts_manager, pads.pk, reason="once", at=NOON)
        judge(world)
        assert after(pads).outcome == Outcome.SPARED
        Suggestion.objects.filter(pk=pads.pk).update(judged_at=None)
        asked(world, 9)
        judge(world)
        assert after(pads).outcome == Outcome.SHORT
        assert pads.outcome_numbers["worse"]

    def test_sees_where_idle_stock_went(self, world: World) -> None:
        buying.usual(world)
        old = world.part("XX-1", "老车型门锁", Decimal("300.00"), on_hand=3)
        later = NOON + timedelta(days=200)
        night(world, at=later)
        row = suggested(world, old, Kind.SELL)
        deciding.accept_suggestions(world.parts_manager, [row.pk], at=later)
        (begun,) = queries.idle_page(world.parts_manager, at=later).begun
        assert (begun.gone, begun.is_done) == (0, False)
        judge(world, days=270)
        assert after(row).outcome == Outcome.STILL

    def test_puts_what_was_asked_beside_what_was_expected(self, world: World, pads: Suggestion) -> None:
        row = Expectation.objects.get(part=world.pads)
        assert (row.month, row.asked) == (TODAY.replace(day=1), None)
        assert 4 < row.mean < 8
        asked(world, 7)
        night(world, at=NOON + timedelta(days=2))
        assert Expectation.objects.get(part=world.pads).mean == row.mean
        judge(world, days=35)
        row.refresh_from_db()
        assert row.asked == 7
        effect = queries.effect(world.parts_manager, since=TODAY.replace(day=1))
        assert effect.total is not None
        assert effect.total.asked == 7
        assert effect.total.error is not None
        (line, *_) = queries.error_lines(world.parts_manager, since=TODAY.replace(day=1))
        assert line.part_id == world.pads.pk

    def test_asks_a_fixed_number_of_times(self, world: World, pads: Suggestion) -> None:
        ids = [pads.pk]
        for number in range(6):
            part = world.part(f"ZZ-{number}", f"测试件{number}", Decimal("10.00"), on_hand=0)
            past(world, part, STEADY)
        night(world)
        ids += Suggestion.objects.filter(kind=Kind.ORDER, state="open").values_list("pk", flat=True)
        firm = pads.supplier_id
        deciding.accept_suggestions(
            world.parts_manager, [each for each in ids if each == pads.pk], at=NOON, supplier_id=firm
        )
        for each in ids[1:]:
            if each != pads.pk:
                deciding.drop_suggestion(world.parts_manager, each, reason="once", at=NOON)
        with storeroom.at_most(14):
            judge(world)

    def test_not_for_the_clerk_nor_elsewhere(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            judging.judge_decisions(world.parts_clerk, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            judging.judge_decisions(world.parts_manager, world.south.pk, at=NOON)


class TestTheStockThatIsCounted:
    def test_is_that_of_the_moment_of_the_decision(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON)
        Stock.objects.filter(part=world.pads).update(on_hand=90, value=9000)
        asked(world, 3)
        judge(world)
        assert after(pads).outcome_numbers["position"] == 2
