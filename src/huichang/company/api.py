"""The other door of this room: its acts as JSON, through the same use-cases."""

from django.utils.timezone import now
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from huichang.company import sheet_cards, sheets
from huichang.kernel.web import Request

router = Router(tags=["company"])


class SheetOut(Schema):
    """A sheet on its way: `done` of `whole` lines while it is `checking`, `writing` or `undoing`."""

    id: int
    kind: str
    file_name: str
    state: str
    lines: int
    wrong: int
    counts: list[tuple[str, int]]
    blocked: list[str]
    doing: str
    done: int
    whole: int


class ProblemOut(Schema):
    """What is wrong in one place, and what to do."""

    line: int
    column: str
    value: str
    what: str
    do: str


class PlacesIn(Schema):
    """Which of our columns is which of the file (from 0); `table` asks for another table of the file."""

    places: dict[str, int] = {}
    head_line: int | None = None
    table: int | None = None


class KindOut(Schema):
    """A kind of sheet that may be brought."""

    key: str
    says: str
    needed: list[str]
    more: list[str]


@router.get("/sheets", response=list[KindOut])
def kinds(request: Request) -> list[sheet_cards.KindCard]:
    """The kinds of sheets that may be brought."""
    return sheet_cards.kinds(request.actor)


@router.post("/sheets", response={201: SheetOut})
def upload(
    request: Request, kind: Form[str], file: File[UploadedFile], instead_of: Form[int | None] = None
) -> Status[sheet_cards.SheetPage]:
    """Bring a sheet; it is tried at once when its columns are recognised."""
    made = sheets.upload_sheet(
        request.actor,
        kind,
        file_name=file.name or "文件",
        content=file.read(),
        instead_of=instead_of,
        at=now(),
    )
    return Status(201, sheet_cards.sheet_page(request.actor, made.pk))


@router.get("/sheets/{sheet_id}", response=SheetOut)
def one(request: Request, sheet_id: int) -> sheet_cards.SheetPage:
    """A sheet as it stands."""
    return sheet_cards.sheet_page(request.actor, sheet_id)


@router.get("/sheets/{sheet_id}/problems", response=list[ProblemOut])
def problems(request: Request, sheet_id: int) -> list[object]:
    """What is wrong with it, by line."""
    return list(sheet_cards.problems_of(request.actor, sheet_id)[1])


@router.get("/sheets/{sheet_id}/blocked", response=list[str])
def blocked(request: Request, sheet_id: int) -> list[str]:
    """What stands in the way of taking it back."""
    return sheet_cards.blocked_now(request.actor, sheet_id, at=now())


@router.post("/sheets/{sheet_id}/columns", response=SheetOut)
def match(request: Request, sheet_id: int, said: PlacesIn) -> sheet_cards.SheetPage:
    """Say which column is which."""
    sheets.match_columns(
        request.actor,
        sheet_id,
        places=said.places,
        head_line=said.head_line,
        table=said.table,
        at=now(),
    )
    return sheet_cards.sheet_page(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/write", response=SheetOut)
def write(request: Request, sheet_id: int) -> sheet_cards.SheetPage:
    """Write it, all or nothing."""
    sheets.write_sheet(request.actor, sheet_id, at=now())
    return sheet_cards.sheet_page(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/undo", response=SheetOut)
def undo(request: Request, sheet_id: int) -> sheet_cards.SheetPage:
    """Take it back."""
    sheets.undo_sheet(request.actor, sheet_id, at=now())
    return sheet_cards.sheet_page(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/drop", response=SheetOut)
def drop(request: Request, sheet_id: int) -> sheet_cards.SheetPage:
    """It is not wanted any more."""
    sheets.drop_sheet(request.actor, sheet_id)
    return sheet_cards.sheet_page(request.actor, sheet_id)


@router.post("/sheets/{sheet_id}/push", response=SheetOut)
def push(request: Request, sheet_id: int) -> sheet_cards.SheetPage:
    """Queue work again that has stopped."""
    sheets.push_sheet(request.actor, sheet_id, at=now())
    return sheet_cards.sheet_page(request.actor, sheet_id)
