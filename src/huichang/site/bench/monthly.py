"""Monthly series from a CSV file as public sets come: a line for each month, a column for each part."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.site.bench.report import NotMeasured

BLANKS: Final = frozenset({"", "na", "nan", "n/a", "null", "none", "-", "--", "."})
_DATE_WORDS: Final = frozenset(
    {
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
        "月",
        "月份",
        "日期",
        "年月",
    }
)
_NUMBERS: Final = 0.5
"""A column of which less than this share of the filled cells are numbers is a date or a remark."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What the file holds."""

    names: tuple[str, ...]
    demand: NDArray[np.float64]
    """A row for each part, a column for each month, oldest first; NaN where the cell is blank."""


def read(file: Path) -> Series:
    """The series of a file: with or without names, with or without a column of dates, blanks allowed, any usual mark
    between cells, UTF-8 or GB18030.

    Raises NotMeasured, in words for the person at the terminal, if there are no series in it.
    """
    found = lines(file)
    if not found:
        raise NotMeasured(f"{file}：文件是空的。")
    first, _ = _numbers([found[0]])
    named = np.isnan(first).all() or _no_numbers(found[0])
    names, rows = (found[0], found[1:]) if named else ([], found)
    if len(rows) < 3:
        raise NotMeasured(f"{file}：至少要有三个月（一行一个月，一列一个配件）。")
    width = max(len(row) for row in rows)
    names = [*names, *(f"#{place + 1}" for place in range(len(names), width))][:width]
    table, filled = _numbers([[*row, *[""] * (width - len(row))] for row in rows])
    known = ~np.isnan(table)
    kept = (known.sum(axis=0) >= _NUMBERS * np.maximum(filled.sum(axis=0), 1)) & known.any(axis=0)
    if _counts(names[0] if named else None, table[:, 0]):
        kept[0] = False
    if not kept.any():
        raise NotMeasured(f"{file}：没有一列是数字；应当一行一个月，一列一个配件。")
    return Series(
        tuple(name for name, keep in zip(names, kept, strict=True) if keep),
        np.ascontiguousarray(table[:, kept].T),
    )


def lines(file: Path) -> list[list[str]]:
    """The lines of a CSV file that hold anything, as cells. Raises NotMeasured if it cannot be read or is no text."""
    return [line for line in _cells(_text(file)) if any(cell.strip() for cell in line)]


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise NotMeasured(f"{file}：没有这个文件，请核对路径。") from None
    except IsADirectoryError:
        raise NotMeasured(f"{file}：这是文件夹，请写其中的文件。") from None
    except OSError as trouble:
        raise NotMeasured(f"{file}：文件打不开（{trouble.strerror}），请核对权限。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotMeasured(f"{file}：不是文本文件，请换成 CSV。")


def _cells(text: str) -> list[list[str]]:
    if "\0" in text:
        raise NotMeasured("文件里有二进制内容，请换成 CSV。")
    head = text.partition("\n")[0]
    mark = max(",;\t|", key=head.count)
    return list(csv.reader(text.splitlines(), delimiter=mark if head.count(mark) else ","))


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


def _no_numbers(line: list[str]) -> bool:
    """Is this a line of names? Names of parts are often numbers, but then they are all different and the first is a word."""
    first, others = line[0].strip().lower(), line[1:]
    words = sum(np.isnan(_number(cell)) for cell in line)
    return words * 2 > len(line) or (first in _DATE_WORDS and len(set(others)) == len(others) > 0)


def _counts(name: str | None, column: NDArray[np.float64]) -> bool:
    """Is the first column a date or a running number?"""
    if name is not None and name.strip().lower() in _DATE_WORDS:
        return True
    steps = np.diff(column)
    return bool(len(steps) > 2 and not np.isnan(steps).any() and (steps == 1).all())
