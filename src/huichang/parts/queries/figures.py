"""What the store room's figures are made of (PARTS-31): lines asked for and served at once, goods out at cost, goods in,
counts, and what lies there by age. One definition gives sums and lines (`kernel.figures`).

Values are yuan without tax at moving average, as the ledger has them, on the day on which they were written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum as Total
from django.utils.timezone import get_current_timezone_name, localdate

from huichang.kernel.figures import Entry, Measure, Sum, entries, sums
from huichang.kernel.months import apart, first_of
from huichang.parts.askers import FIRST_SALE
from huichang.parts.models import BackOrder, Count, CountLine, DemandHistory, Move, PickLine, Stock
from huichang.parts.states import CountState, LineState, MoveKind

ZERO = Decimal(0)
AGES = ("0", "3", "6", "12", "24")
"""Slices of what lies there: so many whole months and more since it last went out (RULES B4: 6 or 12 呆滞, 24 死库存)."""
_OUT = (MoveKind.ISSUE, MoveKind.SALE, MoveKind.INTERNAL)
_IN = (MoveKind.RECEIPT, MoveKind.OPENING, MoveKind.TRANSFER_IN)
_MOVE, _PICK, _SHORT = Move._meta.db_table, PickLine._meta.db_table, BackOrder._meta.db_table
_LEDGER = "'/parts/part/' || m.part_id || '/?tab=ledger'"


def _first_ask(key: str, whose: str, opens: str) -> Measure:
    """Lines asked for: had the store all of it then? `whose`: a condition on the key of the line, `opens`: the page."""
    return Measure(
        key,
        f"""
        SELECT p.store_id, p.asked_at AS at, p.part_id, '' AS slice,
               CASE WHEN s.quantity IS NULL THEN 1 ELSE 0 END AS top, 1 AS under,
               p.order_number AS document, '{opens}' || p.for_order || '/' AS opens,
               CASE WHEN s.quantity IS NULL THEN '要 ' || trim_scale(p.asked) || '，当时有货'
                    ELSE '要 ' || trim_scale(p.asked) || '，当时缺 ' || trim_scale(s.quantity) END AS words
        FROM {_PICK} p LEFT JOIN LATERAL (
          SELECT b.quantity FROM {_SHORT} b
          WHERE b.for_line = p.for_line AND b.asked_at <= p.asked_at
            AND (b.closed_at IS NULL OR b.closed_at > p.asked_at) LIMIT 1
        ) s ON true
        WHERE p.store_id = ANY(%(stores)s) AND p.asked_at >= %(since)s AND p.asked_at < %(until)s AND p.for_line {whose}
        UNION ALL
        SELECT b.store_id, min(b.asked_at), b.part_id, '', 0, 1, max(b.plate), '',
               '缺 ' || trim_scale(max(b.quantity)) || '，后来不要了'
        FROM {_SHORT} b
        WHERE b.store_id = ANY(%(stores)s) AND b.for_line {whose}
          AND b.asked_at >= %(since)s AND b.asked_at < %(until)s
          AND NOT EXISTS (SELECT 1 FROM {_PICK} p WHERE p.for_line = b.for_line)
        GROUP BY b.store_id, b.for_line, b.part_id
        """,
    )


FILL = _first_ask("fill_ro", f"< {FIRST_SALE}", "/workshop/orders/")
"""Lines of repair orders. A line that was given up while short counts, too."""
FILL_SALES = _first_ask("fill_counter", f">= {FIRST_SALE}", "/trade/orders/")
"""Lines of sales over the counter and to the trade. Who asked and left without a sale is `stocking`'s to add."""
COST_OUT = Measure(
    "cost_out",
    f"""
    SELECT m.store_id, m.at, m.part_id, m.kind AS slice, -m.value AS top, -m.quantity AS under,
           m.document, {_LEDGER} AS opens, '出库 ' || trim_scale(-m.quantity) AS words
    FROM {_MOVE} m
    WHERE m.store_id = ANY(%(stores)s) AND m.at >= %(since)s AND m.at < %(until)s
      AND (m.kind IN ('issue', 'return', 'sale', 'sale_back', 'internal') OR m.kind = 'correct' AND EXISTS (
        SELECT 1 FROM {_MOVE} o WHERE o.id = m.corrects_id AND o.kind IN ('issue', 'return', 'sale', 'sale_back', 'internal')))
    """,
)
"""Goods that went out to be used, at cost; what came back is taken off. Under: pieces."""
BOUGHT = Measure(
    "bought",
    f"""
    SELECT m.store_id, m.at, m.part_id, m.kind AS slice, m.value AS top, m.quantity AS under,
           m.document, {_LEDGER} AS opens, coalesce(nullif(m.note, ''), '数量 ' || trim_scale(m.quantity)) AS words
    FROM {_MOVE} m
    WHERE m.store_id = ANY(%(stores)s) AND m.at >= %(since)s AND m.at < %(until)s
      AND (m.kind IN ('receipt', 'sent_back', 'reprice') OR m.kind = 'correct' AND EXISTS (
        SELECT 1 FROM {_MOVE} o WHERE o.id = m.corrects_id AND o.kind IN ('receipt', 'sent_back', 'reprice')))
    """,
)
"""Goods bought: receipts, what went back to suppliers, prices that turned out otherwise, corrections of them. Under: pieces."""
COUNTED = Measure(
    "count_right",
    f"""
    SELECT c.store_id, c.ended_at AS at, l.part_id, '' AS slice,
           CASE WHEN l.difference = 0 THEN 1 ELSE 0 END AS top, 1 AS under,
           c.number AS document, '/parts/counts/' || c.id || '/' AS opens,
           '账面 ' || trim_scale(l.book) || '，实盘 ' || trim_scale(l.counted) AS words
    FROM {Count._meta.db_table} c JOIN {CountLine._meta.db_table} l ON l.count_id = c.id
    WHERE c.store_id = ANY(%(stores)s) AND c.ended_at >= %(since)s AND c.ended_at < %(until)s
      AND c.state = '{CountState.POSTED}' AND l.state = '{LineState.COUNTED}'
    """,
)
"""Lines of counts that were posted: was there what the ledger said?"""
COUNT_GAIN = Measure(
    "count_gain",
    f"""
    SELECT m.store_id, m.at, m.part_id, '' AS slice, greatest(m.value, 0) AS top, greatest(-m.value, 0) AS under,
           m.document, {_LEDGER} AS opens, '差异 ' || trim_scale(m.quantity) AS words
    FROM {_MOVE} m
    WHERE m.store_id = ANY(%(stores)s) AND m.at >= %(since)s AND m.at < %(until)s AND m.kind = 'count'
    """,
)
"""What counts added (top) and took away (under), yuan."""
FLOWS = (FILL, FILL_SALES, COST_OUT, BOUGHT, COUNTED, COUNT_GAIN)
"""All that is summed over the days of a month."""

