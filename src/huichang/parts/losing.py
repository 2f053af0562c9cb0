"""Stock that was promised and is not there any more: found missing, gone bad, over its day (PARTS-12).

Those who were promised last, and matter least, wait for it anew; the adviser hears it as of any part that is short.
"""

from datetime import datetime
from decimal import Decimal

from huichang.parts import holds, ledger
from huichang.parts.models import BackOrder, Hold, PickLine
from huichang.parts.states import HoldState

ZERO = Decimal(0)


def give_up(book: ledger.Book, part_id: int, *, at: datetime) -> Decimal:
    """Take back so many promises of a part that the rest can be kept; the caller closes the book. Returns how much.

    No statement when all promises can be kept. Those who lose wait in a back order (PartShort).
    """
    lack = -book.free(part_id)
    if lack <= 0:
        return ZERO
    losers: dict[tuple[int | None, int | None], holds.Need | None] = {}
    ends, left = holds.Ends(at), lack
    rows = Hold.objects.filter(store_id=book.store_id, part_id=part_id, state=HoldState.HELD)
    for hold in rows.order_by("-priority", "-held_at", "-pk"):
        if left <= 0:
            break
        key = (hold.for_line, hold.for_appointment)
        if key not in losers:
            losers[key] = wanted_by(book.store_id, part_id, *key)
        taken = min(left, hold.quantity)
        ends.release(book, [hold], taken)
        left -= taken
    ends.write()
    needs = [need for need in losers.values() if need is not None]
    if needs:
        holds.fit(book, needs, at=at)
    return lack - left


def wanted_by(
    store_id: int, part_id: int, line_id: int | None, appointment_id: int | None
) -> holds.Need | None:
    """What a line or a booking wants of a part altogether; None when it is gone. At most two statements."""
    if line_id is not None:
        line = PickLine.objects.filter(store_id=store_id, for_line=line_id, part_id=part_id).first()
        return holds.need_of(line) if line else None
    mine = {"store_id": store_id, "part_id": part_id, "for_appointment": appointment_id}
    held = list(Hold.objects.filter(**mine, state=HoldState.HELD).order_by("pk"))
    short = BackOrder.objects.filter(**mine, closed_at__isnull=True).first()
    if not held and short is None:
        return None
    until = held[0].expires_at if held else short.needed_at if short else None
    return holds.Need(
        part_id=part_id,
        quantity=sum((hold.quantity for hold in held), ZERO) + (short.quantity if short else ZERO),
        appointment_id=appointment_id,
        plate=held[0].plate if held else short.plate if short else "",
        priority=held[0].priority if held else short.priority if short else holds.BOOKING_PRIORITY,
        expires_at=until,
    )
