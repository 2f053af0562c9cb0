"""What makes the parts store's figures of the past months readable: some lines were short when they were asked for, most
bookings had their parts on the shelf before the car came, and the months that are over are summed as the night does."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from huichang.booking.models import Appointment, PartNeed, Preparation
from huichang.booking.states import AppointmentState, PreparationKind
from huichang.company.roles import Role
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
NOT_READY_EVERY = 12
"""One booking of so many had its parts on the shelf only after the car had come."""
_READY = f"""
INSERT INTO {Preparation._meta.db_table}
  (store_id, appointment_id, kind, owner_role, due_at, done_at, problem, told_by_hand)
SELECT a.store_id, a.id, '{PreparationKind.PARTS}', '{Role.PARTS_CLERK}', lower(a.slot) - interval '15 hours',
       lower(a.slot) + CASE WHEN (a.id * %(step)s) %% %(every)s = 0 THEN interval '25 minutes'
                            ELSE interval '-1 hour' * (2 + a.id %% 15) END, '', false
FROM {Appointment._meta.db_table} a
WHERE a.store_id = %(store)s AND a.state IN ('{AppointmentState.ARRIVED}', '{AppointmentState.MISSED}')
  AND upper(a.slot) < %(before)s
  AND EXISTS (SELECT 1 FROM {PartNeed._meta.db_table} n WHERE n.appointment_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM {Preparation._meta.db_table} p
                  WHERE p.appointment_id = a.id AND p.kind = '{PreparationKind.PARTS}')
"""


def fill(stores: Iterable[int], now: datetime) -> None:
    """Short lines and laid out bookings of the past, and the sums of its months."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for store_id in stores:
        with connection.cursor() as cursor:
            cursor.execute(
                _SHORTS, {"store": store_id, "step": SHORT_STEP, "every": SHORT_EVERY, "before": midnight}
            )
            cursor.execute(
                _READY, {"store": store_id, "step": SHORT_STEP, "every": NOT_READY_EVERY, "before": now}
            )
        grants = {store_id: frozenset({permissions.SUM_FIGURES})}
        summing.sum_months(
            Actor(None, "系统·指标汇总", grants, store_id=store_id, door="job"), store_id, at=now
        )
