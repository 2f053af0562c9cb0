"""Sheets to fill in and to take away: .xlsx with text columns that keep their zeros, and CSV that Excel reads as UTF-8."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

from huichang.kernel.sheets.columns import Column, Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def template(columns: Sequence[Column], *, name: str) -> bytes:
    """An empty sheet with our headings, a line as example, and a second page that explains each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    text = book.add_format({"num_format": "@"})
    must = book.add_format({"bold": True, "bg_color": "#fde8d7", "border": 1})
    may = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
    page = book.add_worksheet(name[:31])
    for place, column in enumerate(columns):
        page.set_column(place, place, max(12, 2 * len(column.says) + 4), text)
        page.write_string(
            0, place, column.says + ("*" if column.needed else ""), must if column.needed else may
        )
        page.write_string(1, place, column.example, text)
    page.freeze_panes(1, 0)
    words = book.add_worksheet("填写说明")
    words.set_column(0, 0, 18)
    words.set_column(1, 1, 10)
    words.set_column(2, 2, 70)
    for line, row in enumerate([("列", "必填", "怎么填"), *_explained(columns)]):
        for place, said in enumerate(row):
            words.write_string(line, place, said, may if line == 0 else None)
    book.close()
    return out.getvalue()


def _explained(columns: Sequence[Column]) -> list[tuple[str, str, str]]:
    return [
        (
            column.says,
            "必填" if column.needed else "",
            "。".join(filter(None, [column.hint, f"也认：{'、'.join(column.also)}" if column.also else ""])),
        )
        for column in columns
    ]


def sheet(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[int] = ()
) -> bytes:
    """A table to take away: numbers stay numbers, text stays text, days are days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    page = book.add_worksheet(name[:31])
    for place, said in enumerate(headings):
        page.set_column(place, place, widths[place] if place < len(widths) else 14)
        page.write_string(0, place, said, head)
    page.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, Decimal):
                page.write_number(
                    line, place, float(value), money if value.as_tuple().exponent == -2 else None
                )
            elif isinstance(value, int) and not isinstance(value, bool):
                page.write_number(line, place, value)
            elif isinstance(value, date):
                page.write_datetime(line, place, value, day)
            elif value is not None and value != "":
                page.write_string(line, place, str(value))
    book.close()
    return out.getvalue()


def text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The same as CSV: UTF-8 with a mark that Excel looks for. A cell that Excel would take for a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(["" if value is None else _harmless(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: object) -> object:
    said = str(value)
    if isinstance(value, str) and said.startswith(_FORMULA):
        return "'" + said
    return value


def problems(found: Iterable[Problem]) -> bytes:
    """What is wrong with a file, as a list to work off."""
    return text(
        ("行号", "列", "内容", "问题", "怎么改"),
        ((each.line or "", each.column, each.value, each.what, each.do) for each in found),
    )
