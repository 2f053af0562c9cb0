"""What customers owe for parts, on the one credit limit that billing keeps (PARTS-50)."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from huichang.billing import debts
from huichang.kernel.money import ZERO
from huichang.trade.models import Bill, Charge, Sale, SaleLine

CENT = Decimal("0.01")
_OWED = f"""
SELECT customer_id, sum(billed), sum(unbilled), sum(ordered) FROM (
  SELECT customer_id, sum(total - paid - credited) AS billed, 0 AS unbilled, 0 AS ordered FROM {Bill._meta.db_table}
  WHERE store_id = %(store)s AND customer_id = ANY(%(customers)s) AND kind = 'month' AND state = 'open' GROUP BY 1
  UNION ALL
  SELECT customer_id, 0, sum(amount), 0 FROM {Charge._meta.db_table}
  WHERE store_id = %(store)s AND customer_id = ANY(%(customers)s) AND bill_id IS NULL GROUP BY 1
  UNION ALL
  SELECT s.customer_id, 0, 0, sum(l.amount * (l.quantity - l.delivered) / l.quantity)
  FROM {Sale._meta.db_table} s JOIN {SaleLine._meta.db_table} l ON l.sale_id = s.id
  WHERE s.store_id = %(store)s AND s.customer_id = ANY(%(customers)s) AND s.pays = 'monthly' AND s.state = 'open'
  GROUP BY 1
) owed GROUP BY customer_id
"""
Owed = tuple[Decimal, Decimal, Decimal]


@debts.also_owes
def owed_for_parts(store_id: int, customer_ids: Sequence[int]) -> dict[int, Decimal]:
    """Open monthly bills, what is delivered and not billed yet, and what is ordered and not delivered. One statement."""
    return {customer_id: sum(owed, ZERO) for customer_id, owed in _owed(store_id, customer_ids).items()}


def parts_of(store_id: int, customer_id: int) -> Owed:
    """(billed, delivered and not billed, ordered and not delivered) of a customer in yuan. One statement."""
    return _owed(store_id, [customer_id]).get(customer_id, (ZERO, ZERO, ZERO))


def _owed(store_id: int, customer_ids: Sequence[int]) -> dict[int, Owed]:
    with connection.cursor() as cursor:
        cursor.execute(_OWED, {"store": store_id, "customers": list(customer_ids)})
        return {
            customer_id: (billed, unbilled, Decimal(ordered).quantize(CENT))
            for customer_id, billed, unbilled, ordered in cursor.fetchall()
        }
