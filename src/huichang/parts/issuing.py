"""Handing out and taking back, line by line of an order's pick list (PARTS-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import askers, facts, holds, ledger, permissions, rules, scanning, taking
from huichang.parts.models import Hold, Part, PickLine
from huichang.parts.queries import catalogue
from huichang.parts.states import HoldState, ReturnReason

ZERO = Decimal(0)
NOT_ON_LIST = "领料单上没有这一行，可能刚被服务顾问取消，请刷新领料单。"


@dataclass(frozen=True)
class Handed:
    """What one act handed out or took back: order line → quantity, and what is still to be issued of the order."""

    quantities: dict[int, Decimal]
    said: str
    left: Decimal


@use_case(permissions.ISSUE_PARTS, "发料")
def issue(
    warrant: Warrant,
    order_id: int,
    *,
    quantities: Mapping[int, Decimal] | None,
    taken_by_id: int,
    at: datetime,
    batches: Mapping[int, Sequence[int]] | None = None,
) -> Handed:
    """Hand parts of an order to a technician: `quantities` by order line, None for everything that is ready.

    `batches`: of which batches or serial numbers a line is handed out, in this order; without them what expires first.
    Raises Refused for more than was asked or than is there, NotAllowed for goods of the hazardous store without that
    right, OutOfTurn when everything was issued already. Tells PartsIssued.
    """
    lines = _lines(warrant, order_id)
    if quantities is None and all(line.issued >= line.asked for line in lines):
        raise OutOfTurn(f"工单 {lines[0].order_number} 的配件已经全部发完，不用再发。")
    return hand_out(warrant.actor, lines, quantities, taken_by_id=taken_by_id, at=at, batches=batches or {})


@use_case(permissions.ISSUE_PARTS, "扫码发料")
def issue_scanned(
    warrant: Warrant,
    order_id: int,
    code: str,
    *,
    taken_by_id: int,
    at: datetime,
    quantity: Decimal | None = None,
    bin_id: int | None = None,
) -> Handed:
    """Hand out what was scanned: one piece of it (or `quantity`; of goods by measure, all that is still asked).

    `bin_id`: of the bin whose label was scanned before; the goods leave that bin. Every way in which a scan can be wrong
    has its own sentence: unknown code, not on the list, superseded number, issued before, more than asked, not there,
    another bin, which piece of several.
    """
    lines = _lines(warrant, order_id)
    line, batch_id = _scanned(lines, scanning.read(code))
    wanted = quantity
    if wanted is None:
        wanted = min(Decimal(1), line.asked - line.issued) if line.part.is_whole else line.asked - line.issued
    batches = {line.for_line: [batch_id]} if batch_id else {}
    return hand_out(
        warrant.actor,
        lines,
        {line.for_line: wanted},
        taken_by_id=taken_by_id,
        at=at,
        batches=batches,
        bin_id=bin_id,
    )


def _enter(order_id: int) -> None:
    """Lock the order, then enter its store room, before its pick lines are locked. Two statements."""
    askers.lock_order(order_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, s.store_id::int) FROM (SELECT store_id"
            f" FROM {PickLine._meta.db_table} WHERE for_order = %s LIMIT 1) s",
            [ledger.GATE, order_id],
        )


def _lines(warrant: Warrant, order_id: int) -> list[PickLine]:
    """The order's pick lines, locked in the order of their lines. Raises Missing."""
    rows = PickLine.objects.seen_by(warrant.actor).filter(for_order=order_id)
    _enter(order_id)
    lines = list(rows.select_related("part").select_for_update(of=("self",)).order_by("for_line"))
    if not lines:
        raise Missing(NOT_ON_LIST)
    warrant.show_at(lines[0].store_id)
    warrant.about(lines[0], lines[0].order_number)
    return lines


def _chosen(lines: list[PickLine], quantities: Mapping[int, Decimal] | None) -> list[PickLine]:
    """The lines asked for, all of them for None. Raises Missing; Refused when none is named."""
    if quantities is not None and not quantities:
        raise Refused("请至少选择一行配件。")
    chosen = [line for line in lines if quantities is None or line.for_line in quantities]
    if quantities is not None and len(chosen) < len(quantities):
        raise Missing(NOT_ON_LIST)
    return chosen


def _handed(lines: list[PickLine], quantities: Mapping[int, Decimal], every: list[PickLine]) -> Handed:
    told = [f"{line.part.name} {rules.plain(quantities[line.for_line])} {line.part.unit}" for line in lines]
    left = sum((line.asked - line.issued for line in every), ZERO)
    return Handed(dict(quantities), "、".join(told), left)


