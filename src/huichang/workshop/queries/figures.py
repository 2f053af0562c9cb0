"""What orders sold of parts, line by line, without tax (PARTS-31)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel.money import Money, with_tax_inside
from huichang.workshop.models import Line
from huichang.workshop.queries.settlement import CHARGED
from huichang.workshop.states import LineKind


@dataclass(frozen=True)
class PartSold:
    """A part on an order; `net` is what it brings without tax, after the line's discount."""

    line_id: int
    order_id: int
    payer: str
    part_id: int | None
    quantity: Decimal
    net: Money


def parts_sold(order_ids: Iterable[int]) -> list[PartSold]:
    """The charged part lines of some orders; what the customer brought along is left out. One statement."""
    rows = (
        Line.objects.filter(
            order_id__in=set(order_ids), kind=LineKind.PART, state__in=CHARGED, own_part=False
        )
        .order_by("pk")
        .values_list("pk", "order_id", "payer", "part_id", "quantity", "amount", "tax_rate")
    )
    return [
        PartSold(pk, order_id, payer, part_id, quantity, with_tax_inside(amount, rate).net)
        for pk, order_id, payer, part_id, quantity, amount, rate in rows
    ]
