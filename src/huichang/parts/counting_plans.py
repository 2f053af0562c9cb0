"""What is to be counted: by bins, everything, or what its class has made due; to whom the lists are given (PARTS-14).

A list holds what lies in the bins by the ledger when it is made. What arrives later, or was never booked, is said as
found while counting.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import counting_rules, ledger, permissions, states
from huichang.parts.models import BatchStock, Bin, BinStock, Count, CountBin, CountLine, Stock
from huichang.parts.states import CountKind, CountState

A_DAYS = settings.declare(
    "parts.count_a_days", 30, "循环盘点：A 类多少天盘一遍", unit="天", fits=settings.between(7, 400)
)
B_DAYS = settings.declare(
    "parts.count_b_days", 90, "循环盘点：B 类多少天盘一遍", unit="天", fits=settings.between(7, 400)
)
C_DAYS = settings.declare(
    "parts.count_c_days", 365, "循环盘点：C 类多少天盘一遍", unit="天", fits=settings.between(7, 800)
)
MOST_A_DAY = settings.declare(
    "parts.count_lines_a_day", 60, "循环盘点：一天最多盘几行", unit="行", fits=settings.between(1, 1000)
)
CLASSES = ("A", "B", "C")


@dataclass(frozen=True)
class Row:
    """What lies in a bin of a part and batch, its class, when it was counted last, and in which count it is now."""

    bin_id: int
    part_id: int
    batch_id: int | None
    abc: str
    last: datetime | None
    busy: str


_LYING = f"""
WITH lying AS (
  SELECT s.bin_id, s.part_id, NULL::bigint AS batch_id, s.quantity - coalesce(
    (SELECT sum(b.quantity) FROM {BatchStock._meta.db_table} b WHERE b.bin_id = s.bin_id AND b.part_id = s.part_id), 0
  ) AS quantity
  FROM {BinStock._meta.db_table} s WHERE s.store_id = %(store)s
  UNION ALL
  SELECT bin_id, part_id, batch_id, quantity FROM {BatchStock._meta.db_table} WHERE store_id = %(store)s
), counted AS (
  SELECT l.bin_id, l.part_id, max(l.counted_at) AS last
  FROM {CountLine._meta.db_table} l JOIN {Count._meta.db_table} c ON c.id = l.count_id AND c.state = 'posted'
  WHERE l.store_id = %(store)s AND l.state = 'counted' GROUP BY l.bin_id, l.part_id
)
SELECT y.bin_id, y.part_id, y.batch_id, coalesce(nullif(t.abc, ''), 'C'), counted.last, coalesce(c.number, '')
FROM lying y
JOIN {Bin._meta.db_table} i ON i.id = y.bin_id
LEFT JOIN {Stock._meta.db_table} t ON t.store_id = %(store)s AND t.part_id = y.part_id
LEFT JOIN counted ON counted.bin_id = y.bin_id AND counted.part_id = y.part_id
LEFT JOIN {CountLine._meta.db_table} o
  ON o.bin_id = y.bin_id AND o.part_id = y.part_id AND o.batch_id IS NOT DISTINCT FROM y.batch_id AND o.is_open
