"""Bringing stock in, and saying what is on its way; who waits is served in turn (PARTS-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from huichang.kernel import numbering
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import batches, holds, ledger, permissions, places, rules, waiting
from huichang.parts.models import Batch, Bin, Delivery, Move, Part
from huichang.parts.states import BLOCKED_PLACES, LOCKED_AWAY, SHELVES, MoveKind, Place, Tracking

ZERO = Decimal(0)
MOST_COST = Decimal(10**8)
"""Yuan per unit; more is a slip of the decimal point."""


@dataclass(frozen=True)
class Received:
    """So much of a part came in, at a cost per unit without tax; into its own place unless `bin_id` says another.

    `came`: batch or serial numbers, dates, certificate and check, of a part that is kept by them. `order`: the number of
    the order, or transfer, that it came for: only what was announced under that number is taken off what is on its way.
    """

    part_id: int
    quantity: Decimal
    cost: Decimal
    bin_id: int | None = None
    came: batches.Came | None = None
    order: str = ""
    worth: Decimal | None = None
    """The value of the whole line where it is known otherwise than by the cost (yuan without tax)."""


@dataclass(frozen=True)
class Receipt:
    """What a receipt brought: its number, its value without tax, and how many back orders it served in full."""

    number: str
    value: Decimal
    served: int


@use_case(permissions.RECEIVE_PARTS, "配件入库")
def receive_parts(
    warrant: Warrant,
    *,
    store_id: int,
    document: str,
    supplier: str,
    lines: Sequence[Received],
    at: datetime,
) -> Receipt:
    """Goods came with a supplier's document: into their bins, into the value, to those who wait (PartsArrived).

    What was announced as on its way is taken off, the earliest first. Raises Refused for an empty or impossible line,
    for hazardous goods outside the hazardous store, when that store would hold more than it may, and for a part that is kept
    by batch without its batch; NotAllowed for the hazardous store without that right.
    """
    warrant.show_at(store_id)
    if not document.strip():
        raise Refused("请填写供应商的送货单号或发票号，便于以后对账。")
    receipt = bring_in(
        warrant.actor, store_id, lines, supplier=supplier.strip(), paper=document.strip(), at=at
    )
    warrant.note = f"{receipt.number} {supplier.strip()} {document.strip()}"[:200]
    return receipt


def bring_in(
    actor: Actor,
    store_id: int,
    lines: Sequence[Received],
    *,
    supplier: str,
    paper: str,
    at: datetime,
    kind: MoveKind = MoveKind.RECEIPT,
    number: str = "",
) -> Receipt:
    """What every receipt does, in the caller's transaction: bins, batches, value, limits, what was on its way, who waits.

    Goods of a batch that is unchecked or failed go to quarantine, whatever bin is named. `number`: the document's, where
    there is one already. Raises as `receive_parts` does.
    """
    if not lines:
        raise Refused("请至少填写一行入库配件。")
    book = ledger.open_book(store_id, (line.part_id for line in lines), on=timezone.localdate(at))
    bins = _bins(book, lines)
    places.check_entry(actor, bins.values())
    number = number or numbering.next_number(store_id, "RK", on=timezone.localdate(at))
    note = f"{supplier} {paper}".strip()[:120]
    value = ZERO
    used: dict[int, Bin] = {}
    for line in lines:
        part, worth = _checked(book, line)
        value += worth
        bin = bins[line.part_id, line.bin_id]
        left, rest = line.quantity, worth
        for batch, quantity in _batches_of(book, part, line, supplier, number, at, actor.staff_id):
            share = rules.share_of_value(left, rest, quantity)
            left, rest = left - quantity, rest - share
            where = bin
            if batch is not None and batch.state in LOCKED_AWAY and bin.warehouse.place not in BLOCKED_PLACES:
                where = batches.quarantine_bin(store_id)
                book.know_bins([where.pk])
            used[where.pk] = where
            book.move(
                ledger.Movement(
                    part_id=line.part_id,
                    bin_id=where.pk,
                    kind=kind,
                    quantity=quantity,
                    value=share,
                    document=number,
                    note=note,
                    batch_id=batch.pk if batch else None,
                )
            )
    places.check_limits(book, {bin.warehouse_id for bin in used.values()})
    _take_off_transit(book, lines, at=at)
    served = holds.serve(book, at=at)
    book.close(at=at, by_id=actor.staff_id)
    return Receipt(number, value, served)


def _checked(book: ledger.Book, line: Received) -> tuple[Part, Decimal]:
    """The part of a line and what the line is worth. Raises Refused for an impossible quantity or cost."""
    part = book.stock(line.part_id).part
    if not rules.is_countable(line.quantity, is_whole=part.is_whole):
        raise Refused(f"“{part.name}”的数量不对：{rules.plain(line.quantity)}。请填写大于零的{part.unit}数。")
    if line.cost < 0:
        raise Refused(f"“{part.name}”的进价不能小于零。")
    if line.cost > MOST_COST:
        raise Refused(f"“{part.name}”的进价 {line.cost:.2f} 太大，请核对小数点。")
    return part, money(line.cost * line.quantity) if line.worth is None else line.worth


def _batches_of(
    book: ledger.Book,
    part: Part,
    line: Received,
    supplier: str,
    number: str,
    at: datetime,
    by_id: int | None,
) -> list[tuple[Batch | None, Decimal]]:
    """The line by batches; a part that is not kept by them has one share without."""
    if part.tracking == Tracking.NONE:
        return [(None, line.quantity)]
    came = line.came or batches.Came(numbers=())
    return list(
        batches.register(
            book, part, came, line.quantity, supplier=supplier, document=number, at=at, by_id=by_id
        )
    )


def _bins(book: ledger.Book, lines: Sequence[Received]) -> dict[tuple[int, int | None], Bin]:
    """Where each line goes: the bin named, the part's own place, or the first bin that suits it."""
    named = {line.bin_id for line in lines if line.bin_id is not None}
    homes = {stock.home_bin_id for stock in book.stocks.values() if stock.home_bin_id is not None}
    known = dict(book.know_bins(named | homes))
    first: dict[str, Bin] = {}
    if any(line.bin_id is None and book.stock(line.part_id).home_bin_id is None for line in lines) or any(
        book.stock(line.part_id).part.is_hazardous for line in lines
    ):
        for bin in (
            Bin.objects.filter(store_id=book.store_id, warehouse__place__in=[Place.MAIN, Place.HAZARD])
            .select_related("warehouse")
            .order_by("warehouse__place", "walk", "pk")
            .distinct("warehouse__place")
        ):
            first[bin.warehouse.place] = bin
    chosen: dict[tuple[int, int | None], Bin] = {}
    for line in lines:
        stock = book.stock(line.part_id)
        where = line.bin_id or stock.home_bin_id
        bin = known[where] if where else first.get(Place.HAZARD if stock.part.is_hazardous else Place.MAIN)
        bin = bin or first.get(Place.MAIN)
        if bin is None:
            raise Refused("本店还没有货位，请备件经理先在“库区”里建立货位。")
        _check_place(stock.part, bin, has_hazard_store=Place.HAZARD in first)
        if stock.home_bin_id is None and bin.warehouse.place in SHELVES:
            book.settle_in(line.part_id, bin.pk)
        chosen[line.part_id, line.bin_id] = bin
    return chosen


