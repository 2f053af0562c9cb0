"""Customers hear about what they wait for (PARTS-50). Plain functions; each says a thing once."""

from datetime import date, datetime

from huichang.trade import messages
from huichang.trade.models import SaleLine
from huichang.trade.states import SaleState


def tell_expected(line_id: int, on: date | None, *, at: datetime) -> None:
    """A new day for a line that is short; nothing when it is the one that was told, or no day."""
    line = SaleLine.objects.select_related("sale").select_for_update(of=("self",)).filter(pk=line_id).first()
    if line is None or on is None or line.told_on == on or line.sale.state != SaleState.OPEN:
        return
    line.told_on = on
    line.save(update_fields=["told_on"])
    messages.tell_sale(
        line.sale,
        messages.EXPECTED,
        {"part": line.name, "day": f"{on.month}月{on.day}日"},
        at=at,
        once=f"trade.expected:{line.pk}:{on}",
    )


def tell_arrived(line_id: int, *, at: datetime) -> None:
    """A line that was short has what it waits for."""
    line = SaleLine.objects.select_related("sale").filter(pk=line_id).first()
    if line is None or line.sale.state != SaleState.OPEN:
        return
    messages.tell_sale(
        line.sale,
        messages.ARRIVED,
        {"part": line.name},
        at=at,
        once=f"trade.arrived:{line.pk}:{line.picked}",
    )
