"""What was asked of the store room month by month, and how each part stands: what planning the stock starts from (PARTS-30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Max, Min, Q, Sum
from django.utils.timezone import get_current_timezone_name, localdate

from huichang.kernel.days import begin_of
from huichang.parts.models import BackOrder, DemandHistory, Move, Part, PickLine, Stock
from huichang.parts.states import MoveKind, ReplaceRule

ZERO = Decimal(0)
_OUT = (MoveKind.ISSUE, MoveKind.RETURN, MoveKind.INTERNAL, MoveKind.SALE, MoveKind.SALE_BACK)
_SERVED = f"""
SELECT part_id, month, sum(greatest(pieces, 0))
FROM (
    SELECT part_id, -sum(quantity) AS pieces, date_trunc('month', min(at) AT TIME ZONE %(zone)s)::date AS month
    FROM {Move._meta.db_table}
    WHERE store_id = %(store)s AND kind = ANY(%(kinds)s) AND at >= %(since)s AND at < %(until)s {{only}}
    GROUP BY part_id, for_line,
             CASE WHEN for_line IS NULL THEN date_trunc('month', at AT TIME ZONE %(zone)s) END
) AS needs
GROUP BY part_id, month
"""
_NEVER_SERVED = f"""
SELECT b.part_id, date_trunc('month', b.asked_at AT TIME ZONE %(zone)s)::date, sum(b.quantity)
FROM {BackOrder._meta.db_table} b
WHERE b.store_id = %(store)s AND b.closed_at IS NOT NULL AND b.for_line IS NOT NULL
  AND b.asked_at >= %(since)s AND b.asked_at < %(until)s {{only}}
  AND NOT EXISTS (SELECT 1 FROM {Move._meta.db_table} m WHERE m.for_line = b.for_line AND m.kind IN ('issue', 'sale'))
GROUP BY 1, 2
"""

_WINDOWS = """unnest(%(n)s::int[], %(parts)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[])
     AS w(n, part_id, since, until)"""
_GONE = f"""
SELECT w.n, m.kind, -sum(m.quantity)
FROM {_WINDOWS} JOIN {Move._meta.db_table} m
  ON m.store_id = %(store)s AND m.part_id = w.part_id AND m.at >= w.since AND m.at < w.until
GROUP BY 1, 2
"""
_UNSERVED = f"""
SELECT w.n, sum(b.quantity)
FROM {_WINDOWS} JOIN {BackOrder._meta.db_table} b
  ON b.store_id = %(store)s AND b.part_id = w.part_id AND b.asked_at >= w.since AND b.asked_at < w.until
