"""What a count found is explained, approved by its amount, and posted through the ledger as one document (PARTS-14)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from huichang.company import settings
from huichang.kernel import freshness, wording
from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import counting, holds, ledger, losing, permissions, states
from huichang.parts.models import Count, CountBin, CountLine, CountTake, Hold, Move
from huichang.parts.states import CountReason, CountState, HoldState, LineState, MoveKind, Place

ZERO = Decimal(0)
MANAGER_LIMIT = settings.declare(
    "parts.count_manager_limit",
    2000,
    "盘点差异合计超过多少元由服务经理批准",
    unit="元",
    fits=settings.between(0, 10_000_000),
)


@use_case(permissions.SEE_DIFFERENCES, "说明盘点差异")
def explain_differences(
    warrant: Warrant, count_id: int, *, reasons: Mapping[int, tuple[CountReason, str]]
) -> Count:
    """Why lines differ (line → reason and words). Raises OutOfTurn when the count is over, Missing for another's line."""
    count: Count = Count.objects.locked(count_id, warrant)
    if count.state not in (CountState.OPEN, CountState.REVIEW):
        raise OutOfTurn(f"{count}{count.get_state_display()}，差异原因不能再改。")
    lines = _lines(count, reasons)
    for line in lines:
        reason, words = reasons[line.pk]
        line.reason, line.words = CountReason(reason), words.strip()[:80]
    CountLine.objects.bulk_update(lines, ["reason", "words"])
    return count


@use_case(permissions.SEE_DIFFERENCES, "退回重盘")
def send_back(warrant: Warrant, count_id: int, *, line_ids: Iterable[int], at: datetime) -> Count:
    """Some lines are to be counted anew, by anybody: their numbers stay to be read, but count no more."""
    count: Count = Count.objects.locked(count_id, warrant)
    states.COUNT.move(count, "send_back")
    wanted = set(line_ids)
    if not wanted:
        raise Refused("请先勾选要重盘的行。")
    lines = _lines(count, wanted)
    for line in lines:
        line.state, line.round = LineState.TO_COUNT, line.round + 1
        line.counted = line.book = line.difference = line.worth = line.counted_at = None
        line.is_open = True
    CountLine.objects.bulk_update(
        lines,
        ["state", "round", "counted", "book", "difference", "worth", "counted_at", "is_open"],
    )
    CountBin.objects.filter(count=count, bin_id__in=[line.bin_id for line in lines]).update(checked_at=None)
    count.handed_in_at = None
    freshness.bump(count)
    count.save(update_fields=["state", "handed_in_at", "version"])
    return count


def _lines(count: Count, wanted: Iterable[int]) -> list[CountLine]:
    ids = set(wanted)
    lines = list(CountLine.objects.filter(count=count, pk__in=ids).order_by("pk"))
    if len(lines) < len(ids):
        raise Missing("有的行不在这张盘点单里，请刷新页面后重试。")
    return lines


