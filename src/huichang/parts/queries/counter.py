"""Beside the pick queue: the booking shelf, and what is short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from huichang.kernel.days import begin_of
from huichang.parts import askers
from huichang.parts.askers import Asker
from huichang.parts.models import BackOrder, BinStock, Hold, PickLine
from huichang.parts.states import HoldState, Place

ZERO = Decimal(0)


@dataclass(frozen=True)
class ShelfLine:
    """One part of a booking. `shelf`: where it lies on the booking shelf; `stays`: in the hazardous store until then."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    shelf: str
    is_short: bool
    stays: bool
    expected_on: date | None


@dataclass(frozen=True)
class BookingShelf:
    """What one booking needs of the shelf, and how far it is."""

    appointment_id: int
    plate: str
    until: datetime
    lines: tuple[ShelfLine, ...]
    asker: Asker

    @property
    def on(self) -> date:
        """The booked day."""
        return timezone.localdate(self.asker.at or self.until)

    @property
    def to_shelve(self) -> int:
        """Lines that still lie in their bins."""
        return sum(1 for line in self.lines if not (line.is_short or line.shelf or line.stays))

    @property
    def short(self) -> int:
        """Lines of which something is missing."""
        return sum(1 for line in self.lines if line.is_short)

    @property
    def is_ready(self) -> bool:
        """Everything lies on the shelf."""
        return not self.to_shelve and not self.short

    @property
    def places(self) -> str:
        """Where on the shelf."""
        return "、".join(sorted({line.shelf for line in self.lines if line.shelf}))


def booking_shelf(store_id: int, *, on: date, days: int = 2) -> list[BookingShelf]:
    """Bookings of some days from `on` with what they need of the shelf, soonest first. Two statements and the source."""
    until = begin_of(on + timedelta(days=days))
    held = Hold.objects.filter(
        store_id=store_id, state=HoldState.HELD, for_line__isnull=True, expires_at__lt=until
    ).select_related("part", "shelf")
    short = BackOrder.objects.filter(
        store_id=store_id, closed_at__isnull=True, for_line__isnull=True, needed_at__lt=until
    ).select_related("part")
    lines: dict[int, list[ShelfLine]] = {}
    heads: dict[int, tuple[str, datetime]] = {}
    for hold in held.order_by("pk"):
        heads.setdefault(hold.for_appointment, (hold.plate, hold.expires_at))
        shelf = hold.shelf.code if hold.shelf else ""
        lines.setdefault(hold.for_appointment, []).append(_line(hold, hold.quantity, shelf=shelf))
    for row in short.order_by("pk"):
        heads.setdefault(row.for_appointment, (row.plate, row.needed_at))
        lines.setdefault(row.for_appointment, []).append(
            _line(row, row.quantity, is_short=True, expected_on=row.expected_on)
        )
    known = askers.appointments(store_id, heads)
    shelves = [
        BookingShelf(pk, plate, last, tuple(lines[pk]), known.get(pk, Asker(number="", plate=plate)))
        for pk, (plate, last) in heads.items()
    ]
    return sorted(shelves, key=lambda each: (each.asker.at or each.until, each.appointment_id))


def _line(
    row: Hold | BackOrder,
    quantity: Decimal,
    *,
    shelf: str = "",
    is_short: bool = False,
    expected_on: date | None = None,
) -> ShelfLine:
    part = row.part
    return ShelfLine(
        part.pk, part.number, part.name, part.unit, quantity, shelf, is_short, part.is_hazardous, expected_on
    )


@dataclass(frozen=True)
class ToShelve:
    """A booking with parts that still lie in their bins."""

    appointment_id: int
    plate: str
    kinds: int
    until: datetime
    asker: Asker


def to_shelve(store_id: int, *, on: date, days: int = 2) -> list[ToShelve]:
    """Bookings of some days from `on` with something to lay out. One statement and the source."""
    return laying_out(store_id, list(held_in_bins(store_id, on=on, days=days)))


