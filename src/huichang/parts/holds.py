"""Promises: what is kept for whom, and what happens when stock becomes free (PARTS-12).

Plain functions for the rooms above and for this room's own use-cases; they run in the caller's transaction. One rule
holds after each of them: whoever needs a part has it held, or waits for the rest in a back order, and nobody waits for
a part that is free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.parts import ledger, permissions, rules, states, waiting
from huichang.parts.models import BackOrder, Hold, PickLine
from huichang.parts.states import HoldState
from huichang.parts.waiting import Short

ORDER_PRIORITY, BOOKING_PRIORITY = 5, 6
"""1 goes first, 9 last. A car in the workshop goes before a booking."""
ZERO = Decimal(0)
Key = tuple[int | None, int | None, int]


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a line of an order (or a booking) still wants of a part altogether, held or not; 0 when nothing any more."""

    part_id: int
    quantity: Decimal
    line_id: int | None = None
    order_id: int | None = None
    appointment_id: int | None = None
    plate: str = ""
    priority: int = ORDER_PRIORITY
    needed_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass
class _Kept:
    holds: list[Hold] = field(default_factory=list)
    short: BackOrder | None = None


def need_of(line: PickLine) -> Need:
    """What a pick line still wants."""
    return Need(
        part_id=line.part_id,
        quantity=line.asked - line.issued,
        line_id=line.for_line,
        order_id=line.for_order,
        plate=line.plate,
        priority=line.priority,
        needed_at=line.promised_at,
    )


def last_in_turn(need: Need, priority: int) -> Need:
    """The same need, behind others."""
    return replace(need, priority=priority)


def _key(line_id: int | None, appointment_id: int | None, part_id: int) -> Key:
    return (line_id, None if line_id else appointment_id, part_id)


def fit(book: ledger.Book, needs: Sequence[Need], *, at: datetime, fresh: bool = False) -> list[Short]:
    """Bring what is held and what is waited for in line with what is needed; the caller closes the book.

    Too much is released (from the ordinary bins before the booking shelf), too little is held from free stock, and what
    is not there becomes a back order. `fresh`: nothing can be held or waited for yet. Returns what is short.
    """
    kept = {} if fresh else _kept(book.store_id, needs)
    ends, begun = Ends(at), []
    wishes = []
    for need in needs:
        mine = kept.get(_key(need.line_id, need.appointment_id, need.part_id), _Kept())
        lack = need.quantity - sum((hold.quantity for hold in mine.holds), ZERO)
        if lack < 0:
            ends.release(
                book, sorted(mine.holds, key=lambda hold: (hold.shelf_id is not None, -hold.pk)), -lack
            )
        taken = max(ZERO, min(lack, book.free(need.part_id)))
        if taken:
            begun.append(_hold(book, need, taken, at))
        wishes.append(_wish(need, max(ZERO, lack) - taken, mine.short))
    ends.write()
    Hold.objects.bulk_create(begun)
    return waiting.write_down(book, wishes, at=at)


def _kept(store_id: int, needs: Sequence[Need]) -> dict[Key, _Kept]:
    lines = [need.line_id for need in needs if need.line_id]
    bookings = {need.appointment_id for need in needs if not need.line_id}
    whose = Q(for_line__in=lines) | Q(for_line__isnull=True, for_appointment__in=bookings)
    found: dict[Key, _Kept] = {}
    for hold in Hold.objects.filter(whose, store_id=store_id, state=HoldState.HELD).order_by("pk"):
        found.setdefault(_key(hold.for_line, hold.for_appointment, hold.part_id), _Kept()).holds.append(hold)
    for short in BackOrder.objects.filter(whose, store_id=store_id, closed_at__isnull=True):
        found.setdefault(_key(short.for_line, short.for_appointment, short.part_id), _Kept()).short = short
    return found


def _hold(book: ledger.Book, need: Need, quantity: Decimal, at: datetime) -> Hold:
    book.keep(need.part_id, quantity)
    return Hold(
        store_id=book.store_id,
        part_id=need.part_id,
        quantity=quantity,
        for_line=need.line_id,
        for_appointment=None if need.line_id else need.appointment_id,
        plate=need.plate,
        priority=need.priority,
        held_at=at,
        expires_at=need.expires_at,
    )


def _wish(need: Need, missing: Decimal, old: BackOrder | None) -> waiting.Wish:
    return waiting.Wish(
        part_id=need.part_id,
        missing=missing,
        old=old,
        line_id=need.line_id,
        order_id=need.order_id,
        appointment_id=need.appointment_id,
        plate=need.plate,
        priority=need.priority,
        needed_at=need.needed_at or need.expires_at,
        is_given_up=not need.quantity,
    )


