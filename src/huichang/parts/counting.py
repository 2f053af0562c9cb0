"""Counting: a number is said blindly, bin by bin, while the store stays open (PARTS-14).

Each number is compared with what the ledger has in that bin at that very moment, inside the store room's gate; whatever
is issued, received or moved afterwards is no part of the difference. Who counts is never told the book nor anybody
else's number.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, Sum

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import counting_rules, ledger, permissions, places, rules, states
from huichang.parts.models import (
    Batch,
    BatchStock,
    Bin,
    BinStock,
    Count,
    CountBin,
    CountLine,
    CountTake,
    Move,
    Part,
    Stock,
)
from huichang.parts.states import LineState, Tracking

ZERO = Decimal(0)
SECOND_WORTH = settings.declare(
    "parts.count_second_worth",
    200,
    "盘点差异达到多少元要换人复盘",
    unit="元",
    fits=settings.between(0, 1_000_000),
)
SECOND_SHARE = settings.declare(
    "parts.count_second_share",
    20,
    "盘点差异达到账面的百分之几要换人复盘",
    unit="%",
    fits=settings.between(1, 1000),
)


@dataclass(frozen=True)
class Said:
    """What was noted down: the person's own number, nothing of the book."""

    line_id: int
    part: str
    unit: str
    counted: Decimal


@use_case(permissions.COUNT_STOCK, "盘点")
def count_part(
    warrant: Warrant,
    count_id: int,
    *,
    bin_id: int,
    part_id: int,
    counted: Decimal,
    at: datetime,
    batch: str = "",
    found: bool = False,
    more: bool = False,
) -> Said:
    """So much of a part (of the batch with that number) lies in a bin.

    Saying it again replaces one's own number; `more` adds to it. `found`: it lies there although it is not on the list.
    Raises OutOfTurn when the count is not open any more, Refused for an impossible number, a bin or a part that is not on
    the list, a part kept by batch without its batch; NotAllowed for the hazardous store without that right.
    """
    by_id = _person(warrant)
    count: Count = Count.objects.locked(count_id, warrant)
    states.COUNT.move(count, "count")
    place = CountBin.objects.filter(count=count, bin_id=bin_id).select_related("bin__warehouse").first()
    if place is None:
        code = Bin.objects.filter(store_id=count.store_id, pk=bin_id).values_list("code", flat=True).first()
        if code is None:
            raise Missing("没有找到这个货位，请重新扫描货位标签。")
        raise Refused(f"货位 {code} 不在盘点单 {count.number} 里，请核对货位标签，或让备件经理加盘这个货位。")
    places.check_entry(warrant.actor, [place.bin])
    part = Part.objects.filter(pk=part_id).first()
    if part is None:
        raise Missing("没有找到这个配件，请重新扫描。")
    lot = _batch(count, part, batch)
    line = CountLine.objects.filter(count=count, bin_id=bin_id, part=part, batch=lot).first()
    if line is None:
        if not found:
            raise Refused(
                f"“{part.name}”（{part.number}）不在货位 {place.bin.code} 的清单上。"
                "确实在这里，请按“清单外发现”记下数量。"
            )
        if part.tracking != Tracking.NONE and lot is None:
            raise Refused(
                f"“{part.name}”按{part.get_tracking_display()}管理，请扫描带批次的标签，或填写批次号。"
            )
        line = CountLine.objects.create(
            store_id=count.store_id, count=count, bin_id=bin_id, part=part, batch=lot, is_found=True
        )
    mine = CountTake.objects.filter(line=line, round=line.round, by_id=by_id).order_by("-pk").first()
    if more and mine is not None:
        counted += mine.counted
    _check(part, lot, counted)
    ledger.enter(count.store_id)
    _take(count, part, line, counted, by_id=by_id, at=at)
    _close_bin(place, at=at)
    return Said(line.pk, part.name, part.unit, counted)