LEFT JOIN {Count._meta.db_table} c ON c.id = o.count_id
WHERE y.quantity > 0 AND (%(bins)s::bigint[] IS NULL OR y.bin_id = ANY(%(bins)s))
ORDER BY i.walk, i.code, y.part_id, y.batch_id
"""


def _lying(store_id: int, bin_ids: Sequence[int] | None = None) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_LYING, {"store": store_id, "bins": None if bin_ids is None else list(bin_ids)})
        return [Row(*row) for row in cursor.fetchall()]


def cycle_days(store_id: int) -> dict[str, int]:
    """In how many days each class comes round."""
    return dict(zip(CLASSES, (settings.of(store_id, each) for each in (A_DAYS, B_DAYS, C_DAYS)), strict=True))


@use_case(permissions.PLAN_COUNTS, "安排盘点")
def plan_count(
    warrant: Warrant,
    *,
    store_id: int,
    kind: CountKind,
    at: datetime,
    bin_ids: Iterable[int] = (),
    classes: Iterable[str] = (),
    people: Sequence[int] = (),
) -> Count:
    """A count of some bins, of everything, or of what is due of some classes (none named: all of them).

    `people` get the bins in stretches of the walk; without them anybody may take the list. Raises Refused when nothing is
    to be counted, when something of it stands in another open count, and for people who do not work here.
    """
    warrant.show_at(store_id)
    ledger.enter(store_id)
    if kind == CountKind.CYCLE:
        wanted = [each for each in CLASSES if each in set(classes)] or list(CLASSES)
        rows = _due(store_id, wanted, at=at, most=None)
        if not rows:
            raise Refused("所选分类今天没有到期该盘的配件；要提前盘，请按货位安排。")
        return _make(warrant, store_id, kind, rows, {}, people, _cycle_words(rows), at=at)
    bins = Bin.objects.filter(store_id=store_id).order_by("walk", "code")
    if kind == CountKind.BINS:
        chosen = set(bin_ids)
        if not chosen:
            raise Refused("请至少选择一个要盘的货位。")
        bins = bins.filter(pk__in=chosen)
    codes = dict(bins.values_list("pk", "code"))
    if kind == CountKind.BINS and len(codes) < len(chosen):
        raise Missing("有的货位没有找到，请刷新页面后重新选择。")
    if not codes:
        raise Refused("本店还没有货位，请先在“库区货位”里建立。")
    rows = _lying(store_id, list(codes))
    if busy := sorted({row.busy for row in rows if row.busy}):
        where = codes[next(row.bin_id for row in rows if row.busy)]
        raise Refused(f"货位 {where} 等处正在盘点单 {'、'.join(busy)} 里盘，请先完成或作废，再安排这一次。")
    names = list(codes.values())
    words = "、".join(names[:3]) + (f" 等 {len(names)} 个货位" if len(names) > 3 else "")
    if kind == CountKind.FULL:
        words = f"全部 {len(names)} 个货位"
    return _make(warrant, store_id, kind, rows, codes, people, words, at=at)


@use_case(permissions.PLAN_COUNTS, "提出当天的循环盘点")
def propose_count(warrant: Warrant, store_id: int, *, at: datetime) -> Count | None:
    """The day's cycle count: what is most overdue, as much as brings every class round in its days.

    Nothing (None) while an earlier cycle count is not finished, when today's was made already, or when nothing is due.
    """
    warrant.show_at(store_id)
    ledger.enter(store_id)
    cycles = Count.objects.filter(store_id=store_id, kind=CountKind.CYCLE)
    open_states = [CountState.OPEN, CountState.REVIEW]
    made = cycles.filter(is_proposed=True, on=localdate(at)) | cycles.filter(state__in=open_states)
    if made.exists():
        warrant.note = "已有循环盘点"
        return None
    rows = _due(store_id, CLASSES, at=at, most=settings.of(store_id, MOST_A_DAY))
    if not rows:
        warrant.note = "没有到期的配件"
        return None
    clerks = [person.id for person in company.people(store_id, Role.PARTS_CLERK)]
    words = _cycle_words(rows)
    return _make(warrant, store_id, CountKind.CYCLE, rows, {}, clerks, words, at=at, is_proposed=True)


def _due(store_id: int, classes: Sequence[str], *, at: datetime, most: int | None) -> list[Row]:
    """The rows that are due, in walking order; `most` lines at the utmost, or None for all of them."""
    rows, days = [row for row in _lying(store_id) if row.abc in classes], cycle_days(store_id)
    lying = {
        (row.bin_id, row.part_id): counting_rules.Lying(row.bin_id, row.part_id, row.abc, row.last)
        for row in rows
    }
    if most is not None:
        sizes = {each: sum(1 for place in lying.values() if place.abc == each) for each in classes}
        most = counting_rules.lines_a_day(sizes, days, most=most)
    busy = {(row.bin_id, row.part_id) for row in rows if row.busy}
    free = [place for key, place in lying.items() if key not in busy]
    # Counted within the day counts as a whole day ago: a morning's list must not miss what was counted at noon.
    found = counting_rules.due(free, days, at=at + timedelta(hours=12), most=most)
    chosen = {(place.bin_id, place.part_id) for place in found}
    return [row for row in rows if (row.bin_id, row.part_id) in chosen]


def _cycle_words(rows: Sequence[Row]) -> str:
    kinds = {each: len({(row.bin_id, row.part_id) for row in rows if row.abc == each}) for each in CLASSES}
    return "循环 " + "、".join(f"{each} 类 {count} 种" for each, count in kinds.items() if count)


def _make(
    warrant: Warrant,
    store_id: int,
    kind: CountKind,
    rows: Sequence[Row],
    codes: Mapping[int, str],
    people: Sequence[int],
    words: str,
    *,
    at: datetime,
    is_proposed: bool = False,
) -> Count:
    """Write the count, its bins in stretches of the walk, and its lines."""
    for person in people:
        if not company.works_at(person, store_id):
            raise Refused("盘点人不是本店的在职同事，请重新选择。")
    today = localdate(at)
    count: Count = Count.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "PD", on=today),
        kind=kind,
        what=words[:80],
        on=today,
        is_proposed=is_proposed,
        planned_at=at,
        planned_by_id=warrant.actor.staff_id,
    )
    weights = dict.fromkeys(codes or (row.bin_id for row in rows), 1)
    for row in rows:
        weights[row.bin_id] += 1
    whose = counting_rules.shares(list(weights.values()), len(people)) if people else [None] * len(weights)
    CountBin.objects.bulk_create(
        CountBin(
            store_id=store_id,
            count=count,
            bin_id=bin_id,
            given_to_id=None if index is None else people[index],
        )
        for bin_id, index in zip(weights, whose, strict=True)
    )
    CountLine.objects.bulk_create(
        CountLine(
            store_id=store_id, count=count, bin_id=row.bin_id, part_id=row.part_id, batch_id=row.batch_id
        )
        for row in rows
    )
    warrant.about(count, f"{count.number} {words}"[:200])
    return count


@use_case(permissions.PLAN_COUNTS, "分配盘点")
def give_bins(warrant: Warrant, count_id: int, *, bin_ids: Iterable[int], staff_id: int | None) -> Count:
    """Some bins of an open count are somebody's to count (None: anybody's). Raises Refused for who does not work here."""
    count: Count = Count.objects.locked(count_id, warrant)
    if count.state != CountState.OPEN:
        raise OutOfTurn(f"{count}{count.get_state_display()}，不能再分配。")
    if staff_id is not None and not company.works_at(staff_id, count.store_id):
        raise Refused("盘点人不是本店的在职同事，请重新选择。")
    wanted = set(bin_ids)
    if not wanted:
        raise Refused("请先勾选要分配的货位。")
    if CountBin.objects.filter(count=count, bin_id__in=wanted).update(given_to_id=staff_id) < len(wanted):
        raise Missing("有的货位不在这张盘点单里，请刷新页面后重新选择。")
    return count


@use_case(permissions.PLAN_COUNTS, "作废盘点单")
def drop_count(warrant: Warrant, count_id: int, *, why: str, at: datetime) -> Count:
    """A count that is not finished comes to nothing: stock stays as it is, what was counted stays to be read.

    Raises Refused without a reason, OutOfTurn when it was posted.
    """
    count: Count = Count.objects.locked(count_id, warrant)
    states.COUNT.move(count, "drop")
    if not why.strip():
        raise Refused("请写明为什么作废这张盘点单。")
    count.why, count.ended_at, count.ended_by_id = why.strip()[:120], at, warrant.actor.staff_id
    count.version += 1
    count.save(update_fields=["state", "why", "ended_at", "ended_by", "version"])
    CountLine.objects.filter(count=count).update(is_open=False)
    return count
