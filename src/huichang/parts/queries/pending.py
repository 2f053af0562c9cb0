"""What waits for somebody in the store room, apart from orders: counted in one statement for the list of what to do."""

from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.db import connection

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.parts.models import Batch, BatchStock, Bin, BinStock, Loan, Scrap, Transfer, Warehouse
from huichang.parts.queries.batches import EXPIRING_DAYS

_PENDING = f"""
SELECT
  (SELECT count(DISTINCT b.id) FROM {Batch._meta.db_table} b JOIN {BatchStock._meta.db_table} s ON s.batch_id = b.id
   WHERE b.store_id = %(store)s AND b.state = 'unchecked' AND s.quantity > 0),
  (SELECT count(DISTINCT b.id) FROM {Batch._meta.db_table} b JOIN {BatchStock._meta.db_table} s ON s.batch_id = b.id
   WHERE b.store_id = %(store)s AND b.expires_on <= %(soon)s AND s.quantity > 0),
  (SELECT count(*) FROM {Transfer._meta.db_table}
   WHERE to_store_id = %(store)s AND state = 'sent' AND expected_on <= %(today)s),
  (SELECT count(*) FROM {Transfer._meta.db_table} WHERE store_id = %(store)s AND state = 'differs'),
  (SELECT count(*) FROM {Scrap._meta.db_table} WHERE store_id = %(store)s AND state = 'asked'
     AND asked_by_id <> %(me)s AND witness_id <> %(me)s),
  (SELECT count(*) FROM {Loan._meta.db_table}
   WHERE store_id = %(store)s AND ended_at IS NULL AND due_on < %(today)s),
  (SELECT count(*) FROM {BinStock._meta.db_table} l JOIN {Bin._meta.db_table} b ON b.id = l.bin_id
   JOIN {Warehouse._meta.db_table} w ON w.id = b.warehouse_id
   WHERE w.store_id = %(store)s AND w.place = 'receiving' AND l.quantity > 0)
"""


@dataclass(frozen=True)
class Pending:
    """Batches to check and soon over, transfers to receive and to settle, write-offs to answer, loans over their day,
    and how many kinds wait to be put away."""

    to_check: int
    expiring: int
    to_receive: int
    to_settle: int
    to_answer: int
    late_loans: int
    to_put_away: int

    def __bool__(self) -> bool:
        return any(astuple(self))


def pending(actor: Actor, *, on: date) -> Pending:
    """Of the store the actor works in. One statement."""
    soon = on + timedelta(days=int(settings.of(actor.here, EXPIRING_DAYS)))
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, {"store": actor.here, "today": on, "soon": soon, "me": actor.staff_id or 0})
        return Pending(*cursor.fetchone())