@use_case(permissions.COUNT_STOCK, "盘点：货位已盘完")
def say_empty(warrant: Warrant, count_id: int, bin_id: int, *, at: datetime) -> int:
    """Nothing (more) lies in a bin: whatever of its list the person has not counted is counted as none.

    Returns how many lines these were. Raises OutOfTurn when the count is not open, Missing for a bin not on the list,
    NotAllowed for the hazardous store without that right.
    """
    by_id = _person(warrant)
    count: Count = Count.objects.locked(count_id, warrant)
    states.COUNT.move(count, "count")
    place = CountBin.objects.filter(count=count, bin_id=bin_id).select_related("bin__warehouse").first()
    if place is None:
        raise Missing("这个货位不在这张盘点单里，请核对货位标签。")
    places.check_entry(warrant.actor, [place.bin])
    lines = CountLine.objects.filter(count=count, bin_id=bin_id).select_related("part").order_by("pk")
    left = [line for line in lines if is_left(line, by_id)]
    ledger.enter(count.store_id)
    for line in left:
        _take(count, line.part, line, ZERO, by_id=by_id, at=at)
    place.checked_at = at
    place.save(update_fields=["checked_at"])
    warrant.note = f"{count.number} {place.bin.code}"
    return len(left)


@use_case(permissions.COUNT_STOCK, "盘点送审")
def hand_in(warrant: Warrant, count_id: int, *, at: datetime, leave_out: bool = False) -> Count:
    """Everything is counted: the differences go to who approves them. Without any difference the count is done at once.

    `leave_out`: what nobody counted leaves the count, to be counted another time. Raises Refused while lines are not
    counted, or wait for a second person.
    """
    count: Count = Count.objects.locked(count_id, warrant)
    states.COUNT.move(count, "hand_in")
    lines = CountLine.objects.filter(count=count).select_related("bin", "part")
    again = list(lines.filter(state=LineState.AGAIN).order_by("bin__walk", "pk"))
    if again:
        where = "、".join(dict.fromkeys(line.bin.code for line in again[:5]))
        raise Refused(f"还有 {len(again)} 行要换人复盘（{where}），请另一位同事盘完再送审。")
    if leave_out:
        lines.filter(state=LineState.TO_COUNT).update(state=LineState.LEFT_OUT, is_open=False)
    elif not_counted := list(lines.filter(state=LineState.TO_COUNT).order_by("bin__walk", "pk")):
        where = "、".join(dict.fromkeys(line.bin.code for line in not_counted[:5]))
        raise Refused(f"还有 {len(not_counted)} 行没盘（{where}）。请盘完再送审，或选“没盘的留到下次”。")
    if not lines.filter(state=LineState.COUNTED).exists() and lines.exists():
        raise Refused("这张盘点单一行也没盘，没有可以送审的；不盘了请备件经理作废。")
    count.handed_in_at = at
    count.version += 1
    if not lines.filter(state=LineState.COUNTED).exclude(difference=0).exists():
        states.COUNT.move(count, "post")
        count.ended_at = at
        lines.update(is_open=False)
        warrant.note = "账实相符"
    count.save(update_fields=["state", "handed_in_at", "ended_at", "version"])
    return count


def is_left(line: CountLine, by_id: int) -> bool:
    """Whether a line is still to be counted by this person."""
    if line.state == LineState.TO_COUNT:
        return True
    return line.state == LineState.AGAIN and line.last_by_id != by_id


def _person(warrant: Warrant) -> int:
    if warrant.actor.staff_id is None:
        raise NotAllowed("盘点要记下是谁盘的，请用自己的账号登录。")
    return warrant.actor.staff_id


def _batch(count: Count, part: Part, number: str) -> Batch | None:
    if not number.strip():
        return None
    lot: Batch | None = Batch.objects.filter(
        store_id=count.store_id, part=part, number__iexact=number.strip()
    ).first()
    if lot is None:
        raise Refused(
            f"“{part.name}”没有批次 {number.strip()}，请核对标签；确实没登记过的，先放隔离区，由备件经理登记批次。"
        )
    return lot


