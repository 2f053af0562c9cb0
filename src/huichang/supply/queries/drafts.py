"""What is decided and not on its way yet: orders that are not sent, other stores that were asked and have not answered."""

from decimal import Decimal

from django.db.models import F, Sum

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
