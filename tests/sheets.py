"""Sheets in tests: made from rows, brought in by a person, worked on as the job would."""

from collections.abc import Sequence
from datetime import datetime

from huichang.company import reactions, sheet_cards, sheets
from huichang.company.sheet_cards import SheetPage
from huichang.kernel.actor import Actor
from huichang.kernel.sheets import writing
from tests.world import NOON

Rows = Sequence[Sequence[object]]


def csv(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """Rows as a CSV file; the first are the headings."""
    return "\r\n".join(",".join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx(rows: Rows) -> bytes:
    """Rows as an Excel file."""
    return writing.sheet("表", [str(cell) for cell in rows[0]], rows[1:])


def work(actor: Actor, sheet_id: int, step: str, *, at: datetime = NOON) -> SheetPage:
    """Do the step that the job does, and look at the sheet."""
    reactions.STEPS[step](actor, sheet_id, at=at)
    return sheet_cards.sheet_page(actor, sheet_id)


def upload(
    actor: Actor,
    kind: str,
    content: bytes,
    *,
    name: str = "表.csv",
    instead_of: int | None = None,
    at: datetime = NOON,
) -> int:
    """Bring a file."""
    return sheets.upload_sheet(actor, kind, file_name=name, content=content, instead_of=instead_of, at=at).pk


def tried(actor: Actor, kind: str, rows: Rows, *, at: datetime = NOON) -> SheetPage:
    """A sheet that was brought and tried."""
    return work(actor, upload(actor, kind, csv(rows), at=at), "check", at=at)


def written(actor: Actor, kind: str, rows: Rows, *, at: datetime = NOON) -> SheetPage:
    """A sheet that was brought, tried and written."""
    page = tried(actor, kind, rows, at=at)
    assert page.state == "ready", [each.says for each in page.problems]
    sheets.write_sheet(actor, page.id, at=at)
    return work(actor, page.id, "write", at=at)


def undone(actor: Actor, page: SheetPage, *, at: datetime = NOON) -> SheetPage:
    """A sheet that was taken back."""
    sheets.undo_sheet(actor, page.id, at=at)
    return work(actor, page.id, "undo", at=at)


def wrong(page: SheetPage) -> list[str]:
    """What is wrong with it, in sentences."""
    return [each.says for each in page.problems]
