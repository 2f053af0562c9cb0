"""The ledger: the only writer of moves and of the running totals that come of them (PARTS-10).

Whoever changes stock enters the store room, opens the book of the parts concerned (`open_book`), says what moves and
what is promised, and closes it: a fixed number of statements, however many lines.

One transaction at a time is in a store's store room, from its first touch until it ends. A signed order may move the
booking's holds, ask for more parts and withdraw others in one transaction, with other parts each time: no order of row
locks holds over several such calls, one gate does. It stands before pick lines, totals, bins, holds, back orders and
deliveries alike.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing
from huichang.kernel.use_case import use_case
from huichang.parts import permissions, proving, rules
from huichang.parts.book import Book, Content, Movement
from huichang.parts.models import Part, Proof, Stock
from huichang.parts.states import Place, Tracking

__all__ = ["Book", "Content", "Movement", "choose", "enter", "open_book", "post", "prove_ledger", "usable"]
GATE = 0x50415254
"""Marks the store rooms among the advisory locks of the database."""


def enter(store_id: int) -> None:
    """Wait for one's turn in a store's store room; it is left when the transaction ends. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [GATE, store_id])


def open_book(
    store_id: int, part_ids: Iterable[int], *, entered: bool = False, on: date | None = None
) -> Book:
    """Enter the store room (unless the caller has `entered`) and lock the totals of some parts. Two statements.

    A part that the store never had gets its empty totals first. Raises Missing for an unknown part.
    """
    if not entered:
        enter(store_id)
    wanted = sorted(set(part_ids))
    stocks = _locked(store_id, wanted)
    if len(stocks) < len(wanted):
        known = Part.objects.filter(pk__in=set(wanted) - stocks.keys()).order_by("pk")
        Stock.objects.bulk_create(
            [Stock(store_id=store_id, part_id=part_id) for part_id in known.values_list("pk", flat=True)]
        )
        stocks = _locked(store_id, wanted)
        if len(stocks) < len(wanted):
            raise Missing("有的配件编码已经不在目录里，请重新搜索配件。")
    return Book(store_id, stocks, on)


def _locked(store_id: int, part_ids: Sequence[int]) -> dict[int, Stock]:
    rows = (
        Stock.objects.filter(store_id=store_id, part_id__in=part_ids)
        .select_related("part")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {row.part_id: row for row in rows}


def post(store_id: int, movements: Sequence[Movement], *, at: datetime, by_id: int | None) -> Book:
    """Write movements that promise nothing: lock, check, moves, totals, bins. Raises Refused as `Book` does."""
    book = open_book(store_id, (each.part_id for each in movements), on=localdate(at))
    book.know_bins({each.bin_id for each in movements})
    for each in movements:
        book.move(each)
    book.close(at=at, by_id=by_id)
    return book


def usable(
    book: Book, part_id: int, *, kept_on_shelf: Iterable[tuple[int, Decimal]]
) -> list[tuple[Content, Decimal]]:
    """The bins of a part that can be issued from, with how much, in walking order, what rides on a van last.

    `kept_on_shelf`: bin and quantity of what lies on a booking shelf for others. Of a part that is kept by batch only what
    may leave counts.
    """
    kept: dict[int, Decimal] = {}
    for bin_id, quantity in kept_on_shelf:
        kept[bin_id] = kept.get(bin_id, Decimal(0)) + quantity
    found = []
    for content in book.contents(part_id):
        quantity = content.quantity
        if book.stock(part_id).part.tracking != Tracking.NONE:
            quantity = sum(
                (lot.quantity for lot in book.lots.of(part_id, content.bin_id) if lot.may_leave(book.on)),
                Decimal(0),
            )
        quantity -= kept.get(content.bin_id, Decimal(0))
        if not content.is_blocked and quantity > 0:
            found.append((content, quantity))
    return sorted(found, key=lambda pair: pair[0].place == Place.VAN)


def choose(
    book: Book,
    part_id: int,
    wanted: Decimal,
    bins: Sequence[tuple[Content, Decimal]],
    *,
    batches: Sequence[int] = (),
) -> list[rules.Take]:
    """Where to take `wanted` from `bins` (as `usable` gives them); of a part kept by batch what expires first.

    `batches`: only of these, in this order. What the bins do not have is missing from the answer.
    """
    if book.stock(part_id).part.tracking == Tracking.NONE:
        return rules.choose_bins(wanted, [(bin.bin_id, quantity) for bin, quantity in bins])
    left_in = {bin.bin_id: quantity for bin, quantity in bins}
    lots = [lot for lot in book.lots.of(part_id) if lot.may_leave(book.on) and lot.bin_id in left_in]
    if batches:
        lots = sorted(
            (lot for lot in lots if lot.batch.pk in batches), key=lambda lot: batches.index(lot.batch.pk)
        )
    takes, left = [], wanted
    for lot in lots:
        taken = min(left, lot.quantity, left_in[lot.bin_id])
        if taken > 0:
            takes.append(rules.Take(lot.bin_id, taken, lot.batch.pk))
            left -= taken
            left_in[lot.bin_id] -= taken
    return takes


@use_case(permissions.PROVE_LEDGER, "核对库存台账")
def prove_ledger(warrant: Warrant, store_id: int, *, at: datetime) -> Proof:
    """Compare every running total of a store with the sum of its ledger and keep the result."""
    warrant.show_at(store_id)
    checked, wrong = proving.prove(store_id)
    proof: Proof = Proof.objects.create(
        store_id=store_id, at=at, checked=checked, wrong=[each.says for each in wrong]
    )
    warrant.about(proof, f"{len(wrong)} 项不符" if wrong else "全部相符")
    return proof
