"""The proof of the ledger: every running total against the sum that it stands for, all in one statement (PARTS-10).

One statement sees one moment, so the proof may run while the counter works. The moves are summed once, by part, bin and
batch; everything else is a sum of these sums.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from huichang.parts.models import BatchStock, BinStock, Delivery, Hold, Move, Stock
from huichang.parts.rules import plain
from huichang.parts.states import BLOCKED_PLACES, GOOD_BATCHES


@dataclass(frozen=True)
class Wrong:
    """A total that is not the sum of its ledger."""

    number: str
    what: str
    kept: Decimal
    proved: Decimal

    @property
    def says(self) -> str:
        """In words, for the parts manager."""
        return f"{self.number} {self.what}：账上 {plain(self.kept)}，明细合计 {plain(self.proved)}"


_PROOF = f"""
WITH moved AS MATERIALIZED (
  SELECT part_id, bin_id, batch_id, sum(quantity) AS quantity, sum(value) AS value
  FROM {Move._meta.db_table} WHERE store_id = %(store)s GROUP BY part_id, bin_id, batch_id
), lying AS MATERIALIZED (
  SELECT c.part_id, c.bin_id, c.quantity, w.place = ANY(%(blocked)s) AS is_blocked
  FROM {BinStock._meta.db_table} c JOIN parts_bin b ON b.id = c.bin_id JOIN parts_warehouse w ON w.id = b.warehouse_id
  WHERE c.store_id = %(store)s
), lots AS MATERIALIZED (
  SELECT c.part_id, c.bin_id, c.batch_id, c.quantity,
         t.state <> ALL(%(good)s) AND w.place <> ALL(%(blocked)s) AS is_bad_outside
  FROM {BatchStock._meta.db_table} c JOIN parts_batch t ON t.id = c.batch_id
  JOIN parts_bin b ON b.id = c.bin_id JOIN parts_warehouse w ON w.id = b.warehouse_id
  WHERE c.store_id = %(store)s
), totals AS MATERIALIZED (
  SELECT coalesce(s.part_id, m.part_id) AS part_id,
         coalesce(s.on_hand, 0) AS on_hand, coalesce(m.quantity, 0) AS moved,
         coalesce(s.value, 0) AS value, coalesce(m.value, 0) AS moved_value,
         coalesce(s.held, 0) AS held, coalesce(h.quantity, 0) AS promised,
         coalesce(s.in_transit, 0) AS in_transit, coalesce(d.quantity, 0) AS coming,
         coalesce(b.quantity, 0) AS lying,
         coalesce(s.blocked, 0) AS blocked, coalesce(b.blocked, 0) + coalesce(l.bad, 0) AS lying_blocked
  FROM (SELECT * FROM {Stock._meta.db_table} WHERE store_id = %(store)s) s
  FULL JOIN (SELECT part_id, sum(quantity) AS quantity, sum(value) AS value FROM moved GROUP BY part_id) m
         ON m.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) AS quantity
             FROM {Hold._meta.db_table} WHERE store_id = %(store)s AND state = 'held' GROUP BY part_id) h
         ON h.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) AS quantity
             FROM {Delivery._meta.db_table} WHERE store_id = %(store)s AND ended_at IS NULL GROUP BY part_id) d
         ON d.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) AS quantity, sum(quantity) FILTER (WHERE is_blocked) AS blocked
             FROM lying GROUP BY part_id) b ON b.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) FILTER (WHERE is_bad_outside) AS bad FROM lots GROUP BY part_id) l
         ON l.part_id = s.part_id
), wrong AS (
  SELECT w.turn, t.part_id, w.what, w.kept, w.proved FROM totals t
  CROSS JOIN LATERAL (VALUES
    (1, '现存', t.on_hand, t.moved), (2, '金额', t.value, t.moved_value), (3, '预留', t.held, t.promised),
    (4, '在途', t.in_transit, t.coming), (5, '货位合计', t.on_hand, t.lying), (6, '冻结', t.blocked, t.lying_blocked)
  ) w (turn, what, kept, proved) WHERE w.kept <> w.proved
  UNION ALL
  SELECT 7, coalesce(c.part_id, m.part_id), '货位 ' || b.code, coalesce(c.quantity, 0), coalesce(m.quantity, 0)
  FROM lying c
  FULL JOIN (SELECT part_id, bin_id, sum(quantity) AS quantity FROM moved GROUP BY part_id, bin_id) m
         ON m.part_id = c.part_id AND m.bin_id = c.bin_id
  JOIN parts_bin b ON b.id = coalesce(c.bin_id, m.bin_id)
  WHERE coalesce(c.quantity, 0) <> coalesce(m.quantity, 0)
  UNION ALL
  SELECT 8, coalesce(c.part_id, m.part_id), '批次 ' || t.number || ' 货位 ' || b.code,
         coalesce(c.quantity, 0), coalesce(m.quantity, 0)
  FROM lots c
  FULL JOIN (SELECT * FROM moved WHERE batch_id IS NOT NULL) m ON m.batch_id = c.batch_id AND m.bin_id = c.bin_id
  JOIN parts_batch t ON t.id = coalesce(c.batch_id, m.batch_id)
  JOIN parts_bin b ON b.id = coalesce(c.bin_id, m.bin_id)
  WHERE coalesce(c.quantity, 0) <> coalesce(m.quantity, 0)
  UNION ALL
  SELECT 9, l.part_id, '批次合计 货位 ' || b.code, coalesce(c.quantity, 0), l.quantity
  FROM (SELECT part_id, bin_id, sum(quantity) AS quantity FROM lots GROUP BY part_id, bin_id) l
  LEFT JOIN lying c ON c.part_id = l.part_id AND c.bin_id = l.bin_id
  JOIN parts_bin b ON b.id = l.bin_id
  WHERE l.quantity > coalesce(c.quantity, 0)
  UNION ALL
  SELECT 10, h.part_id, '货架 ' || b.code, coalesce(c.quantity, 0), h.quantity
  FROM (SELECT part_id, shelf_id, sum(quantity) AS quantity FROM {Hold._meta.db_table}
        WHERE store_id = %(store)s AND state = 'held' AND shelf_id IS NOT NULL GROUP BY part_id, shelf_id) h
  LEFT JOIN lying c ON c.part_id = h.part_id AND c.bin_id = h.shelf_id
  JOIN parts_bin b ON b.id = h.shelf_id
  WHERE coalesce(c.quantity, 0) < h.quantity
)
SELECT p.number, w.what, w.kept, w.proved, w.turn FROM wrong w JOIN parts_part p ON p.id = w.part_id
UNION ALL
SELECT '', '', 6 * count(*) + (SELECT count(*) FROM lots), 0, 0 FROM totals
ORDER BY 1, 5, 2
"""


def prove(store_id: int) -> tuple[int, list[Wrong]]:
    """How many totals were compared, and those that are wrong. One statement."""
    values: dict[str, int | list[str]] = {
        "store": store_id,
        "blocked": [str(place) for place in BLOCKED_PLACES],
        "good": [str(state) for state in GOOD_BATCHES],
    }
    wrong, checked = [], 0
    with connection.cursor() as cursor:
        cursor.execute(_PROOF, values)
        for number, what, kept, proved, _ in cursor.fetchall():
            if number:
                wrong.append(Wrong(number, what, kept, proved))
            else:
                checked = int(kept)
    return checked, wrong
