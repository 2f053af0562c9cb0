"""Putting away (上架): what came lies on the receiving place until it is carried to its shelf (PARTS-11, PARTS-20).

Goods on the receiving place are in stock already: whoever waits may have them from there.
"""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import ledger, permissions, places, rules
from huichang.parts.models import Bin, Move, Part, Warehouse
from huichang.parts.states import SHELVES, MoveKind, Place

PREFIX = "SJ"
SETTLED = "上架，定为固定货位"


@use_case(permissions.MOVE_GOODS, "上架")
def put_away(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    source_id: int,
    target_id: int,
    quantity: Decimal,
    at: datetime,
    batch_id: int | None = None,
) -> str:
    """Carry so much of a part from the receiving place to a shelf; returns the document's number, by which it is undone.

    A part without a place of its own belongs there from now on, and a bin that was said to be full is not. Raises Refused
    for a bin that is no shelf, hazardous goods elsewhere than in their store, more than lies there, and a store room's limit;
    NotAllowed for the hazardous store without that right.
    """
    warrant.show_at(store_id)
    book = ledger.open_book(store_id, [part_id], on=localdate(at))
    stock = book.stock(part_id)
    bins = book.know_bins([source_id, target_id])
    source, target = bins[source_id], bins[target_id]
    if source.warehouse.place != Place.RECEIVING:
        raise Refused(f"货位 {source.code} 不是收货区，换货位请在配件页点“移库”。")
    _check_shelf(stock.part, target)
    places.check_entry(warrant.actor, [target])
    lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == source_id), Decimal(0))
    if not rules.is_countable(quantity, is_whole=stock.part.is_whole) or quantity > lying:
        raise Refused(
            f"“{stock.part.name}”在收货区 {source.code} 有 {rules.plain(lying)} {stock.part.unit}，"
            f"上架数不能是 {rules.plain(quantity)}。",
            fields=("quantity",),
        )
    number = numbering.next_number(store_id, PREFIX, on=localdate(at))
    settles = stock.home_bin_id is None
    book.shift(
        part_id,
        quantity,
        source=source_id,
        target=target_id,
        document=number,
        note=SETTLED if settles else "上架",
        batch_id=batch_id,
    )
    if settles:
        book.settle_in(part_id, target_id)
    places.check_limits(book, {target.warehouse_id})
    book.close(at=at, by_id=warrant.actor.staff_id)
    if target.is_full:
        target.is_full = False
        target.save(update_fields=["is_full"])
    warrant.about(stock, f"{number} {target.code}")
    return number


def _check_shelf(part: Part, bin: Bin) -> None:
    place = bin.warehouse.place
    if place not in SHELVES:
        raise Refused(
            f"{bin.code} 在“{bin.warehouse.name}”，不能上架，请扫主库、分库或危险品库的货位；有问题的配件请移到隔离区。"
        )
    if (
        part.is_hazardous
        and place != Place.HAZARD
        and Warehouse.objects.filter(store_id=bin.store_id, place=Place.HAZARD).exists()
    ):
        raise Refused(f"“{part.name}”是危险品，只能上架到危险品库，请扫危险品库的货位。")


@use_case(permissions.MOVE_GOODS, "撤销上架")
def undo_put_away(warrant: Warrant, store_id: int, document: str, *, at: datetime) -> Part:
    """What one putting away carried lies on the receiving place again, by opposite lines; returns the part.

    Raises Missing for an unknown document, OutOfTurn when it was taken back before, Refused when it has left the shelf.
    """
    warrant.show_at(store_id)
    lines = Move.objects.filter(
        store_id=store_id, document=document, kind=MoveKind.SHIFT, corrects__isnull=True
    ).order_by("-pk")
    part_ids = set(lines.values_list("part_id", flat=True)) if document.startswith(PREFIX) else set()
    if not part_ids:
        raise Missing("没有找到这次上架，请检查单号。")
    book = ledger.open_book(store_id, part_ids, on=localdate(at))
    if Move.objects.filter(corrects__in=lines).exists():
        raise OutOfTurn(f"上架 {document} 已经撤销过了，不用再撤。")
    (part_id,) = part_ids
    stock = book.stock(part_id)
    book.know_bins(lines.values_list("bin_id", flat=True))
    # Each pair of lines is out of the one bin, into the other; backwards the goods leave the shelf first.
    for line in lines:
        there = sum(
            (each.quantity for each in book.contents(part_id) if each.bin_id == line.bin_id), Decimal(0)
        )
        if line.quantity > there:
            raise Refused(
                f"上架之后“{stock.part.name}”已经从货位上领走，只剩 {rules.plain(there)} {stock.part.unit}，"
                "不能撤销；要换货位请在配件页点“移库”。"
            )
        book.move(
            ledger.Movement(
                part_id=part_id,
                bin_id=line.bin_id,
                kind=MoveKind.SHIFT,
                quantity=-line.quantity,
                value=-line.value,
                document=document,
                note="撤销上架",
                batch_id=line.batch_id,
                corrects_id=line.pk,
            )
        )
        if line.quantity > 0 and line.note == SETTLED and stock.home_bin_id == line.bin_id:
            book.unsettle(part_id)
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(stock, document)
    return stock.part


@use_case(permissions.MOVE_GOODS, "标记货位放满")
def mark_full(warrant: Warrant, bin_id: int, *, full: bool) -> Bin:
    """Nothing more goes into a bin (or something does again): putting away proposes it no more until something leaves it."""
    bin: Bin = Bin.objects.locked(bin_id, warrant)
    bin.is_full = full
    bin.save(update_fields=["is_full"])
    warrant.about(bin, "已放满" if full else "还能放")
    return bin
