"""Special tools and who has them."""

from dataclasses import dataclass
from datetime import date, datetime

from huichang.kernel.actor import Actor
from huichang.knowledge.models import Tool, ToolLoan
from huichang.knowledge.queries.faults import may_see


@dataclass(frozen=True)
class ToolCard:
    """A tool and with whom it is; `overdue` ones must not be taken."""

    id: int
    code: str
    name: str
    place: str
    calibrate_by: date | None
    overdue: bool
    holder_id: int | None
    holder: str
    taken_at: datetime | None


def tools(actor: Actor, *, on: date, holder_id: int | None = None) -> list[ToolCard]:
    """Tools of the store: those that are out first, then by label. Two statements."""
    may_see(actor)
    loans = {
        loan.tool_id: loan
        for loan in ToolLoan.objects.filter(store_id=actor.here, returned_at__isnull=True).select_related(
            "staff"
        )
    }
    cards = [
        ToolCard(
            row.pk,
            row.code,
            row.name,
            row.place,
            row.calibrate_by,
            row.calibrate_by is not None and row.calibrate_by < on,
            loans[row.pk].staff_id if row.pk in loans else None,
            loans[row.pk].staff.name if row.pk in loans else "",
            loans[row.pk].taken_at if row.pk in loans else None,
        )
        for row in Tool.objects.filter(store_id=actor.here).order_by("code")
    ]
    if holder_id is not None:
        cards = [card for card in cards if card.holder_id == holder_id]
    return sorted(cards, key=lambda card: (card.taken_at is None, card.code))
