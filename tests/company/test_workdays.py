"""The working calendar: holidays, and weekends that are worked instead of them."""

from datetime import UTC, date, datetime

import pytest

from huichang.company import workdays


class TestIsWorkday:
    @pytest.mark.parametrize(
        ("on", "works"),
        [
            (date(2026, 11, 20), True),
            (date(2026, 11, 21), False),
            (date(2026, 10, 1), False),
            (date(2026, 10, 10), True),
            (date(2026, 2, 16), False),
            (date(2026, 2, 14), True),
        ],
    )
    def test_weekends_are_worked_in_exchange_for_holidays(self, on: date, works: bool) -> None:
        assert workdays.is_workday(on) is works

    def test_a_year_that_is_not_announced_has_its_weekends_and_fixed_holidays(self) -> None:
        assert not workdays.is_workday(date(2099, 10, 1))
        assert not workdays.is_workday(date(2099, 10, 10))
        assert workdays.is_workday(date(2099, 10, 8))


class TestAfter:
    def test_counts_from_the_next_day_and_passes_over_the_national_day(self) -> None:
        assert workdays.after(date(2026, 9, 29), 1) == date(2026, 9, 30)
        assert workdays.after(date(2026, 9, 29), 2) == date(2026, 10, 8)
        assert workdays.after(date(2026, 11, 20), 0) == date(2026, 11, 20)

    def test_leaves_out_the_weekend_and_the_day_itself(self) -> None:
        friday = date(2026, 3, 6)
        assert workdays.after(friday, 10) == date(2026, 3, 20)

    def test_refuses_to_count_backwards(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            workdays.after(date(2026, 11, 20), -1)


def test_an_answer_is_in_time_until_the_last_days_midnight() -> None:
    friday = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    assert workdays.due_at(friday, 2) == datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
