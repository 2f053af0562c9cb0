"""What a customer owes for parts, on the one credit limit that billing keeps (PARTS-50)."""

from decimal import Decimal

from django.db import connection

from huichang.billing import credit
from huichang.kernel.money import ZERO
from huichang.trade.models import Bill, Charge, Sale, SaleLine

_OWED = f"""
SELECT
  (SELECT coalesce(sum(total - paid - credited), 0) FROM {Bill._meta.db_table}
   WHERE store_id = %(store)s AND customer_id = %(customer)s AND kind = 'month' AND state = 'open'),
  (SELECT coalesce(sum(amount), 0) FROM {Charge._meta.db_table}
   WHERE store_id = %(store)s AND customer_id = %(customer)s AND bill_id IS NULL),
  (SELECT coalesce(sum(l.amount * (l.quantity - l.delivered) / l.quantity), 0)
   FROM {Sale._meta.db_table} s JOIN {SaleLine._meta.db_table} l ON l.sale_id = s.id
   WHERE s.store_id = %(store)s AND s.customer_id = %(customer)s AND s.pays = 'monthly' AND s.state = 'open')
"""


@credit.also_owes
def owed_for_parts(store_id: int, customer_id: int) -> Decimal:
    """Open monthly bills, what is delivered and not billed yet, and what is ordered and not delivered. One statement."""
    return sum(parts_of(store_id, customer_id), ZERO)


def parts_of(store_id: int, customer_id: int) -> tuple[Decimal, Decimal, Decimal]:
    """(billed, delivered and not billed, ordered and not delivered) of a customer in yuan. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, {"store": store_id, "customer": customer_id})
        billed, unbilled, ordered = cursor.fetchone()
    return billed, unbilled, Decimal(ordered).quantize(Decimal("0.01"))
