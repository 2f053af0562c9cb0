"""What the store room learns of sales: who buys, who picks, and how a sale is held while its parts move."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from huichang.parts import askers
from huichang.trade.models import Sale, SaleLine


@askers.sales_are_locked_by
def lock_sale(sale_id: int) -> None:
    """The counter's acts begin with the sale. One statement."""
    Sale.objects.select_for_update(of=("self",)).filter(pk=sale_id).values_list("pk").first()


@askers.sales_are
def whose(store_id: int, sale_ids: list[int]) -> Mapping[int, askers.Asker]:
    """Who stands behind some sales, for the parts counter. One statement."""
    rows = Sale.objects.filter(store_id=store_id, pk__in=sale_ids).select_related("written_by")
    return {
        sale.pk: askers.Asker(
            number=sale.number,
            model=sale.vehicle,
            customer=sale.buyer,
            adviser_id=sale.written_by_id,
            adviser=sale.written_by.name if sale.written_by else "",
            technician_id=sale.written_by_id,
            technician=sale.written_by.name if sale.written_by else "",
            team=sale.get_kind_display(),
            url=f"/trade/orders/{sale.pk}/",
        )
        for sale in rows
    }


def note_picked(issued: Mapping[int, Decimal]) -> None:
    """Keep on each line how much of it left its bin by now; its sale is locked. One statement.

    The database refuses to put back what was sent already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {SaleLine._meta.db_table} AS line SET picked = out.issued"
            " FROM UNNEST(%s::bigint[], %s::numeric[]) AS out (id, issued) WHERE line.id = out.id",
            [list(issued.keys()), list(issued.values())],
        )
