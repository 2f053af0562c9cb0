"""Sheets brought into the house: uploaded, columns matched, tried dry, written all or not at all, taken back.

What takes long is queued (`SheetQueued`) and done by a job in one transaction: a worker that is killed leaves nothing half
done, and the job may run again.
"""

from collections.abc import Mapping
from datetime import datetime

from huichang.company import manufacturer, permissions, sheet_kinds, sheet_reading
from huichang.company.facts import SheetQueued
from huichang.company.models import Sheet, SheetEffect, SheetWork
from huichang.company.sheet_kinds import Kind, Undoing
from huichang.company.sheet_progress import Progress
from huichang.company.states import AT_WORK, SHEET, SheetState
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.sheets.columns import Problem
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case

MOST_PROBLEMS = 20_000
"""More are counted, not kept: a file with more is mended by its first thousands."""
SILENT_SECONDS = 60
"""Work that has told nothing for so long has lost its worker."""


@use_case(permissions.IMPORT_SHEETS, "上传表格")
def upload_sheet(
    warrant: Warrant,
    kind_key: str,
    *,
    file_name: str,
    content: bytes,
    instead_of: int | None = None,
    at: datetime,
) -> Sheet:
    """A file of one kind. When all columns that it must have are recognised, it is tried at once.

    `instead_of`: the sheet whose mended file this is; that one is dropped, its columns are tried first. Raises Refused for
    a file that cannot be read.
    """
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    kind = _allowed(warrant, kind_key, store_id)
    heads = sheet_reading.heads_of(content, file_name, kind)
    table = sheet_reading.best(heads)
    head = heads[table][1]
    places = head.places
    if instead_of is not None:
        old: Sheet = Sheet.objects.locked(instead_of, warrant)
        SHEET.move(old, "drop")
        old.save(update_fields=["state"])
        if head.missing(kind.columns) and tuple(old.headings) == head.words:
            places = dict(old.places)
    sheet: Sheet = Sheet.objects.create(
        store_id=store_id,
        kind=kind.key,
        file_name=file_name[-200:],
        tables=[name for name, _ in heads],
        table=table,
        head_line=head.line,
        headings=list(head.words),
        places=places,
        by_id=warrant.actor.staff_id,
        uploaded_at=at,
    )
    SheetWork.objects.create(store_id=store_id, sheet=sheet, content=content)
    warrant.about(sheet, f"{kind.says}：{file_name}"[:200])
    if not _missing(kind, places):
        _queue(warrant, sheet, "check", at=at)
    return sheet


@use_case(permissions.IMPORT_SHEETS, "核对表格的列")
def match_columns(
    warrant: Warrant,
    sheet_id: int,
    *,
    places: Mapping[str, int],
    head_line: int | None = None,
    table: int | None = None,
    at: datetime,
) -> Sheet:
    """Which column of the file is which of ours (from 0), on which line the headings stand and in which table; then the
    sheet is tried. Another table or line of headings is looked at first: its own headings are recognised anew.

    Raises Refused when a column that the file must have is missing, or two of ours are in one place.
    """
    sheet, kind = _mine(warrant, sheet_id)
    work = SheetWork.objects.get(sheet=sheet)
    if table is not None and table != sheet.table:
        heads = sheet_reading.heads_of(bytes(work.content), sheet.file_name, kind)
        if table >= len(heads):
            raise Refused("没有这张工作表，请从列表里选择。")
        head = heads[table][1]
        sheet.table, sheet.head_line = table, head.line
        sheet.headings, sheet.places = list(head.words), head.places
        sheet.state = SheetState.UPLOADED
        sheet.save(update_fields=["table", "head_line", "headings", "places", "state"])
        return sheet
    known = {column.key for column in kind.columns}
    chosen = {key: place for key, place in places.items() if key in known}
    if len(set(chosen.values())) < len(chosen):
        raise Refused("文件里的同一列只能对应一项，请检查有没有选重。")
    if missing := _missing(kind, chosen):
        raise Refused(f"还缺必填的列：{'、'.join(missing)}，请指出它们在文件的哪一列。")
    sheet.places = chosen
    sheet.head_line = max(1, head_line or sheet.head_line)
    _queue(warrant, sheet, "check", at=at)
    return sheet


@use_case(permissions.IMPORT_SHEETS, "导入表格")
def write_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """A sheet that was tried without anything wrong is to be written, all of it or nothing."""
    sheet, _ = _mine(warrant, sheet_id)
    _queue(warrant, sheet, "write", at=at)
    return sheet