def _check(part: Part, lot: Batch | None, counted: Decimal) -> None:
    if counted and not rules.is_countable(counted, is_whole=part.is_whole):
        kind = "不带小数的" if part.is_whole else "最多三位小数的"
        raise Refused(
            f"“{part.name}”的数量不对：{rules.plain(counted)}。请填写{kind}{part.unit}数，没有就填 0。"
        )
    if lot is not None and lot.is_serial and counted > 1:
        raise Refused(f"序列号 {lot.number} 只对应一件，请填 1 或 0。")


def book_of(line: CountLine, part: Part) -> Decimal:
    """What the ledger has now where the line counts; the caller has entered the store room."""
    if line.batch_id is not None:
        lying = BatchStock.objects.filter(bin_id=line.bin_id, batch_id=line.batch_id)
        return lying.values_list("quantity", flat=True).first() or ZERO
    here = {"bin_id": line.bin_id, "part_id": part.pk}
    whole = BinStock.objects.filter(**here).values_list("quantity", flat=True).first() or ZERO
    if part.tracking == Tracking.NONE:
        return whole
    known = BatchStock.objects.filter(**here).aggregate(pieces=Sum("quantity"))["pieces"] or ZERO
    return Decimal(whole - known)


def last_cost(store_id: int, part_id: int) -> Decimal | None:
    """What a piece was worth when one last moved: for what is found of a part of which the book has nothing."""
    moves = Move.objects.filter(store_id=store_id, part_id=part_id).exclude(Q(quantity=0) | Q(value=0))
    cost = moves.order_by("-pk").values_list(F("value") / F("quantity"), flat=True).first()
    return None if cost is None else Decimal(cost)


def worth_of(store_id: int, part_id: int, difference: Decimal) -> Decimal:
    """A difference at moving average; at the last cost where nothing lies of the part."""
    if not difference:
        return ZERO
    stock = Stock.objects.filter(store_id=store_id, part_id=part_id).first()
    if stock is not None and stock.on_hand:
        return rules.at_average(stock.on_hand, stock.value, difference)
    cost = last_cost(store_id, part_id)
    return rules.at_average(Decimal(1), cost, difference) if cost else ZERO


def _take(count: Count, part: Part, line: CountLine, counted: Decimal, *, by_id: int, at: datetime) -> None:
    """Keep a number beside the book of this moment, and see whether it stands."""
    book = book_of(line, part)
    difference = counted - book
    worth = worth_of(count.store_id, part.pk, difference)
    earlier = CountTake.objects.filter(line=line, round=line.round).order_by("pk")
    takes = [(each.by_id, each.counted - each.book) for each in earlier]
    CountTake.objects.create(
        store_id=count.store_id,
        line=line,
        round=line.round,
        counted=counted,
        book=book,
        worth=worth,
        by_id=by_id,
        at=at,
    )
    beyond = counting_rules.is_beyond(
        book,
        difference,
        worth,
        most_worth=Decimal(settings.of(count.store_id, SECOND_WORTH)),
        most_share=settings.of(count.store_id, SECOND_SHARE),
    )
    done = counting_rules.stands([*takes, (by_id, difference)], beyond=beyond)
    line.state = LineState.COUNTED if done else LineState.AGAIN
    line.counted, line.book, line.difference, line.worth = counted, book, difference, worth
    line.counted_at, line.last_by_id = at, by_id
    line.save(update_fields=["state", "counted", "book", "difference", "worth", "counted_at", "last_by"])


def _close_bin(place: CountBin, *, at: datetime) -> None:
    """A bin of which every line was counted is done."""
    if place.checked_at is None:
        waiting = CountLine.objects.filter(
            count_id=place.count_id, bin_id=place.bin_id, state=LineState.TO_COUNT
        )
        if not waiting.exists():
            place.checked_at = at
            place.save(update_fields=["checked_at"])