@use_case(permissions.APPROVE_COUNTS, "批准盘点差异")
def post_count(warrant: Warrant, count_id: int, *, at: datetime, seen: int | None = None) -> Count:
    """The differences are right: they go into the ledger, all of them or none, as one document.

    A bin then has what was counted plus whatever moved since. What is promised beyond what is left is taken back from who
    was promised last, who waits for it from now on (PartShort); what was found goes to who waits. Raises Refused while a
    reason is missing, when the amount asks for somebody higher or somebody else, and when goods were issued since that
    were not there by the count.
    """
    count: Count = Count.objects.locked(count_id, warrant)
    freshness.check(count, seen)
    states.COUNT.move(count, "post")
    lines = list(
        CountLine.objects.filter(count=count, state=LineState.COUNTED)
        .exclude(difference=0)
        .select_related("part", "bin")
        .order_by("bin__walk", "bin__code", "pk")
    )
    _check_reasons(lines)
    book = ledger.open_book(count.store_id, {line.part_id for line in lines})
    book.know_bins({line.bin_id for line in lines})
    later = _corrected_since(count.store_id, lines)
    differences = {line.pk: _now(line, later) for line in lines}
    _check_amount(warrant, count, lines)
    _check_there(book, lines, differences)
    for line in lines:
        line.worth = _move(book, count, line, differences[line.pk])
        line.difference, line.is_open = differences[line.pk], False
    _take_back(book, lines, at=at)
    holds.serve(book, at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    CountLine.objects.bulk_update(lines, ["worth", "difference", "is_open"])
    CountLine.objects.filter(count=count, is_open=True).update(is_open=False)
    worths = [line.worth or ZERO for line in lines]
    count.gain = money(sum((worth for worth in worths if worth > 0), ZERO))
    count.loss = money(-sum((worth for worth in worths if worth < 0), ZERO))
    count.ended_at, count.ended_by_id = at, warrant.actor.staff_id
    freshness.bump(count)
    count.save(update_fields=["state", "gain", "loss", "ended_at", "ended_by", "version"])
    warrant.about(count, f"{count.number} 盘盈 {wording.yuan(count.gain)} 盘亏 {wording.yuan(count.loss)}")
    return count


def _check_reasons(lines: Sequence[CountLine]) -> None:
    missing = [line for line in lines if not line.reason]
    if missing:
        first = missing[0]
        raise Refused(
            f"还有 {len(missing)} 行差异没有填原因，例如 {first.bin.code} 的“{first.part.name}”，请先填写。"
        )


def _check_amount(warrant: Warrant, count: Count, lines: Sequence[CountLine]) -> None:
    """Who may approve it: by the sum of the differences, gains and losses both; never only who counted them."""
    amount = sum((abs(line.worth or ZERO) for line in lines), ZERO)
    most = settings.of(count.store_id, MANAGER_LIMIT)
    if amount > most and not warrant.actor.may(permissions.APPROVE_LARGE_COUNTS, count.store_id):
        raise NotAllowed(
            f"差异合计 {wording.yuan(money(amount))}，超过 {wording.yuan(Decimal(most))}，请服务经理批准。"
        )
    takes = CountTake.objects.filter(line__in=lines).select_related("line")
    whose: dict[int, set[int]] = {}
    for take in takes:
        if take.round == take.line.round:
            whose.setdefault(take.line_id, set()).add(take.by_id)
    alone = [line for line in lines if whose.get(line.pk) == {warrant.actor.staff_id}]
    if alone:
        raise NotAllowed(
            f"有 {len(alone)} 行差异（{alone[0].bin.code} 的“{alone[0].part.name}”等）是您一个人盘的，"
            "请另一位同事复盘，或由另一位有权的同事批准。"
        )


def _corrected_since(store_id: int, lines: Sequence[CountLine]) -> list[Move]:
    """Lines of the ledger that put something right which had happened before the count, and were written after it."""
    if not lines:
        return []
    since = min(line.counted_at for line in lines if line.counted_at)
    return list(
        Move.objects.filter(
            store_id=store_id,
            part_id__in={line.part_id for line in lines},
            belongs_at__isnull=False,
            at__gte=since,
        )
    )


def _now(line: CountLine, later: Sequence[Move]) -> Decimal:
    """The difference to what the ledger says now of the moment of the count."""
    when = line.counted_at
    known = sum(
        (
            move.quantity
            for move in later
            if (move.part_id, move.bin_id) == (line.part_id, line.bin_id)
            and (line.batch_id is None or move.batch_id == line.batch_id)
            and when is not None
            and move.at >= when
            and move.belongs_at is not None
            and move.belongs_at <= when
        ),
        ZERO,
    )
    return (line.difference or ZERO) - known


def _check_there(book: ledger.Book, lines: Sequence[CountLine], differences: Mapping[int, Decimal]) -> None:
    """Goods that the count did not find cannot have been issued since: such lines are counted again."""
    short = []
    for line in lines:
        lying = sum(
            (each.quantity for each in book.contents(line.part_id) if each.bin_id == line.bin_id), ZERO
        )
        if lying + differences[line.pk] < 0:
            short.append(line)
    if short:
        said = "、".join(f"{line.bin.code} 的“{line.part.name}”" for line in short[:5])
        raise Refused(
            f"{said}{'等' if len(short) > 5 else ''}盘点之后又领出了比实盘还多的数量，盘点数不可能对。"
            "请把这些行退回重盘，其余不受影响；现在一行也没有过账。"
        )


def _move(book: ledger.Book, count: Count, line: CountLine, difference: Decimal) -> Decimal:
    if not difference:
        return ZERO
    value = None
    if difference > 0 and not book.stock(line.part_id).on_hand:
        value = money((counting.last_cost(count.store_id, line.part_id) or ZERO) * difference)
    note = "：".join(filter(None, [CountReason(line.reason).label, line.words]))
    return book.move(
        ledger.Movement(
            part_id=line.part_id,
            bin_id=line.bin_id,
            kind=MoveKind.COUNT,
            quantity=difference,
            value=value,
            document=count.number,
            note=note[:120],
            batch_id=line.batch_id,
        )
    )


def _take_back(book: ledger.Book, lines: Sequence[CountLine], *, at: datetime) -> None:
    """Promises of what is not there any more end: first of what is missing on the booking shelf itself, then whoever was
    promised last."""
    parts = sorted({line.part_id for line in lines if (line.difference or ZERO) < 0})
    shelves = {
        line.bin_id for line in lines if book.know_bins([])[line.bin_id].warehouse.place == Place.BOOKING
    }
    if shelves:
        _clear_shelves(book, parts, shelves, at=at)
    for part_id in parts:
        losing.give_up(book, part_id, at=at)


def _clear_shelves(book: ledger.Book, parts: Sequence[int], shelves: Iterable[int], *, at: datetime) -> None:
    ends, losers = holds.Ends(at), []
    rows = Hold.objects.filter(
        store_id=book.store_id, part_id__in=parts, shelf_id__in=shelves, state=HoldState.HELD
    )
    kept: dict[tuple[int, int | None], list[Hold]] = {}
    for hold in rows.order_by("-priority", "-held_at", "-pk"):
        kept.setdefault((hold.part_id, hold.shelf_id), []).append(hold)
    for (part_id, shelf_id), mine in kept.items():
        lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == shelf_id), ZERO)
        over = sum((hold.quantity for hold in mine), ZERO) - lying
        for hold in mine:
            if over > 0:
                taken = min(over, hold.quantity)
                losers.append(losing.wanted_by(book.store_id, part_id, hold.for_line, hold.for_appointment))
                ends.release(book, [hold], taken)
                over -= taken
    ends.write()
    needs = [need for need in losers if need is not None]
    if needs:
        holds.fit(book, needs, at=at)
