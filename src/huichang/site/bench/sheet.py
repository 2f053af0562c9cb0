"""Which way a sheet of demand lies: public sets come with the months downwards or across, with marks of parts and dates
beside them, as lists of movements too.

What the cells of the first line and of the first column are called decides; where nothing is called anything, the shape
does: nobody has known parts for four hundred months.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

Lines = list[list[str]]

DATE_WORDS: Final = frozenset(
    {
        *(
            "",
            "month",
            "months",
            "date",
            "period",
            "time",
            "t",
            "ds",
            "index",
            "year",
            "week",
            "day",
            "quarter",
        ),
        *("yearmonth", "year_month", "year-month", "timestamp", "unnamed: 0", "datetime"),
        *("月", "月份", "日期", "年月", "年", "年份", "时间", "周", "期间", "序号"),
    }
)
_PART_WORDS: Final = frozenset(
    {
        *(
            "id",
            "item",
            "item_id",
            "sku",
            "sku_id",
            "part",
            "part_id",
            "part_no",
            "partno",
            "part number",
            "product",
        ),
        *(
            "product_id",
            "series",
            "series_id",
            "series_name",
            "unique_id",
            "material",
            "code",
            "name",
            "article",
        ),
        *("配件", "配件号", "配件编码", "零件号", "物料", "物料号", "编号", "编码", "品号", "名称", "图号"),
    }
)
_TOTALS: Final = frozenset({"total", "totals", "sum", "grand total", "合计", "总计", "小计"})
_MONTHS: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE: Final = re.compile(
    rf"""x?(?:
        (?:19|20)\d\d \s*[-/._年]?\s* (?:0?[1-9]|1[0-2]) (?:\s*[-/._月]?\s*(?:0?[1-9]|[12]\d|3[01])日?)? 月?
            (?:[t\s]\d\d:\d\d.*)?
        | (?:0?[1-9]|[12]\d|3[01]) [-/.] (?:0?[1-9]|[12]\d|3[01]) [-/.] (?:19|20)\d\d
        | (?:0?[1-9]|1[0-2]) [-/.] (?:19|20)\d\d
        | (?:\d\d?[-/.\s])? {_MONTHS} [-/.\s,']* (?:\d\d|(?:19|20)\d\d)
        | (?:19|20)\d\d [-/.\s]? (?:{_MONTHS} | [qmw]\d\d?)
        | (?:d|day|w|wk|week|m|mon|month|t|period|q) [_\s.-]? \d{{1,4}}
        | 第? (?:\d{{1,4}}) [月周期天日]
    )""",
    re.VERBOSE,
)
_MOST: Final = 0.8
_MONTHS_LONG: Final = 400
"""More lines than this, four times as many as columns, are parts."""
_LIST_COLUMNS: Final = 12
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_HALF: Final = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})")


def is_date(cell: str) -> bool:
    """Does this call a day, a week, a month (2019-03, 201903, Mar-19, 2019年3月, d_17)?"""
    return _DATE.fullmatch(cell.strip().lower()) is not None


def without_frame(lines: Lines) -> Lines:
    """Without a title above the table, and without its line and column of totals."""
    width = max(len(line) for line in lines)
    while len(lines) > 1 and width > 2 and _is_title(lines[0]):
        lines = lines[1:]
    lines = [line for line in lines if line[0].strip().lower() not in _TOTALS] or lines
    kept = [place for place, cell in enumerate(lines[0]) if cell.strip().lower() not in _TOTALS]
    if len(kept) == len(lines[0]):
        return lines
    return [[line[place] for place in kept if place < len(line)] for line in lines]


def lies_across(lines: Lines) -> bool:
    """Does a line stand for a part, and a column for a month?"""
    head, below = lines[0], lines[1:]
    width = max(len(line) for line in lines)
    if _dated([line[0] for line in below]) or not below:
        return False
    if len(dates(head)) >= 3 and len(dates(head)) * 2 >= len(head):
        return True
    if head[0].strip().lower() in DATE_WORDS - {""}:
        return False
    if head[0].strip().lower() in _PART_WORDS and is_running(head[1:]):
        return True
    return len(lines) > _MONTHS_LONG and len(lines) >= 4 * width


def turned(lines: Lines) -> Lines:
    """The same with the months downwards, under a line of the names of the parts."""
    head = lines[0]
    months = dates(head)
    if len(months) >= 3:
        names, rows = head, lines[1:]
    elif is_running(head[1:]):
        names, rows, months = head, lines[1:], list(range(1, len(head)))
    else:
        width = max(len(line) for line in lines)
        names, rows = [""] * width, lines if all(_is_number(cell) for cell in head[1:]) else lines[1:]
        months = [place for place in range(width) if not _marks(rows, place)]
    width = max([len(line) for line in rows], default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    marks = [row[0] if 0 not in months else "" for row in full]
    parts = [mark.strip() or f"#{place + 1}" for place, mark in enumerate(marks)]
    body = [[names[place], *(row[place] if place < width else "" for row in full)] for place in months]
    return [["month", *parts], *body]


def is_list(lines: Lines) -> bool:
    """Does a line stand for one movement: a part, a day, a quantity?"""
    head, below = lines[0], lines[1:]
    if not 3 <= len(head) <= _LIST_COLUMNS or len(below) < 12:
        return False
    for place in range(len(head)):
        column = [line[place] for line in below if place < len(line)]
        of_years = all(_YEAR.search(cell) for cell in column if cell.strip())
        if of_years and _dated(column) and 2 * len(set(column)) <= len(column):
            return True
    return False


def dates(head: list[str]) -> list[int]:
    """The places of a line of names that are called by a day, week or month."""
    return [place for place, cell in enumerate(head) if is_date(cell)]


def is_running(cells: list[str]) -> bool:
    """1, 2, 3 …, or 0, 1, 2 …"""
    if len(cells) < 3 or cells[0].strip() not in {"0", "1"}:
        return False
    start = int(cells[0])
    return [cell.strip() for cell in cells] == [str(start + place) for place in range(len(cells))]


def with_points(lines: Lines) -> Lines:
    """Where halves are written with a comma (1,5), with a point. Not for files that have commas between cells."""
    if any(_HALF.fullmatch(cell.strip()) for line in lines for cell in line):
        return [[cell.replace(",", ".") for cell in line] for line in lines]
    return lines


def _is_title(line: list[str]) -> bool:
    filled = [cell for cell in line if cell.strip()]
    return len(filled) == 1 and not _is_number(filled[0])


def _dated(column: list[str]) -> bool:
    filled = [cell for cell in column if cell.strip()]
    return bool(filled) and sum(map(is_date, filled)) >= _MOST * len(filled)


def _is_number(cell: str) -> bool:
    try:
        float(cell.strip().replace(",", "") or "0")
    except ValueError:
        return cell.strip().lower() in {"na", "n/a", "null", "none", "-"}
    return True


def _marks(rows: Lines, place: int) -> bool:
    """Is this column what the parts are called: words, or numbers of which each is there once and rising?"""
    column = [row[place] for row in rows if place < len(row)]
    if not all(_is_number(cell) for cell in column):
        return True
    filled = [
        float(cell.strip().replace(",", "")) for cell in column if cell.strip() and cell.strip()[-1].isdigit()
    ]
    return place == 0 and len(filled) == len(column) and all(a < b for a, b in pairwise(filled))
