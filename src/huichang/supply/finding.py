"""Buying's answers to the search for anything: purchase orders, suppliers, and the documents that follow an order."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.supply import permissions
from huichang.supply.models import Invoice, PartsClaim, PurchaseOrder, Receipt, SupplierReturn
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


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_SUPPLY):
        return ()
    by_number = Q(number__icontains=text, store_id=actor.here)
    noted = Q(document__icontains=text, store_id=actor.here)
    return (
        Receipt.objects.filter(by_number | noted).select_related("order").order_by("-pk")[:MOST],
        Invoice.objects.filter(by_number).select_related("supplier").order_by("-pk")[:MOST],
        SupplierReturn.objects.filter(by_number).order_by("-pk")[:MOST],
        PartsClaim.objects.filter(by_number).order_by("-pk")[:MOST],
    )


@finder.papers(_papers, rank=90)
def found_papers(
    receipts: list[Receipt],
    invoices: list[Invoice],
    returns: list[SupplierReturn],
    claims: list[PartsClaim],
) -> Iterator[Found]:
    """Receipts by our number or the delivery note's, invoices, returns and claims by number."""
    for receipt in receipts:
        yield Found(
            "收货单",
            f"{receipt.number} 送货单 {receipt.document}",
            f"采购单 {receipt.order.number}",
            f"/supply/orders/{receipt.order_id}/",
        )
    for invoice in invoices:
        yield Found(
            "供应商发票",
            f"{invoice.number} {invoice.supplier.name}",
            f"{invoice.get_state_display()} · {wording.yuan(invoice.gross)}",
            f"/supply/invoices/{invoice.pk}/",
        )
    for row in returns:
        yield Found("采购退货", row.number, str(row.get_state_display()), f"/supply/returns/{row.pk}/")
    for claim in claims:
        yield Found("配件索赔", claim.number, str(claim.get_state_display()), f"/supply/claims/{claim.pk}/")
