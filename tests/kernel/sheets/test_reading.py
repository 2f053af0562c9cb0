import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.refusals import Refused
from huichang.kernel.sheets import reading

pytestmark = pytest.mark.req("PARTS-01")
LINE = "配件编码,名称\r\nBR-1001,前制动片\r\n"


def rows(content: bytes, name: str = "配件.csv") -> list[reading.Row]:
    """The rows of the only table of a file."""
    (sheet,) = reading.read(content, name)
    return sheet.rows


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_each_is_read(self, encoding: str) -> None:
        assert rows(LINE.encode(encoding))[1] == ["BR-1001", "前制动片"]

    def test_lines_of_two_encodings_in_one_file_are_both_read(self) -> None:
        content = LINE.encode("utf-8-sig") + "FL-2001,机油滤清器\r\n".encode("gb18030")
        assert rows(content)[1:] == [["BR-1001", "前制动片"], ["FL-2001", "机油滤清器"]]

    def test_cells_of_two_encodings_in_one_line_are_both_read(self) -> None:
        content = LINE.encode() + "龙骧,".encode("gb18030") + "前制动片总成\r\n".encode()
        assert rows(content)[2] == ["龙骧", "前制动片总成"]

    def test_a_mark_of_utf_8_in_the_middle_of_pieced_files_is_not_content(self) -> None:
        content = LINE.encode("gb18030") + "FL-2001,机油滤清器\r\n".encode("utf-8-sig")
        assert rows(content)[2] == ["FL-2001", "机油滤清器"]

    def test_gb18030_that_could_pass_as_greek_is_chinese(self) -> None:
        content = "编码,名称\r\nA1,囊\r\n".encode("gb18030")
        assert rows(content)[1] == ["A1", "囊"]

    def test_rare_characters_of_four_bytes_are_read(self) -> None:
        assert rows("编码,名称\r\nA1,𠮷林滤芯\r\n".encode("gb18030"))[1] == ["A1", "𠮷林滤芯"]

    def test_what_no_encoding_explains_is_marked(self) -> None:
        assert reading.UNREADABLE in str(rows("编码,名称\r\nA1,".encode() + b"\xff\xfe\xff\r\n")[1][1])

    @given(st.text(alphabet="前后左右制动片滤清器总成龙骧0123AZ-", min_size=1, max_size=12))
    def test_whatever_the_words_both_encodings_say_the_same(self, words: str) -> None:
        text = f"编码,名称\nA1,件{words}\n"
        assert rows(text.encode("gb18030")) == rows(text.encode())


class TestText:
    @pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
    def test_the_separator_is_found(self, mark: str) -> None:
        assert rows(LINE.replace(",", mark).encode())[0] == ["配件编码", "名称"]

    def test_a_line_break_in_quotes_stays_one_line(self) -> None:
        assert rows('编码,名称\nA1,"前\n制动片"\nA2,后\n'.encode())[2] == ["A2", "后"]


def book(**options: object) -> tuple[io.BytesIO, xlsxwriter.Workbook]:
    """An Excel file to write into."""
    out = io.BytesIO()
    return out, xlsxwriter.Workbook(out, options)


class TestBooks:
    def test_a_cell_merged_over_lines_holds_for_each(self) -> None:
        out, made = book()
        page = made.add_worksheet()
        page.write_row(0, 0, ["货位", "配件编码"])
        page.merge_range(1, 0, 3, 0, "A-01-1")
        page.write_column(1, 1, ["X1", "X2", "X3"])
        made.close()
        assert [row[0] for row in rows(out.getvalue(), "a.xlsx")[1:]] == ["A-01-1"] * 3

    def test_a_title_merged_over_columns_stays_in_the_first(self) -> None:
        out, made = book()
        made.add_worksheet().merge_range(0, 0, 0, 2, "2026 年价格表")
        made.close()
        assert rows(out.getvalue(), "a.xlsx")[0][:2] in (["2026 年价格表"], ["2026 年价格表", ""])

    def test_lines_keep_the_numbers_of_the_spreadsheet(self) -> None:
        out, made = book()
        page = made.add_worksheet()
        page.write(4, 1, "配件编码")
        made.close()
        assert rows(out.getvalue(), "a.xlsx")[4][1] == "配件编码"

    def test_empty_sheets_are_left_out(self) -> None:
        out, made = book()
        made.add_worksheet("空")
        made.add_worksheet("价格").write(0, 0, "配件编码")
        made.close()
        assert [sheet.name for sheet in reading.read(out.getvalue(), "a.xlsx")] == ["价格"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "文件是空的"),
            (b"\xef\xbb\xbf", "没有内容"),
            (b" \r\n,\r\n", "没有内容"),
            (b"PK\x03\x04 broken", "不完整"),
            (b"\xd0\xcf\x11\xe0 broken", "不是表格"),
            (b"%PDF\x00\x00\x00\x00", "不是表格"),
            ('编码,名称\nA1,"前'.encode() + b"x" * 1_100_000, "引号不成对"),
        ],
    )
    def test_says_what_to_do(self, content: bytes, says: str) -> None:
        with pytest.raises(Refused, match=says):
            reading.read(content, "a.csv")

    def test_a_wrong_ending_does_not_fool_us(self) -> None:
        out, made = book()
        made.add_worksheet().write(0, 0, "配件编码")
        made.close()
        assert rows(out.getvalue(), "价格.csv")[0] == ["配件编码"]

    def test_too_much_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "MOST_BYTES", 10)
        with pytest.raises(Refused, match="拆成几个文件"):
            reading.read(LINE.encode(), "a.csv")

    def test_lines_without_end_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "MOST_ROWS", 3)
        assert len(reading.read(b"a\n\n\n", "a.csv")[0].rows) == 3
        with pytest.raises(Refused, match="文件超过 3 行，请拆成几个文件"):
            reading.read(b"a\n\n\n\n", "a.csv")

    def test_a_file_that_unpacks_without_end_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        out, made = book()
        made.add_worksheet().write(0, 0, "配件编码")
        made.close()
        monkeypatch.setattr(reading, "MOST_UNPACKED", 10)
        with pytest.raises(Refused, match="展开后太大"):
            reading.read(out.getvalue(), "a.xlsx")
