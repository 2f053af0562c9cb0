"""How the law counts time (WARR-03; RULES A1.4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.engines.sanbao import days

pytestmark = pytest.mark.req("WARR-03")
BEGAN = datetime(2026, 3, 1, 9)
moments = st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1))
spans = st.timedeltas(timedelta(), timedelta(days=60))


class TestLastDay:
    @pytest.mark.parametrize(
        ("begins", "months", "ends"),
        [
            (date(2024, 2, 29), 36, date(2027, 2, 28)),
            (date(2024, 2, 29), 48, date(2028, 2, 29)),
            (date(2025, 8, 31), 6, date(2026, 2, 28)),
            (date(2024, 5, 6), 24, date(2026, 5, 6)),
            (date(2025, 12, 31), 2, date(2026, 2, 28)),
        ],
    )
    def test_is_the_same_day_or_the_months_last(self, begins: date, months: int, ends: date) -> None:
        assert days.last_day(begins, months=months) == ends


class TestWithin:
    @pytest.mark.parametrize(("day", "inside"), [(0, True), (7, True), (8, False), (-1, False)])
    def test_does_not_count_the_first_day(self, day: int, inside: bool) -> None:
        begins = date(2026, 3, 2)
        assert days.within(begins, begins + timedelta(days=day), days=7) is inside


class TestRepairDays:
    @pytest.mark.parametrize(
        ("hours", "minutes", "count"),
        [(0, 0, 0), (0, 1, 1), (24, 0, 1), (24, 1, 2), (120, 0, 5), (120, 1, 6), (719, 59, 30), (720, 1, 31)],
    )
    def test_every_day_begun_is_a_day(self, hours: int, minutes: int, count: int) -> None:
        assert days.repair_days(BEGAN, BEGAN + timedelta(hours=hours, minutes=minutes)) == count

    def test_takes_off_what_is_left_out_first(self) -> None:
        until = BEGAN + timedelta(hours=120)
        assert days.repair_days(BEGAN, until, left_out=timedelta(hours=48)) == 3
        assert days.repair_days(BEGAN, until, left_out=timedelta(hours=500)) == 0

    @given(moments, spans, spans)
    def test_never_counts_less_than_the_time_or_a_day_more(
        self, began: datetime, lasted: timedelta, left_out: timedelta
    ) -> None:
        counted = timedelta(days=days.repair_days(began, began + lasted, left_out=left_out))
        real = max(lasted - left_out, timedelta())
        assert real <= counted < real + timedelta(days=1)

    @given(moments, spans, spans)
    def test_two_repairs_count_at_least_as_much_as_one_of_the_whole(
        self, began: datetime, first: timedelta, second: timedelta
    ) -> None:
        apart = days.repair_days(began, began + first) + days.repair_days(began, began + second)
        assert apart >= days.repair_days(began, began + first + second)


class TestCompensation:
    @pytest.mark.parametrize(
        ("price", "km", "factor", "due"),
        [
            ("200000", 12_345, "0.005", "12345.00"),
            ("159800", 8_001, "0.005", "6392.80"),
            ("100001", 1, "0.005", "0.50"),
            ("123456.78", 0, "0.005", "0.00"),
        ],
    )
    def test_is_price_times_thousands_times_the_factor(
        self, price: str, km: int, factor: str, due: str
    ) -> None:
        assert days.compensation(Decimal(price), km, Decimal(factor)) == Decimal(due)