def _scanned(lines: Sequence[PickLine], said: scanning.Scanned) -> tuple[PickLine, int | None]:
    """The line that a scanned code means, and the batch when the code names a serial or batch number of this store."""
    key, text = rules.key_of(said.text), said.text
    if not key:
        raise Refused("没有读到编码，请重新扫描，或手工输入配件编码。")
    mine = [line for line in lines if line.part.key == key or (text and line.part.barcode == text)]
    left = [line for line in mine if line.issued < line.asked]
    if left:
        named = taking.batch_of(left, said.batch) if said.batch else None
        return named or (left[0], None)
    if not mine and (batch := taking.batch_of(lines, text)) is not None:
        return batch
    number = lines[0].order_number
    if mine:
        part = mine[0].part
        raise OutOfTurn(
            f"“{part.name}”（{part.number}）已经发齐 {rules.plain(mine[0].issued)} {part.unit}，不用再发；"
            "确实还要用，请让服务顾问加项。"
        )
    other = catalogue.coded(text).order_by("pk").first()
    if other is None:
        raise Refused(
            f"没有编码为“{text}”的配件，请核对标签，或按名称在库存里查找；新配件请先建立资料。",
            url=f"/parts/stock/?{urlencode({'q': text})}",
        )
    chain = {link.id for link in catalogue.chain_of(other.pk)}
    for line in lines:
        if line.part_id in chain:
            raise Refused(_superseded(other, line), url=f"/parts/part/{line.part_id}/")
    newer = catalogue.newest_of([other.pk]).get(other.pk) if other.replaced_by_id else None
    if newer is not None:
        raise Refused(
            f"{other.number} 是旧编码，已由 {newer.number} 替代，也不在工单 {number} 的领料单上。"
            f"确需使用，请让服务顾问按 {newer.number} 加项。",
            url=f"/parts/part/{newer.id}/",
        )
    raise Refused(
        f"“{other.name}”（{other.number}）不在工单 {number} 的领料单上。确需使用，请让服务顾问先加项。",
        url=f"/parts/part/{other.pk}/",
    )


def _superseded(part: Part, line: PickLine) -> str:
    if part.replaced_by_id:
        return (
            f"{part.number} 是旧编码，已由 {line.part.number} 替代；领料单上要的是新件，"
            f"请改拿 {line.part.number} 再扫。"
        )
    return (
        f"领料单上是旧编码 {line.part.number}，您扫的 {part.number} 是它的替代件。"
        "要改发新件，请让服务顾问把工单里的配件换成新编码。"
    )


def hand_out(
    actor: Actor,
    every: list[PickLine],
    quantities: Mapping[int, Decimal] | None,
    *,
    taken_by_id: int,
    at: datetime,
    batches: Mapping[int, Sequence[int]],
    bin_id: int | None = None,
) -> Handed:
    """Issue lines of an order: from what is held for them first, then from free stock; None: all that is held for them.

    `bin_id`: out of this bin and no other."""
    lines, store_id = _chosen(every, quantities), every[0].store_id
    if not company.works_at(taken_by_id, store_id):
        raise Refused("领料人不是本店的在职同事，请重新选择领料人。")
    for line in lines:
        if quantities is not None:
            _check_asked(line, quantities[line.for_line])
    book = ledger.open_book(store_id, (line.part_id for line in lines), entered=True, on=localdate(at))
    kept = list(
        Hold.objects.filter(
            Q(for_line__in=[line.for_line for line in lines])
            | Q(part_id__in=book.stocks, shelf__isnull=False),
            store_id=store_id,
            state=HoldState.HELD,
        ).order_by("pk")
    )
    if quantities is None:
        quantities = _ready(lines, kept)
        lines = [line for line in lines if line.for_line in quantities]
    ends, beyond = holds.Ends(at), []
    for line in lines:
        wanted = quantities[line.for_line]
        mine = [hold for hold in kept if hold.for_line == line.for_line]
        mine.sort(key=lambda hold: (hold.shelf_id is None, hold.pk))
        held = sum((hold.quantity for hold in mine), ZERO)
        if wanted > held + max(ZERO, book.free(line.part_id)):
            raise Refused(taking.not_there(book, line, held))
        if wanted > held:
            beyond.append(line)
        chosen = batches.get(line.for_line, ())
        taking.take(actor, book, line, wanted, mine, [*kept, *ends.rest], taken_by_id, chosen, bin_id)
        ends.use(book, mine, min(wanted, held))
        line.issued += wanted
        line.is_open = line.issued < line.asked
    ends.write()
    PickLine.objects.bulk_update(lines, ["issued", "is_open"])
    if beyond:
        holds.fit(book, [holds.need_of(line) for line in beyond], at=at)
    book.tell(
        facts.PartsIssued(
            store_id, lines[0].for_order, {line.for_line: line.issued for line in lines}, at, taken_by_id
        )
    )
    book.close(at=at, by_id=actor.staff_id)
    return _handed(lines, quantities, every)


