from datetime import date
from decimal import Decimal

import pytest

from huichang.kernel.sheets import cells, columns, reading, writing
from huichang.kernel.sheets.columns import Column, Problem

pytestmark = pytest.mark.req("PARTS-01")
COLUMNS = (
    Column(key="number", says="配件编码", reads=cells.code(), needed=True, example="0012"),
    Column(key="price", says="售价", reads=cells.money(), example="12.50", hint="含税"),
)


class TestTemplate:
    def test_what_we_hand_out_is_read_back_with_its_zeros(self) -> None:
        sheets = reading.read(writing.template(COLUMNS, name="备件价格"), "t.xlsx")
        head = columns.find_head(sheets[0].rows, COLUMNS)
        assert head.missing(COLUMNS) == []
        assert sheets[0].rows[1] == ["0012", "12.50"]
        assert "含税" in str(sheets[1].rows[2][2])


class TestTables:
    def test_numbers_days_and_words_stay_what_they_are(self) -> None:
        made = writing.sheet("价格", ("编码", "售价", "生效"), [("0012", Decimal("12.50"), date(2026, 3, 2))])
        assert reading.read(made, "a.xlsx")[0].rows[1] == ["0012", 12.5, date(2026, 3, 2)]

    def test_a_formula_in_a_cell_does_nothing(self) -> None:
        made = writing.text(("名称",), [("=HYPERLINK()",), (Decimal(-5),)]).decode("utf-8-sig")
        assert made.splitlines()[1:] == ["'=HYPERLINK()", "-5"]

    def test_problems_are_a_list_to_work_off(self) -> None:
        made = writing.problems([Problem(7, "售价", "面议", "不是数字", "请填写数字")])
        assert made.decode("utf-8-sig").splitlines() == [
            "行号,列,内容,问题,怎么改",
            "7,售价,面议,不是数字,请填写数字",
        ]
