"""Goods of a sale: handed over at once at the counter, and taken back (PARTS-50). Plain functions: the trade room calls them.

A sale's lines stand on the pick list as an order's do (`picking.ask`), so that stock is kept, awaited, picked and scanned in
the same way; what leaves is a move of kind SALE.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.parts import batches, holds, issuing, ledger, rules, taking
from huichang.parts.models import PickLine
from huichang.parts.states import ReturnReason

ZERO = Decimal(0)


@dataclass(frozen=True)
class Back:
    """So many of a sale's line come back; `good`: to the shelf, else to quarantine."""

    line_id: int
    quantity: Decimal
    good: bool


def hand_over(
    actor: Actor,
    store_id: int,
    sale_id: int,
    *,
    taken_by_id: int,
    at: datetime,
    batches: Mapping[int, Sequence[int]] | None = None,
) -> issuing.Handed:
    """All of a sale leaves now, at the counter; its lines were asked for in this transaction. Tells PartsIssued.

    Raises Refused when something of it is not there.
    """
    lines = list(
        PickLine.objects.filter(store_id=store_id, for_order=sale_id)
        .select_related("part")
        .select_for_update(of=("self",))
        .order_by("for_line")
    )
    wanted = {line.for_line: line.asked - line.issued for line in lines if line.asked > line.issued}
    return issuing.hand_out(actor, lines, wanted, taken_by_id=taken_by_id, at=at, batches=batches or {})


def take_back(
    store_id: int, backs: Sequence[Back], *, document: str, note: str, at: datetime, by_id: int | None
) -> None:
    """Sold goods come back, at the value and to the batch at which they left, and serve who waits.

    The pick list of the sale stays as it is: nobody asks for these goods again. Raises Refused for more than is out.
    """
    wanted = {back.line_id for back in backs}
    ledger.enter(store_id)
    lines = {
        line.for_line: line
        for line in PickLine.objects.filter(store_id=store_id, for_line__in=wanted).select_related("part")
    }
    book = ledger.open_book(store_id, (line.part_id for line in lines.values()), entered=True)
    out = taking.out_of(list(lines.values()))
    homes = taking.bins_for_return(book, list(lines.values()), ReturnReason.UNUSED)
    for back in backs:
        line = lines[back.line_id]
        line.order_number = document
        there = sum((each.quantity for each in out[back.line_id]), ZERO)
        if back.quantity > there:
            raise Refused(
                f"“{line.part.name}”在外的只有 {rules.plain(there)} {line.part.unit}，"
                f"不能退 {rules.plain(back.quantity)} {line.part.unit}，可能已经退过。"
            )
        bin_id = homes.get(line.part_id) if back.good else None
        if bin_id is None:
            bin_id = batches.quarantine_bin(store_id).pk
        taking.bring_back(book, line, back.quantity, out[back.line_id], bin_id, note)
        out[back.line_id] = _rest(out[back.line_id], back.quantity)
    holds.serve(book, at=at)
    book.close(at=at, by_id=by_id)


def _rest(out: Sequence[taking.Out], gone: Decimal) -> list[taking.Out]:
    """What is still out after so much of it came back."""
    left = []
    for each in out:
        back = min(gone, each.quantity)
        gone -= back
        if each.quantity > back:
            value = each.value - rules.share_of_value(each.quantity, each.value, back)
            left.append(taking.Out(each.batch, each.quantity - back, value))
    return left