def _check_place(part: Part, bin: Bin, *, has_hazard_store: bool) -> None:
    place = bin.warehouse.place
    if place == Place.BOOKING:
        raise Refused(f"货位 {bin.code} 是预约货架，新到的配件请先入库，再按预约备货。")
    may_wait = {Place.HAZARD, Place.QUARANTINE, Place.RECEIVING}
    if part.is_hazardous and has_hazard_store and place not in may_wait:
        raise Refused(f"“{part.name}”是危险品，只能放进危险品库，请选择危险品库的货位。")


def _take_off_transit(book: ledger.Book, lines: Sequence[Received], *, at: datetime) -> None:
    """What came is no longer on its way: of its order where one is named, else the earliest deliveries first; one that
    comes in part is split."""
    expected = [part_id for part_id, stock in book.stocks.items() if stock.in_transit > 0]
    if not expected:
        return
    came: dict[tuple[int, str], Decimal] = {}
    for line in lines:
        came[line.part_id, line.order] = came.get((line.part_id, line.order), ZERO) + line.quantity
    ended, rest = [], []
    for delivery in Delivery.objects.filter(
        store_id=book.store_id, part_id__in=expected, ended_at__isnull=True
    ).order_by("expected_on", "pk"):
        arrived = ZERO
        for key in {(delivery.part_id, delivery.document), (delivery.part_id, "")}:
            taken = min(delivery.quantity - arrived, came.get(key, ZERO))
            if taken:
                came[key] -= taken
                arrived += taken
        if not arrived:
            continue
        if arrived < delivery.quantity:
            rest.append(_rest_of(delivery, delivery.quantity - arrived))
        delivery.quantity, delivery.ended_at, delivery.came = arrived, at, True
        book.expect(delivery.part_id, -arrived)
        ended.append(delivery)
    Delivery.objects.bulk_update(ended, ["quantity", "ended_at", "came"])
    Delivery.objects.bulk_create(rest)
    waiting.redate(book, expected, at=at)


