"""Columns by their headings, and lines by their columns: what is in a sheet, and what is wrong with it, by line."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huichang.kernel.sheets.cells import Reader, Wrong
from huichang.kernel.sheets.reading import Row, plain

HEAD_WITHIN = 20
MOST_KNOWN = 4096
_ADDED = re.compile(r"[(（\[【].*?[)）\]】]|[\s*＊:：_\-/.]")
_SUMS = ("合计", "总计", "小计", "总合计", "total", "subtotal")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that a sheet may have. `says` is its heading in our template, `also` what others call it.

    `needed`: a sheet without it cannot be taken; `filled`: each line must have a value in it. `usual` stands for an empty
    cell. `example` fills the template, `hint` tells whoever fills it in, `sql` is PostgreSQL's type for its values.
    """

    key: str
    says: str
    reads: Reader
    also: tuple[str, ...] = ()
    needed: bool = False
    filled: bool | None = None
    usual: object = None
    example: str = ""
    hint: str = ""
    sql: str = "text"

    @property
    def must_fill(self) -> bool:
        """Whether an empty cell is wrong."""
        return self.needed if self.filled is None else self.filled


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place of a file, and what to do; line 0 is the file as a whole."""

    line: int
    column: str
    value: str
    what: str
    do: str

    @property
    def says(self) -> str:
        """As one sentence."""
        where = f"第 {self.line} 行" if self.line else "整个文件"
        return f"{where}{f'“{self.column}”' if self.column else ''}：{self.what}，{self.do}。"


@dataclass(frozen=True)
class Head:
    """Where the headings stand (line number) and which column each of ours is in (from 0)."""

    line: int
    places: dict[str, int]
    words: tuple[str, ...]

    def missing(self, columns: Iterable[Column]) -> list[Column]:
        """The columns that a sheet must have and this one does not."""
        return [column for column in columns if column.needed and column.key not in self.places]


def heading(text: str) -> str:
    """A heading without what people add to it: units in brackets, stars, spaces, case, full width.

    >>> heading("＊配件 编码（必填）")
    '配件编码'
    """
    return _ADDED.sub("", unicodedata.normalize("NFKC", text)).lower()


def find_head(rows: Sequence[Row], columns: Sequence[Column]) -> Head:
    """The line among the first twenty that looks most like our headings: titles above it are passed over.

    A sheet without any known heading gets its first line that has at least two cells.
    """
    names = {heading(name): column.key for column in columns for name in (*column.also, column.key)}
    names |= {heading(column.says): column.key for column in columns}
    best = Head(0, {}, ())
    for line, row in enumerate(rows[:HEAD_WITHIN], start=1):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = names.get(heading(plain(cell)))
            if key and key not in found:
                found[key] = place
        if len(found) > len(best.places):
            best = Head(line, found, tuple(plain(cell).strip() for cell in row))
    if best.line:
        return best
    for line, row in enumerate(rows[:HEAD_WITHIN], start=1):
        if sum(1 for cell in row if plain(cell).strip()) > 1:
            return Head(line, {}, tuple(plain(cell).strip() for cell in row))
    return Head(1, {}, tuple(plain(cell).strip() for cell in (rows[0] if rows else [])))


@dataclass
class Reading:
    """What a sheet said: `lines` are line number and values in the order of `columns`; `problems` what was wrong."""

    columns: tuple[Column, ...]
    lines: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)


def values(
    rows: Sequence[Row], columns: Sequence[Column], head: Mapping[str, int], *, after: int, said: Reading
) -> Iterator[tuple[int, list[Any]]]:
    """The lines below the headings (line `after`) as values, one list per line in the order of `columns`.

    Empty lines and sums at the end are passed over. A line with anything wrong in it is not given out; all that is wrong
    with it is put into `said.problems`.
    """
    places = [(column, head.get(column.key)) for column in columns]
    known: list[dict[str, Any]] = [{} for _ in columns]
    absent = [column.usual for column in columns]
    for line in range(after, len(rows)):
        row = rows[line]
        if _is_nothing(row):
            said.skipped += 1
            continue
        said.lines += 1
        made = absent.copy()
        good = True
        width = len(row)
        for index, (column, place) in enumerate(places):
            cell = row[place] if place is not None and place < width else None
            if (
                cell is None
                or cell == ""
                or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\u00a0"))
            ):
                if place is not None and column.must_fill:
                    said.problems.append(Problem(line + 1, column.says, "", "没有填写", "请补上"))
                    good = False
                continue
            # Most columns say few different things: a word that was read once is not read again.
            before = known[index]
            if isinstance(cell, str) and cell in before:
                made[index] = before[cell]
                continue
            try:
                made[index] = column.reads(cell)
                if isinstance(cell, str) and len(before) < MOST_KNOWN:
                    before[cell] = made[index]
            except Wrong as wrong:
                shown = plain(cell).strip()[:40]
                said.problems.append(Problem(line + 1, column.says, shown, wrong.what, wrong.do))
                good = False
        if good:
            yield line + 1, made


def _is_nothing(row: Row) -> bool:
    """Whether a line is empty, or a sum under the table."""
    first = next(
        (cell for cell in row if cell not in ("", None) and str(cell).strip(" \t\u3000\u00a0")), None
    )
    return first is None or (isinstance(first, str) and heading(first) in _SUMS)
