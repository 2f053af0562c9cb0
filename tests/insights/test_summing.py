"""The sums of months that are over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huichang.insights import gathering, parts_figures, summing
from huichang.insights.models import MonthSum
from huichang.kernel.refusals import NotAllowed
from huichang.parts.models import Move
from tests.insights.test_gathering import everything, sell
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-31")
APRIL = NOON + timedelta(days=35)
MARCH = date(2026, 3, 1)


class TestSumMonths:
    def test_keeps_what_the_months_came_to(self, world: World) -> None:
        at = everything(world)
        live = {
            each.key: each for each in gathering.gather([world.north.pk], gathering.Span(MARCH, MARCH, at))
        }
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        kept = {row.key: row for row in MonthSum.objects.filter(month=MARCH)}
        for key in (
            "fill_ro",
            "cost_out.issue",
            "cost_out.sale",
            "bought.receipt",
            "sales.customer",
            "value",
        ):
            assert (kept[key].top, kept[key].under) == (live[key].top, live[key].under), key
        assert (kept["fill_counter"].top, kept["fill_counter"].under) == (1, 2)

    def test_is_the_ledger(self, world: World) -> None:
        everything(world)
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        out = Move.objects.filter(kind__in=["issue", "return", "sale", "sale_back", "internal"]).values_list(
            "value", flat=True
        )
        kept = MonthSum.objects.filter(key__startswith="cost_out").values_list("top", flat=True)
        assert sum(kept) == -sum(out)
        worth = MonthSum.objects.get(month=MARCH, key="value").top
        assert worth == sum(Move.objects.values_list("value", flat=True))
        aged = MonthSum.objects.filter(month=MARCH, key__startswith="age").values_list("top", flat=True)
        assert sum(aged) == worth

    def test_the_page_says_the_same_before_and_after(self, world: World) -> None:
        everything(world)
        manager = world.parts_manager
        before = parts_figures.parts_figures(manager, month=MARCH, at=APRIL)
        assert before.summed_at is None
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        after = parts_figures.parts_figures(manager, month=MARCH, at=APRIL)
        assert after.summed_at == APRIL
        for card, later in zip(before.cards, after.cards, strict=True):
            if card.key != "idle":
                assert card == later

    def test_may_run_twice_and_sees_what_came_late(self, world: World) -> None:
        everything(world)
        for _ in range(2):
            summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        count = MonthSum.objects.count()
        sell(world, at=NOON + timedelta(days=3))
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        assert MonthSum.objects.count() == count
        assert MonthSum.objects.get(month=MARCH, key="fill_counter").top == 2

    def test_keeps_the_age_as_it_was(self, world: World) -> None:
        everything(world)
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        old = list(MonthSum.objects.filter(key__startswith="age").values_list("month", "key", "top"))
        MonthSum.objects.filter(key="age.0", month=MARCH).update(top=Decimal(1))
        summing.sum_months(world.administrator, world.north.pk, at=APRIL)
        assert MonthSum.objects.get(key="age.0", month=MARCH).top == 1
        assert {month for month, *_ in old} == {date(2026, 1, 1), date(2026, 2, 1), MARCH}

    def test_is_the_machines(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            summing.sum_months(world.parts_manager, world.north.pk, at=APRIL)

    def test_belongs_to_the_store(self, world: World) -> None:
        everything(world)
        with pytest.raises(NotAllowed):
            summing.sum_months(world.administrator, world.south.pk, at=APRIL)
