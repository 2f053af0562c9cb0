"""How money, quantities, times, plates and phones are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel import wording

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Monday
TODAY = date(2026, 11, 23)


class TestNumbers:
    @pytest.mark.parametrize(
        ("amount", "said"),
        [
            (Decimal("1234.5"), "¥1,234.50"),
            (Decimal(0), "¥0.00"),
            (Decimal("-12"), "−¥12.00"),
            (Decimal("98765432.1"), "¥98,765,432.10"),
            (None, "—"),
        ],
    )
    def test_yuan(self, amount: Decimal | None, said: str) -> None:
        assert wording.yuan(amount) == said

    @pytest.mark.parametrize(
        ("amount", "said"),
        [
            (Decimal("34902.6500"), "¥34,902.65"),
            (Decimal("0.1250"), "¥0.125"),
            (Decimal("3.3333"), "¥3.3333"),
            (Decimal("-7"), "−¥7.00"),
            (None, "—"),
        ],
    )
    def test_unit_price(self, amount: Decimal | None, said: str) -> None:
        assert wording.unit_price(amount) == said

    @given(st.decimals("-1e9", "1e9", places=2))
    def test_yuan_loses_no_cent(self, amount: Decimal) -> None:
        said = wording.yuan(amount).replace("¥", "").replace(",", "").replace("−", "-")
        assert Decimal(said) == amount

    @pytest.mark.parametrize(
        ("amount", "unit", "said"),
        [
            (Decimal("4.000"), "升", "4 升"),
            (Decimal("3.500"), "", "3.5"),
            (Decimal("0.125"), "", "0.125"),
            (Decimal("1200"), "件", "1,200 件"),
            (Decimal("-2"), "", "−2"),
            (None, "升", "—"),
        ],
    )
    def test_quantity(self, amount: Decimal | None, unit: str, said: str) -> None:
        assert wording.quantity(amount, unit) == said

    def test_grouped(self) -> None:
        assert (wording.grouped(45210), wording.grouped(0), wording.grouped(None)) == ("45,210", "0", "—")

    @pytest.mark.parametrize(
        ("minutes", "said"), [(90, "1.5 工时"), (60, "1 工时"), (20, "0.33 工时"), (None, "—")]
    )
    def test_labour_hours(self, minutes: int | None, said: str) -> None:
        assert wording.labour_hours(minutes) == said


class TestTimes:
    @pytest.mark.parametrize(
        ("minutes", "said"),
        [
            (0, "0 分"),
            (59, "59 分"),
            (60, "1 小时"),
            (72, "1 小时 12 分"),
            (1440, "1 天"),
            (1600, "1 天 2 小时"),
            (-8, "8 分"),
        ],
    )
    def test_span(self, minutes: int, said: str) -> None:
        assert wording.span(minutes) == said

    def test_half_a_minute_late_is_late(self) -> None:
        assert wording.time_left(NOON - timedelta(seconds=30), NOON) == ("超时 1 分", "late")

    @pytest.mark.parametrize(
        ("minutes", "said"),
        [(42, ("还有 42 分", "")), (15, ("还有 15 分", "near")), (-8, ("超时 8 分", "late"))],
    )
    def test_time_left(self, minutes: int, said: tuple[str, str]) -> None:
        assert wording.time_left(NOON + timedelta(minutes=minutes), NOON) == said

    def test_kept(self) -> None:
        assert wording.kept(NOON, NOON - timedelta(minutes=10)) == ("提前 10 分", "")
        assert wording.kept(NOON, NOON) == ("准时", "")
        assert wording.kept(NOON, NOON + timedelta(minutes=8)) == ("晚 8 分", "late")

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (TODAY, "今天"),
            (date(2026, 11, 24), "明天"),
            (date(2026, 11, 22), "昨天"),
            (date(2026, 11, 29), "11月29日 周日"),
            (date(2027, 1, 4), "2027年1月4日 周一"),
            (None, "—"),
        ],
    )
    def test_day(self, day: date | None, said: str) -> None:
        assert wording.day(day, TODAY) == said

    def test_the_day_of_an_instant_is_the_stores(self) -> None:
        assert wording.moment(datetime(2026, 11, 22, 17, 5, tzinfo=UTC), TODAY) == "今天 01:05"


class TestPlatesAndPhones:
    @pytest.mark.parametrize(
        ("plate", "parts"),
        [("川A8F6K2", ("川A", "8F6K2")), ("川AD12345", ("川A", "D12345")), ("使014578", ("", "使014578"))],
    )
    def test_plate_parts(self, plate: str, parts: tuple[str, str]) -> None:
        assert wording.plate_parts(plate) == parts

    def test_plate_kind(self) -> None:
        assert (wording.plate_kind("川AD12345"), wording.plate_kind("川A8F6K2")) == ("green", "blue")

    @pytest.mark.req("LANE-07")
    @pytest.mark.parametrize(
        ("plate", "said"), [("川A8F6K2", "川A·**6K2"), ("川AD12345", "川A·***345"), ("WJ川12345", "*****345")]
    )
    def test_masked_plate(self, plate: str, said: str) -> None:
        assert wording.masked_plate(plate) == said

    @pytest.mark.parametrize(
        ("number", "masked", "said"),
        [
            ("13800138000", False, "138 0013 8000"),
            ("13800138000", True, "138****8000"),
            ("02887654321", True, "028****4321"),
            ("12345", True, "*2345"),
            ("", False, "—"),
        ],
    )
    def test_phone(self, number: str, masked: bool, said: str) -> None:
        assert wording.phone(number, masked=masked) == said
