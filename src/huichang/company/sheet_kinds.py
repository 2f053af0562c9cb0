"""Which sheets the house takes: every room declares its own kinds (docs/how/import-a-file.md).

A kind says its columns, looks at the lines, and writes them. Its lines lie in a temporary table `sheet_rows` of the
transaction, one column per declared column and `line`, so that checks and writing are a few statements however many
lines there are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from huichang.company.models import SheetEffect
from huichang.kernel.refusals import Missing
from huichang.kernel.sheets.columns import Column, Problem

ROWS = "sheet_rows"
EFFECTS = SheetEffect._meta.db_table
"""The table of what sheets have made and changed."""
Count = tuple[str, int]
Params = Sequence[Any]


@dataclass
class Work:
    """A sheet in hand: whose it is, who works on it, and statements of this transaction."""

    sheet_id: int
    store_id: int
    staff_id: int | None
    at: datetime

    def run(self, sql: str, params: Params = ()) -> int:
        """Do a statement and say how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """The answer of a statement."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())


@dataclass
class Staged(Work):
    """The lines of one sheet in this transaction, and what may be done with them. `has`: the columns that the file has."""

    has: frozenset[str]
    columns: tuple[Column, ...]
    lines: int
    file_name: str
    tell: Callable[[str], None] = field(default=lambda doing: None)

    def count(self, sql: str, params: Params = ()) -> int:
        """The one number that a statement answers."""
        return int(self.rows(sql, params)[0][0])

    def wrong(self, column: str, what: str, do: str, sql: str, params: Params = ()) -> list[Problem]:
        """A problem for each row of `sql`, which answers line, what stands there, and more words for `{}` in `what`."""
        says = next((each.says for each in self.columns if each.key == column), column)
        return [
            Problem(line, says, str(shown or "")[:40], what.format(*more), do)
            for line, shown, *more in self.rows(sql, params)
        ]

    def make(self, what: str, insert: str, params: Params = ()) -> int:
        """Insert rows (a statement without RETURNING), remember them as made by this sheet, and say how many they were."""
        return self.count(
            f"WITH made AS ({insert} RETURNING id), kept AS (INSERT INTO {EFFECTS} (store_id, sheet_id, what, made)"
            " SELECT %s, %s, %s, array_agg(id) FROM made HAVING count(*) > 0) SELECT count(*) FROM made",
            [*params, self.store_id, self.sheet_id, what],
        )

    def remember(self, what: str, table: str, where: str, params: Params = ()) -> int:
        """Remember how rows `t` of a table are before they are changed."""
        return self.run(
            f"INSERT INTO {EFFECTS} (store_id, sheet_id, what, row_id, before)"
            f" SELECT %s, %s, %s, t.id, to_jsonb(t) FROM {table} t WHERE {where}",
            [self.store_id, self.sheet_id, what, *params],
        )


@dataclass
class Undoing(Work):
    """A sheet that is taken back."""

    def touched(self, what: str, *, made: bool) -> tuple[str, list[Any]]:
        """A subquery `(row_id, before)` with its values: the rows of a table that the sheet made, or changed."""
        mine = f"FROM {EFFECTS} WHERE sheet_id = %s AND what = %s"
        sql = (
            f"(SELECT unnest(made) AS row_id, NULL::jsonb AS before {mine} AND made IS NOT NULL)"
            if made
            else f"(SELECT row_id, before {mine} AND before IS NOT NULL)"
        )
        return sql, [self.sheet_id, what]

    def remove_made(self, what: str, table: str) -> int:
        """Delete the rows that the sheet made."""
        effects, params = self.touched(what, made=True)
        return self.run(f"DELETE FROM {table} t USING {effects} e WHERE t.id = e.row_id", params)

    def put_back(self, what: str, table: str, columns: Iterable[str], *, also: str = "") -> int:
        """Give the rows that the sheet changed the values that they had; `also`: more assignments."""
        effects, params = self.touched(what, made=False)
        sets = ", ".join(f"{column} = o.{column}" for column in columns)
        return self.run(
            f"UPDATE {table} t SET {sets}{', ' + also if also else ''} FROM {effects} e,"
            f" LATERAL jsonb_populate_record(NULL::{table}, e.before) o WHERE t.id = e.row_id",
            params,
        )


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of sheet. `once`: SQL over `sheet_rows`, after `check`, that may stand only once
    in a file; `once_says` its words, `shows` what a person is shown of it where that is something else. `of_network`: what it
    changes is the manufacturer's word (`company.manufacturer`).

    `check` says what is wrong with the lines, `counts` what they would do, `write` does it; `blocked` says, a sentence
    each, what stands in the way of taking it back, `undo` takes it back. None of them may rely on being run once.

    `enter` waits, before the last look that writing or undoing relies on, until nobody else can change what was looked at.
    """

    key: str
    says: str
    explains: str
    permission: str
    icon: str
    columns: tuple[Column, ...]
    once: str
    once_says: str
    check: Callable[[Staged], Iterable[Problem]]
    counts: Callable[[Staged], list[Count]]
    write: Callable[[Staged], list[Count]]
    blocked: Callable[[Undoing], list[str]]
    undo: Callable[[Undoing], list[Count]]
    enter: Callable[[Work], None] = lambda work: None
    leads_to: str = ""
    of_network: bool = False
    shows: str = ""


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Let the house take sheets of a kind."""
    KINDS[kind.key] = kind
    return kind


def kind_of(key: str) -> Kind:
    """A declared kind. Raises Missing for any other."""
    if key not in KINDS:
        raise Missing("没有这种导入，请从列表里选择。")
    return KINDS[key]


def doubles(kind: Kind, staged: Staged) -> list[Problem]:
    """Lines that say again what an earlier one has said. Whether there is any is cheap to ask; which, is not."""
    if not staged.rows(f"SELECT 1 FROM {ROWS} GROUP BY {kind.once} HAVING count(*) > 1 LIMIT 1"):
        return []
    return [
        Problem(line, kind.once_says, str(shown or "")[:40], f"与第 {first} 行重复", "请只留一行")
        for line, first, shown in staged.rows(
            f"SELECT line, first, said FROM (SELECT line, concat_ws(' ', {kind.shows or kind.once}) AS said,"
            f" min(line) OVER (PARTITION BY {kind.once}) AS first FROM {ROWS}) d WHERE line > first ORDER BY line"
        )
    ]
