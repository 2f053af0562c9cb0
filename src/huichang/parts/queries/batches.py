"""Batches and serial numbers: what lies where, what runs out, and where goods of a batch went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Q, Subquery, Sum

from huichang.company import queries as company
from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import askers, permissions
from huichang.parts.askers import Asker
from huichang.parts.models import Batch, BatchStock, Move, PickLine, Stock
from huichang.parts.queries import reading
from huichang.parts.states import BLOCKED_PLACES, GOOD_BATCHES, BatchState, MoveKind, Tracking

ZERO = Decimal(0)
PAGE = 60
EXPIRING_DAYS = settings.declare(
    "parts.expiring_days", 60, "配件临期提醒", unit="天", fits=settings.between(1, 730)
)


@dataclass(frozen=True)
class BatchRow:
    """A batch in a list; `lying` is what is left of it in the store."""

    id: int
    number: str
    is_serial: bool
    part_id: int
    part_number: str
    part_name: str
    unit: str
    state: str
    state_says: str
    supplier: str
    document: str
    received_at: datetime
    made_on: date | None
    expires_on: date | None
    days_left: int | None
    certificate: str
    lying: Decimal
    bins: str

    @property
    def is_good(self) -> bool:
        """Whether it may be handed out, its day apart."""
        return self.state in GOOD_BATCHES

    @property
    def is_over(self) -> bool:
        """Whether its day is over."""
        return self.days_left is not None and self.days_left < 0


def _rows(found: Iterable[Batch], on: date) -> list[BatchRow]:
    rows = list(found)
    lying: dict[int, list[tuple[str, Decimal]]] = {}
    for batch_id, code, quantity in (
        BatchStock.objects.filter(batch__in=[row.pk for row in rows], quantity__gt=0)
        .order_by("bin__walk", "bin__code")
        .values_list("batch_id", "bin__code", "quantity")
    ):
        lying.setdefault(batch_id, []).append((code, quantity))
    return [
        BatchRow(
            row.pk,
            row.number,
            row.is_serial,
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.state,
            row.get_state_display(),
            row.supplier,
            row.document,
            row.received_at,
            row.made_on,
            row.expires_on,
            None if row.expires_on is None else (row.expires_on - on).days,
            row.certificate,
            sum((quantity for _, quantity in lying.get(row.pk, [])), ZERO),
            "、".join(code for code, _ in lying.get(row.pk, [])[:3]),
        )
        for row in rows
    ]


def batch_list(
    actor: Actor, *, on: date, text: str = "", only: str = "", limit: int = PAGE, before: int | None = None
) -> tuple[list[BatchRow], int | None]:
    """Batches of the actor's store, newest first; `text`: a batch, serial or part number, a name, a supplier. Three statements.

    `only`: `check` (to be checked), `expiring` (soon over or over, soonest first), `bad` (failed, stopped, over), `gone`
    (nothing left); otherwise what lies there, with `text` all. Returns the rows and the `before` of the next page.
    """
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows = Batch.objects.filter(store_id=store_id).select_related("part")
    there = Q(pk__in=BatchStock.objects.filter(store_id=store_id, quantity__gt=0).values("batch"))
    if only == "check":
        rows = rows.filter(state=BatchState.UNCHECKED)
    elif only == "bad":
        rows = rows.filter(there, state__in=[BatchState.FAILED, BatchState.STOPPED, BatchState.EXPIRED])
    elif only == "gone":
        rows = rows.exclude(there)
    elif only == "expiring":
        until = on + timedelta(days=int(settings.of(store_id, EXPIRING_DAYS)))
        rows = rows.filter(there, expires_on__lte=until)
    elif not text:
        rows = rows.filter(there)
    if text:
        rows = rows.filter(_meant(text))
    if only == "expiring":
        return _rows(rows.order_by("expires_on", "pk")[: limit * 5], on), None
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return _rows(found[:limit], on), found[limit - 1].pk if len(found) > limit else None


def _meant(text: str) -> Q:
    typed = text.strip().upper()
    return (
        Q(number__startswith=typed)
        | Q(part__number__startswith=typed)
        | Q(part__name__contains=text.strip())
        | Q(part__initials__startswith=text.strip().lower())
        | Q(supplier__contains=text.strip())
    )


@dataclass(frozen=True)
class BatchSums:
    """How many batches need somebody's eye."""

    to_check: int
    expiring: int
    bad: int


