"""Gain and loss of counts (盘盈盘亏) month by month: by bin, by cause, line by line, out of the ledger itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from huichang.kernel.actor import Actor
from huichang.parts import permissions
from huichang.parts.models import Bin, Count, CountLine, Move, Part, Warehouse
from huichang.parts.queries import reading
from huichang.parts.states import CountReason, MoveKind

ZERO = Decimal(0)
NO_REASON = "none"


@dataclass(frozen=True)
class GainLine:
    """One line of the ledger that a count wrote. `reason` is empty where no sheet says one."""

    count_id: int | None
    document: str
    at: datetime
    bin_id: int
    bin: str
    warehouse: str
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    worth: Decimal
    reason: str
    words: str

    @property
    def reason_says(self) -> str:
        """The cause in words."""
        return CountReason(self.reason).label if self.reason else "未注明"


@dataclass(frozen=True)
class GainGroup:
    """Gains and losses of one bin or one cause."""

    key: str
    words: str
    lines: int
    gain: Decimal
    loss: Decimal

    @property
    def net(self) -> Decimal:
        """Gains less losses."""
        return self.gain - self.loss


@dataclass(frozen=True)
class GainMonth:
    """Gains and losses of a month."""

    month: date
    gain: Decimal
    loss: Decimal

    @property
    def net(self) -> Decimal:
        """Gains less losses."""
        return self.gain - self.loss


_LINES = f"""
SELECT c.id, m.document, m.at, m.bin_id, b.code, w.name, m.part_id, p.number, p.name, p.unit, m.quantity, m.value,
       coalesce(l.reason, ''), coalesce(nullif(l.words, ''), m.note)
FROM {Move._meta.db_table} m
JOIN {Bin._meta.db_table} b ON b.id = m.bin_id
JOIN {Warehouse._meta.db_table} w ON w.id = b.warehouse_id
JOIN {Part._meta.db_table} p ON p.id = m.part_id
LEFT JOIN {Count._meta.db_table} c ON c.store_id = m.store_id AND c.number = m.document
LEFT JOIN LATERAL (
  SELECT l.reason, l.words FROM {CountLine._meta.db_table} l
  WHERE l.count_id = c.id AND l.bin_id = m.bin_id AND l.part_id = m.part_id
    AND (l.batch_id IS NOT DISTINCT FROM m.batch_id OR l.batch_id IS NULL)
  ORDER BY l.batch_id NULLS LAST LIMIT 1
) l ON true
WHERE m.store_id = %(store)s AND m.kind = 'count' AND m.at >= %(since)s AND m.at < %(until)s
ORDER BY m.id DESC
"""


def gain_lines(actor: Actor, *, since: datetime, until: datetime) -> list[GainLine]:
    """Every line that counts wrote into the ledger in a time, newest first. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_DIFFERENCES)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"store": store_id, "since": since, "until": until})
        return [GainLine(*row) for row in cursor.fetchall()]


def gain_months(actor: Actor, *, since: datetime, until: datetime) -> list[GainMonth]:
    """Gains and losses month by month, newest first. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_DIFFERENCES)
    rows = (
        Move.objects.filter(store_id=store_id, kind=MoveKind.COUNT, at__gte=since, at__lt=until)
        .annotate(month=TruncMonth("at"))
        .values("month")
        .annotate(up=Sum("value", filter=Q(value__gt=0)), down=Sum("value", filter=Q(value__lt=0)))
        .order_by("-month")
    )
    return [GainMonth(row["month"].date(), row["up"] or ZERO, -(row["down"] or ZERO)) for row in rows]


def by_bin(lines: Sequence[GainLine]) -> list[GainGroup]:
    """Gains and losses of each bin, the largest first."""
    return _groups(lines, lambda line: (str(line.bin_id), line.bin))


def by_cause(lines: Sequence[GainLine]) -> list[GainGroup]:
    """Gains and losses of each cause, the largest first."""
    return _groups(lines, lambda line: (line.reason or NO_REASON, line.reason_says))


def _groups(lines: Sequence[GainLine], key_of: Callable[[GainLine], tuple[str, str]]) -> list[GainGroup]:
    found: dict[tuple[str, str], list[Decimal]] = {}
    for line in lines:
        found.setdefault(key_of(line), []).append(line.worth)
    groups = [
        GainGroup(
            key,
            words,
            len(worths),
            sum((worth for worth in worths if worth > 0), ZERO),
            -sum((worth for worth in worths if worth < 0), ZERO),
        )
        for (key, words), worths in found.items()
    ]
    return sorted(groups, key=lambda each: -(each.gain + each.loss))