@use_case(permissions.IMPORT_SHEETS, "撤销导入")
def undo_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """What a sheet wrote is to be taken back, all of it. Raises Refused with the first of what stands in the way; the page
    of the sheet lists all of it."""
    sheet, kind = _mine(warrant, sheet_id)
    if not SHEET.allows(sheet.state, "undo"):
        SHEET.move(sheet, "undo")
    blocked = kind.blocked(_undoing(warrant, sheet, at=at))
    if blocked:
        more = f"（共 {len(blocked)} 条，见本页“不能撤销的原因”）" if len(blocked) > 1 else ""
        raise Refused(f"不能撤销：{blocked[0]}{more}", url=f"/company/sheets/{sheet_id}/blocked/")
    _queue(warrant, sheet, "undo", at=at)
    return sheet


@use_case(permissions.IMPORT_SHEETS, "放弃导入")
def drop_sheet(warrant: Warrant, sheet_id: int) -> Sheet:
    """A sheet is not wanted any more; nothing of it was written."""
    sheet, _ = _mine(warrant, sheet_id)
    SHEET.move(sheet, "drop")
    sheet.save(update_fields=["state"])
    SheetWork.objects.filter(sheet=sheet).update(read=None, read_as="")
    return sheet


@use_case(permissions.IMPORT_SHEETS, "重新执行导入")
def push_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """Work that has lost its worker is queued again. Raises OutOfTurn while somebody is at it."""
    sheet, _ = _mine(warrant, sheet_id)
    work = SheetWork.objects.get(sheet=sheet)
    if sheet.state not in AT_WORK:
        raise OutOfTurn(f"{sheet}现在是“{sheet.get_state_display()}”，没有在等待处理。")
    if work.told_at is not None and (at - work.told_at).total_seconds() < SILENT_SECONDS:
        raise OutOfTurn("后台正在处理这个文件，请稍等。")
    step = {SheetState.CHECKING: "check", SheetState.WRITING: "write"}.get(SheetState(sheet.state), "undo")
    announce(SheetQueued(sheet.pk, sheet.store_id, warrant.actor.staff_id or 0, step, at))
    return sheet


@use_case(permissions.IMPORT_SHEETS, "检查表格")
def check_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """Try a sheet dry: everything that is wrong with it by line, and what it would do. Nothing is written.

    Does nothing when the sheet does not wait for it (a job may run twice).
    """
    sheet, kind = _mine(warrant, sheet_id)
    if sheet.state != SheetState.CHECKING:
        return sheet
    work = SheetWork.objects.get(sheet=sheet)
    with Progress(sheet.pk) as progress:
        staged, problems = sheet_reading.load(
            sheet, work, kind, progress, staff_id=warrant.actor.staff_id, at=at
        )
        work.read, work.read_as = None, ""
        sheet.counts = [] if problems else kind.counts(staged)
        if not problems:
            sheet_reading.keep(work, kind)
    SHEET.move(sheet, "find_wrong" if problems else "find_right")
    _found(sheet, work, problems, lines=staged.lines)
    sheet.checked_at = at
    sheet.save(update_fields=["state", "lines", "wrong", "counts", "checked_at"])
    warrant.note = f"{staged.lines} 行，{len(problems)} 处错误"
    return sheet


@use_case(permissions.IMPORT_SHEETS, "写入表格")
def carry_out_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """Write a sheet: tried once more as things are now, then all of it in this one transaction.

    What has become wrong since it was tried sends it back with the list. One sheet of a kind and store at a time. Does
    nothing when the sheet does not wait for it.
    """
    sheet, kind = _mine(warrant, sheet_id)
    if sheet.state != SheetState.WRITING:
        return sheet
    wait_for_turn(f"sheets:{sheet.store_id}:{kind.key}")
    work = SheetWork.objects.get(sheet=sheet)
    with Progress(sheet.pk) as progress:
        staged, problems = sheet_reading.load(
            sheet, work, kind, progress, staff_id=warrant.actor.staff_id, at=at
        )
        work.read, work.read_as = None, ""
        if not problems:
            progress.tell("写入")
            sheet.counts = kind.write(staged)
    SHEET.move(sheet, "turn_wrong" if problems else "finish")
    _found(sheet, work, problems, lines=staged.lines)
    sheet.written_at = None if problems else at
    sheet.save(update_fields=["state", "lines", "wrong", "counts", "written_at"])
    warrant.note = f"{kind.says}：{staged.lines} 行"
    return sheet


