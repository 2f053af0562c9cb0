"""Beside the pick queue: the booking shelf, what is short, and requests for parts that are held for others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from huichang.kernel.actor import Actor
from huichang.parts import askers, permissions
from huichang.parts.askers import Asker
from huichang.parts.models import BackOrder, BinStock, Hold, HoldRequest, PickLine
from huichang.parts.queries import reading
from huichang.parts.states import Answer, HoldState, Place

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


def booking_shelf(store_id: int, *, on: date, days: int = 2, ask: bool = True) -> list[BookingShelf]:
    """Bookings of some days from `on` with what they need of the shelf, soonest first.

    Two statements, and what the source of `askers` needs unless `ask` is False.
    """
    until = timezone.make_aware(datetime.combine(on + timedelta(days=days), datetime.min.time()))
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
    known = askers.appointments(store_id, heads) if ask else {}
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
    kept = (
        Hold.objects.filter(shelf_id=OuterRef("bin_id"), part_id=OuterRef("part_id"), state=HoldState.HELD)
        .values("shelf_id")
        .annotate(pieces=Sum("quantity"))
        .values("pieces")
    )
    lying = (
        BinStock.objects.filter(store_id=store_id, quantity__gt=0, bin__warehouse__place=Place.BOOKING)
        .annotate(kept=Subquery(kept))
        .select_related("part", "bin")
        .order_by("bin__walk", "bin__code", "part__number")
    )
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
        if row.quantity > (kept := row.kept or ZERO)
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
    order = PickLine.objects.filter(for_line=OuterRef("for_line"))
    rows = BackOrder.objects.filter(store_id=store_id, closed_at__isnull=True)
    if part_id is not None:
        rows = rows.filter(part_id=part_id)
    rows = rows.select_related("part").annotate(
        order_id=Subquery(order.values("for_order")[:1]), number=Subquery(order.values("order_number")[:1])
    )
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
        for row in rows.order_by("priority", "needed_at", "asked_at", "pk")
    ]


@dataclass(frozen=True)
class HolderCard:
    """Who is promised a part, since when, for which order or booking; `is_asked`: somebody waits for an answer."""

    hold_id: int
    part_id: int
    quantity: Decimal
    plate: str
    order_id: int | None
    order_number: str
    appointment_id: int | None
    since: datetime
    until: datetime | None
    shelf: str
    is_asked: bool
    asker: Asker
    line_id: int | None

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.hold_id)

    @property
    def for_key(self) -> str:
        """Whom it is for, as forms say it."""
        return f"line-{self.line_id}" if self.line_id else f"appointment-{self.appointment_id}"


def holders(store_id: int, part_id: int) -> list[HolderCard]:
    """Who holds a part, oldest promise first. One statement and what the sources need."""
    order = PickLine.objects.filter(for_line=OuterRef("for_line"))
    open_request = HoldRequest.objects.filter(hold=OuterRef("pk"), state=Answer.OPEN)
    rows = list(
        Hold.objects.filter(store_id=store_id, part_id=part_id, state=HoldState.HELD)
        .select_related("shelf")
        .annotate(
            order_id=Subquery(order.values("for_order")[:1]),
            number=Subquery(order.values("order_number")[:1]),
            request=Subquery(open_request.values("pk")[:1]),
        )
        .order_by("held_at", "pk")
    )
    whose = _whose(store_id, ((row.order_id, row.for_appointment) for row in rows))
    return [
        HolderCard(
            row.pk,
            row.part_id,
            row.quantity,
            row.plate,
            row.order_id,
            row.number or "",
            row.for_appointment,
            row.held_at,
            row.expires_at,
            row.shelf.code if row.shelf else "",
            row.request is not None,
            whose(row.order_id, row.for_appointment, row.number or "", row.plate),
            row.for_line,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RequestCard:
    """Somebody asks for a part that is promised to another car; the owner of the promise answers."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    why: str
    asked_by: str
    asked_at: datetime
    plate: str
    owner: Asker
    for_plate: str
    is_mine: bool


def requests(actor: Actor) -> list[RequestCard]:
    """Requests that wait for an answer in the actor's store, oldest first; `is_mine`: the actor may answer.

    One statement and what the sources need. Raises NotAllowed for somebody who can neither ask nor answer.
    """
    right = (
        permissions.ANSWER_REQUESTS if actor.may(permissions.ANSWER_REQUESTS) else permissions.ASK_FOR_HELD
    )
    store_id = reading.store_for(actor, right)
    order = PickLine.objects.filter(for_line=OuterRef("hold__for_line"))
    target = PickLine.objects.filter(for_line=OuterRef("for_line"))
    rows = list(
        HoldRequest.objects.filter(store_id=store_id, state=Answer.OPEN, hold__state=HoldState.HELD)
        .select_related("hold__part", "asked_by")
        .annotate(
            order_id=Subquery(order.values("for_order")[:1]),
            number=Subquery(order.values("order_number")[:1]),
            for_plate=Subquery(target.values("plate")[:1]),
        )
        .order_by("asked_at", "pk")
    )
    whose = _whose(store_id, ((row.order_id, row.hold.for_appointment) for row in rows))
    cards = []
    for row in rows:
        owner = whose(row.order_id, row.hold.for_appointment, row.number or "", row.hold.plate)
        cards.append(
            RequestCard(
                row.pk,
                row.hold.part_id,
                row.hold.part.number,
                row.hold.part.name,
                row.hold.part.unit,
                row.quantity,
                row.why,
                row.asked_by.name,
                row.asked_at,
                row.hold.plate,
                owner,
                row.for_plate or "",
                may_answer(actor, owner, store_id),
            )
        )
    return cards


def may_answer(actor: Actor, owner: Asker, store_id: int) -> bool:
    """Whether a request is this person's to answer: the owner's adviser, or somebody who answers for all."""
    if actor.may(permissions.ANSWER_ANY_REQUEST, store_id):
        return True
    own = owner.adviser_id is None or owner.adviser_id == actor.staff_id
    return own and actor.may(permissions.ANSWER_REQUESTS, store_id)


def owner_of(hold: Hold) -> Asker:
    """Whose promise a hold is. At most three statements."""
    order_id = (
        PickLine.objects.filter(for_line=hold.for_line).values_list("for_order", flat=True).first()
        if hold.for_line
        else None
    )
    whose = _whose(hold.store_id, [(order_id, hold.for_appointment)])
    return whose(order_id, hold.for_appointment, "", hold.plate)


class _Whose:
    """Orders and bookings with the people behind them, asked once."""

    def __init__(self, orders: dict[int, Asker], bookings: dict[int, Asker]) -> None:
        self.orders, self.bookings = orders, bookings

    def __call__(self, order_id: int | None, appointment_id: int | None, number: str, plate: str) -> Asker:
        unknown = Asker(number=number, plate=plate)
        if order_id is not None:
            return self.orders.get(order_id, unknown)
        return self.bookings.get(appointment_id, unknown) if appointment_id is not None else unknown


def _whose(store_id: int, pairs: Iterable[tuple[int | None, int | None]]) -> _Whose:
    asked = list(pairs)
    return _Whose(
        askers.orders(store_id, [order_id for order_id, _ in asked if order_id is not None]),
        askers.appointments(
            store_id, [booking for order_id, booking in asked if order_id is None and booking is not None]
        ),
    )
