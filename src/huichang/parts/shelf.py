"""The booking shelf (预约货架): what a booked car needs is laid out the day before, and carried back if nobody comes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import askers, facts, ledger, permissions, rules
from huichang.parts.models import BackOrder, Bin, Hold
from huichang.parts.queries import counter
from huichang.parts.states import HoldState, Place

ZERO = Decimal(0)
DOCUMENT = "预约备货"


@use_case(permissions.KEEP_SHELF, "预约备货")
def shelve_for_booking(
    warrant: Warrant, appointment_id: int, *, at: datetime, bin_id: int | None = None
) -> str:
    """Lay what is held for a booking on the booking shelf; returns the place.

    `bin_id` names the place; otherwise it is where something of this booking lies already, or the first empty one.
    Hazardous goods stay in their store. Raises Refused when there is nothing to lay out or no shelf. Tells BookingShelved.
    """
    first = (
        Hold.objects.seen_by(warrant.actor)
        .filter(for_appointment=appointment_id, state=HoldState.HELD)
        .order_by("pk")
        .first()
    )
    if first is None:
        raise Missing("这个预约没有预留配件，可能已经到店、改期或取消，请刷新货架。")
    store_id = first.store_id
    warrant.show_at(store_id)
    whose = askers.appointments(store_id, [appointment_id]).get(appointment_id)
    warrant.about(first, whose.number if whose else first.plate)
    mine = Hold.objects.filter(store_id=store_id, for_appointment=appointment_id, state=HoldState.HELD)
    book = ledger.open_book(store_id, mine.values_list("part_id", flat=True), on=localdate(at))
    kept = list(
        Hold.objects.filter(store_id=store_id, part_id__in=book.stocks, state=HoldState.HELD)
        .exclude(for_appointment__isnull=True, shelf__isnull=True)
        .order_by("pk")
    )
    own = [hold for hold in kept if hold.for_appointment == appointment_id]
    to_lay = [
        hold for hold in own if hold.shelf_id is None and not book.stock(hold.part_id).part.is_hazardous
    ]
    if not to_lay:
        raise Refused("这个预约的配件都已经在货架上（危险品留在危险品库，到店时直接领）。")
    target = _place(book, own, bin_id)
    rest: list[Hold] = []
    for hold in to_lay:
        rest += _lay(book, hold, target, kept)
    Hold.objects.bulk_update(to_lay, ["shelf", "quantity"])
    Hold.objects.bulk_create(rest)
    short = BackOrder.objects.filter(
        store_id=store_id, for_appointment=appointment_id, closed_at__isnull=True
    ).exists()
    book.tell(
        facts.BookingShelved(store_id, appointment_id, not short and not rest, at, warrant.actor.staff_id)
    )
    book.close(at=at, by_id=warrant.actor.staff_id)
    return target.code


def _place(book: ledger.Book, own: Sequence[Hold], bin_id: int | None) -> Bin:
    used = [hold.shelf_id for hold in own if hold.shelf_id]
    if bin_id is not None or used:
        wanted = bin_id or used[0]
        assert wanted is not None
        bin = book.know_bins([wanted])[wanted]
        if bin.warehouse.place != Place.BOOKING:
            raise Refused(f"货位 {bin.code} 不是预约货架，请选择预约货架上的货位。")
        return bin
    shelf = Bin.objects.filter(store_id=book.store_id, warehouse__place=Place.BOOKING)
    taken = Hold.objects.filter(store_id=book.store_id, state=HoldState.HELD, shelf__isnull=False)
    empty = shelf.exclude(pk__in=taken.values("shelf")).exclude(contents__quantity__gt=0)
    free = empty.order_by("walk", "code").first() or shelf.order_by("walk", "code").first()
    if free is None:
        raise Refused("本店还没有预约货架，请备件经理先在“库区”里建立预约货架的货位。")
    return book.know_bins([free.pk])[free.pk]


def _lay(book: ledger.Book, hold: Hold, target: Bin, kept: Sequence[Hold]) -> list[Hold]:
    """Carry one hold's goods to the shelf. What lies on a shelf already without a promise is taken from there."""
    on_shelf = [
        (each.shelf_id, each.quantity) for each in kept if each.shelf_id and each.part_id == hold.part_id
    ]
    bins = ledger.usable(book, hold.part_id, kept_on_shelf=on_shelf)
    takes = rules.choose_bins(
        hold.quantity,
        [(bin.bin_id, quantity) for bin, quantity in bins if bin.place != Place.HAZARD],
    )
    if not takes:
        part = book.stock(hold.part_id).part
        raise Refused(f"“{part.name}”在货位上找不到 {rules.plain(hold.quantity)} {part.unit}，请先盘点货位。")
    for take in takes:
        if take.bin_id != target.pk:
            book.shift(
                hold.part_id,
                take.quantity,
                source=take.bin_id,
                target=target.pk,
                document=DOCUMENT,
                note=hold.plate,
            )
    laid = sum((take.quantity for take in takes), ZERO)
    rest = []
    if laid < hold.quantity:
        rest.append(
            Hold(
                store_id=hold.store_id,
                part_id=hold.part_id,
                quantity=hold.quantity - laid,
                for_appointment=hold.for_appointment,
                plate=hold.plate,
                priority=hold.priority,
                held_at=hold.held_at,
                expires_at=hold.expires_at,
            )
        )
        hold.quantity = laid
    hold.shelf_id = target.pk
    return rest


@use_case(permissions.KEEP_SHELF, "货架归位")
def put_back(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Carry everything that lies on the booking shelf without a promise back to where it belongs; returns the lines.

    Raises Refused when nothing does, or when a part has no place of its own.
    """
    warrant.show_at(store_id)
    parts = {each.part_id for each in counter.left_on_shelf(store_id)}
    book = ledger.open_book(store_id, parts)
    left = counter.left_on_shelf(store_id)
    if not left:
        raise Refused("预约货架上没有需要归位的配件。")
    carried = 0
    for each in left:
        if each.part_id not in book.stocks:
            continue
        home = book.stock(each.part_id).home_bin_id
        if home is None or home == each.bin_id:
            raise Refused(f"“{each.name}”还没有固定货位，请先在配件页设置固定货位。")
        book.shift(
            each.part_id,
            each.quantity,
            source=each.bin_id,
            target=home,
            document=DOCUMENT,
            note="归位",
        )
        carried += 1
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.note = f"{carried} 行"
    return carried
