"""What the pages show of sheets that were brought in."""

from dataclasses import dataclass
from datetime import datetime

from huichang.company import manufacturer, permissions, sheet_kinds
from huichang.company.models import Sheet, SheetWork
from huichang.company.sheet_kinds import KINDS, Kind, Undoing
from huichang.company.states import AT_WORK, SHEET, SheetState
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.kernel.sheets.columns import Problem

SHOWN_SHEETS = 30
SHOWN_PROBLEMS = 300


@dataclass(frozen=True)
class KindCard:
    """A kind of sheet that this person may bring."""

    key: str
    says: str
    explains: str
    icon: str
    needed: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class SheetBrief:
    """A sheet in one line of the list."""

    id: int
    kind_says: str
    file_name: str
    state: str
    state_says: str
    lines: int
    wrong: int
    who: str
    at: datetime


@dataclass(frozen=True)
class Choice:
    """One of our columns and where it is in the file (None: nowhere)."""

    key: str
    says: str
    needed: bool
    hint: str
    place: int | None


@dataclass(frozen=True)
class SheetPage:
    """All that a page shows of one sheet; `problems` are the first of all `wrong`."""

    id: int
    kind: str
    kind_says: str
    leads_to: str
    file_name: str
    tables: tuple[str, ...]
    table: int
    head_line: int
    headings: tuple[tuple[int, str], ...]
    choices: tuple[Choice, ...]
    state: str
    state_says: str
    verbs: frozenset[str]
    lines: int
    wrong: int
    counts: tuple[tuple[str, int], ...]
    blocked: tuple[str, ...]
    problems: tuple[Problem, ...]
    who: str
    uploaded_at: datetime
    written_at: datetime | None
    undone_at: datetime | None
    doing: str
    done: int
    whole: int
    told_at: datetime | None

    @property
    def is_at_work(self) -> bool:
        """Whether a job has it in hand."""
        return self.state in AT_WORK

    @property
    def percent(self) -> int:
        """How far the job has come."""
        return 100 * self.done // self.whole if self.whole else 0


def kinds(actor: Actor) -> list[KindCard]:
    """The kinds that this person may bring in the store they work in."""
    return [
        KindCard(
            kind.key,
            kind.says,
            kind.explains,
            kind.icon,
            tuple(column.says for column in kind.columns if column.needed),
            tuple(column.says for column in kind.columns if not column.needed),
        )
        for kind in _mine(actor)
    ]


def sheets(actor: Actor) -> list[SheetBrief]:
    """The last sheets of the store, of the kinds that this person may bring. One statement. Raises NotAllowed."""
    if not actor.may(permissions.IMPORT_SHEETS, actor.here):
        raise NotAllowed("您的岗位不能导入表格，请找备件经理、服务经理或系统管理员。")
    mine = [kind.key for kind in _mine(actor)]
    rows = Sheet.objects.filter(store_id=actor.here, kind__in=mine).select_related("by").order_by("-pk")
    return [
        SheetBrief(
            row.pk,
            KINDS[row.kind].says,
            row.file_name,
            row.state,
            row.get_state_display(),
            row.lines,
            row.wrong,
            row.by.name if row.by else "",
            row.uploaded_at,
        )
        for row in rows[:SHOWN_SHEETS]
    ]


def sheet_page(actor: Actor, sheet_id: int) -> SheetPage:
    """One sheet. Two statements. Raises Missing for one of another store, NotAllowed for a kind of other posts."""
    row, kind = _row(actor, sheet_id)
    work = SheetWork.objects.filter(sheet=row).defer("content").get()
    return SheetPage(
        id=row.pk,
        kind=row.kind,
        kind_says=kind.says,
        leads_to=kind.leads_to,
        file_name=row.file_name,
        tables=tuple(row.tables),
        table=row.table,
        head_line=row.head_line,
        headings=tuple((place, words) for place, words in enumerate(row.headings) if words),
        choices=tuple(
            Choice(column.key, column.says, column.needed, column.hint, row.places.get(column.key))
            for column in kind.columns
        ),
        state=row.state,
        state_says=row.get_state_display(),
        verbs=frozenset(SHEET.verbs_from(row.state)),
        lines=row.lines,
        wrong=row.wrong,
        counts=tuple((says, count) for says, count in row.counts),
        blocked=tuple(row.blocked),
        problems=_problems(work, SHOWN_PROBLEMS) if row.state == SheetState.WRONG else (),
        who=row.by.name if row.by else "",
        uploaded_at=row.uploaded_at,
        written_at=row.written_at,
        undone_at=row.undone_at,
        doing=work.doing,
        done=work.done,
        whole=work.whole,
        told_at=work.told_at,
    )


def problems_of(actor: Actor, sheet_id: int) -> tuple[str, tuple[Problem, ...]]:
    """The file's name and all that is kept of what is wrong with it. Two statements."""
    row, _ = _row(actor, sheet_id)
    work = SheetWork.objects.filter(sheet=row).defer("content").get()
    return row.file_name, _problems(work, None)


def blocked_now(actor: Actor, sheet_id: int, *, at: datetime) -> list[str]:
    """What stands in the way of taking a sheet back, as things are now."""
    row, kind = _row(actor, sheet_id)
    if row.state != SheetState.WRITTEN:
        return list(row.blocked)
    return kind.blocked(Undoing(row.pk, row.store_id, actor.staff_id, at))


def kind_for(actor: Actor, key: str) -> Kind:
    """A kind that this person may bring. Raises Missing for an unknown one, NotAllowed."""
    kind = sheet_kinds.kind_of(key)
    if not actor.may(kind.permission, actor.here):
        raise NotAllowed(f"您的岗位不能导入“{kind.says}”，请找有权限的同事处理。")
    if kind.of_network:
        manufacturer.must_speak(actor, kind.says)
    return kind


def _mine(actor: Actor) -> list[Kind]:
    """The kinds that this person may bring. At most one statement."""
    held = [kind for kind in KINDS.values() if actor.may(kind.permission, actor.here)]
    if any(kind.of_network for kind in held) and not manufacturer.may_speak(actor):
        return [kind for kind in held if not kind.of_network]
    return held


def _row(actor: Actor, sheet_id: int) -> tuple[Sheet, Kind]:
    row = Sheet.objects.filter(store_id=actor.here, pk=sheet_id).select_related("by").first()
    if row is None or row.kind not in KINDS:
        raise Missing("没有找到这次导入，请从导入列表里打开。")
    return row, kind_for(actor, row.kind)


def _problems(work: SheetWork, most: int | None) -> tuple[Problem, ...]:
    return tuple(Problem(*each) for each in work.problems[:most])
