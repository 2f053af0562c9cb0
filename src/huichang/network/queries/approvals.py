"""What screens may ask of the pre-approval desk."""

from dataclasses import dataclass
from datetime import datetime

from huichang.company import everywhere
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.network import permissions
from huichang.warranty.queries import asked_words
from huichang.warranty.queries.asked_words import AskedPage, AskedRow
from huichang.warranty.states import ApprovalState


@dataclass(frozen=True)
class DeskRow:
    """A pre-approval with its store's name; `late`: two working days are over."""

    row: AskedRow
    store: str
    late: bool


@dataclass(frozen=True)
class Desk:
    """The desk as it stands: rows of one state, counts by state, the stores."""

    rows: list[DeskRow]
    counts: dict[str, int]
    stores: list[tuple[int, str]]

    @property
    def late(self) -> int:
        """Rows whose time is over."""
        return sum(each.late for each in self.rows)


@dataclass(frozen=True)
class DeskPage:
    """One pre-approval, the names of all stores, and whose turn is next."""

    page: AskedPage
    store: str
    stores: dict[int, str]
    late: bool
    next_id: int | None
    waiting: int


def _allowed(actor: Actor) -> None:
    if not actor.may(permissions.ANSWER_APPROVALS):
        raise NotAllowed("您的岗位不能审批预授权，请找集团督导。")


def desk(
    actor: Actor,
    *,
    at: datetime,
    only: str = ApprovalState.ASKED,
    store_id: int | None = None,
    text: str = "",
) -> Desk:
    """Pre-approvals of all stores: serious ones first, then by the clock. Three statements."""
    _allowed(actor)
    stores = everywhere.stores()
    names = dict(stores)
    rows = asked_words.asked(only=only, store_id=store_id, text=text)
    return Desk(
        [DeskRow(row, names.get(row.store_id, ""), _late(row, at)) for row in rows],
        asked_words.counts(),
        stores,
    )


def one(actor: Actor, approval_id: int, *, at: datetime) -> DeskPage:
    """One pre-approval with all that the store sent, and the next that waits. Nine statements. Raises Missing."""
    _allowed(actor)
    page = asked_words.page(approval_id)
    stores = dict(everywhere.stores())
    waiting = [row.id for row in asked_words.asked() if row.id != approval_id]
    return DeskPage(
        page,
        stores.get(page.row.store_id, ""),
        stores,
        _late(page.row, at),
        waiting[0] if waiting else None,
        len(waiting),
    )


def _late(row: AskedRow, at: datetime) -> bool:
    return row.state == ApprovalState.ASKED and row.due_at < at
