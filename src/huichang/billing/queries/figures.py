"""Which orders were settled when, and with whom: where sales are counted by month (PARTS-31, FIG-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huichang.billing.models import Statement
from huichang.billing.states import StatementState


@dataclass(frozen=True)
class Settled:
    """A statement that stands: the lines of this payer of this order were sold then."""

    store_id: int
    order_id: int
    payer: str
    number: str
    at: datetime


def settled(stores: Sequence[int], *, since: datetime, until: datetime) -> list[Settled]:
    """The statements of a time that were not reversed. One statement."""
    rows = (
        Statement.objects.filter(store_id__in=list(stores), issued_at__gte=since, issued_at__lt=until)
        .exclude(state=StatementState.REVERSED)
        .values_list("store_id", "order_id", "payer", "number", "issued_at")
    )
    return [Settled(*row) for row in rows]
