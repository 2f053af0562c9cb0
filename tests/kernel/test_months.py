"""Months of the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel import months


class TestLater:
    @pytest.mark.parametrize(
        ("day", "count", "then"),
        [
            (date(2024, 2, 29), 36, date(2027, 2, 28)),
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2026, 12, 5), 1, date(2027, 1, 5)),
            (date(2026, 1, 5), -1, date(2025, 12, 5)),
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
            (date(2026, 5, 17), 0, date(2026, 5, 17)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
        ],
    )
    def test_keeps_the_day_or_takes_the_last_of_the_month(self, day: date, count: int, then: date) -> None:
        assert months.later(day, count) == then

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
    def test_lies_in_that_month_and_never_jumps_over_its_end(self, on: date, count: int) -> None:
        later = months.later(on, count)
        assert (later.year * 12 + later.month) - (on.year * 12 + on.month) == count
        assert later.day <= on.day


class TestFirstOf:
    def test_goes_back_over_the_turn_of_the_year(self) -> None:
        assert months.first_of(date(2026, 3, 31), -3) == date(2025, 12, 1)

    def test_goes_forward_too(self) -> None:
        assert months.first_of(date(2025, 12, 31), 2) == date(2026, 2, 1)

    def test_is_the_month_s_own_without_a_distance(self) -> None:
        assert months.first_of(date(2026, 3, 31)) == date(2026, 3, 1)


class TestApart:
    def test_counts_months_whatever_the_days(self) -> None:
        assert months.apart(date(2025, 11, 30), date(2026, 2, 1)) == 3
