"""Back orders: who waits for which part, until when, and who is served first (PARTS-13).

The order of those who wait is: priority, then the promise to the customer, then who asked first. The expected date of
each comes from what is on its way, in that order.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, OuterRef, Subquery

from huichang.parts import facts, ledger
from huichang.parts.models import BackOrder, Delivery, PickLine

FIRST_SERVED = (F("priority").asc(), F("needed_at").asc(nulls_last=True), F("asked_at").asc(), F("pk").asc())
_REDATE = f"""
WITH coming AS (
  SELECT part_id, expected_on, sum(quantity) OVER (PARTITION BY part_id ORDER BY expected_on, id) AS until
  FROM {Delivery._meta.db_table} WHERE store_id = %(store)s AND part_id = ANY(%(parts)s) AND ended_at IS NULL
), waiting AS (
  SELECT id, part_id,
         sum(quantity) OVER (PARTITION BY part_id ORDER BY priority, needed_at NULLS LAST, asked_at, id) AS until
  FROM {BackOrder._meta.db_table} WHERE store_id = %(store)s AND part_id = ANY(%(parts)s) AND closed_at IS NULL
), dated AS (
  SELECT w.id, (SELECT min(c.expected_on) FROM coming c WHERE c.part_id = w.part_id AND c.until >= w.until) AS day
  FROM waiting w
)
UPDATE {BackOrder._meta.db_table} b SET expected_on = d.day
FROM dated d WHERE b.id = d.id AND b.expected_on IS DISTINCT FROM d.day
RETURNING b.id, b.part_id, b.quantity, b.expected_on, b.for_line, b.for_appointment,
          (SELECT p.for_order FROM {PickLine._meta.db_table} p WHERE p.for_line = b.for_line)
"""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one of those who need a part misses now (`missing` may be 0); `old` is their open back order, if any."""

    part_id: int
    missing: Decimal
    old: BackOrder | None
    line_id: int | None
    order_id: int | None
    appointment_id: int | None
    plate: str
    priority: int
    needed_at: datetime | None
    is_given_up: bool = False
    """Nothing is wanted any more: closing the back order is no arrival."""


@dataclass(frozen=True)
class Short:
    """A part that is missing for a line or a booking: how much, and when it is expected."""

    part_id: int
    number: str
    name: str
    quantity: Decimal
    expected_on: date | None


def write_down(book: ledger.Book, wishes: Sequence[Wish], *, at: datetime) -> list[Short]:
    """Open, change or close back orders so that they say exactly what is missing; tells PartShort and PartsArrived.

    At most three statements. Returns what is missing, in the order of the wishes.
    """
    opened: list[BackOrder] = []
    changed: list[BackOrder] = []
    told: list[tuple[Wish, BackOrder]] = []
    rows: list[tuple[Wish, BackOrder]] = []
    for wish in wishes:
        row = wish.old
        if row is None:
            if not wish.missing:
                continue
            row = _opened(book.store_id, wish, at)
            opened.append(row)
            told.append((wish, row))
        elif row.quantity != wish.missing or row.needed_at != wish.needed_at:
            if row.quantity < wish.missing:
                told.append((wish, row))
            _change(row, wish, at)
            changed.append(row)
            if not wish.missing and not wish.is_given_up:
                book.tell(_arrived(book, wish, at))
        if wish.missing:
            rows.append((wish, row))
    BackOrder.objects.bulk_create(opened)
    if changed:
        BackOrder.objects.bulk_update(changed, ["quantity", "closed_at", "needed_at"])
    if opened or changed:
        dates = redate(book, {wish.part_id for wish in wishes}, at=at, quiet={row.pk for _, row in told})
        for _, row in rows:
            row.expected_on = dates.get(row.pk, row.expected_on)
    for wish, row in told:
        book.tell(_short(book, wish, row, at))
    return [_as_short(book, wish, row) for wish, row in rows]


def redate(
    book: ledger.Book, part_ids: Iterable[int], *, at: datetime | None, quiet: Container[int] = ()
) -> dict[int, date | None]:
    """Work out anew when those who wait for some parts will have them; one statement. Returns the changed dates.

    Tells PartExpected for everyone whose date changed, but for the back orders in `quiet` (`at` None: for nobody).
    """
    changed: dict[int, date | None] = {}
    with connection.cursor() as cursor:
        cursor.execute(_REDATE, {"store": book.store_id, "parts": sorted(part_ids)})
        for pk, part_id, quantity, day, line_id, appointment_id, order_id in cursor.fetchall():
            changed[pk] = day
            if at is not None and pk not in quiet:
                name = book.stock(part_id).part.name
                book.tell(
                    facts.PartExpected(
                        book.store_id, order_id, line_id, appointment_id, name, quantity, day, at
                    )
                )
    return changed


def in_turn(store_id: int, part_ids: Iterable[int]) -> dict[int, list[BackOrder]]:
    """Open back orders by part, first served first, each with the order it is for (`order_id`). One statement."""
    order = PickLine.objects.filter(for_line=OuterRef("for_line")).values("for_order")[:1]
    found: dict[int, list[BackOrder]] = {}
    for row in (
        BackOrder.objects.filter(store_id=store_id, part_id__in=list(part_ids), closed_at__isnull=True)
        .annotate(order_id=Subquery(order))
        .order_by(*FIRST_SERVED)
    ):
        found.setdefault(row.part_id, []).append(row)
    return found


def _opened(store_id: int, wish: Wish, at: datetime) -> BackOrder:
    return BackOrder(
        store_id=store_id,
        part_id=wish.part_id,
        quantity=wish.missing,
        for_line=wish.line_id,
        for_appointment=None if wish.line_id else wish.appointment_id,
        plate=wish.plate,
        priority=wish.priority,
        needed_at=wish.needed_at,
        asked_at=at,
    )


def _change(row: BackOrder, wish: Wish, at: datetime) -> None:
    if wish.missing:
        row.quantity = wish.missing
    else:
        row.closed_at = at
    row.needed_at = wish.needed_at


def _short(book: ledger.Book, wish: Wish, row: BackOrder, at: datetime) -> facts.PartShort:
    return facts.PartShort(
        book.store_id,
        wish.order_id,
        wish.line_id,
        wish.appointment_id,
        book.stock(wish.part_id).part.name,
        wish.missing,
        row.expected_on,
        at,
    )


def _arrived(book: ledger.Book, wish: Wish, at: datetime) -> facts.PartsArrived:
    name = book.stock(wish.part_id).part.name
    return facts.PartsArrived(book.store_id, wish.order_id, wish.line_id, wish.appointment_id, name, at)


def _as_short(book: ledger.Book, wish: Wish, row: BackOrder) -> Short:
    part = book.stock(wish.part_id).part
    return Short(part.pk, part.number, part.name, wish.missing, row.expected_on)
