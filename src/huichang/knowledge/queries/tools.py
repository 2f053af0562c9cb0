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
    """Tools of the store: those that are out first, then by label; only what a person has when `holder_id` is given.

    Two statements, one for a person's.
    """
    may_see(actor)
    out = ToolLoan.objects.filter(store_id=actor.here, returned_at__isnull=True).select_related(
        "staff", "tool"
    )
    if holder_id is not None:
        mine = out.filter(staff_id=holder_id).order_by("tool__code")
        return [_card(loan.tool, loan, on) for loan in mine]
    loans = {loan.tool_id: loan for loan in out}
    rows = Tool.objects.filter(store_id=actor.here).order_by("code")
    cards = [_card(row, loans.get(row.pk), on) for row in rows]
    return sorted(cards, key=lambda card: (card.taken_at is None, card.code))


def _card(row: Tool, loan: ToolLoan | None, on: date) -> ToolCard:
    return ToolCard(
        row.pk,
        row.code,
        row.name,
        row.place,
        row.calibrate_by,
        row.calibrate_by is not None and row.calibrate_by < on,
        loan.staff_id if loan else None,
        loan.staff.name if loan else "",
        loan.taken_at if loan else None,
    )