WHERE b.closed_at IS NOT NULL AND b.for_line IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM {Move._meta.db_table} m WHERE m.for_line = b.for_line AND m.kind = 'issue')
GROUP BY 1
"""


@dataclass(frozen=True)
class MonthAsked:
    """What was asked for of a part in a month: `served` went out, `lost` could not be served."""

    part_id: int
    month: date
    served: Decimal
    lost: Decimal


def asked_by_month(
    store_id: int, *, since: date, until: date, part_id: int | None = None
) -> list[MonthAsked]:
    """Demand of a store from the first of a month until before the first of another. Three statements.

    Returns of an order's line are taken off where it was issued; goods that go between stores, are counted, scrapped or
    sent back are no demand; a back order that ended without an issue was a lost sale. Months before the ledger are those
    that were imported; where both have a month the ledger's counts.
    """
    months: dict[tuple[int, date], list[Decimal]] = {}
    old = DemandHistory.objects.filter(store_id=store_id, month__gte=since, month__lt=until)
    if part_id is not None:
        old = old.filter(part_id=part_id)
    for part, month, served, lost in old.values_list("part_id", "month", "quantity", "lost"):
        months[part, month] = [served, lost]
    values: dict[str, Any] = {
        "store": store_id,
        "zone": get_current_timezone_name(),
        "kinds": [str(kind) for kind in _OUT],
        "since": begin_of(since),
        "until": begin_of(until),
        "part": part_id,
    }
    only = "" if part_id is None else "AND part_id = %(part)s"
    with connection.cursor() as cursor:
        cursor.execute(_SERVED.format(only=only), values)
        for part, month, pieces in cursor.fetchall():
            if pieces:
                months[part, month] = [pieces, ZERO]
        cursor.execute(_NEVER_SERVED.format(only=only.replace("part_id", "b.part_id")), values)
        for part, month, pieces in cursor.fetchall():
            months.setdefault((part, month), [ZERO, ZERO])[1] += pieces
    return [MonthAsked(part, month, served, lost) for (part, month), (served, lost) in sorted(months.items())]


@dataclass(frozen=True)
class Window:
    """Some parts that do the same work, from a moment until before another."""

    part_ids: tuple[int, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Gone:
    """What left in a window, by kind of move, returns taken off; `unserved`: back orders that ended without an issue."""

    by_kind: Mapping[str, Decimal]
    unserved: Decimal

    @property
    def used(self) -> Decimal:
        """What went out to those who asked for it."""
        return max(sum((self.by_kind.get(kind, ZERO) for kind in _OUT), ZERO), ZERO)


def gone(store_id: int, windows: Sequence[Window]) -> list[Gone]:
    """What left a store in each of some windows, in their order. Two statements, whatever their number."""
    rows = [(n, part, each.since, each.until) for n, each in enumerate(windows) for part in each.part_ids]
    if not rows:
        return [Gone({}, ZERO) for _ in windows]
    numbers, parts, since, until = (list(column) for column in zip(*rows, strict=True))
    values: dict[str, Any] = {
        "store": store_id,
        "n": numbers,
        "parts": parts,
        "since": since,
        "until": until,
    }
    by_kind: list[dict[str, Decimal]] = [{} for _ in windows]
    unserved = [ZERO for _ in windows]
    with connection.cursor() as cursor:
        cursor.execute(_GONE, values)
        for number, kind, pieces in cursor.fetchall():
            by_kind[number][kind] = pieces
        cursor.execute(_UNSERVED, values)
        for number, pieces in cursor.fetchall():
            unserved[number] = pieces
    return [Gone(*each) for each in zip(by_kind, unserved, strict=True)]


@dataclass(frozen=True)
class Position:
    """How a part stands in a store. `short`: asked for by orders and bookings and not there.

    `first_on`: when it was first here or asked for; `last_in_on`, `last_out_on`: last goods in and out, None for never.
    """

    part_id: int
    number: str
    name: str
    initials: str
    unit: str
    is_whole: bool
    pack: Decimal
    is_safety: bool
    is_active: bool
    use_class: str
    system: str
    shelf_life_months: int | None
    abc: str
    xyz: str
    on_hand: Decimal
    held: Decimal
    blocked: Decimal
    in_transit: Decimal
    value: Decimal
    short: Decimal
    first_on: date | None
    last_in_on: date | None
    last_out_on: date | None

    @property
    def free(self) -> Decimal:
        """What nobody was promised and nothing blocks."""
        return self.on_hand - self.held - self.blocked

    @property
    def average(self) -> Decimal:
        """What a piece on the shelf is worth; nothing for an empty shelf."""
        return self.value / self.on_hand if self.on_hand else ZERO


def positions(store_id: int) -> dict[int, Position]:
    """All parts that a store ever had or was asked for, by part. Four statements."""
    short: Mapping[int, Decimal] = dict(
        BackOrder.objects.filter(store_id=store_id, closed_at__isnull=True)
        .values("part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "pieces")
    )
    goods_in = [MoveKind.RECEIPT, MoveKind.OPENING, MoveKind.TRANSFER_IN]
    moved: dict[int, tuple[datetime, datetime | None, datetime | None]] = {
        part_id: words
        for part_id, *words in Move.objects.filter(store_id=store_id)
        .values("part_id")
        .annotate(
            first=Min("at"),
            came=Max("at", filter=Q(kind__in=goods_in)),
            went=Max("at", filter=Q(kind__in=[MoveKind.ISSUE, MoveKind.SALE, MoveKind.INTERNAL])),
        )
        .values_list("part_id", "first", "came", "went")
    }
    told: dict[int, tuple[date, date | None]] = {
        part_id: (first, last)
        for part_id, first, last in DemandHistory.objects.filter(store_id=store_id)
        .values("part_id")
        .annotate(first=Min("month"), last=Max("month", filter=Q(quantity__gt=0)))
        .values_list("part_id", "first", "last")
    }
    found = {}
    for row in Stock.objects.filter(store_id=store_id).select_related("part"):
        part = row.part
        first, came, went = moved.get(row.part_id, (None, None, None))
        old_first, old_last = told.get(row.part_id, (None, None))
        found[row.part_id] = Position(
            part_id=row.part_id,
            number=part.number,
            name=part.name,
            initials=part.initials,
            unit=part.unit,
            is_whole=part.is_whole,
            pack=part.pack,
            is_safety=part.is_safety,
            is_active=part.is_active,
            use_class=part.use_class,
            system=part.system,
            shelf_life_months=part.shelf_life_months,
            abc=row.abc,
            xyz=row.xyz,
            on_hand=row.on_hand,
            held=row.held,
            blocked=row.blocked,
            in_transit=row.in_transit,
            value=row.value,
            short=short.get(row.part_id, ZERO),
            first_on=min(filter(None, (localdate(first) if first else None, old_first)), default=None),
            last_in_on=localdate(came) if came else None,
            last_out_on=max(filter(None, (localdate(went) if went else None, old_last)), default=None),
        )
    return found


def successors() -> dict[int, int]:
    """Old numbers and the newest that does their work: the demand of the one is demand of the other. One statement."""
    step: dict[int, int] = dict(
        Part.objects.filter(replaced_by__isnull=False).values_list("pk", "replaced_by_id")
    )
    newest = {}
    for old in step:
        at, seen = old, {old}
        while at in step and step[at] not in seen:
            at = step[at]
            seen.add(at)
        newest[old] = at
    return newest


def used_up_first() -> set[int]:
    """Old numbers whose stock is used up before the new one's. One statement."""
    return set(
        Part.objects.filter(replaced_by__isnull=False, replace_rule=ReplaceRule.USE_UP).values_list(
            "pk", flat=True
        )
    )


@dataclass(frozen=True)
class Wanted:
    """An order or booking wants so much of a part and does not have it yet."""

    part_id: int
    quantity: Decimal
    on: date
    says: str


def wanted(store_id: int) -> list[Wanted]:
    """What open orders ask for and have not been handed: held or short, it will leave. One statement."""
    rows = (
        PickLine.objects.filter(store_id=store_id, is_open=True)
        .annotate(open=F("asked") - F("issued"))
        .filter(open__gt=0)
        .values_list("part_id", "open", "promised_at", "asked_at", "plate", "order_number")
    )
    return [
        Wanted(part_id, pieces, localdate(promised or asked), f"{plate or number} 的工单")
        for part_id, pieces, promised, asked, plate, number in rows
    ]
