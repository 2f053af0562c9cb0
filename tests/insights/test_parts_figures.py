"""The page of figures as cards."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest

from huichang.company import house_rules
from huichang.company.models import Grant
from huichang.company.queries import actor_of
from huichang.company.roles import Role
from huichang.insights import parts_figures, parts_lines, summing
from huichang.insights.parts_figures import FigureCard
from huichang.kernel.refusals import Missing, NotAllowed
from tests.insights.test_gathering import everything
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-31")
MARCH = date(2026, 3, 1)
Budget = Callable[[int], AbstractContextManager[object]]


def cards(world: World) -> dict[str, FigureCard]:
    """The cards of the running month."""
    page = parts_figures.parts_figures(world.parts_manager, at=everything(world))
    return {card.key: card for card in page.cards}


class TestPartsFigures:
    def test_say_value_target_and_what_stands_behind(self, world: World) -> None:
        found = cards(world)
        fill = found["fill_counter"]
        assert (fill.says, fill.top, fill.under, fill.light) == ("50.0%", 1, 2, "now")
        assert fill.target_says == "≥ 90 %"
        assert found["urgent"].target_says == "≤ 5 %"
        assert found["value"].says.startswith("¥")
        assert found["months_of_stock"].target_says == "≥ 1.5，≤ 2.5 个月"
        assert all(card.formula and card.source and card.owner for card in found.values())

    def test_compare_with_the_month_before_and_a_year_ago(self, world: World) -> None:
        value = cards(world)["value"]
        assert value.before == Decimal("3393.60")
        assert value.value is not None
        assert value.change == value.value - value.before
        assert value.year_before is None
        assert len(value.trend) == len(value.bars) == 12

    def test_follow_the_targets_of_the_store(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="insights.least_fill_counter", value="50"
        )
        assert cards(world)["fill_counter"].light == "ok"

    def test_break_sales_down_by_who_paid_and_stock_by_age(self, world: World) -> None:
        page = parts_figures.parts_figures(world.parts_manager, at=everything(world))
        assert [channel.words for channel in page.channels] == ["维修·客户自费", "批发订单"]
        assert sum(channel.share for channel in page.channels if channel.share) == 100
        assert all(channel.margin is not None for channel in page.channels)
        assert sum(each.top for each in page.ages) == {c.key: c for c in page.cards}["value"].value
        assert {each.words for each in page.extra_cost} == {"急件加价", "急件多出的运费"}

    def test_of_an_empty_store_are_unknown_and_the_page_stands(self, world: World) -> None:
        page = parts_figures.parts_figures(world.southern_manager, at=NOON)
        assert {card.says for card in page.cards} <= {"—", "¥0.00"}
        assert page.channels == page.ages == page.extra_cost == ()

    @pytest.mark.parametrize("month", [date(2025, 3, 1), date(2026, 4, 1), date(1900, 1, 1)])
    def test_go_no_further_than_a_year_back(self, world: World, month: date) -> None:
        with pytest.raises(Missing, match="12 个月"):
            parts_figures.parts_figures(world.parts_manager, month=month, at=NOON)

    @pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.ADVISER, Role.PARTS_CLERK, Role.CASHIER])
    def test_are_for_those_who_lead(self, world: World, role: Role) -> None:
        actor = world.actor(role)
        for ask in (
            lambda: parts_figures.parts_figures(actor, at=NOON),
            lambda: parts_figures.stores_compared(actor, at=NOON),
            lambda: parts_lines.figure_lines(actor, "fill_ro", at=NOON),
        ):
            with pytest.raises(NotAllowed):
                ask()

    def test_cost_twelve_statements(self, world: World, django_assert_max_num_queries: Budget) -> None:
        at = everything(world) + timedelta(days=40)
        summing.sum_months(world.administrator, world.north.pk, at=at)
        manager = world.parts_manager
        parts_figures.parts_figures(manager, at=at)
        with django_assert_max_num_queries(12):
            parts_figures.parts_figures(manager, at=at)


class TestStoresCompared:
    def test_show_each_store_one_may_see_and_all_together(self, world: World) -> None:
        at = everything(world)
        officer = world.staff(Role.NETWORK_OFFICER)
        Grant.objects.create(store=world.south, staff=officer, role=Role.NETWORK_OFFICER)
        actor = actor_of(officer.pk)
        assert actor is not None
        month, columns = parts_figures.stores_compared(actor, at=at)
        assert (month, [column.store for column in columns]) == (MARCH, ["合计", "北城店", "南城店"])
        whole, north, south = ({card.key: card for card in column.cards} for column in columns)
        assert whole["value"].value == north["value"].value
        assert south["fill_ro"].value is None

    def test_show_one_store_to_who_has_one(self, world: World) -> None:
        _, columns = parts_figures.stores_compared(world.parts_manager, at=everything(world))
        assert [column.store for column in columns] == ["北城店"]


class TestFigureLines:
    def test_refuse_what_is_no_figure(self, world: World) -> None:
        with pytest.raises(Missing, match="没有这个指标"):
            parts_lines.figure_lines(world.parts_manager, "nothing", at=NOON)

    def test_show_only_ones_own_store(self, world: World) -> None:
        at = everything(world)
        for key in ("fill_ro", "value", "sales", "urgent", "cost_out"):
            assert parts_lines.figure_lines(world.southern_manager, key, at=at).total == 0

    def test_show_one_slice(self, world: World) -> None:
        at = everything(world)
        found = parts_lines.figure_lines(world.parts_manager, "urgent_cost", part="freight", at=at)
        assert (found.slice_says, [line.top for line in found.lines]) == (
            "急件多出的运费",
            [Decimal("60.00")],
        )
        assert parts_lines.figure_lines(world.parts_manager, "sales", part="insurer", at=at).total == 0
        assert parts_lines.figure_lines(world.parts_manager, "value", part="24", at=at).total == 0

    def test_of_a_month_that_is_over_show_what_lay_there_then(self, world: World) -> None:
        at = everything(world)
        found = parts_lines.figure_lines(world.parts_manager, "value", month=date(2026, 2, 1), at=at)
        assert sum(line.top for line in found.lines) == Decimal("3393.60")

    def test_cost_six_statements(self, world: World, django_assert_max_num_queries: Budget) -> None:
        at = everything(world)
        for key in ("fill_counter", "sales", "idle", "on_time"):
            with django_assert_max_num_queries(6):
                parts_lines.figure_lines(world.parts_manager, key, at=at)
