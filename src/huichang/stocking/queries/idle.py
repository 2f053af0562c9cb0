"""Stock that nobody asks for: by age, with what is proposed, and what has come of what was begun (PARTS-30, RULES B4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.wording import quantity as in_words
from huichang.parts.queries import demand as store_room
from huichang.stocking.models import Suggestion
from huichang.stocking.queries import reading, windows
from huichang.stocking.queries.desk import DeskRow, matching, rows_of
from huichang.stocking.states import IDLE_KINDS, Kind, State

ZERO = Decimal(0)
MOST_ROWS = 60
"""Of each proposal; more are found by age or by a search."""
BANDS = (
    ("young", "不到 12 个月", 0, 12),
    ("year", "12 到 24 个月", 12, 24),
    ("dead", "24 个月以上", 24, 10_000),
)
"""Key, words, from so many whole months without an issue, below so many."""


@dataclass(frozen=True)
class Band:
    """Idle stock of one age."""

    key: str
    says: str
    count: int
    worth: Decimal


@dataclass(frozen=True)
class Proposal:
    """Parts with which the same is proposed: the first `rows` of `count`."""

    kind: str
    says: str
    rows: tuple[DeskRow, ...]
    count: int
    worth: Decimal

    @property
    def hidden(self) -> int:
        """How many are not among the rows."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Begun:
    """Something that is to go, and what has gone of it since."""

    row: DeskRow
    gone: Decimal
    says: str

    @property
    def is_done(self) -> bool:
        """All of it has gone."""
        return self.gone >= (self.row.decided_quantity or self.row.quantity)


@dataclass(frozen=True)
class IdlePage:
    """All of it; `worth` of everything that is proposed to go, whatever its age."""

    bands: tuple[Band, ...]
    proposals: tuple[Proposal, ...]
    begun: tuple[Begun, ...]
    count: int
    worth: Decimal


def idle_page(actor: Actor, *, at: datetime, band: str = "", text: str = "") -> IdlePage:
    """What lies idle in the store where one works, the dearest first in each proposal; `band` only that age, `text`
    searches. Seven statements."""
    store_id = reading.store_for(actor)
    mine = Suggestion.objects.seen_by(actor).filter(store_id=store_id, kind__in=IDLE_KINDS)
    every = rows_of(store_id, mine.filter(state=State.OPEN).order_by("pk"))
    bands = tuple(_band(*each, every) for each in BANDS)
    shown = [row for row in every if not band or _age(row) == band]
    if text:
        found = set(matching(mine.filter(state=State.OPEN), text).values_list("pk", flat=True))
        shown = [row for row in shown if row.id in found]
    return IdlePage(
        bands=bands,
        proposals=tuple(filter(lambda each: each.rows, (_proposal(kind, shown) for kind in Kind))),
        begun=tuple(_begun(actor, store_id, at=at)),
        count=len(every),
        worth=sum((row.worth for row in every), ZERO),
    )


def _age(row: DeskRow) -> str:
    months = row.idle_months or 0
    return next(key for key, _, first, below in BANDS if first <= months < below)


def _band(key: str, says: str, first: int, below: int, rows: list[DeskRow]) -> Band:
    mine = [row for row in rows if first <= (row.idle_months or 0) < below]
    return Band(key, says, len(mine), sum((row.worth for row in mine), ZERO))


def _proposal(kind: Kind, rows: list[DeskRow]) -> Proposal:
    mine = sorted(
        (row for row in rows if row.kind == kind), key=lambda row: (-row.worth, -(row.idle_months or 0))
    )
    worth = sum((row.worth for row in mine), ZERO)
    return Proposal(str(kind), str(kind.label), tuple(mine[:MOST_ROWS]), len(mine), worth)


def _begun(actor: Actor, store_id: int, *, at: datetime) -> list[Begun]:
    """What was accepted and is not judged yet, with what has gone since. Five statements, one when there is none."""
    found = (
        Suggestion.objects.seen_by(actor)
        .filter(
            store_id=store_id,
            kind__in=IDLE_KINDS,
            state__in=[State.ACCEPTED, State.CHANGED],
            judged_at__isnull=True,
        )
        .order_by("decided_at", "pk")
    )
    rows = rows_of(store_id, found)
    if not rows:
        return []
    spans = windows.windows_of((row.part_id, row.decided_at, at) for row in rows if row.decided_at)
    begun = []
    for row, gone in zip(rows, store_room.gone(store_id, spans), strict=True):
        ways = {words: gone.by_kind.get(kind, ZERO) for kind, (_, words) in windows.WAYS_OUT.items()}
        ways["卖出或用掉"] = gone.used
        said = "，".join(f"{words} {in_words(pieces, row.unit)}" for words, pieces in ways.items() if pieces)
        begun.append(Begun(row, sum(ways.values(), ZERO), said))
    return begun