@dataclass
class Ends:
    """Holds that end together: whole, or in part by a split, so that no quantity of the past is rewritten.

    `rest` is what still runs of those that were split.
    """

    at: datetime
    _ended: list[Hold] = field(default_factory=list)
    rest: list[Hold] = field(default_factory=list)

    def use(self, book: ledger.Book, holds: Iterable[Hold], quantity: Decimal) -> None:
        """So much of what is held is handed out."""
        self._end(book, holds, quantity, "use")

    def release(self, book: ledger.Book, holds: Iterable[Hold], quantity: Decimal | None = None) -> None:
        """So much of what is held (None: all of it) is free again."""
        holds = list(holds)
        whole = sum((each.quantity for each in holds), ZERO)
        self._end(book, holds, whole if quantity is None else quantity, "release")

    def _end(self, book: ledger.Book, holds: Iterable[Hold], quantity: Decimal, verb: str) -> None:
        for hold in holds:
            if quantity <= 0:
                return
            ended = min(hold.quantity, quantity)
            quantity -= ended
            if ended < hold.quantity:
                self.rest.append(_rest_of(hold, hold.quantity - ended))
                hold.quantity = ended
            states.HOLD.move(hold, verb)
            hold.ended_at = self.at
            book.keep(hold.part_id, -ended)
            self._ended.append(hold)

    def write(self) -> None:
        """Two statements at most."""
        if self._ended:
            Hold.objects.bulk_update(self._ended, ["state", "ended_at", "quantity"])
        Hold.objects.bulk_create(self.rest)
        self._ended, self.rest = [], []


def _rest_of(hold: Hold, quantity: Decimal) -> Hold:
    return Hold(
        store_id=hold.store_id,
        part_id=hold.part_id,
        quantity=quantity,
        for_line=hold.for_line,
        for_appointment=hold.for_appointment,
        plate=hold.plate,
        priority=hold.priority,
        held_at=hold.held_at,
        expires_at=hold.expires_at,
        shelf_id=hold.shelf_id,
    )


def serve(book: ledger.Book, *, at: datetime) -> int:
    """Give what is free of the book's parts to those who wait, in their turn; the caller closes the book.

    One statement when nobody waits. Tells PartsArrived for everybody who has all they wait for, and returns how many
    these are.
    """
    free = [part_id for part_id in book.stocks if book.free(part_id) > 0]
    in_turn = waiting.in_turn(book.store_id, free) if free else {}
    begun, served = [], []
    for part_id, rows in in_turn.items():
        turns = [rules.Waiting(index, row.quantity) for index, row in enumerate(rows)]
        for index, given in rules.serve(book.free(part_id), turns).items():
            row = rows[index]
            need = Need(
                part_id=part_id,
                quantity=row.quantity,
                line_id=row.for_line,
                order_id=getattr(row, "order_id", None),
                appointment_id=row.for_appointment,
                plate=row.plate,
                priority=row.priority,
                needed_at=row.needed_at,
                expires_at=None if row.for_line else row.needed_at,
            )
            begun.append(_hold(book, need, given, at))
            served.append(_wish(need, row.quantity - given, row))
    if begun:
        Hold.objects.bulk_create(begun)
        waiting.write_down(book, served, at=at)
    return sum(1 for wish in served if not wish.missing)


def hold_for_appointment(
    *,
    store_id: int,
    appointment_id: int,
    plate: str,
    needs: Mapping[int, Decimal],
    at: datetime,
    expires_at: datetime,
    priority: int = BOOKING_PRIORITY,
) -> list[Short]:
    """Keep exactly `needs` (part id → quantity) for a booking until `expires_at`; returns the parts that are short.

    Safe to repeat after the booking changed or moved: what is no longer needed is released, the rest keeps its place.
    Raises Refused for a quantity that the part does not come in.
    """
    claimed = {part_id for _, part_id in _claims(appointment_id)}
    book = ledger.open_book(store_id, claimed | needs.keys())
    for part_id, quantity in needs.items():
        part = book.stock(part_id).part
        if quantity and not rules.is_countable(quantity, is_whole=part.is_whole):
            raise Refused(f"“{part.name}”的数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。")
    if claimed:
        Hold.objects.filter(for_appointment=appointment_id, state=HoldState.HELD).exclude(
            expires_at=expires_at
        ).update(expires_at=expires_at)
    wanted = [
        Need(
            part_id=part_id,
            quantity=needs.get(part_id, ZERO),
            appointment_id=appointment_id,
            plate=plate,
            priority=priority,
            expires_at=expires_at,
        )
        for part_id in sorted(book.stocks)
    ]
    short = fit(book, wanted, at=at, fresh=not claimed)
    if claimed:
        serve(book, at=at)
    book.close(at=at, by_id=None)
    return short


