"""Stock: what can be promised, what lay here on any day, what it was worth, every line of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Min, OuterRef, Q, Subquery, Sum

from huichang.kernel.actor import Actor
from huichang.parts import permissions
from huichang.parts.models import Delivery, Hold, Move, Part, Stock
from huichang.parts.queries import reading
from huichang.parts.states import MoveKind

ZERO = Decimal(0)


@dataclass(frozen=True)
class Availability:
    """What a store can promise of a part. `bin`: where it belongs; `expected_on`: when the next delivery comes."""

    on_hand: Decimal
    free: Decimal
    expected_on: date | None
    bin: str
    held: Decimal = ZERO
    in_transit: Decimal = ZERO


NEVER_HAD = Availability(ZERO, ZERO, None, "")


def availability(store_id: int, part_ids: Iterable[int]) -> dict[int, Availability]:
    """What can be promised of some parts in a store, also of those it never had. One statement."""
    wanted = list(part_ids)
    coming = (
        Delivery.objects.filter(store_id=store_id, part_id=OuterRef("part_id"), ended_at__isnull=True)
        .values("part_id")
        .annotate(first=Min("expected_on"))
        .values("first")
    )
    found = (
        Stock.objects.filter(store_id=store_id, part_id__in=wanted)
        .annotate(coming=Subquery(coming))
        .values_list("part_id", "on_hand", "held", "blocked", "in_transit", "coming", "home_bin__code")
    )
    known = {
        part_id: Availability(on_hand, on_hand - held - blocked, day, code or "", held, in_transit)
        for part_id, on_hand, held, blocked, in_transit, day, code in found
    }
    return {part_id: known.get(part_id, NEVER_HAD) for part_id in wanted}


@dataclass(frozen=True)
class Standing:
    """How a part stood at a moment: everything comes from the sums of the ledger."""

    on_hand: Decimal
    value: Decimal
    held: Decimal
    in_transit: Decimal


def standing(
    store_id: int, *, at: datetime, part_ids: Iterable[int] | None = None, as_known_now: bool = False
) -> dict[int, Standing]:
    """On hand, value, promised and in transit of every part of a store at any moment. Three statements.

    `as_known_now`: with the corrections that were written later and belong to the time before.
    """
    only = Q() if part_ids is None else Q(part_id__in=list(part_ids))
    until = Q(belongs_at__lte=at) | Q(belongs_at__isnull=True, at__lte=at) if as_known_now else Q(at__lte=at)
    moved = {
        part_id: (quantity, value)
        for part_id, quantity, value in Move.objects.filter(only, until, store_id=store_id)
        .values("part_id")
        .annotate(pieces=Sum("quantity"), worth=Sum("value"))
        .values_list("part_id", "pieces", "worth")
    }
    running = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    held = dict(
        Hold.objects.filter(only, running, store_id=store_id, held_at__lte=at)
        .values("part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "pieces")
    )
    coming = dict(
        Delivery.objects.filter(only, running, store_id=store_id, told_at__lte=at)
        .values("part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "pieces")
    )
    return {
        part_id: Standing(
            *moved.get(part_id, (ZERO, ZERO)), held.get(part_id, ZERO), coming.get(part_id, ZERO)
        )
        for part_id in moved.keys() | held.keys() | coming.keys()
    }


def stock_value(store_id: int, *, at: datetime) -> Decimal:
    """What the whole stock of a store was worth at a moment (yuan, moving average, without tax). One statement."""
    found = Move.objects.filter(store_id=store_id, at__lte=at).aggregate(worth=Sum("value"))["worth"]
    return found if isinstance(found, Decimal) else ZERO


@dataclass(frozen=True)
class MoveCard:
    """One line of the stock card."""

    id: int
    at: datetime
    kind: str
    kind_says: str
    quantity: Decimal
    value: Decimal | None
    on_hand_after: Decimal
    bin: str
    document: str
    by: str
    taken_by: str
    note: str
    batch_id: int | None = None
    batch: str = ""
    belongs_at: datetime | None = None

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.id)


def move_card(row: Move, *, worth: bool) -> MoveCard:
    """A row as its card; `worth`: with its value."""
    return MoveCard(
        row.pk,
        row.at,
        row.kind,
        row.get_kind_display(),
        row.quantity,
        row.value if worth else None,
        row.on_hand_after,
        row.bin.code,
        row.document,
        row.by.name if row.by else "",
        row.taken_by.name if row.taken_by else "",
        row.note,
        row.batch_id,
        row.batch.number if row.batch else "",
        row.belongs_at,
    )


_OF_CARD = (
    "pk",
    "at",
    "kind",
    "quantity",
    "value",
    "on_hand_after",
    "bin__code",
    "document",
    "by__name",
    "taken_by__name",
    "note",
    "batch_id",
    "batch__number",
    "belongs_at",
)


def stock_card(
    actor: Actor, part_id: int, *, before: int | None = None, limit: int = 50
) -> tuple[list[MoveCard], int | None]:
    """The ledger of a part in the actor's store, newest first, from below the line `before`. One statement.

    Returns the lines and, when there are more, the `before` of the next page. Values only for those who may see costs.
    """
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows = Move.objects.filter(store_id=store_id, part_id=part_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk").values_list(*_OF_CARD)[: limit + 1])
    worth = actor.may(permissions.SEE_COSTS, store_id)
    cards = [
        MoveCard(
            pk,
            at,
            kind,
            str(MoveKind(kind).label),
            quantity,
            value if worth else None,
            after,
            bin,
            document,
            by or "",
            taken_by or "",
            note,
            batch_id,
            batch or "",
            belongs_at,
        )
        for pk, at, kind, quantity, value, after, bin, document, by, taken_by, note, batch_id, batch, belongs_at in found[
            :limit
        ]
    ]
    return cards, cards[-1].id if len(found) > limit else None


@dataclass(frozen=True)
class StockAt:
    """What lay of a part at a moment, and what it was worth (yuan, moving average, without tax)."""

    part_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    value: Decimal
    held: Decimal
    in_transit: Decimal


def stock_at(actor: Actor, *, at: datetime, as_known_now: bool = False, text: str = "") -> list[StockAt]:
    """The whole stock of the actor's store at a moment, by number, summed from the ledger. Four statements.

    Raises NotAllowed without the right to see costs.
    """
    store_id = reading.store_for(actor, permissions.SEE_COSTS)
    found = standing(store_id, at=at, as_known_now=as_known_now)
    there = {pk: row for pk, row in found.items() if row.on_hand or row.value or row.held or row.in_transit}
    parts = Part.objects.filter(pk__in=there).order_by("number")
    if text.strip():
        typed = text.strip()
        parts = parts.filter(
            Q(number__startswith=typed.upper())
            | Q(name__contains=typed)
            | Q(initials__startswith=typed.lower())
        )
    return [
        StockAt(pk, number, name, unit, row.on_hand, row.value, row.held, row.in_transit)
        for pk, number, name, unit in parts.values_list("pk", "number", "name", "unit")
        for row in (there[pk],)
    ]
