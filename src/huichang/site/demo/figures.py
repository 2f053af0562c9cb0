"""What makes the parts store's figures of the past months readable: some lines were short when they were asked for, and the
months that are over are summed as the night does."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from huichang.insights import permissions, summing
from huichang.kernel.actor import Actor
from huichang.parts.askers import FIRST_SALE
from huichang.parts.models import BackOrder, PickLine

SHORT_EVERY, SHORT_STEP = 23, 7
"""One line of so many was short; a step that spreads them over the days."""
_SHORTS = f"""
INSERT INTO {BackOrder._meta.db_table}
  (store_id, part_id, quantity, for_line, plate, priority, needed_at, asked_at, closed_at)
SELECT store_id, part_id, asked, for_line, plate, 5, promised_at, asked_at, asked_at + interval '40 minutes'
FROM {PickLine._meta.db_table}
WHERE store_id = %(store)s AND NOT is_open AND for_line < {FIRST_SALE}
  AND (for_line * %(step)s + extract(doy FROM asked_at)::int) %% %(every)s = 0 AND asked_at < %(before)s
  AND NOT EXISTS (SELECT 1 FROM {BackOrder._meta.db_table} b WHERE b.for_line = {PickLine._meta.db_table}.for_line)
"""


def fill(stores: Iterable[int], now: datetime) -> None:
    """Short lines of the past, and the sums of its months."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for store_id in stores:
        with connection.cursor() as cursor:
            cursor.execute(
                _SHORTS, {"store": store_id, "step": SHORT_STEP, "every": SHORT_EVERY, "before": midnight}
            )
        grants = {store_id: frozenset({permissions.SUM_FIGURES})}
        summing.sum_months(
            Actor(None, "系统·指标汇总", grants, store_id=store_id, door="job"), store_id, at=now
        )
