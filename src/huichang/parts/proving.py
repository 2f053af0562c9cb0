"""The proof of the ledger: every running total against the sum that it stands for, each in one statement (PARTS-10).

One statement sees one moment, so the proof may run while the counter works.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from huichang.parts.models import BinStock, Delivery, Hold, Move, Stock
from huichang.parts.rules import plain
from huichang.parts.states import BLOCKED_PLACES


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


_TOTALS = f"""
SELECT p.number, w.what, w.kept, w.proved, count(*) OVER () FROM (
  SELECT coalesce(s.part_id, m.part_id) AS part_id,
         coalesce(s.on_hand, 0) AS on_hand, coalesce(m.quantity, 0) AS moved,
         coalesce(s.value, 0) AS value, coalesce(m.value, 0) AS moved_value,
         coalesce(s.held, 0) AS held, coalesce(h.quantity, 0) AS promised,
         coalesce(s.in_transit, 0) AS in_transit, coalesce(d.quantity, 0) AS coming,
         coalesce(b.quantity, 0) AS lying,
         coalesce(s.blocked, 0) AS blocked, coalesce(b.blocked, 0) AS lying_blocked
  FROM (SELECT * FROM {Stock._meta.db_table} WHERE store_id = %(store)s) s
  FULL JOIN (SELECT part_id, sum(quantity) AS quantity, sum(value) AS value
             FROM {Move._meta.db_table} WHERE store_id = %(store)s GROUP BY part_id) m ON m.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) AS quantity
             FROM {Hold._meta.db_table} WHERE store_id = %(store)s AND state = 'held' GROUP BY part_id) h
         ON h.part_id = s.part_id
  LEFT JOIN (SELECT part_id, sum(quantity) AS quantity
             FROM {Delivery._meta.db_table} WHERE store_id = %(store)s AND ended_at IS NULL GROUP BY part_id) d
         ON d.part_id = s.part_id
  LEFT JOIN (SELECT c.part_id, sum(c.quantity) AS quantity,
                    sum(c.quantity) FILTER (WHERE w.place = ANY(%(blocked)s)) AS blocked
             FROM {BinStock._meta.db_table} c JOIN parts_bin b ON b.id = c.bin_id
             JOIN parts_warehouse w ON w.id = b.warehouse_id
             WHERE c.store_id = %(store)s GROUP BY c.part_id) b ON b.part_id = s.part_id
) t
JOIN parts_part p ON p.id = t.part_id
CROSS JOIN LATERAL (VALUES
  ('现存', t.on_hand, t.moved), ('金额', t.value, t.moved_value), ('预留', t.held, t.promised),
  ('在途', t.in_transit, t.coming), ('货位合计', t.on_hand, t.lying), ('冻结', t.blocked, t.lying_blocked)
) w (what, kept, proved)
"""
_BINS = f"""
SELECT p.number, '货位 ' || b.code, coalesce(c.quantity, 0), coalesce(m.quantity, 0)
FROM (SELECT * FROM {BinStock._meta.db_table} WHERE store_id = %(store)s) c
FULL JOIN (SELECT part_id, bin_id, sum(quantity) AS quantity
           FROM {Move._meta.db_table} WHERE store_id = %(store)s GROUP BY part_id, bin_id) m
       ON m.part_id = c.part_id AND m.bin_id = c.bin_id
JOIN parts_part p ON p.id = coalesce(c.part_id, m.part_id)
JOIN parts_bin b ON b.id = coalesce(c.bin_id, m.bin_id)
WHERE coalesce(c.quantity, 0) <> coalesce(m.quantity, 0)
"""
_SHELVES = f"""
SELECT p.number, '货架 ' || b.code, coalesce(c.quantity, 0), h.quantity
FROM (SELECT part_id, shelf_id, sum(quantity) AS quantity FROM {Hold._meta.db_table}
      WHERE store_id = %(store)s AND state = 'held' AND shelf_id IS NOT NULL GROUP BY part_id, shelf_id) h
LEFT JOIN {BinStock._meta.db_table} c ON c.part_id = h.part_id AND c.bin_id = h.shelf_id
JOIN parts_part p ON p.id = h.part_id
JOIN parts_bin b ON b.id = h.shelf_id
WHERE coalesce(c.quantity, 0) < h.quantity
"""


def prove(store_id: int) -> tuple[int, list[Wrong]]:
    """How many totals were compared, and those that are wrong. Three statements."""
    values: dict[str, int | list[str]] = {
        "store": store_id,
        "blocked": [str(place) for place in BLOCKED_PLACES],
    }
    wrong, checked = [], 0
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, values)
        for number, what, kept, proved, count in cursor.fetchall():
            checked = count
            if kept != proved:
                wrong.append(Wrong(number, what, kept, proved))
        for statement in (_BINS, _SHELVES):
            cursor.execute(statement, values)
            wrong += [Wrong(*row) for row in cursor.fetchall()]
    return checked, wrong
