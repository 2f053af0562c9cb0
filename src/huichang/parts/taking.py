"""Which goods leave for a line of an order, and where they come back to: bins, shelves, batches (PARTS-11, PARTS-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Max, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.parts import askers, batches, ledger, permissions, rules, scanning
from huichang.parts.models import Batch, Hold, Move, PickLine
from huichang.parts.queries import catalogue
from huichang.parts.states import (
    BLOCKED_PLACES,
    LOCKED_AWAY,
    HoldState,
    MoveKind,
    Place,
    ReturnReason,
    Tracking,
)

ZERO = Decimal(0)


def not_there(book: ledger.Book, line: PickLine, held: Decimal) -> str:
    """Why a line cannot have so much now, and what to do."""
    stock, part = book.stock(line.part_id), line.part
    there = held + max(ZERO, book.free(line.part_id))
    if there > 0:
        return (
            f"“{part.name}”现在只能发 {rules.plain(there)} {part.unit}，其余还没到货；"
            "请先发这些，或等到货提醒。"
        )
    others = stock.held - held
    if others > 0:
        return (
            f"“{part.name}”在库的 {rules.plain(others)} {part.unit} 已为别的车预留。"
            "请打开配件页看谁占用，可以申请调用。"
        )
    if stock.blocked and part.tracking != Tracking.NONE:
        return (
            f"“{part.name}”在库的 {rules.plain(stock.blocked)} {part.unit}待检、停用、过期或在隔离区，不能发料；"
            "请在“批次”里看是哪一批。"
        )
    if stock.blocked:
        return f"“{part.name}”只在隔离区或索赔件库有 {rules.plain(stock.blocked)} {part.unit}，不能发料。"
    return f"“{part.name}”现在没有库存，已登记缺件，到货后会自动为这张工单预留。"


def take(
    actor: Actor,
    book: ledger.Book,
    line: PickLine,
    wanted: Decimal,
    mine: Sequence[Hold],
    kept: Sequence[Hold],
    taken_by_id: int,
    chosen: Sequence[int] = (),
    bin_id: int | None = None,
) -> None:
    """Choose where a line's goods are taken: its own place on the booking shelf first, then bins in walking order; of a part
    kept by batch what expires first, or the `chosen` batches. `bin_id`: out of this bin and no other.

    Raises NotAllowed for the hazardous store without that right, Refused when the bins do not have it.
    """
    takes: list[rules.Take] = []
    left = wanted
    if bin_id is not None:
        _check_bin(book, line, bin_id)
    for hold in mine:
        if hold.shelf_id and left > 0 and not chosen and bin_id in (None, hold.shelf_id):
            takes.append(rules.Take(hold.shelf_id, min(hold.quantity, left)))
            left -= takes[-1].quantity
    if left:
        own = {hold.pk for hold in mine} if chosen else set()
        on_shelf = [
            (hold.shelf_id, hold.quantity)
            for hold in kept
            if hold.shelf_id
            and hold.part_id == line.part_id
            and hold.state == HoldState.HELD
            and hold.pk not in own
        ]
        bins = ledger.usable(book, line.part_id, kept_on_shelf=on_shelf)
        may_enter = actor.may(permissions.ENTER_HAZARD_STORE, book.store_id)
        open_bins = [
            (bin, quantity)
            for bin, quantity in bins
            if (may_enter or bin.place != Place.HAZARD) and bin_id in (None, bin.bin_id)
        ]
        _serial_is_named(book, line, left, open_bins, chosen)
        found = ledger.choose(book, line.part_id, left, open_bins, batches=chosen)
        if sum((each.quantity for each in found), ZERO) < left:
            closed = [bin.code for bin, _ in bins if bin.place == Place.HAZARD]
            if closed and not may_enter:
                raise NotAllowed(
                    f"“{line.part.name}”放在危险品库（{closed[0]}），只有有危险品库权限的备件员可以领取。"
                )
            raise Refused(
                f"“{line.part.name}”在{'选的批次' if chosen else '货位上'}的数量不够 {rules.plain(left)} {line.part.unit}，"
                f"{'请换一个批次' if chosen else '请先盘点货位'}。"
            )
        takes += found
    for each in takes:
        book.move(
            ledger.Movement(
                part_id=line.part_id,
                bin_id=each.bin_id,
                kind=MoveKind.SALE if askers.is_sale(line.for_line) else MoveKind.ISSUE,
                quantity=-each.quantity,
                document=line.order_number,
                for_line=line.for_line,
                taken_by_id=taken_by_id,
                batch_id=each.batch_id,
            )
        )


def _check_bin(book: ledger.Book, line: PickLine, bin_id: int) -> None:
    """The goods lie in the bin whose label was scanned. Raises Refused, saying where they do."""
    lying = book.contents(line.part_id)
    if any(each.bin_id == bin_id for each in lying):
        return
    code = book.know_bins([bin_id])[bin_id].code
    open_bins = [each.code for each in lying if not each.is_blocked and each.place != Place.BOOKING]
    where = f"请到 {'、'.join(open_bins[:3])} 拿" if open_bins else "账上别处也没有，请先盘点"
    raise Refused(f"账上“{line.part.name}”不在货位 {code}，{where}。")


def _serial_is_named(
    book: ledger.Book,
    line: PickLine,
    wanted: Decimal,
    bins: Sequence[tuple[ledger.Content, Decimal]],
    chosen: Sequence[int],
) -> None:
    """Which piece leaves is said by its number, unless only these are there. Raises Refused."""
    if line.part.tracking != Tracking.SERIAL or chosen:
        return
    open_ids = {bin.bin_id for bin, _ in bins}
    there = [lot for lot in book.lots.of(line.part_id) if lot.bin_id in open_ids and lot.may_leave(book.on)]
    if len(there) > wanted:
        some = "、".join(lot.batch.number for lot in there[:3])
        raise Refused(
            f"“{line.part.name}”按序列号管理，请扫描或选择要发的序列号（在库：{some}{' 等' if len(there) > 3 else ''}）。",
            fields=(f"batch-{line.for_line}",),
        )


def batch_of(lines: Sequence[PickLine], text: str) -> tuple[PickLine, int] | None:
    """The line that a scanned batch or serial number is for, and the batch; None for another code. One statement.

    Raises OutOfTurn when all of it was issued.
    """
    batch = (
        Batch.objects.filter(
            store_id=lines[0].store_id, number=text.upper(), part_id__in=[line.part_id for line in lines]
        )
        .order_by("-pk")
        .first()
    )
    if batch is None:
        return None
    mine = [line for line in lines if line.part_id == batch.part_id]
    left = [line for line in mine if line.issued < line.asked]
    if not left:
        part = mine[0].part
        raise OutOfTurn(f"“{part.name}”已经发齐 {rules.plain(mine[0].issued)} {part.unit}，不用再发。")
    return left[0], batch.pk


def out_by_code(lines: Sequence[PickLine], said: scanning.Scanned) -> PickLine:
    """The line of an order of which something is out, for a scanned code. At most three statements.

    Raises Refused when the code is unknown, or this order has not had it.
    """
    key, text = rules.key_of(said.text), said.text
    mine = [line for line in lines if key and (line.part.key == key or line.part.barcode == text)]
    out = [line for line in mine if line.issued > 0]
    if out:
        return out[0]
    number = lines[0].order_number
    if mine:
        raise Refused(f"工单 {number} 没有领出“{mine[0].part.name}”，不能退；请核对是哪张工单领的。")
    batch = Batch.objects.filter(store_id=lines[0].store_id, number=text.upper()).order_by("-pk").first()
    if batch is not None:
        of_batch = [line for line in lines if line.part_id == batch.part_id and line.issued > 0]
        if of_batch:
            return of_batch[0]
    other = catalogue.coded(text).order_by("pk").first()
    if other is None:
        raise Refused(
            f"没有编码为“{text}”的配件，请核对标签，或按名称在库存里查找。",
            url=f"/parts/stock/?{urlencode({'q': text})}",
        )
    raise Refused(f"工单 {number} 没有领过“{other.name}”（{other.number}），不能退；请核对是哪张工单领的。")


@dataclass(frozen=True)
class Out:
    """So much of one batch (None: no batch) is out for a line, and what it was worth when it left."""

    batch: Batch | None
    quantity: Decimal
    value: Decimal


def out_of(lines: Sequence[PickLine]) -> dict[int, list[Out]]:
    """What is out for each line, what left last first. Two statements."""
    rows = list(
        Move.objects.filter(for_line__in=[line.for_line for line in lines])
        .values("for_line", "batch")
        .annotate(pieces=Sum("quantity"), worth=Sum("value"), last=Max("pk"))
        .order_by("-last")
        .values_list("for_line", "batch", "pieces", "worth")
    )
    ids = {batch_id for _, batch_id, _, _ in rows if batch_id}
    known = Batch.objects.in_bulk(ids) if ids else {}
    found: dict[int, list[Out]] = {line.for_line: [] for line in lines}
    for line_id, batch_id, pieces, worth in rows:
        if pieces < 0:
            found[line_id].append(Out(known.get(batch_id), -pieces, -worth))
    return found


def bring_back(
    book: ledger.Book, line: PickLine, quantity: Decimal, out: Sequence[Out], bin_id: int, note: str
) -> None:
    """Goods of a line come back at the value, and to the batch, at which they left; what must not lie on a shelf goes to
    quarantine."""
    left = quantity
    for each in out:
        back = min(left, each.quantity)
        if back <= 0:
            break
        left -= back
        where = bin_id
        if each.batch is not None:
            book.lots.know(each.batch)
            place = book.know_bins([bin_id])[bin_id].warehouse.place
            if each.batch.state in LOCKED_AWAY and place not in BLOCKED_PLACES:
                where = batches.quarantine_bin(book.store_id).pk
        book.move(
            ledger.Movement(
                part_id=line.part_id,
                bin_id=where,
                kind=MoveKind.SALE_BACK if askers.is_sale(line.for_line) else MoveKind.RETURN,
                quantity=back,
                value=rules.share_of_value(each.quantity, each.value, back),
                document=line.order_number,
                for_line=line.for_line,
                note=note,
                batch_id=each.batch.pk if each.batch else None,
            )
        )


def bins_for_return(book: ledger.Book, lines: Sequence[PickLine], reason: ReturnReason) -> dict[int, int]:
    """Where returned parts go: to quarantine when faulty, else to their own place, or where they came from."""
    if reason == ReturnReason.FAULTY:
        bin = batches.quarantine_bin(book.store_id)
        return {line.part_id: bin.pk for line in lines}
    homes = {line.part_id: book.stock(line.part_id).home_bin_id for line in lines}
    homeless = [line.for_line for line in lines if homes[line.part_id] is None]
    if homeless:
        last = (
            Move.objects.filter(for_line__in=homeless, kind__in=[MoveKind.ISSUE, MoveKind.SALE])
            .order_by("part_id", "-pk")
            .distinct("part_id")
        )
        homes |= dict(last.values_list("part_id", "bin_id"))
    return {part_id: bin_id for part_id, bin_id in homes.items() if bin_id is not None}
