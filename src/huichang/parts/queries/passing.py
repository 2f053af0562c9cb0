"""Transfers between stores, write-offs, loans: as the people see them who send, receive, approve."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import permissions
from huichang.parts.models import Loan, Scrap, Transfer, TransferLine
from huichang.parts.queries import reading
from huichang.parts.states import LoanKind, ScrapState, TransferState

ZERO = Decimal(0)
PAGE = 60


@dataclass(frozen=True)
class TransferRow:
    """A transfer in the list of a store; `is_mine` when this store sent it."""

    id: int
    number: str
    is_mine: bool
    other: str
    state: str
    state_says: str
    lines: int
    quantity: Decimal
    value: Decimal | None
    expected_on: date
    sent_at: datetime
    received_at: datetime | None
    note: str


def transfer_list(actor: Actor, *, only: str = "", limit: int = PAGE) -> list[TransferRow]:
    """Transfers to and from the actor's store, newest first. `only`: `in`, `out`, `differs`. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    mine = Q(store_id=store_id) | Q(to_store_id=store_id)
    wanted = {
        "in": Q(to_store_id=store_id, state=TransferState.SENT),
        "out": Q(store_id=store_id, state=TransferState.SENT),
        "differs": Q(store_id=store_id, state=TransferState.DIFFERS),
    }
    rows = (
        Transfer.objects.filter(mine, wanted.get(only, Q()))
        .annotate(
            kinds=Count("lines"),
            pieces=Sum("lines__quantity"),
            worth=Sum("lines__value"),
            from_name=F("store__name"),
            to_name=F("to_store__name"),
        )
        .order_by("-pk")[:limit]
    )
    sees = actor.may(permissions.SEE_COSTS, store_id)
    return [
        TransferRow(
            row.pk,
            row.number,
            row.store_id == store_id,
            row.to_name if row.store_id == store_id else row.from_name,
            row.state,
            row.get_state_display(),
            row.kinds,
            row.pieces or ZERO,
            (row.worth or ZERO) if sees else None,
            row.expected_on,
            row.sent_at,
            row.received_at,
            row.note,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class TransferLineCard:
    """A line of a transfer."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    batch: str
    bin: str
    quantity: Decimal
    received: Decimal | None
    value: Decimal | None
    difference_says: str
    why: str

    @property
    def short(self) -> Decimal:
        """What was sent and did not come."""
        return self.quantity - self.received if self.received is not None else ZERO


@dataclass(frozen=True)
class TransferPage:
    """A transfer with its lines."""

    id: int
    number: str
    state: str
    state_says: str
    from_store: str
    to_store: str
    is_sender: bool
    is_receiver: bool
    expected_on: date
    sent_at: datetime
    sent_by: str
    received_at: datetime | None
    received_by: str
    note: str
    lines: tuple[TransferLineCard, ...]


def transfer_page(actor: Actor, transfer_id: int) -> TransferPage:
    """A transfer to or from the actor's store. Two statements. Raises Missing for others'."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    row = (
        Transfer.objects.filter(Q(store_id=store_id) | Q(to_store_id=store_id), pk=transfer_id)
        .select_related("store", "to_store", "sent_by", "received_by")
        .first()
    )
    if row is None:
        raise Missing("没有找到这张调拨单，请检查链接或重新搜索。")
    sees = actor.may(permissions.SEE_COSTS, store_id)
    lines = TransferLine.objects.filter(transfer=row).select_related("part", "batch", "bin").order_by("pk")
    return TransferPage(
        row.pk,
        row.number,
        row.state,
        row.get_state_display(),
        row.store.name,
        row.to_store.name,
        row.store_id == store_id,
        row.to_store_id == store_id,
        row.expected_on,
        row.sent_at,
        row.sent_by.name if row.sent_by else "",
        row.received_at,
        row.received_by.name if row.received_by else "",
        row.note,
        tuple(
            TransferLineCard(
                line.pk,
                line.part_id,
                line.part.number,
                line.part.name,
                line.part.unit,
                line.batch.number if line.batch else "",
                line.bin.code,
                line.quantity,
                line.received,
                line.value if sees else None,
                line.get_difference_display(),
                line.why,
            )
            for line in lines
        ),
    )


def other_stores(store_id: int) -> list[tuple[int, str]]:
    """The other stores of the group, to send to."""
    return [(pk, company.store_card(pk).name) for pk in company.store_ids() if pk != store_id]


@dataclass(frozen=True)
class ScrapCard:
    """A write-off that was asked for or answered."""

    id: int
    number: str
    part_id: int
    part_number: str
    name: str
    unit: str
    batch: str
    bin: str
    quantity: Decimal
    value: Decimal | None
    reason_says: str
    words: str
    state: str
    state_says: str
    asked_by: str
    asked_at: datetime
    witness: str
    answered_by: str
    answered_at: datetime | None
    answer: str
    is_mine_to_answer: bool

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.id)


def scraps(actor: Actor, *, only: str = "", limit: int = PAGE) -> list[ScrapCard]:
    """Write-offs of the actor's store, those that wait for an answer first. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    rows = Scrap.objects.filter(store_id=store_id).select_related(
        "part", "batch", "bin", "asked_by", "witness", "answered_by"
    )
    if only in ScrapState.values:
        rows = rows.filter(state=only)
    sees = actor.may(permissions.SEE_COSTS, store_id)
    may = actor.may(permissions.APPROVE_SCRAP, store_id)
    found = sorted(rows.order_by("-pk")[:limit], key=lambda row: row.state != ScrapState.ASKED)
    return [
        ScrapCard(
            row.pk,
            row.number,
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.batch.number if row.batch else "",
            row.bin.code,
            row.quantity,
            row.value if sees else None,
            row.get_reason_display(),
            row.words,
            row.state,
            row.get_state_display(),
            row.asked_by.name,
            row.asked_at,
            row.witness.name,
            row.answered_by.name if row.answered_by else "",
            row.answered_at,
            row.answer,
            may and row.state == ScrapState.ASKED and actor.staff_id not in (row.asked_by_id, row.witness_id),
        )
        for row in found
    ]


@dataclass(frozen=True)
class LoanCard:
    """Goods on loan."""

    id: int
    number: str
    kind: str
    kind_says: str
    partner: str
    part_id: int
    part_number: str
    name: str
    unit: str
    batch: str
    quantity: Decimal
    back: Decimal
    value: Decimal | None
    why: str
    due_on: date | None
    is_late: bool
    at: datetime
    ended_at: datetime | None

    @property
    def left(self) -> Decimal:
        """What is not back yet."""
        return self.quantity - self.back

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.id)


def loans(actor: Actor, *, on: date, only: str = "", limit: int = PAGE) -> list[LoanCard]:
    """Loans of the actor's store, open ones first. `only`: a kind. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    rows = Loan.objects.filter(store_id=store_id).select_related("part", "batch", "taker")
    if only in LoanKind.values:
        rows = rows.filter(kind=only)
    sees = actor.may(permissions.SEE_COSTS, store_id)
    found = rows.order_by(F("ended_at").desc(nulls_first=True), "due_on", "-pk")[:limit]
    return [
        LoanCard(
            row.pk,
            row.number,
            row.kind,
            row.get_kind_display(),
            row.partner or (row.taker.name if row.taker else ""),
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.batch.number if row.batch else "",
            row.quantity,
            row.back,
            row.value if sees else None,
            row.why,
            row.due_on,
            row.ended_at is None and row.due_on is not None and row.due_on < on,
            row.at,
            row.ended_at,
        )
        for row in found
    ]
