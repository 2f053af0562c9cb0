"""How stores claim, in sums: what the manufacturer's risk score of a store is made of, and the claims behind each figure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from huichang.warranty import rules
from huichang.warranty.models import Claim, ClaimedPart, ClaimLine, Evidence, SettlementLine, Submission

_CLAIM, _LINE, _SENT = Claim._meta.db_table, ClaimLine._meta.db_table, Submission._meta.db_table
_PART, _PHOTO, _SETTLED = ClaimedPart._meta.db_table, Evidence._meta.db_table, SettlementLine._meta.db_table
MISSING_DAYS = 7
"""A claimed part that is not in the claimed-parts store so long after it got its tag counts as missing."""
MOST_BEHIND = 200

_BASE = f"""
    first AS (
        SELECT s.store_id, s.claim_id, min(s.sent_at) AS sent_at, min(s.asked) FILTER (WHERE s.round = 1) AS asked
        FROM {_SENT} s WHERE s.sent_at >= %(since)s AND s.sent_at < %(until)s GROUP BY 1, 2
    ),
    mine AS (
        SELECT f.store_id, f.claim_id, f.sent_at, coalesce(f.asked, 0) AS asked, c.vehicle_id, c.model, c.number, c.plate,
            c.vin, c.title, c.opened_at, c.repaired_on, c.kind,
            coalesce((SELECT min(l.code) FROM {_LINE} l WHERE l.claim_id = c.id AND l.duty = 'causal'
                AND l.decision IN ('claim', 'goodwill')), '') AS causal,
            (SELECT count(DISTINCT e.kind) FROM {_PHOTO} e WHERE e.claim_id = c.id AND e.kind IN ('fault', 'part')) AS photos
        FROM first f JOIN {_CLAIM} c ON c.id = f.claim_id
    ),
    judged AS (
        SELECT m.*,
            avg(m.asked) OVER (PARTITION BY m.model, m.causal) AS expected,
            EXISTS (SELECT 1 FROM {_SETTLED} x WHERE x.claim_id = m.claim_id AND x.outcome IN ('cut', 'rejected'))
                OR m.claim_id = ANY(%(down)s) AS turned_down,
            m.repaired_on IS NOT NULL AND (m.sent_at AT TIME ZONE %(zone)s)::date
                > (date_trunc('month', m.repaired_on) + interval '1 month')::date + {rules.LAST_DAY - 1} AS late,
            m.causal <> '' AND EXISTS (SELECT 1 FROM {_CLAIM} o JOIN {_LINE} l ON l.claim_id = o.id
                WHERE o.vehicle_id = m.vehicle_id AND o.id <> m.claim_id AND o.opened_at < m.opened_at
                AND o.opened_at >= m.opened_at - interval '365 days' AND o.state NOT IN ('own', 'void', 'inspect')
                AND l.duty = 'causal' AND l.code = m.causal AND l.decision IN ('claim', 'goodwill')) AS repeat,
            m.kind <> 'free_service' AND m.photos < 2 AS photos_missing
        FROM mine m
    ),
    gone AS (
        SELECT p.store_id, p.claim_id, (p.state = 'deducted'
            OR (p.state = 'tagged' AND p.tagged_at < %(until)s - interval '{MISSING_DAYS} days')) AS bad
        FROM {_PART} p WHERE p.tagged_at >= %(since)s AND p.tagged_at < %(until)s
    )
"""


@dataclass(frozen=True)
class Conduct:
    """A store's claims of a time in sums: yuan asked and expected of the same models and causal parts, counts of the rest."""

    store_id: int
    claims: int
    asked: float
    expected: float
    turned_down: int
    late: int
    repeat: int
    photos_missing: int
    parts: int
    parts_bad: int


def of_stores(since: datetime, until: datetime, *, zone: str, down: Collection[int] = ()) -> list[Conduct]:
    """Every store of the network; `down`: claims that were turned down beside those of settlement lists. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {_BASE}, sums AS (SELECT store_id, count(*) AS claims, sum(asked) AS asked, sum(expected) AS expected,"
            " count(*) FILTER (WHERE turned_down) AS turned_down, count(*) FILTER (WHERE late) AS late,"
            " count(*) FILTER (WHERE repeat) AS repeat, count(*) FILTER (WHERE photos_missing) AS photos_missing"
            " FROM judged GROUP BY 1),"
            " parts AS (SELECT store_id, count(*) AS parts, count(*) FILTER (WHERE bad) AS bad FROM gone GROUP BY 1)"
            " SELECT s.store_id, s.claims, s.asked, s.expected, s.turned_down, s.late, s.repeat, s.photos_missing,"
            " coalesce(p.parts, 0), coalesce(p.bad, 0) FROM sums s LEFT JOIN parts p USING (store_id) ORDER BY 1",
            {"since": since, "until": until, "zone": zone, "down": list(down)},
        )
        rows = cursor.fetchall()
    return [Conduct(row[0], row[1], float(row[2]), float(row[3]), *row[4:]) for row in rows]


@dataclass(frozen=True)
class Behind:
    """A claim behind a figure."""

    claim_id: int
    number: str
    plate: str
    vin: str
    model: str
    title: str
    repaired_on: date | None
    sent_at: datetime
    asked: Decimal
    expected: Decimal


_BEHIND = {
    "frequency": "TRUE",
    "amount": "j.asked > j.expected",
    "turned_down": "j.turned_down",
    "late": "j.late",
    "repeat": "j.repeat",
    "parts": "EXISTS (SELECT 1 FROM gone g WHERE g.claim_id = j.claim_id AND g.bad)",
    "photos": "j.photos_missing",
}


def behind(
    store_id: int, figure: str, since: datetime, until: datetime, *, zone: str, down: Collection[int] = ()
) -> list[Behind]:
    """The claims of a store that a figure counts, those that differ most from what is expected first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {_BASE} SELECT j.claim_id, j.number, j.plate, j.vin, j.model, j.title, j.repaired_on, j.sent_at, j.asked,"
            f" j.expected FROM judged j WHERE j.store_id = %(store)s AND {_BEHIND[figure]}"
            f" ORDER BY j.asked - j.expected DESC, j.claim_id LIMIT {MOST_BEHIND}",
            {"since": since, "until": until, "zone": zone, "down": list(down), "store": store_id},
        )
        return [Behind(*row) for row in cursor.fetchall()]
