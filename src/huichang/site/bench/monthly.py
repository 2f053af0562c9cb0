"""Monthly series from a CSV file as public sets come: a line for each month, a column for each part, or the other way round."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.site.bench import sheet
from huichang.site.bench.report import NotMeasured

BLANKS: Final = frozenset({"", "na", "nan", "n/a", "null", "none", "-", "--", "."})
_NUMBERS: Final = 0.5
"""A column of which less than this share of the filled cells are numbers is a date or a remark."""
_LONG_NAME: Final = 10_000
"""Numbers of parts in the first line are at least so large, and ten times what is ever asked for."""
_MARKS: Final = frozenset({"year", "month", "week", "day", "quarter", "年", "月", "周"})


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What the file holds."""

    names: tuple[str, ...]
    demand: NDArray[np.float64]
    """A row for each part, a column for each month, oldest first; NaN where the cell is blank."""


def read(file: Path) -> Series:
    """The series of a file: with or without names, with or without columns of dates, months downwards or across, blanks
    allowed, any usual mark between cells, UTF-8, UTF-16 or GB18030.

    Raises NotMeasured, in words for the person at the terminal, if there are no series in it.
    """
    found = lines(file)
    if not found:
        raise NotMeasured(f"{file}：文件是空的。")
    found = sheet.without_frame(found)
    if sheet.is_list(found):
        raise NotMeasured(f"{file}：一行是一条记录；请先汇总成一行一个月、一列一个配件。")
    if sheet.lies_across(found):
        found = sheet.turned(found)
    named = _has_names(found)
    names, rows = (found[0], found[1:]) if named else ([], found)
    if len(rows) < 3:
        raise NotMeasured(f"{file}：至少要有三个月（一行一个月，一列一个配件）。")
    width = max(len(row) for row in found)
    names = [*names, *(f"#{place + 1}" for place in range(len(names), width))][:width]
    table, filled = _numbers([[*row, *[""] * (width - len(row))] for row in rows])
    known = ~np.isnan(table)
    kept = (known.sum(axis=0) >= _NUMBERS * np.maximum(filled.sum(axis=0), 1)) & known.any(axis=0)
    for place in range(width):
        called = names[place].strip().lower() if named else None
        if (called in _MARKS and width > 1) or (not kept[:place].any() and _counts(called, table[:, place])):
            kept[place] = False
    if not kept.any():
        raise NotMeasured(f"{file}：没有一列是数字；应当一行一个月，一列一个配件。")
    return Series(
        tuple(name for name, keep in zip(names, kept, strict=True) if keep),
        np.ascontiguousarray(table[:, kept].T),
    )


def lines(file: Path) -> list[list[str]]:
    """The lines of a CSV file that hold anything, as cells. Raises NotMeasured if it cannot be read or is no text."""
    return [line for line in _cells(file, _text(file)) if any(cell.strip() for cell in line)]


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise NotMeasured(f"{file}：没有这个文件，请核对路径。") from None
    except IsADirectoryError:
        raise NotMeasured(f"{file}：这是文件夹，请写其中的文件。") from None
    except OSError as trouble:
        raise NotMeasured(f"{file}：文件打不开（{trouble.strerror}），请核对权限。") from None
    wide = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotMeasured(f"{file}：文件里有二进制内容，请换成 CSV。")
        return text
    raise NotMeasured(f"{file}：不是文本文件，请换成 CSV。")


def _cells(file: Path, text: str) -> list[list[str]]:
    rows = text.splitlines()
    head = next((row for row in rows if row.strip()), "")
    mark = max(",;\t|", key=head.count)
    if not head.count(mark):
        mark = " " if len(head.split()) > 1 and all(map(_is_cell, head.split())) else ","
    try:
        found = list(csv.reader(rows, delimiter=mark, skipinitialspace=True))
    except csv.Error:
        raise NotMeasured(f"{file}：引号没有成对，分不出列，请检查文件。") from None
    return found if mark == "," else sheet.with_points(found)


def _is_cell(word: str) -> bool:
    return word.lower() in BLANKS or not np.isnan(_number(word))


def _number(cell: str) -> float:
    word = cell.strip().replace(" ", "")
    if word.lower() in BLANKS:
        return np.nan
    try:
        value = float(word.replace(",", ""))
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def _numbers(rows: list[list[str]]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The cells as numbers, NaN where they are none, and which of them hold anything at all."""
    filled = np.array([[cell.strip().lower() not in BLANKS for cell in row] for row in rows])
    return np.array([[_number(cell) for cell in row] for row in rows]), filled


def _has_names(found: list[list[str]]) -> bool:
    """Is the first line one of names? Names of parts are often numbers: all different and after a word, running on from
    one, or long where quantities are short."""
    head = found[0]
    values = [_number(cell) for cell in head]
    words = int(np.isnan(values).sum())
    if words * 2 > len(head):
        return True
    others = head[1:]
    if head[0].strip().lower() in sheet.DATE_WORDS and len(set(others)) == len(others) > 0:
        return True
    if len(head) >= 8 and (sheet.is_running(head) or sheet.is_running(others)):
        return True
    if words or len(set(head)) < len(head):
        return False
    below = [_number(cell) for line in found[1:] for cell in line]
    return bool(min(values) >= max(_LONG_NAME, 10 * np.nanmax([0.0, *below])))


def _counts(name: str | None, column: NDArray[np.float64]) -> bool:
    """Is this column, before the first part, a date or a running number?"""
    if name is not None and name in sheet.DATE_WORDS:
        return True
    steps = np.diff(column)
    if len(steps) < 3 or np.isnan(steps).any():
        return False
    running = bool((steps == 1).all())
    year_and_month = bool(np.isin(steps, (1, 89)).all() and 190_001 <= column[0] <= 210_012)
    days = bool(((steps >= 28) & (steps <= 31)).all() and column[0] > 20_000)
    years = bool(1900 <= column[0] <= 2100 and np.allclose(steps, 1 / 12, atol=0.012))
    return running or year_and_month or days or years
