"""What the part `figures` does inside its database: two years of moves and of lines asked for, and the sums of a night.

`python -m huichang.site.bench.figures_run WORD …`; what was found is the last line printed.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

FIRST_LINE, SHORT_EVERY = 800_000_000, 20
_MOVES = """
WITH places AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY c.id) - 1 AS turn, c.part_id, c.bin_id
  FROM parts_binstock c JOIN parts_part q ON q.id = c.part_id
  WHERE c.store_id = %(store)s AND q.tracking = 'none'
)
INSERT INTO parts_move (store_id, part_id, bin_id, kind, quantity, value, on_hand_after, for_line, document, at, note)
SELECT %(store)s, p.part_id, p.bin_id, CASE WHEN n %% 2 = 0 THEN 'receipt' ELSE 'issue' END,
       CASE WHEN n %% 2 = 0 THEN 1 ELSE -1 END, CASE WHEN n %% 2 = 0 THEN 10 ELSE -10 END, 1,
       CASE WHEN n %% 2 = 0 THEN NULL ELSE %(line)s + n END, 'BENCH',
       now() - interval '730 days' * (1 - n / %(many)s::float8), ''
FROM generate_series(0, %(many)s - 1) n
JOIN places p ON p.turn = (n / 2) %% (SELECT count(*) FROM places)
"""
"""In and out in turn, so that every total stays as it is."""
_PICKS = """
INSERT INTO parts_pickline
  (store_id, for_order, for_line, order_number, plate, part_id, asked, issued, priority, is_open, asked_at)
SELECT store_id, %(line)s + for_line / 3, for_line, 'BENCH', '', part_id, 1, 1, 5, false, at - interval '9 minutes'
FROM parts_move WHERE store_id = %(store)s AND for_line >= %(line)s AND for_line < %(line)s + %(many)s
"""
_SHORTS = """
INSERT INTO parts_backorder (store_id, part_id, quantity, for_line, plate, priority, asked_at, closed_at)
SELECT store_id, part_id, 1, for_line, '', 5, asked_at, asked_at + interval '5 minutes'
FROM parts_pickline WHERE store_id = %(store)s AND order_number = 'BENCH' AND (for_line / 2) %% %(every)s = 0
"""


def fill(many: int) -> dict[str, Any]:
    """So many moves over the last two years, a line asked for behind every issue, one of twenty short."""
    from django.db import connection
    from django.utils.timezone import localdate

    from huichang.company import queries as company

    values = {
        "store": next(iter(company.store_ids())),
        "many": many,
        "line": FIRST_LINE,
        "every": SHORT_EVERY,
    }
    found: dict[str, Any] = {"past": f"{localdate().replace(day=1) - timedelta(days=90):%Y-%m}"}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for key, statement, of in (
            ("moves", _MOVES, "parts_move"),
            ("picks", _PICKS, "parts_pickline"),
            ("shorts", _SHORTS, "parts_backorder"),
        ):
            cursor.execute(statement, values)
            cursor.execute(f"VACUUM (ANALYZE) {of}")
            cursor.execute(f"SELECT count(*) FROM {of}")
            (found[key],) = cursor.fetchone()
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM insights_monthsum")
    return found


def sum_up(_: int = 0) -> dict[str, Any]:
    """What the night does for every store: seconds and rows."""
    from django.utils.timezone import now

    from huichang.company import queries as company
    from huichang.insights import permissions, summing
    from huichang.kernel.actor import Actor

    began, rows = time.perf_counter(), 0
    for store_id in company.store_ids():
        grants = {store_id: frozenset({permissions.SUM_FIGURES})}
        machine = Actor(None, "系统·指标汇总", grants, store_id=store_id, door="job")
        rows += summing.sum_months(machine, store_id, at=now())
    return {"seconds": time.perf_counter() - began, "rows": rows}


WORDS: dict[str, Callable[..., dict[str, Any]]] = {"fill": fill, "sum": sum_up}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(WORDS[sys.argv[1]](*(int(word) for word in sys.argv[2:]))))
