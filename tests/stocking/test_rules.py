"""The arithmetic of stocking (PARTS-30)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.stocking import rules

pytestmark = pytest.mark.req("PARTS-30")
D = Decimal


class TestToOrder:
    def test_orders_nothing_above_the_reorder_level(self) -> None:
        stand = rules.Stand(there=D(5), coming=D(0))
        assert rules.to_order(stand, reorder=5, up_to=9, pack=D(1), is_whole=True) == 0

    def test_fills_up_to_the_level_in_whole_packs(self) -> None:
        stand = rules.Stand(there=D(2), coming=D(1))
        assert rules.to_order(stand, reorder=5, up_to=9, pack=D(4), is_whole=True) == 8

    def test_counts_what_is_on_its_way(self) -> None:
        stand = rules.Stand(there=D(0), coming=D(6))
        assert rules.to_order(stand, reorder=5, up_to=9, pack=D(1), is_whole=True) == 0

    def test_gets_what_is_missing_of_a_part_that_is_not_kept(self) -> None:
        stand = rules.Stand(there=D(0), coming=D(0))
        wanted = rules.to_order(stand, reorder=0, up_to=0, pack=D(1), is_whole=True, at_least=D(2))
        assert wanted == 2

    @given(
        there=st.integers(0, 50),
        coming=st.integers(0, 50),
        reorder=st.integers(0, 40),
        more=st.integers(0, 40),
        pack=st.integers(1, 12),
    )
    def test_is_then_at_its_level_and_not_a_pack_above(
        self, there: int, coming: int, reorder: int, more: int, pack: int
    ) -> None:
        stand = rules.Stand(there=D(there), coming=D(coming))
        up_to = reorder + more
        wanted = rules.to_order(stand, reorder=reorder, up_to=up_to, pack=D(pack), is_whole=True)
        assert wanted % pack == 0
        if wanted:
            assert there + coming < reorder
            assert up_to <= there + coming + wanted < up_to + pack
        else:
            assert there + coming >= reorder or there + coming >= up_to


class TestLifted:
    def test_known_demand_of_the_usual_kind_is_expected_already(self) -> None:
        assert rules.lifted(10, expected=6, usual=5, extra=0) == 10

    def test_what_exceeds_the_expectation_counts(self) -> None:
        assert rules.lifted(10, expected=6, usual=9, extra=0) == 13

    def test_what_the_past_does_not_know_comes_on_top(self) -> None:
        assert rules.lifted(10, expected=6, usual=0, extra=4) == 14


class TestIdleMonths:
    @pytest.mark.parametrize(
        ("out", "came", "months"),
        [
            (date(2025, 9, 2), None, 6),
            (date(2025, 9, 3), None, 5),
            (None, date(2024, 3, 1), 24),
            (None, None, None),
            (date(2026, 2, 27), date(2020, 1, 1), 0),
        ],
    )
    def test_counts_whole_months_since_goods_went(
        self, out: date | None, came: date | None, months: int | None
    ) -> None:
        assert rules.idle_months(out, came, date(2026, 3, 2)) == months


class TestLack:
    def lack(
        self, *, there: int = 0, coming: int = 0, asked: int = 0, mean: float = 0.0, days: float = 10
    ) -> rules.Lack | None:
        """Of a part that takes ten days to come."""
        stand = rules.Stand(there=D(there), coming=D(coming))
        return rules.lack(stand, asked=D(asked), mean_month=mean, lead_days=days)

    def test_somebody_who_has_asked_cannot_wait(self) -> None:
        found = self.lack(there=1, asked=3)
        assert found is not None
        assert (found.wanted, found.missing, found.is_known) == (3, 2, True)

    def test_what_is_on_its_way_serves_him(self) -> None:
        assert self.lack(there=1, coming=2, asked=3) is None

    def test_what_runs_out_before_goods_come_cannot_wait(self) -> None:
        found = self.lack(there=2, mean=12.0)
        assert found is not None
        assert not found.is_known
        assert 1.9 < found.missing < 2

    def test_a_part_that_is_asked_for_seldom_can_wait_though_none_is_there(self) -> None:
        assert self.lack(mean=0.2) is None
        assert self.lack(mean=0.2, days=90) is not None

    @given(
        there=st.integers(0, 30),
        coming=st.integers(0, 30),
        asked=st.integers(0, 30),
        mean=st.floats(0, 50),
        more=st.integers(0, 30),
    )
    def test_more_on_the_shelf_never_makes_it_more_urgent(
        self, there: int, coming: int, asked: int, mean: float, more: int
    ) -> None:
        few = self.lack(there=there, coming=coming, asked=asked, mean=mean)
        many = self.lack(there=there + more, coming=coming, asked=asked, mean=mean)
        assert many is None or few is not None