_AGED = """
    SELECT a.store_id, %(at)s::timestamptz AS at, a.part_id,
           CASE WHEN a.months >= 24 THEN '24' WHEN a.months >= 12 THEN '12' WHEN a.months >= 6 THEN '6'
                WHEN a.months >= 3 THEN '3' ELSE '0' END AS slice,
           a.value AS top, 1 AS under, '' AS document, '/parts/part/' || a.part_id || '/' AS opens,
           CASE WHEN a.went IS NOT NULL THEN '最近出库 ' || a.went || '，' || a.months || ' 个月'
                WHEN a.came IS NOT NULL THEN '入库后没有出过，' || a.months || ' 个月' ELSE '没有出入库记录' END
           || '；现存 ' || trim_scale(a.on_hand) AS words
    FROM (
      SELECT l.*, coalesce(
        12 * (extract(year FROM %(today)s::date) - extract(year FROM coalesce(l.went, l.came)))
        + extract(month FROM %(today)s::date) - extract(month FROM coalesce(l.went, l.came))
        - (extract(day FROM %(today)s::date) < extract(day FROM coalesce(l.went, l.came)))::int, 0)::int AS months
      FROM ({lying}) l
    ) a
"""
_HISTORY = f"""
    (SELECT h.month FROM {DemandHistory._meta.db_table} h
     WHERE h.store_id = s.store_id AND h.part_id = s.part_id AND h.quantity > 0 ORDER BY h.month DESC LIMIT 1)
"""
AGED_NOW = Measure(
    "age",
    _AGED.format(
        lying=f"""
        SELECT s.store_id, s.part_id, s.on_hand, s.value, greatest(o.on_day, {_HISTORY}) AS went, i.on_day AS came
        FROM {Stock._meta.db_table} s
        LEFT JOIN LATERAL (
          SELECT (m.at AT TIME ZONE %(zone)s)::date AS on_day FROM {_MOVE} m
          WHERE m.store_id = s.store_id AND m.part_id = s.part_id AND m.kind = ANY(%(out)s) ORDER BY m.id DESC LIMIT 1
        ) o ON true
        LEFT JOIN LATERAL (
          SELECT (m.at AT TIME ZONE %(zone)s)::date AS on_day FROM {_MOVE} m
          WHERE m.store_id = s.store_id AND m.part_id = s.part_id AND m.kind = ANY(%(in)s) ORDER BY m.id DESC LIMIT 1
        ) i ON true
        WHERE s.store_id = ANY(%(stores)s) AND s.on_hand > 0
        """
    ),
)
"""What lies there now, by the whole months since it last went out (since it came, where it never did). Under: kinds."""
AGED_THEN = Measure(
    "age",
    _AGED.format(
        lying=f"""
        SELECT s.store_id, s.part_id, s.on_hand, s.value,
               greatest(s.went, (SELECT max(h.month) FROM {DemandHistory._meta.db_table} h
                 WHERE h.store_id = s.store_id AND h.part_id = s.part_id AND h.quantity > 0 AND h.month <= %(today)s)) AS went,
               s.came
        FROM (
          SELECT m.store_id, m.part_id, sum(m.quantity) AS on_hand, sum(m.value) AS value,
                 (max(m.at) FILTER (WHERE m.kind = ANY(%(out)s)) AT TIME ZONE %(zone)s)::date AS went,
                 (max(m.at) FILTER (WHERE m.kind = ANY(%(in)s)) AT TIME ZONE %(zone)s)::date AS came
          FROM {_MOVE} m WHERE m.store_id = ANY(%(stores)s) AND m.at <= %(at)s GROUP BY m.store_id, m.part_id
        ) s WHERE s.on_hand > 0
        """
    ),
)
"""The same at a past moment, out of the ledger alone."""


