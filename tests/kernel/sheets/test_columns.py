import pytest

from huichang.kernel.sheets import cells, columns
from huichang.kernel.sheets.columns import Column, Reading
from huichang.kernel.sheets.reading import Row

pytestmark = pytest.mark.req("PARTS-01")
NUMBER = Column(key="number", says="配件编码", also=("零件号", "part no"), reads=cells.code(40), needed=True)
PRICE = Column(key="price", says="售价", reads=cells.money(above_nothing=True), needed=True)
UNIT = Column(key="unit", says="单位", reads=cells.words(6), usual="件")
ALL = (NUMBER, PRICE, UNIT)


def read(rows: list[Row]) -> tuple[list[tuple[int, list[object]]], Reading]:
    """Values and problems of some rows."""
    head, said = columns.find_head(rows, ALL), Reading(ALL)
    return list(columns.values(rows, ALL, head.places, after=head.line, said=said)), said


class TestFindHead:
    def test_titles_above_the_headings_are_passed_over(self) -> None:
        head = columns.find_head([["2026 年价格表", "", ""], [], ["序号", "售价（元）", "配件编码*"]], ALL)
        assert (head.line, head.places) == (3, {"price": 1, "number": 2})

    @pytest.mark.parametrize("said", ["零件号", "Part No.", "PART_NO", "配件 编码（必填）", "＊配件编码："])
    def test_other_words_and_marks_do_not_matter(self, said: str) -> None:
        assert columns.find_head([[said, "x"]], ALL).places == {"number": 0}

    def test_of_two_columns_with_one_heading_the_first_counts(self) -> None:
        assert columns.find_head([["配件编码", "售价", "售价"]], ALL).places["price"] == 1

    def test_unknown_headings_can_be_matched_by_hand(self) -> None:
        head = columns.find_head([["表"], ["甲", "乙"], ["A", 1]], ALL)
        assert (head.line, head.places, head.words) == (2, {}, ("甲", "乙"))
        assert head.missing(ALL) == [NUMBER, PRICE]


class TestValues:
    def test_each_line_with_its_number(self) -> None:
        lines, said = read([["配件编码", "售价"], ["A1", "12"], ["", ""], ["A2", 13]])
        assert [(line, values[0]) for line, values in lines] == [(2, "A1"), (4, "A2")]
        assert (said.lines, said.skipped, said.problems) == (2, 1, [])

    def test_a_column_that_is_not_there_has_its_usual_value(self) -> None:
        ((_, values),), _ = read([["配件编码", "售价"], ["A1", "12"]])
        assert values[2] == "件"

    def test_everything_that_is_wrong_with_a_line_is_told(self) -> None:
        lines, said = read([["配件编码", "售价"], ["", "面议"]])
        assert lines == []
        assert [each.says for each in said.problems] == [
            "第 2 行“配件编码”：没有填写，请补上。",
            "第 2 行“售价”：“面议”不是数字，请填写数字。",
        ]

    @pytest.mark.parametrize("word", ["合计", "总计：", "小 计", "Total"])
    def test_a_sum_under_the_table_is_no_line(self, word: str) -> None:
        assert read([["配件编码", "售价"], ["A1", "12"], [word, "12"]])[1].lines == 1

    def test_a_short_line_misses_its_cells(self) -> None:
        assert read([["配件编码", "售价"], ["A1"]])[1].problems[0].what == "没有填写"
