"""Who asked for what and left without it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.stocking.models import Asked
from huichang.stocking.queries import reading

PAGE = 50


@dataclass(frozen=True)
class LostRow:
    """One of them; `counts`: it is demand."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    reason: str
    asked_at: str
    need: str
    counts: bool
    at: datetime
    by: str
    note: str
    is_withdrawn: bool


def lost_list(actor: Actor, *, before: int | None = None) -> tuple[list[LostRow], int | None]:
    """A page of the store where one works, newest first, and what asks for the next. One statement."""
    rows = Asked.objects.seen_by(actor).filter(store_id=reading.store_for(actor)).select_related("part", "by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    cards = [
        LostRow(
            row.pk,
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.quantity,
            row.get_reason_display(),
            row.get_asked_at_display(),
            row.need,
            row.counts,
            row.at,
            row.by.name if row.by else "",
            row.note,
            row.withdrawn_at is not None,
        )
        for row in found[:PAGE]
    ]
    return cards, (cards[-1].id if len(found) > PAGE else None)
