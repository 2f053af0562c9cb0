"""What buying asks of the store room: goods announced by a purchase line, receipts taken back, goods that go to the
supplier, prices that turn out otherwise. Plain functions for the room above, in its transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Missing, Refused
from huichang.parts import ledger, losing, places, rules, waiting
from huichang.parts.models import Bin, Delivery, Move
from huichang.parts.states import BLOCKED_PLACES, MoveKind, Place, Tracking

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """So much of a part is on its way for a purchase line."""

    purchase_line_id: int
    part_id: int
    quantity: Decimal
    expected_on: date


def announce(
    store_id: int,
    coming: Sequence[Coming],
    *,
    supplier: str,
    document: str,
    at: datetime,
    by_id: int | None,
) -> None:
    """What some purchase lines still have on its way is this, and nothing else: deliveries are opened, changed or ended so
    that they say it (quantity 0: nothing comes any more). Who waits for the parts is told (PartExpected)."""
    if not coming:
        return
    book = ledger.open_book(store_id, {each.part_id for each in coming})
    lines = {each.purchase_line_id: each for each in coming}
    running: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.filter(
        store_id=store_id, for_purchase__in=lines, ended_at__isnull=True
    ).order_by("pk"):
        running.setdefault(row.for_purchase or 0, []).append(row)
    changed, opened = [], []
    for line_id, each in sorted(lines.items()):
        rows = running.get(line_id, [])
        before = sum((row.quantity for row in rows), ZERO)
        if before != each.quantity:
            book.expect(each.part_id, each.quantity - before)
        same = before == each.quantity
        if same and all(row.expected_on == each.expected_on for row in rows):
            continue
        for row in rows:
            row.ended_at = at
            changed.append(row)
        if each.quantity > 0:
            opened.append(
                Delivery(
                    store_id=store_id,
                    part_id=each.part_id,
                    quantity=each.quantity,
                    supplier=supplier[:60],
                    document=document,
                    expected_on=each.expected_on,
                    told_at=at,
                    for_purchase=line_id,
                )
            )
    Delivery.objects.bulk_update(changed, ["ended_at"])
    Delivery.objects.bulk_create(opened)
    waiting.redate(book, book.stocks, at=at)
    book.close(at=at, by_id=by_id)


def take_back(store_id: int, document: str, *, at: datetime, by_id: int | None, why: str) -> None:
    """A receipt never happened: its goods leave the stock at the value at which they came. Those who were served of it
    wait anew (PartShort).

    Raises Refused when something of these parts has left the store since, with the document by which it left.
    """
    came = list(
        Move.objects.filter(store_id=store_id, document=document, kind=MoveKind.RECEIPT)
        .select_related("part")
        .order_by("pk")
    )
    if not came:
        raise Refused(f"台账里没有入库单 {document}，请刷新页面。")
    part_ids = {move.part_id for move in came}
    book = ledger.open_book(store_id, part_ids)
    left = (
        Move.objects.filter(store_id=store_id, part_id__in=part_ids, quantity__lt=0, pk__gt=came[0].pk)
        .exclude(kind=MoveKind.SHIFT)
        .select_related("part")
        .order_by("pk")
        .first()
    )
    if left is not None:
        raise Refused(
            f"“{left.part.name}”在 {localtime(left.at):%m-%d %H:%M} 已经{left.get_kind_display()}（{left.document}），"
            "不能再撤销收货。请用退货或盘点处理差异。"
        )
    for move in came:
        book.move(
            ledger.Movement(
                part_id=move.part_id,
                bin_id=move.bin_id,
                kind=MoveKind.CORRECT,
                quantity=-move.quantity,
                value=-move.value,
                document=document,
                note=f"撤销收货：{why}"[:120],
                batch_id=move.batch_id,
                corrects_id=move.pk,
                belongs_at=move.at,
            )
        )
    for part_id in sorted(part_ids):
        losing.give_up(book, part_id, at=at)
    book.close(at=at, by_id=by_id)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """So much of a part goes to its supplier, out of a bin (of one batch, where it is known)."""

    part_id: int
    bin_id: int
    quantity: Decimal
    batch_id: int | None = None


def check_bins(store_id: int, bin_ids: Iterable[int]) -> None:
    """All of these are bins of the store. One statement. Raises Missing."""
    wanted = set(bin_ids)
    if Bin.objects.filter(store_id=store_id, pk__in=wanted).count() != len(wanted):
        raise Missing("没有找到这个货位，请重新选择。")


def hand_over(
    actor: Actor,
    store_id: int,
    goods: Sequence[Leaving],
    *,
    kind: MoveKind,
    document: str,
    note: str,
    at: datetime,
) -> list[Money]:
    """Goods leave for their supplier (`SENT_BACK`) or on a claim (`CLAIM`), at the moving average. Returns their values.

    Raises Refused when they are not in that bin, or are promised to others; NotAllowed for the hazardous store without that
    right.
    """
    book = ledger.open_book(store_id, {each.part_id for each in goods})
    bins = book.know_bins({each.bin_id for each in goods})
    places.check_entry(actor, bins.values())
    values = []
    for each in goods:
        part = book.stock(each.part_id).part
        if not rules.is_countable(each.quantity, is_whole=part.is_whole):
            raise Refused(
                f"“{part.name}”的数量不对：{rules.plain(each.quantity)}。请填写大于零的{part.unit}数。"
            )
        value = book.move(
            ledger.Movement(
                part_id=each.part_id,
                bin_id=each.bin_id,
                kind=kind,
                quantity=-each.quantity,
                document=document,
                note=note[:120],
                batch_id=each.batch_id,
            )
        )
        values.append(Money(-value))
    book.close(at=at, by_id=actor.staff_id)
    return values


def set_aside(
    actor: Actor,
    store_id: int,
    part_id: int,
    *,
    quantity: Decimal,
    source_id: int,
    document: str,
    note: str,
    at: datetime,
) -> int:
    """Faulty goods are carried to the claimed-parts store (to quarantine where there is none); returns the bin.

    What lies there already stays. Raises Refused without such a place, or when the goods are promised to others.
    """
    book = ledger.open_book(store_id, [part_id])
    source = book.know_bins([source_id])[source_id]
    places.check_entry(actor, [source])
    if source.warehouse.place in BLOCKED_PLACES:
        lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == source_id), ZERO)
        if quantity > lying:
            raise Refused(
                f"货位 {source.code} 只有 {rules.plain(lying)} {book.stock(part_id).part.unit}，请核对。"
            )
        return source_id
    target_id = claimed_bin(store_id)
    book.know_bins([target_id])
    book.shift(part_id, quantity, source=source_id, target=target_id, document=document, note=note[:120])
    book.close(at=at, by_id=actor.staff_id)
    return target_id


def claimed_bin(store_id: int) -> int:
    """Where faulty goods wait for their supplier: the claimed-parts store, else quarantine. Raises Refused without both."""
    bin: Bin | None = (
        Bin.objects.filter(store_id=store_id, warehouse__place__in=[Place.CLAIMED, Place.QUARANTINE])
        .order_by("warehouse__place", "walk", "pk")
        .first()
    )
    if bin is None:
        raise Refused("本店还没有索赔件库或隔离区的货位，请备件经理先在“库区”里建立。")
    return bin.pk


@dataclass(frozen=True, kw_only=True)
class Reprice:
    """So many of a part came at a price that turned out otherwise by `difference` altogether (yuan without tax)."""

    part_id: int
    quantity: Decimal
    difference: Decimal


def reprice(
    store_id: int, changes: Sequence[Reprice], *, document: str, note: str, at: datetime, by_id: int | None
) -> list[Money]:
    """Post price differences to the value of what still lies here; returns for each how much went to stock.

    Of the goods that came, as many are taken to be here as there are pieces on hand; the share of what has left is the
    caller's cost. The value of stock never falls below nothing.
    """
    book = ledger.open_book(store_id, {each.part_id for each in changes})
    posted = []
    for each in changes:
        stock = book.stock(each.part_id)
        kept = min(max(stock.on_hand, ZERO), each.quantity)
        to_stock = money(each.difference * kept / each.quantity) if each.quantity else money(0)
        to_stock = max(to_stock, Money(-stock.value))
        if to_stock:
            where = book.contents(each.part_id)[0]
            lot = None
            if stock.part.tracking != Tracking.NONE:
                lot = next(iter(book.lots.of(each.part_id, where.bin_id)), None)
            book.move(
                ledger.Movement(
                    part_id=each.part_id,
                    bin_id=where.bin_id,
                    kind=MoveKind.REPRICE,
                    quantity=ZERO,
                    value=to_stock,
                    document=document,
                    note=note[:120],
                    batch_id=lot.batch.pk if lot else None,
                )
            )
        posted.append(to_stock)
    book.close(at=at, by_id=by_id)
    return posted