def batch_sums(actor: Actor, *, on: date) -> BatchSums:
    """Of the actor's store. Two statements."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    until = on + timedelta(days=int(settings.of(store_id, EXPIRING_DAYS)))
    bad = (BatchState.FAILED, BatchState.STOPPED, BatchState.EXPIRED)
    to_check, refused, expiring = set[int](), set[int](), set[int]()
    for batch_id, state, day in (
        BatchStock.objects.filter(store_id=store_id, quantity__gt=0)
        .filter(Q(batch__state__in=[BatchState.UNCHECKED, *bad]) | Q(batch__expires_on__lte=until))
        .values_list("batch_id", "batch__state", "batch__expires_on")
    ):
        if state == BatchState.UNCHECKED:
            to_check.add(batch_id)
        elif state in bad:
            refused.add(batch_id)
        if day is not None and day <= until:
            expiring.add(batch_id)
    return BatchSums(len(to_check), len(expiring), len(refused))


@dataclass(frozen=True)
class Lies:
    """Where something of a batch lies."""

    bin_id: int
    code: str
    warehouse: str
    quantity: Decimal


@dataclass(frozen=True)
class Went:
    """Where goods of a batch went: an order with its car, or another document. `quantity` is what is still out there."""

    order_id: int | None
    document: str
    kind_says: str
    plate: str
    quantity: Decimal
    at: datetime
    taken_by: str
    asker: Asker | None


@dataclass(frozen=True)
class Elsewhere:
    """The same number in another store of the group."""

    batch_id: int
    store: str
    lying: Decimal


@dataclass(frozen=True)
class BatchPage:
    """A batch with its check, where it lies, and where it went."""

    row: BatchRow
    code: str
    checklist: dict[str, bool]
    checked_by: str
    checked_at: datetime | None
    note: str
    needs_check: bool
    home_bin_id: int | None
    lies: tuple[Lies, ...]
    went: tuple[Went, ...]
    elsewhere: tuple[Elsewhere, ...]


def batch_page(actor: Actor, batch_id: int, *, on: date) -> BatchPage:
    """A batch of the actor's stores. At most eight statements. Raises Missing."""
    reading.store_for(actor, permissions.SEE_PARTS)
    batch = (
        Batch.objects.seen_by(actor)
        .filter(pk=batch_id)
        .select_related("part", "checked_by")
        .annotate(
            home=Subquery(
                Stock.objects.filter(store=OuterRef("store"), part=OuterRef("part")).values("home_bin")[:1]
            )
        )
        .first()
    )
    if batch is None:
        raise Missing("没有找到这个批次，请核对批次号后重新搜索。")
    (row,) = _rows([batch], on)
    lies = BatchStock.objects.filter(batch=batch, quantity__gt=0).select_related("bin__warehouse")
    names = {pk: company.store_card(pk).name for pk in company.store_ids()}
    others = (
        Batch.objects.seen_by(actor)
        .filter(part_id=batch.part_id, number=batch.number)
        .exclude(pk=batch.pk)
        .annotate(there=Sum("lying__quantity"))
    )
    return BatchPage(
        row,
        batch.code,
        batch.checklist,
        batch.checked_by.name if batch.checked_by else "",
        batch.checked_at,
        batch.note,
        batch.part.needs_check,
        batch.home,
        tuple(
            Lies(each.bin_id, each.bin.code, each.bin.warehouse.name, each.quantity)
            for each in lies.order_by("bin__walk", "bin__code")
        ),
        tuple(went(batch.store_id, batch.pk)),
        tuple(Elsewhere(each.pk, names[each.store_id], each.there or ZERO) for each in others),
    )


