"""Files as rows: .xlsx, .xls, .xlsb, .ods, and text with commas, tabs or semicolons in UTF-8, UTF-16 or GB18030.

A text file that several people have pieced together may change its encoding from line to line: each line is read by
itself when the whole cannot be. A row keeps the number that a spreadsheet shows beside it.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from huichang.kernel.refusals import Refused

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Row = list[Cell]
MOST_BYTES = 60 * 1024 * 1024
MOST_UNPACKED = 1200 * 1024 * 1024
MOST_ROWS = 1_500_000
"""Lines of a text file, empty ones included: more than a sheet of Excel has, fewer than fill the memory."""
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".txt", ".tsv")
UNREADABLE = "\ufffd"
_SNIFFED = 64 * 1024
_SEPARATORS = ",\t;|，"


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its name and its rows; the first row is line 1."""

    name: str
    rows: list[Row]


def read(content: bytes, file_name: str) -> list[Sheet]:
    """The tables of a file that have anything in them.

    Raises Refused, with what to do, for a file that is empty, too large, locked by a password, or not a table at all.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise Refused("文件是空的，请重新选择文件。")
    if len(content) > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 2**20} MB，请拆成几个文件再上传。")
    ending = "." + file_name.lower().rpartition(".")[2]
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        found = list(_book(content))
    elif ending in BOOKS or b"\x00\x00\x00" in content[:_SNIFFED]:
        raise Refused("这个文件不是表格，或已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。")
    else:
        found = [Sheet(file_name, list(_text(content)))]
    kept = [sheet for sheet in found if any(plain(cell).strip() for row in sheet.rows for cell in row)]
    if not kept:
        raise Refused("文件里没有内容，请检查是不是选错了文件。")
    return kept


def _book(content: bytes) -> Iterator[Sheet]:
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                whole = sum(each.file_size for each in packed.infolist())
        except zipfile.BadZipFile as error:
            raise Refused("表格文件不完整，可能没有下载或复制完，请重新取得文件后再上传。") from error
        if whole > MOST_UNPACKED:
            raise Refused("表格展开后太大，请删去多余的工作表或空行，或拆成几个文件再上传。")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
    except PasswordError as error:
        raise Refused("表格设了打开密码，请先在 Excel 里取消密码再上传。") from error
    except CalamineError as error:
        raise Refused("这个文件不是表格，或已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。") from error
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError:
            # A chart or a macro sheet: nothing to read in it.
            continue
        rows: list[Row] = [list(line) for line in sheet.to_python(skip_empty_area=False)]
        _fill_merged(rows, sheet)
        yield Sheet(name, rows)


def _fill_merged(rows: list[Row], sheet: CalamineSheet) -> None:
    """A cell merged over several lines means its value for each of them; across columns it stays in the first."""
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and top < len(rows) and left < len(rows[top]):
            value = rows[top][left]
            for line in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[line]):
                    rows[line][left] = value


def _text(content: bytes) -> Iterator[Row]:
    text = decoded(content).replace("\x00", "")
    separator = _separator(text[:_SNIFFED])
    if separator == "，":
        text, separator = text.replace("，", ","), ","
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number == MOST_ROWS:
                raise Refused(f"文件超过 {MOST_ROWS:,} 行，请拆成几个文件再上传。")
            yield list(row)
    except csv.Error as error:
        raise Refused(
            "文件里的引号不成对，或有一格特别长，读不下去；请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
        ) from error


def _separator(text: str) -> str:
    """The mark that parts the columns: the one that most lines have as often as each other."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    best, most = ",", 0
    for mark in _SEPARATORS:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        agreed = counts.count(usual) * usual
        if agreed > most:
            best, most = mark, agreed
    return best


def decoded(content: bytes) -> str:
    """The text of a file, whatever wrote it. What no encoding explains becomes U+FFFD, so that its line can be named."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line) for line in content.splitlines(keepends=True))
    return whole if _is_sure(whole) else "".join(_line(line) for line in content.splitlines(keepends=True))


def _is_sure(text: str) -> bool:
    """Whether UTF-8 is the only sensible reading: plain ASCII, or something that has Chinese in it."""
    return text.isascii() or any(char >= "\u0800" for char in text)


def _line(line: bytes) -> str:
    """One line by itself. Two Chinese characters in GB18030 may pass as two Latin or Greek ones in UTF-8: then GB18030."""
    line = line.removeprefix(b"\xef\xbb\xbf")
    readings = [said for said in (_decode(line, "utf-8"), _decode(line, "gb18030")) if said is not None]
    # Cells of one line from two places, each in its own encoding. No byte of a GB18030 character is a comma or a tab.
    mark = b"\t" if b"\t" in line else b","
    cells = line.split(mark)
    if _decode(line, "utf-8") is None and any(_is_chinese(cell) for cell in cells):
        return mark.decode().join(_cell(cell) for cell in cells)
    sure = [said for said in readings if _is_sure(said)]
    return next(iter(sure or readings), "") or mark.decode().join(_cell(cell) for cell in cells)


def _decode(said: bytes, encoding: str) -> str | None:
    try:
        return said.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_chinese(cell: bytes) -> bool:
    """Whether a cell says something in Chinese as UTF-8."""
    said = _decode(cell, "utf-8")
    return said is not None and any(char >= "\u0800" for char in said)


def _cell(cell: bytes) -> str:
    said = _decode(cell, "utf-8")
    if said is None:
        said = _decode(cell, "gb18030")
    return cell.decode("utf-8", errors="replace") if said is None else said


def plain(cell: Any) -> str:
    """A cell as a person would read it in the sheet: 1012010.0 is 1012010, a day is 2026-03-02."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    return str(cell)