def held_in_bins(store_id: int, *, on: date, days: int = 2) -> QuerySet[Hold, dict[str, Any]]:
    """The question behind `to_shelve`, to be asked with others: bookings with how many kinds lie in their bins."""
    rows: QuerySet[Hold, dict[str, Any]] = (
        Hold.objects.filter(
            store_id=store_id,
            state=HoldState.HELD,
            for_line__isnull=True,
            shelf__isnull=True,
            expires_at__lt=begin_of(on + timedelta(days=days)),
            part__is_hazardous=False,
        )
        .values("for_appointment", "plate", "expires_at")
        .annotate(kinds=Count("part", distinct=True))
        .order_by("expires_at", "for_appointment")
    )
    return rows


def laying_out(store_id: int, rows: Sequence[dict[str, Any]]) -> list[ToShelve]:
    """What its rows say. The source of `askers`."""
    known = askers.appointments(store_id, [row["for_appointment"] for row in rows])
    return [
        ToShelve(
            row["for_appointment"],
            row["plate"],
            row["kinds"],
            row["expires_at"],
            known.get(row["for_appointment"], Asker(number="", plate=row["plate"])),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class LeftOver:
    """Goods on the booking shelf that nobody is promised: to be carried back."""

    part_id: int
    number: str
    name: str
    unit: str
    bin_id: int
    shelf: str
    quantity: Decimal


def left_on_shelf(store_id: int) -> list[LeftOver]:
    """What lies on the booking shelf without a promise. One statement."""
    return without_promise(on_the_shelf(store_id))


def on_the_shelf(store_id: int) -> QuerySet[BinStock]:
    """The question behind `left_on_shelf`, to be asked with others: all that lies there, and how much of it is kept."""
    kept = (
        Hold.objects.filter(shelf_id=OuterRef("bin_id"), part_id=OuterRef("part_id"), state=HoldState.HELD)
        .values("shelf_id")
        .annotate(pieces=Sum("quantity"))
        .values("pieces")
    )
    rows: QuerySet[BinStock] = (
        BinStock.objects.filter(store_id=store_id, quantity__gt=0, bin__warehouse__place=Place.BOOKING)
        .annotate(kept=Subquery(kept))
        .select_related("part", "bin")
        .order_by("bin__walk", "bin__code", "part__number")
    )
    return rows


def without_promise(lying: Iterable[BinStock]) -> list[LeftOver]:
    """What its rows say. No statement."""
    return [
        LeftOver(
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.bin_id,
            row.bin.code,
            row.quantity - kept,
        )
        for row in lying
        if row.quantity > (kept := getattr(row, "kept", None) or ZERO)
    ]


@dataclass(frozen=True)
class ShortCard:
    """A part that somebody waits for."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    plate: str
    order_id: int | None
    order_number: str
    appointment_id: int | None
    asked_at: datetime
    needed_at: datetime | None
    expected_on: date | None
    line_id: int | None

    @property
    def key(self) -> str:
        """Who waits, as forms say it."""
        return f"line-{self.line_id}" if self.line_id else f"appointment-{self.appointment_id}"

    @property
    def is_late(self) -> bool:
        """No day is known, or it lies behind the time at which it is needed."""
        if self.expected_on is None:
            return True
        return self.needed_at is not None and self.expected_on > timezone.localdate(self.needed_at)


def shorts(store_id: int, *, part_id: int | None = None) -> list[ShortCard]:
    """What is short, in the order in which it will be served. One statement."""
    rows = waiting(store_id)
    return short_cards(rows if part_id is None else rows.filter(part_id=part_id))


def waiting(store_id: int) -> QuerySet[BackOrder]:
    """The question behind `shorts`, to be asked with others."""
    order = PickLine.objects.filter(for_line=OuterRef("for_line"))
    rows: QuerySet[BackOrder] = (
        BackOrder.objects.filter(store_id=store_id, closed_at__isnull=True)
        .select_related("part")
        .annotate(
            order_id=Subquery(order.values("for_order")[:1]),
            number=Subquery(order.values("order_number")[:1]),
        )
        .order_by("priority", "needed_at", "asked_at", "pk")
    )
    return rows


def short_cards(rows: Iterable[Any]) -> list[ShortCard]:
    """What its rows say. No statement."""
    return [
        ShortCard(
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.quantity,
            row.plate,
            row.order_id,
            row.number or "",
            row.for_appointment,
            row.asked_at,
            row.needed_at,
            row.expected_on,
            row.for_line,
        )
        for row in rows
    ]