def went(store_id: int, batch_id: int) -> list[Went]:
    """Where goods of a batch went and did not come back, last first: one line per order or document.

    One statement and what the sources need.
    """
    order = PickLine.objects.filter(for_line=OuterRef("for_line"))
    rows = list(
        Move.objects.filter(store_id=store_id, batch_id=batch_id)
        .exclude(kind=MoveKind.SHIFT)
        .values("for_line", "document")
        .annotate(
            pieces=Sum("quantity"),
            last=Max("at"),
            order_id=Subquery(order.values("for_order")[:1]),
            plate=Subquery(order.values("plate")[:1]),
            taken_by=Max("taken_by__name"),
            how=Max("kind"),
        )
        .filter(pieces__lt=0)
        .order_by("-last")
    )
    whose = askers.orders(store_id, [row["order_id"] for row in rows if row["order_id"] is not None])
    return [
        Went(
            row["order_id"],
            row["document"],
            MoveKind(row["how"]).label,
            row["plate"] or "",
            -row["pieces"],
            row["last"],
            row["taken_by"] or "",
            whose.get(row["order_id"]),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Piece:
    """A batch that a line may be handed out of: its number, how much of it lies where, when it runs out."""

    batch_id: int
    number: str
    bin: str
    quantity: Decimal
    expires_on: date | None


def to_leave(store_id: int, part_ids: Iterable[int], *, on: date) -> dict[int, list[Piece]]:
    """What may be handed out of some parts that are kept by batch, in the order in which it should leave. One statement."""
    found: dict[int, list[Piece]] = {}
    rows = (
        BatchStock.objects.filter(
            Q(batch__expires_on__isnull=True) | Q(batch__expires_on__gte=on),
            store_id=store_id,
            part__in=list(part_ids),
            quantity__gt=0,
            batch__state__in=GOOD_BATCHES,
        )
        .exclude(bin__warehouse__place__in=BLOCKED_PLACES)
        .order_by(F("batch__expires_on").asc(nulls_last=True), "batch__received_at", "batch_id")
    )
    for row in rows.select_related("batch", "bin"):
        piece = Piece(row.batch_id, row.batch.number, row.bin.code, row.quantity, row.batch.expires_on)
        found.setdefault(row.part_id, []).append(piece)
    return found


def pieces_for(actor: Actor, order_id: int, *, on: date) -> dict[int, list[int]]:
    """The serial numbers that the lines of an order should have, those on their own shelf first: line → batch ids.

    Two statements; none where no line asks for a part that is kept by serial number.
    """
    store_id = reading.store_for(actor, permissions.ISSUE_PARTS)
    lines = list(
        PickLine.objects.filter(
            store_id=store_id, for_order=order_id, is_open=True, part__tracking=Tracking.SERIAL
        ).order_by("for_line")
    )
    if not lines:
        return {}
    there = to_leave(store_id, {line.part_id for line in lines}, on=on)
    chosen: dict[int, list[int]] = {}
    for line in lines:
        pieces = there.get(line.part_id, [])
        wanted = int(line.asked - line.issued)
        chosen[line.for_line] = [piece.batch_id for piece in pieces[:wanted]]
        there[line.part_id] = pieces[wanted:]
    return {line_id: batches for line_id, batches in chosen.items() if batches}


@dataclass(frozen=True)
class PartLot:
    """A batch of a part on its page."""

    batch_id: int
    number: str
    state: str
    state_says: str
    expires_on: date | None
    days_left: int | None
    quantity: Decimal
    bins: str
    is_good: bool


def lots_of_part(store_id: int, part_id: int, *, on: date) -> tuple[list[PartLot], Decimal]:
    """What lies of a part by batch, first to leave first, and how much lies there without a batch. Two statements."""
    rows = BatchStock.objects.filter(store_id=store_id, part_id=part_id, quantity__gt=0).select_related(
        "batch", "bin"
    )
    by_batch: dict[int, list[BatchStock]] = {}
    for row in rows.order_by(F("batch__expires_on").asc(nulls_last=True), "batch__received_at", "batch_id"):
        by_batch.setdefault(row.batch_id, []).append(row)
    lots = []
    for batch_id, lying in by_batch.items():
        batch = lying[0].batch
        lots.append(
            PartLot(
                batch_id,
                batch.number,
                batch.state,
                batch.get_state_display(),
                batch.expires_on,
                None if batch.expires_on is None else (batch.expires_on - on).days,
                sum((row.quantity for row in lying), ZERO),
                "、".join(row.bin.code for row in lying),
                batch.state in GOOD_BATCHES,
            )
        )
    whole = Stock.objects.filter(store_id=store_id, part_id=part_id).values_list("on_hand", flat=True).first()
    return lots, (whole or ZERO) - sum((lot.quantity for lot in lots), ZERO)
