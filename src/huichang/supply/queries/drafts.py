"""What is decided and not on its way yet: orders that are not sent, other stores that were asked and have not answered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum

from huichang.kernel.money import money
from huichang.supply.models import PurchaseLine, TransferAsk
from huichang.supply.states import AskState, OrderState

NOT_OUT = (OrderState.DRAFT, OrderState.SUBMITTED, OrderState.APPROVED)


def in_drafts(store_id: int) -> dict[int, Decimal]:
    """Pieces by part that the store room does not expect yet, but somebody has decided to get. Two statements."""
    found: dict[int, Decimal] = dict(
        PurchaseLine.objects.filter(store_id=store_id, order__state__in=NOT_OUT)
        .values("part_id")
        .annotate(pieces=Sum(F("quantity") - F("cancelled")))
        .values_list("part_id", "pieces")
    )
    asked = (
        TransferAsk.objects.filter(for_store_id=store_id, state=AskState.OPEN)
        .values("part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "pieces")
    )
    for part_id, pieces in asked:
        found[part_id] = found.get(part_id, Decimal(0)) + pieces
    return found


@dataclass(frozen=True)
class Spent:
    """What was ordered of a supplier, goods without tax and freight: `out` is with the supplier, `drafted` not yet."""

    supplier_id: int
    supplier: str
    out: Decimal
    drafted: Decimal


def spent(store_id: int, *, since: date, until: date) -> list[Spent]:
    """What a store ordered from a day until before another, by supplier, the most first; orders that were cancelled are left
    out. One statement."""
    net, out = (F("quantity") - F("cancelled")) * F("price"), Q(order__state__in=NOT_OUT)
    rows = (
        PurchaseLine.objects.filter(
            store_id=store_id, order__written_at__date__gte=since, order__written_at__date__lt=until
        )
        .exclude(order__state=OrderState.CANCELLED)
        .values_list("order__supplier_id", "order__supplier__name")
        .annotate(
            out=Sum(net, filter=~out, default=Decimal(0)), drafted=Sum(net, filter=out, default=Decimal(0))
        )
    )
    found = [
        Spent(supplier_id, name, money(sent), money(drafted)) for supplier_id, name, sent, drafted in rows
    ]
    return sorted(found, key=lambda each: (-each.out - each.drafted, each.supplier))
