"""What the parts store hands to an order, on the order's own lines."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from huichang.parts import askers
from huichang.workshop.models import Line, Order


@askers.orders_are_locked_by
def lock_order(order_id: int) -> None:
    """The counter's acts, too, begin with the order. One statement."""
    Order.objects.select_for_update(of=("self",)).filter(pk=order_id).values_list("pk").first()


def note_issued(issued: Mapping[int, Decimal]) -> None:
    """Keep on each line how much of its part is out by now (net of returns); its order is locked. One statement.

    The database refuses a part that goes to a line which the customer has not agreed to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Line._meta.db_table} AS line SET issued = out.issued"
            " FROM UNNEST(%s::bigint[], %s::numeric[]) AS out (id, issued) WHERE line.id = out.id",
            [list(issued.keys()), list(issued.values())],
        )
