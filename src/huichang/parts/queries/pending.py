"""What waits for somebody in the store room, apart from orders: counted in one statement for the list of what to do."""

from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.db import connection

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.parts.models import Batch, BatchStock, Loan, Scrap, Transfer
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
   WHERE store_id = %(store)s AND ended_at IS NULL AND due_on < %(today)s)
"""


@dataclass(frozen=True)
class Pending:
    """Batches to check and soon over, transfers to receive and to settle, write-offs to answer, loans over their day."""

    to_check: int
    expiring: int
    to_receive: int
    to_settle: int
    to_answer: int
    late_loans: int

    def __bool__(self) -> bool:
        return any(astuple(self))


def pending(actor: Actor, *, on: date) -> Pending:
    """Of the store the actor works in. One statement."""
    soon = on + timedelta(days=int(settings.of(actor.here, EXPIRING_DAYS)))
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, {"store": actor.here, "today": on, "soon": soon, "me": actor.staff_id or 0})
        return Pending(*cursor.fetchone())