def _ready(lines: Sequence[PickLine], kept: Sequence[Hold]) -> dict[int, Decimal]:
    """All that is held for the lines and still asked. Raises Refused when that is nothing."""
    ready: dict[int, Decimal] = {}
    for line in lines:
        held = sum((hold.quantity for hold in kept if hold.for_line == line.for_line), ZERO)
        if min(held, line.asked - line.issued) > 0:
            ready[line.for_line] = min(held, line.asked - line.issued)
    if not ready:
        raise Refused("这张工单的配件都还没到货，暂时没有可发的；到货后会自动预留并提醒。")
    return ready


def _check_asked(line: PickLine, wanted: Decimal) -> None:
    part, left = line.part, line.asked - line.issued
    if not rules.is_countable(wanted, is_whole=part.is_whole):
        raise Refused(f"“{part.name}”的数量不对：{rules.plain(wanted)}。请填写大于零的{part.unit}数。")
    if left <= 0:
        raise OutOfTurn(f"“{part.name}”已经发齐 {rules.plain(line.issued)} {part.unit}，不用再发。")
    if wanted > left:
        raise Refused(
            f"“{part.name}”只差 {rules.plain(left)} {part.unit}，不能发 {rules.plain(wanted)} {part.unit}；"
            "要多领，请让服务顾问加项。"
        )


@use_case(permissions.ISSUE_PARTS, "退料")
def take_back(
    warrant: Warrant,
    order_id: int,
    *,
    quantities: Mapping[int, Decimal],
    reason: ReturnReason,
    at: datetime,
    words: str = "",
) -> Handed:
    """Parts of an order come back at the value they left at, and are kept for the line again.

    Faulty ones go to quarantine and are waited for anew. Raises Refused for more than is out, or when a faulty part has
    no quarantine bin to go to. Tells PartsIssued with the net quantities.
    """
    if not quantities:
        raise Refused("请选择要退的配件和数量。")
    return _bring_back(warrant, _lines(warrant, order_id), quantities, reason=reason, at=at, words=words)


@use_case(permissions.ISSUE_PARTS, "扫码退料")
def take_back_scanned(
    warrant: Warrant,
    order_id: int,
    code: str,
    *,
    reason: ReturnReason,
    at: datetime,
    quantity: Decimal | None = None,
    words: str = "",
) -> Handed:
    """Take back what was scanned: one piece of it (or `quantity`; of goods by measure, all that is out).

    Raises Refused for an unknown code, and for a part or a batch that this order has not had.
    """
    every = _lines(warrant, order_id)
    line = taking.out_by_code(every, scanning.read(code))
    wanted = quantity
    if wanted is None:
        wanted = min(Decimal(1), line.issued) if line.part.is_whole else line.issued
    return _bring_back(warrant, every, {line.for_line: wanted}, reason=reason, at=at, words=words)


def _bring_back(
    warrant: Warrant,
    every: list[PickLine],
    quantities: Mapping[int, Decimal],
    *,
    reason: ReturnReason,
    at: datetime,
    words: str,
) -> Handed:
    lines = _chosen(every, quantities)
    for line in lines:
        quantity, part = quantities[line.for_line], line.part
        if not rules.is_countable(quantity, is_whole=part.is_whole):
            raise Refused(
                f"“{part.name}”的退料数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。"
            )
        if quantity > line.issued:
            raise Refused(
                f"“{part.name}”只领出 {rules.plain(line.issued)} {part.unit}，不能退 {rules.plain(quantity)} {part.unit}。"
            )
    store_id = lines[0].store_id
    book = ledger.open_book(store_id, (line.part_id for line in lines), entered=True)
    bins = taking.bins_for_return(book, lines, reason)
    note = "：".join(filter(None, [ReturnReason(reason).label, words.strip()]))[:120]
    out = taking.out_of(lines)
    for line in lines:
        quantity = quantities[line.for_line]
        taking.bring_back(book, line, quantity, out[line.for_line], bins[line.part_id], note)
        line.issued -= quantity
        line.is_open = True
    PickLine.objects.bulk_update(lines, ["issued", "is_open"])
    holds.fit(book, [holds.need_of(line) for line in lines], at=at)
    holds.serve(book, at=at)
    book.tell(
        facts.PartsIssued(
            store_id,
            lines[0].for_order,
            {line.for_line: line.issued for line in lines},
            at,
            warrant.actor.staff_id,
        )
    )
    book.close(at=at, by_id=warrant.actor.staff_id)
    return _handed(lines, quantities, every)