def flows(stores: Sequence[int], *, since: datetime, until: datetime) -> list[Sum]:
    """What is summed over the days of months, by store, month and slice. One statement."""
    return sums(FLOWS, _between(stores, since, until))


def flow_entries(
    measure: Measure,
    stores: Sequence[int],
    *,
    since: datetime,
    until: datetime,
    limit: int,
    skip: int = 0,
    largest_first: bool = False,
) -> tuple[list[Entry], int]:
    """The lines of one of `FLOWS` and how many there are. One statement."""
    return entries(
        measure, _between(stores, since, until), limit=limit, skip=skip, largest_first=largest_first
    )


def ages(stores: Sequence[int], *, at: datetime, is_now: bool) -> list[Sum]:
    """The value of what lies there by age (top), and how many kinds (under), at a moment; in the past out of the ledger, which
    takes long where there are many moves. One statement."""
    return sums([AGED_NOW if is_now else AGED_THEN], _as_of(stores, at))


def age_entries(
    stores: Sequence[int],
    *,
    at: datetime,
    is_now: bool,
    limit: int,
    skip: int = 0,
    slices: Sequence[str] = (),
) -> tuple[list[Entry], int]:
    """The parts behind `ages`, the dearest first. One statement."""
    return entries(
        AGED_NOW if is_now else AGED_THEN,
        _as_of(stores, at),
        limit=limit,
        skip=skip,
        slices=slices,
        largest_first=True,
    )


_VALUES = f"""
SELECT store_id, NULL::date, sum(value) FROM {Stock._meta.db_table} WHERE store_id = ANY(%(stores)s) GROUP BY 1
UNION ALL
SELECT store_id, date_trunc('month', at AT TIME ZONE %(zone)s)::date, sum(value) FROM {_MOVE}
WHERE store_id = ANY(%(stores)s) AND at >= %(since)s GROUP BY 1, 2
"""


def values_at_ends(
    stores: Sequence[int], *, since: datetime, at: datetime
) -> dict[tuple[int, date], Decimal]:
    """What the stock was worth when each month ended, from the month of `since` to that of `at` (as it is now), by store and
    month: the stock as it is less what moved after. One statement."""
    worth: dict[int, Decimal] = {}
    moved: dict[tuple[int, date], Decimal] = {}
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, {"zone": get_current_timezone_name(), "stores": list(stores), "since": since})
        for store_id, month, value in cursor.fetchall():
            if month is None:
                worth[store_id] = value
            else:
                moved[store_id, month] = value
    first, last = first_of(localdate(since)), first_of(localdate(at))
    found = {}
    for store_id in stores:
        left = worth.get(store_id, ZERO)
        for back in range(apart(first, last) + 1):
            month = first_of(last, -back)
            found[store_id, month] = left
            left -= moved.get((store_id, month), ZERO)
    return found


def costs_of_lines(line_ids: Sequence[int]) -> dict[int, Decimal]:
    """What was handed out for lines of orders and not returned, at cost. One statement."""
    rows = Move.objects.filter(for_line__in=list(line_ids)).values("for_line").annotate(cost=Total("value"))
    return {line_id: -cost for line_id, cost in rows.values_list("for_line", "cost")}


@dataclass(frozen=True)
class SaleMove:
    """Goods of a sale's line that left or came back (quantity and cost below nought)."""

    store_id: int
    at: datetime
    line_id: int
    part_id: int
    quantity: Decimal
    cost: Decimal
    document: str


def sale_moves(stores: Sequence[int], *, since: datetime, until: datetime) -> list[SaleMove]:
    """What left for sales in a time, and what came back. One statement."""
    rows = Move.objects.filter(
        store_id__in=list(stores),
        at__gte=since,
        at__lt=until,
        kind__in=[MoveKind.SALE, MoveKind.SALE_BACK],
        for_line__isnull=False,
    ).values_list("store_id", "at", "for_line", "part_id", "quantity", "value", "document")
    return [
        SaleMove(store_id, at, line_id or 0, part_id, -quantity, -value, document)
        for store_id, at, line_id, part_id, quantity, value, document in rows
    ]


def _between(stores: Sequence[int], since: datetime, until: datetime) -> Mapping[str, Any]:
    return {"stores": list(stores), "since": since, "until": until}


def _as_of(stores: Sequence[int], at: datetime) -> Mapping[str, Any]:
    return {
        "stores": list(stores),
        "at": at,
        "today": localdate(at),
        "zone": get_current_timezone_name(),
        "out": [str(kind) for kind in _OUT],
        "in": [str(kind) for kind in _IN],
    }
