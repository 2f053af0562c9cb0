"""Buying's answers to the search for anything: purchase orders and suppliers."""

from collections.abc import Iterator

from django.db.models import Q

from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.supply import permissions
from huichang.supply.models import PurchaseOrder
from huichang.supply.queries import suppliers

MOST = 5


@finder.source(rank=70)
def found_in_buying(actor: Actor, text: str) -> Iterator[Found]:
    """Orders by our number or the supplier's, and suppliers by name, code or initials. Two statements."""
    if not actor.may(permissions.SEE_SUPPLY):
        return
    rows = PurchaseOrder.objects.filter(
        Q(number__icontains=text) | Q(their_number__icontains=text), store_id=actor.here
    ).select_related("supplier")
    for order in rows.order_by("-pk")[:MOST]:
        yield Found(
            "采购单",
            f"{order.number} {order.supplier.name}",
            f"{order.get_kind_display()} · {order.get_state_display()}",
            f"/supply/orders/{order.pk}/",
        )
    for supplier in suppliers.matching(text)[:MOST]:
        yield Found(
            "供应商",
            supplier.name,
            f"{supplier.code} · {supplier.get_kind_display()} · {supplier.get_standing_display()}",
            f"/supply/suppliers/{supplier.pk}/",
        )
