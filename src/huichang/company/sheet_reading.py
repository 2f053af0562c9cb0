"""From the bytes of a sheet to its lines in a temporary table, with what is wrong in them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import connection

from huichang.company import sheet_kinds
from huichang.company.models import Sheet
from huichang.company.sheet_kinds import ROWS, Kind, Staged
from huichang.company.sheet_progress import Progress
from huichang.kernel.refusals import Refused
from huichang.kernel.sheets import columns as sheet_columns
from huichang.kernel.sheets import reading
from huichang.kernel.sheets.columns import Head, Problem, Reading

AT_ONCE = 20_000
MOST_LINES = 1_100_000


def heads_of(content: bytes, file_name: str, kind: Kind) -> list[tuple[str, Head]]:
    """Each table of a file by its name with the headings found in it, that of the most known columns first told by
    `best`. Raises Refused for a file that cannot be read."""
    return [
        (sheet.name, sheet_columns.find_head(sheet.rows, kind.columns))
        for sheet in reading.read(content, file_name)
    ]


def best(heads: list[tuple[str, Head]]) -> int:
    """The table that knows most of our columns, the first of equals."""
    return max(range(len(heads)), key=lambda place: (len(heads[place][1].places), -place))


def load(
    sheet: Sheet, content: bytes, kind: Kind, progress: Progress, *, staff_id: int | None, at: datetime
) -> tuple[Staged, list[Problem]]:
    """Put the lines of a sheet into the temporary table and look at them: the staged lines, and all that is wrong."""
    progress.tell("读取文件", done=0, whole=0)
    tables = reading.read(content, sheet.file_name)
    rows = tables[min(sheet.table, len(tables) - 1)].rows
    if len(rows) > MOST_LINES:
        raise Refused(f"文件有 {len(rows):,} 行，一次最多 {MOST_LINES:,} 行，请拆成几个文件。")
    said = Reading(kind.columns)
    found = sheet_columns.values(rows, kind.columns, sheet.places, after=sheet.head_line, said=said)
    _fill(kind, found, progress, whole=max(len(rows) - sheet.head_line, 0))
    del rows, tables
    staged = Staged(
        sheet_id=sheet.pk,
        store_id=sheet.store_id,
        staff_id=staff_id,
        at=at,
        has=frozenset(sheet.places),
        columns=kind.columns,
        lines=said.lines,
        file_name=sheet.file_name,
        tell=lambda doing: progress.tell(doing),
    )
    progress.tell("核对内容", done=said.lines, whole=said.lines)
    if not said.lines:
        said.problems.append(Problem(0, "", "", "标题行下面没有内容", "请检查是不是选错了工作表或标题行"))
    problems = [*said.problems, *kind.check(staged), *sheet_kinds.doubles(kind, staged)]
    return staged, sorted(problems, key=lambda each: each.line)


def _fill(kind: Kind, lines: Iterable[tuple[int, list[object]]], progress: Progress, *, whole: int) -> None:
    names = ", ".join(f'"{column.key}"' for column in kind.columns)
    types = ", ".join(f'"{column.key}" {column.sql}' for column in kind.columns)
    kinds = ["int4", *(column.sql for column in kind.columns)]
    kept = iter(lines)
    with connection.cursor() as cursor:
        # Two sheets in one transaction only happen in tests; elsewhere the table goes with its transaction.
        cursor.execute(f"DROP TABLE IF EXISTS {ROWS}")
        cursor.execute(f"CREATE TEMP TABLE {ROWS} (line int4, {types}) ON COMMIT DROP")
        with cursor.copy(f"COPY {ROWS} (line, {names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(kinds)
            done = 0
            while part := list(islice(kept, AT_ONCE)):
                for line, values in part:
                    copy.write_row((line, *values))
                done = part[-1][0]
                progress.tell("核对每一行", done=min(done, whole), whole=whole)
        cursor.execute(f"CREATE INDEX ON {ROWS} (line)")
        cursor.execute(f"ANALYZE {ROWS}")