def release_for_appointment(appointment_id: int, *, at: datetime) -> None:
    """Everything that is held or waited for on account of a booking is free again, and goes to those who wait (LANE-06).

    What lies on the booking shelf stays there, free, until somebody carries it back.
    """
    _release_bookings(_claims(appointment_id), [appointment_id], at=at)


def _release_bookings(claims: set[tuple[int, int]], appointment_ids: Sequence[int], *, at: datetime) -> None:
    for store_id in sorted({store_id for store_id, _ in claims}):
        book = ledger.open_book(store_id, {part_id for store, part_id in claims if store == store_id})
        ends = Ends(at)
        ends.release(
            book,
            Hold.objects.filter(
                store_id=store_id, for_appointment__in=appointment_ids, state=HoldState.HELD
            ).order_by("pk"),
        )
        ends.write()
        BackOrder.objects.filter(
            store_id=store_id, for_appointment__in=appointment_ids, closed_at__isnull=True
        ).update(closed_at=at)
        waiting.redate(book, book.stocks, at=at)
        serve(book, at=at)
        book.close(at=at, by_id=None)


def _claims(*appointment_ids: int) -> set[tuple[int, int]]:
    """(store, part) of everything that is held or waited for on account of bookings. One statement."""
    held = Hold.objects.filter(for_appointment__in=appointment_ids, state=HoldState.HELD)
    short = BackOrder.objects.filter(for_appointment__in=appointment_ids, closed_at__isnull=True)
    return set(held.values_list("store_id", "part_id").union(short.values_list("store_id", "part_id")))


def move_to_lines(*, appointment_id: int, lines: Mapping[int, int], at: datetime) -> None:
    """The booked car's order is signed: what was held for the booking is held for the order's lines (part id → line).

    May be called before or after `picking.ask` for these lines; parts of the booking that are in no line stay held for
    it until they expire or are released. What lies on the booking shelf is kept before anything else.
    """
    claims = {(store, part) for store, part in _claims(appointment_id) if part in lines}
    if not claims:
        return
    store_id = min(store for store, _ in claims)
    book = ledger.open_book(store_id, {part_id for _, part_id in claims})
    moved = list(
        Hold.objects.filter(
            store_id=store_id, for_appointment=appointment_id, part_id__in=book.stocks, state=HoldState.HELD
        ).order_by("pk")
    )
    for hold in moved:
        hold.for_line, hold.for_appointment = lines[hold.part_id], None
        hold.expires_at, hold.priority = None, ORDER_PRIORITY
    if moved:
        Hold.objects.bulk_update(moved, ["for_line", "for_appointment", "expires_at", "priority"])
    BackOrder.objects.filter(
        for_appointment=appointment_id, part_id__in=book.stocks, closed_at__isnull=True
    ).update(closed_at=at)
    picks = PickLine.objects.filter(store_id=store_id, for_line__in=lines.values(), part_id__in=book.stocks)
    needs = [need_of(line) for line in picks.order_by("for_line")]
    if needs:
        fit(book, needs, at=at)
    waiting.redate(book, book.stocks, at=at)
    serve(book, at=at)
    book.close(at=at, by_id=None)


@use_case(permissions.RELEASE_HOLDS, "释放到期的预约备件")
def release_expired_holds(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """What was kept for bookings whose time is over goes back to free stock (LANE-06); returns how many bookings."""
    warrant.show_at(store_id)
    ledger.enter(store_id)
    over = set(
        Hold.objects.filter(
            store_id=store_id, state=HoldState.HELD, for_line__isnull=True, expires_at__lte=at
        ).values_list("for_appointment", flat=True)
    ) | set(
        BackOrder.objects.filter(
            store_id=store_id, closed_at__isnull=True, for_line__isnull=True, needed_at__lte=at
        ).values_list("for_appointment", flat=True)
    )
    if over:
        bookings = sorted(over)
        _release_bookings(_claims(*bookings), bookings, at=at)
    warrant.note = f"{len(over)} 个预约"
    return len(over)
