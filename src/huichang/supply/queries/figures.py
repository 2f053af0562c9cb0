"""What the figures of buying are made of (PARTS-31): emergency lines and what they cost more, lines that came on their day.
One definition gives sums and lines (`kernel.figures`). Amounts are yuan without tax."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone_name, localdate

from huichang.kernel.figures import Entry, Measure, Sum, entries, sums
from huichang.supply.models import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from huichang.supply.states import URGENT_KINDS, OrderState, UrgentReason

_ORDER, _LINE = PurchaseOrder._meta.db_table, PurchaseLine._meta.db_table
_OPENS = "'/supply/orders/' || o.id || '/'"
_URGENT = ", ".join(f"'{kind}'" for kind in sorted(URGENT_KINDS))
_SENT = f"""
    o.store_id = ANY(%(stores)s) AND o.sent_at >= %(since)s AND o.sent_at < %(until)s
    AND o.state <> '{OrderState.CANCELLED}'
"""
_WHY = (
    "CASE o.urgent_reason "
    + " ".join(f"WHEN '{reason.value}' THEN '{reason.label}'" for reason in UrgentReason)
    + " ELSE '' END"
)

URGENT = Measure(
    "urgent",
    f"""
    SELECT o.store_id, o.sent_at AS at, l.part_id, '' AS slice,
           CASE WHEN o.kind IN ({_URGENT}) THEN 1 ELSE 0 END AS top, 1 AS under,
           o.number AS document, {_OPENS} AS opens,
           '订 ' || trim_scale(l.quantity) || CASE WHEN o.kind IN ({_URGENT}) THEN '，急件：' || {_WHY} ELSE '' END AS words
    FROM {_ORDER} o JOIN {_LINE} l ON l.order_id = o.id
    WHERE {_SENT} AND l.quantity > l.cancelled
    """,
)
"""Lines of orders that were sent: how many of them as an emergency."""
URGENT_COST = Measure(
    "urgent_cost",
    f"""
    SELECT o.store_id, o.sent_at AS at, l.part_id, 'price' AS slice,
           round((l.price - l.stock_price) * (l.quantity - l.cancelled), 2) AS top,
           round(l.price * (l.quantity - l.cancelled), 2) AS under, o.number AS document, {_OPENS} AS opens,
           '急件价 ' || trim_scale(l.price) || '，常规价 ' || trim_scale(l.stock_price) AS words
    FROM {_ORDER} o JOIN {_LINE} l ON l.order_id = o.id
    WHERE {_SENT} AND o.kind IN ({_URGENT}) AND l.quantity > l.cancelled
    UNION ALL
    SELECT o.store_id, o.sent_at, NULL, 'freight', o.freight - o.stock_freight, 0, o.number, {_OPENS},
           '急件运费 ' || trim_scale(o.freight) || '，常规运费 ' || trim_scale(o.stock_freight)
    FROM {_ORDER} o WHERE {_SENT} AND o.kind IN ({_URGENT})
    """,
)
"""What emergency orders cost more than stock orders would have: in price and in freight. Under: their goods."""
ON_TIME = Measure(
    "on_time",
    f"""
    SELECT l.store_id, l.due_on::timestamp AT TIME ZONE %(zone)s AS at, l.part_id, '' AS slice,
           CASE WHEN l.pieces >= l.quantity THEN 1 ELSE 0 END AS top, 1 AS under,
           o.number AS document, {_OPENS} AS opens,
           '应到 ' || l.due_on || '，按时到 ' || trim_scale(l.pieces) || ' / ' || trim_scale(l.quantity) AS words
    FROM (
      SELECT l.*, coalesce(l.promised_on, l.expected_on) AS due_on, coalesce((
        SELECT sum(r.good + r.damaged) FROM {ReceiptLine._meta.db_table} r
        JOIN {Receipt._meta.db_table} c ON c.id = r.receipt_id
        WHERE r.line_id = l.id AND c.undone_at IS NULL
          AND (c.received_at AT TIME ZONE %(zone)s)::date <= coalesce(l.promised_on, l.expected_on)
      ), 0) AS pieces
      FROM {_LINE} l
      WHERE l.store_id = ANY(%(stores)s) AND coalesce(l.promised_on, l.expected_on) >= %(first)s
        AND coalesce(l.promised_on, l.expected_on) < %(last)s
    ) l JOIN {_ORDER} o ON o.id = l.order_id
    WHERE o.state NOT IN ('draft', 'submitted', 'approved') AND (l.pieces >= l.quantity OR l.due_on < %(today)s)
    """,
)
"""Lines that were due (the day the supplier promised, else the one expected): did all of it come by then? What is due today or
later and has not come is not judged yet."""
FLOWS = (URGENT, URGENT_COST, ON_TIME)
"""All that is summed over the days of a month."""


def flows(stores: Sequence[int], *, since: datetime, until: datetime, at: datetime) -> list[Sum]:
    """What is summed over the days of months, by store, month and slice; `at`: the moment of asking. One statement."""
    return sums(FLOWS, _between(stores, since, until, at))


def flow_entries(
    measure: Measure,
    stores: Sequence[int],
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    limit: int,
    skip: int = 0,
    slices: Sequence[str] = (),
    largest_first: bool = False,
) -> tuple[list[Entry], int]:
    """The lines of one of `FLOWS` (of some slices) and how many there are. One statement."""
    return entries(
        measure,
        _between(stores, since, until, at),
        limit=limit,
        skip=skip,
        slices=slices,
        largest_first=largest_first,
    )


def _between(stores: Sequence[int], since: datetime, until: datetime, at: datetime) -> Mapping[str, Any]:
    return {
        "stores": list(stores),
        "since": since,
        "until": until,
        "first": localdate(since),
        "last": localdate(until),
        "today": localdate(at),
        "zone": get_current_timezone_name(),
    }
