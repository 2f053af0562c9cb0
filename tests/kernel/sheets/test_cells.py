from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.sheets import cells
from huichang.kernel.sheets.cells import Wrong
from huichang.kernel.sheets.reading import Cell

pytestmark = pytest.mark.req("PARTS-01")


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("1,234.50", "1234.50"),
            ("１２３４．５０", "1234.50"),
            ("¥ 12", "12"),
            ("￥12.00元", "12"),
            ("12元", "12"),
            (" 12 ", "12"),
            (12, "12"),
            (0.1 + 0.2, "0.3"),
            (123.45, "123.45"),
            ("1，234", "1234"),
            ("1 234", "1234"),
        ],
    )
    def test_are_read_as_people_write_them(self, cell: Cell, value: str) -> None:
        assert cells.money()(cell) == Decimal(value)

    @pytest.mark.parametrize(
        ("reads", "cell", "what"),
        [
            (cells.money(), "面议", "“面议”不是数字"),
            (cells.money(), "1,23", "不是数字"),
            (cells.money(), "-5", "不能小于 0"),
            (cells.money(), "(5)", "不能小于 0"),
            (cells.money(), "1.234", "小数太多"),
            (cells.money(above_nothing=True), "0", "必须大于 0"),
            (cells.money(), "NaN", "不是数字"),
            (cells.money(), "99999999999", "太大"),
            (cells.money(), date(2026, 3, 2), "不是数字"),
            (cells.quantity(), "1.2345", "小数太多"),
            (cells.whole(1, 240), "1.5", "小数太多"),
            (cells.whole(1, 240), "241", "太大"),
        ],
    )
    def test_what_is_none_is_told(self, reads: cells.Reader, cell: Cell, what: str) -> None:
        with pytest.raises(Wrong, match=what):
            reads(cell)

    @given(st.decimals(min_value=0, max_value=10**7, places=2))
    def test_what_excel_stores_is_what_was_typed(self, amount: Decimal) -> None:
        assert cells.money()(float(amount)) == amount
        assert cells.money()(f"{amount:,}") == amount


class TestDays:
    @pytest.mark.parametrize(
        "cell",
        [
            "2026-03-02",
            "2026/3/2",
            "2026.3.2",
            "2026年3月2日",
            "２０２６年３月２日",
            "20260302",
            46083,
            46083.0,
            "46083",
            date(2026, 3, 2),
            datetime(2026, 3, 2, 8, 30),
            "2026-03-02 00:00:00",
        ],
    )
    def test_are_read_however_they_come(self, cell: Cell) -> None:
        assert cells.day(cell) == date(2026, 3, 2)

    @pytest.mark.parametrize(
        ("cell", "what"),
        [
            ("2026-02-30", "不是日期"),
            ("明天", "不是日期"),
            ("1026-03-02", "不在 1990 到 2100"),
            (3, "不是日期"),
        ],
    )
    def test_what_is_none_is_told(self, cell: Cell, what: str) -> None:
        with pytest.raises(Wrong, match=what):
            cells.day(cell)

    @pytest.mark.parametrize(
        "cell", ["2026-03", "202603", "2026年3月", "2026/3", "2026-03-17", 46083, date(2026, 3, 31)]
    )
    def test_months_are_their_first_day(self, cell: Cell) -> None:
        assert cells.month(cell) == date(2026, 3, 1)

    @pytest.mark.parametrize("cell", ["2026-13", "三月", "13"])
    def test_what_is_no_month_is_told(self, cell: Cell) -> None:
        with pytest.raises(Wrong, match="不是月份"):
            cells.month(cell)

    @given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
    def test_excels_day_number_is_that_day(self, on: date) -> None:
        assert cells.day(float((on - date(1899, 12, 30)) / timedelta(days=1))) == on


class TestCodes:
    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            (1012010.0, "1012010"),
            ("１０１２０１０－ya01 ", "1012010-YA01"),
            ("0012", "0012"),
            ("\ufeffBR-1001\u200b", "BR-1001"),
            ("br 1001", "BR1001"),
        ],
    )
    def test_are_names_whatever_excel_thinks(self, cell: Cell, value: str) -> None:
        assert cells.code(40)(cell) == value

    @pytest.mark.parametrize(
        ("cell", "what"),
        [
            (6.901234567890123e15, "后几位已经丢失"),
            ("6.90E+15", "科学计数"),
            ("A" * 41, "最多 40 位"),
            ("A\ufffd", "认不出的文字"),
        ],
    )
    def test_what_was_lost_is_told(self, cell: Cell, what: str) -> None:
        with pytest.raises(Wrong, match=what):
            cells.code(40)(cell)


class TestWords:
    def test_letters_become_narrow_and_marks_stay(self) -> None:
        assert cells.words(80)("　前制动片（ＡＢＳ １２）　") == "前制动片（ABS 12）"

    def test_too_many_are_told(self) -> None:
        with pytest.raises(Wrong, match="有 5 个字，最多 4 个"):
            cells.words(4)("前制动片套")

    @pytest.mark.parametrize(
        ("cell", "value"), [("是", True), ("√", True), (True, True), ("否", False), ("０", False)]
    )
    def test_yes_and_no(self, cell: Cell, value: bool) -> None:
        assert cells.yes_no(cell) is value

    def test_a_choice_by_its_label_its_value_or_another_word(self) -> None:
        reads: Callable[[Cell], object] = cells.one_of({"wear": "易损件"}, 磨损件="wear")
        assert [reads(each) for each in ("易损件", "wear", "磨损件")] == ["wear"] * 3
        with pytest.raises(Wrong, match=r"没有“其他”这一种，请填：易损件"):
            reads("其他")

    def test_yes_and_no_in_doubt(self) -> None:
        with pytest.raises(Wrong, match="看不出是或否"):
            cells.yes_no("也许")

    def test_several_in_one_cell(self) -> None:
        assert cells.several(30)("R5、L5，R5;X3") == ["R5", "L5", "X3"]
