"""From the bytes of a sheet to its lines in a temporary table, with what is wrong in them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.backends.utils import CursorWrapper

from huichang.company import sheet_kinds
from huichang.company.models import Sheet, SheetWork
from huichang.company.sheet_kinds import ROWS, Kind, Staged
from huichang.company.sheet_progress import Progress
from huichang.company.states import SheetState
from huichang.kernel.refusals import Refused
from huichang.kernel.sheets import columns as sheet_columns
from huichang.kernel.sheets import reading
from huichang.kernel.sheets.columns import Head, Problem, Reading

AT_ONCE = 20_000
MOST_LINES = 1_100_000
PORTION = 1 << 20


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
    sheet: Sheet, work: SheetWork, kind: Kind, progress: Progress, *, staff_id: int | None, at: datetime
) -> tuple[Staged, list[Problem]]:
    """Put the lines of a sheet into the temporary table and look at them: the staged lines, and all that is wrong.

    A sheet that is to be written is not read again: its lines are what the dry run read (`keep`), as long as its columns
    are declared as they were then. What is wrong with them is asked anew.
    """
    progress.tell("读取文件", done=0, whole=0)
    said = Reading(kind.columns)
    if sheet.state == SheetState.WRITING and work.read is not None and work.read_as == _form(kind):
        said.lines = sheet.lines
        _refill(kind, bytes(work.read), progress, lines=sheet.lines)
    else:
        _read(sheet, bytes(work.content), kind, progress, said)
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
    if sheet.state == SheetState.WRITING:
        progress.tell("等待轮到")
        kind.enter(staged)
    progress.tell("核对内容", done=said.lines, whole=said.lines)
    if not said.lines:
        said.problems.append(Problem(0, "", "", "标题行下面没有内容", "请检查是不是选错了工作表或标题行"))
    problems = [*said.problems, *kind.check(staged), *sheet_kinds.doubles(kind, staged)]
    return staged, sorted(problems, key=lambda each: each.line)


def keep(work: SheetWork, kind: Kind) -> None:
    """Remember the lines in the temporary table as they were read; the caller saves `read` and `read_as`."""
    kept = bytearray()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {ROWS} ({_names(kind)}) TO STDOUT (FORMAT BINARY)") as copy,
    ):
        for part in copy:
            kept += part
    work.read, work.read_as = bytes(kept), _form(kind)


def _form(kind: Kind) -> str:
    """What the columns of a kind's lines are, to tell whether lines that were kept are still of this form."""
    return ", ".join(f"{column.key} {column.sql}" for column in kind.columns)


def _names(kind: Kind) -> str:
    return ", ".join(["line", *(f'"{column.key}"' for column in kind.columns)])


def _read(sheet: Sheet, content: bytes, kind: Kind, progress: Progress, said: Reading) -> None:
    tables = reading.read(content, sheet.file_name)
    rows = tables[min(sheet.table, len(tables) - 1)].rows
    if len(rows) > MOST_LINES:
        raise Refused(f"文件有 {len(rows):,} 行，一次最多 {MOST_LINES:,} 行，请拆成几个文件。")
    found = sheet_columns.values(rows, kind.columns, sheet.places, after=sheet.head_line, said=said)
    _fill(kind, found, progress, whole=max(len(rows) - sheet.head_line, 0))


def _refill(kind: Kind, kept: bytes, progress: Progress, *, lines: int) -> None:
    with connection.cursor() as cursor:
        _table(cursor, kind)
        with cursor.copy(f"COPY {ROWS} ({_names(kind)}) FROM STDIN (FORMAT BINARY)") as copy:
            for start in range(0, len(kept), PORTION):
                copy.write(kept[start : start + PORTION])
        cursor.execute(f"ANALYZE {ROWS}")
    progress.tell("核对每一行", done=lines, whole=lines)


def _table(cursor: CursorWrapper, kind: Kind) -> None:
    types = ", ".join(f'"{column.key}" {column.sql}' for column in kind.columns)
    # Two sheets in one transaction only happen in tests; elsewhere the table goes with its transaction.
    cursor.execute(f"DROP TABLE IF EXISTS {ROWS}")
    cursor.execute(f"CREATE TEMP TABLE {ROWS} (line int4, {types}) ON COMMIT DROP")


def _fill(kind: Kind, lines: Iterable[tuple[int, list[object]]], progress: Progress, *, whole: int) -> None:
    kinds = ["int4", *(column.sql for column in kind.columns)]
    kept = iter(lines)
    with connection.cursor() as cursor:
        _table(cursor, kind)
        with cursor.copy(f"COPY {ROWS} ({_names(kind)}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(kinds)
            done = 0
            while part := list(islice(kept, AT_ONCE)):
                for line, values in part:
                    copy.write_row((line, *values))
                done = part[-1][0]
                progress.tell("核对每一行", done=min(done, whole), whole=whole)
        cursor.execute(f"ANALYZE {ROWS}")