def _rest_of(delivery: Delivery, quantity: Decimal) -> Delivery:
    return Delivery(
        store_id=delivery.store_id,
        part_id=delivery.part_id,
        quantity=quantity,
        supplier=delivery.supplier,
        document=delivery.document,
        expected_on=delivery.expected_on,
        told_at=delivery.told_at,
        for_purchase=delivery.for_purchase,
    )


@use_case(permissions.EXPECT_PARTS, "登记在途配件")
def expect_parts(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    quantity: Decimal,
    expected_on: date,
    at: datetime,
    supplier: str = "",
    document: str = "",
) -> Delivery:
    """So much of a part is on its way and expected on a day: those who wait are told when (PartExpected)."""
    warrant.show_at(store_id)
    book = ledger.open_book(store_id, [part_id])
    part = book.stock(part_id).part
    if not rules.is_countable(quantity, is_whole=part.is_whole):
        raise Refused(f"“{part.name}”的数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。")
    if expected_on < timezone.localdate(at):
        raise Refused("预计到货日期已经过去，请填写今天或以后的日期。")
    delivery: Delivery = Delivery.objects.create(
        store_id=store_id,
        part_id=part_id,
        quantity=quantity,
        expected_on=expected_on,
        supplier=supplier.strip(),
        document=document.strip(),
        told_at=at,
    )
    book.expect(part_id, quantity)
    waiting.redate(book, [part_id], at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(delivery, f"{part.number} {rules.plain(quantity)} {part.unit}")
    return delivery


@use_case(permissions.EXPECT_PARTS, "更改预计到货")
def change_delivery(
    warrant: Warrant, delivery_id: int, *, expected_on: date | None, at: datetime
) -> Delivery:
    """A delivery comes on another day, or not at all (None): those who wait are told (PartExpected).

    Raises OutOfTurn when it has come already.
    """
    delivery: Delivery | None = Delivery.objects.seen_by(warrant.actor).filter(pk=delivery_id).first()
    if delivery is None:
        raise Missing("没有找到这批在途配件，请刷新页面后重试。")
    warrant.show_at(delivery.store_id)
    warrant.about(delivery)
    book = ledger.open_book(delivery.store_id, [delivery.part_id])
    delivery.refresh_from_db()
    if delivery.ended_at is not None:
        raise OutOfTurn("这批在途配件已经到货或取消，不能再改。")
    if expected_on is None:
        delivery.ended_at = at
        book.expect(delivery.part_id, -delivery.quantity)
    else:
        if expected_on < timezone.localdate(at):
            raise Refused("预计到货日期已经过去，请填写今天或以后的日期。")
        delivery.expected_on = expected_on
    delivery.save(update_fields=["expected_on", "ended_at"])
    waiting.redate(book, [delivery.part_id], at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    return delivery


def last_of(store_id: int, document: str) -> tuple[int, int | None]:
    """Bin and batch of the last line of a document. One statement."""
    found: tuple[int, int | None] = (
        Move.objects.filter(store_id=store_id, document=document)
        .order_by("-pk")
        .values_list("bin_id", "batch_id")[0]
    )
    return found