@use_case(permissions.IMPORT_SHEETS, "撤回表格的改动")
def take_back_sheet(warrant: Warrant, sheet_id: int, *, at: datetime) -> Sheet:
    """Take back what a sheet wrote, unless something has come in the way since: then it stays, with the list of it.

    Does nothing when the sheet does not wait for it.
    """
    sheet, kind = _mine(warrant, sheet_id)
    if sheet.state != SheetState.UNDOING:
        return sheet
    undoing = _undoing(warrant, sheet, at=at)
    with Progress(sheet.pk) as progress:
        progress.tell("撤销", done=0, whole=sheet.lines)
        kind.enter(undoing)
        sheet.blocked = kind.blocked(undoing)
        if not sheet.blocked:
            sheet.counts = kind.undo(undoing)
    if not sheet.blocked:
        SheetEffect.objects.filter(sheet=sheet).delete()
        sheet.undone_at = at
    SHEET.move(sheet, "keep" if sheet.blocked else "forget")
    sheet.save(update_fields=["state", "blocked", "counts", "undone_at"])
    warrant.note = f"{kind.says}：{len(sheet.blocked)} 条阻碍" if sheet.blocked else kind.says
    return sheet


@use_case(permissions.IMPORT_SHEETS, "退回表格")
def put_back_sheet(warrant: Warrant, sheet_id: int, *, why: str) -> Sheet:
    """What a job could not do (a refusal): the sheet goes back to where people may act, with the reason."""
    sheet: Sheet = Sheet.objects.locked(sheet_id, warrant)
    problem = Problem(0, "", "", why.rstrip("。"), "改正后再试")
    match sheet.state:
        case SheetState.CHECKING:
            SHEET.move(sheet, "find_wrong")
        case SheetState.WRITING:
            SHEET.move(sheet, "turn_wrong")
        case SheetState.UNDOING:
            SHEET.move(sheet, "keep")
            sheet.blocked = [why]
        case _:
            return sheet
    if sheet.state == SheetState.WRONG:
        _found(sheet, SheetWork.objects.get(sheet=sheet), [problem], lines=sheet.lines)
    sheet.save(update_fields=["state", "wrong", "blocked"])
    return sheet


def _allowed(warrant: Warrant, kind_key: str, store_id: int) -> Kind:
    kind = sheet_kinds.kind_of(kind_key)
    if not warrant.actor.may(kind.permission, store_id):
        raise NotAllowed(f"您的岗位不能导入“{kind.says}”，请找有权限的同事处理。")
    if kind.of_network:
        manufacturer.must_speak(warrant.actor, kind.says)
    return kind


def _mine(warrant: Warrant, sheet_id: int) -> tuple[Sheet, Kind]:
    sheet: Sheet = Sheet.objects.locked(sheet_id, warrant)
    if sheet.kind not in sheet_kinds.KINDS:
        raise Missing("这种导入已经停用。")
    return sheet, _allowed(warrant, sheet.kind, sheet.store_id)


def _missing(kind: Kind, places: Mapping[str, int]) -> list[str]:
    return [column.says for column in kind.columns if column.needed and column.key not in places]


def _queue(warrant: Warrant, sheet: Sheet, step: str, *, at: datetime) -> None:
    SHEET.move(sheet, step)
    sheet.blocked = []
    sheet.save(update_fields=["state", "places", "head_line", "blocked"])
    SheetWork.objects.filter(sheet=sheet).update(doing="等待处理", done=0, whole=0, told_at=at)
    announce(SheetQueued(sheet.pk, sheet.store_id, warrant.actor.staff_id or 0, step, at))


def _found(sheet: Sheet, work: SheetWork, problems: list[Problem], *, lines: int) -> None:
    sheet.lines, sheet.wrong = lines, len(problems)
    work.problems = [[p.line, p.column, p.value, p.what, p.do] for p in problems[:MOST_PROBLEMS]]
    SheetWork.objects.filter(pk=work.pk).update(problems=work.problems, read=work.read, read_as=work.read_as)


def _undoing(warrant: Warrant, sheet: Sheet, *, at: datetime) -> Undoing:
    return Undoing(sheet.pk, sheet.store_id, warrant.actor.staff_id, at)
