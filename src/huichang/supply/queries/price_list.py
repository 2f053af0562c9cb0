"""What a supplier asks for which part (PARTS-20)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from huichang.kernel.actor import Actor
from huichang.supply.models import ContractPrice
from huichang.supply.queries import reading

MOST_PRICES = 60


@dataclass(frozen=True)
class PriceRow:
    """A price of a contract; `before` is the one that held before it."""

    part_id: int
    number: str
    name: str
    unit: str
    price: Decimal
    from_on: date
    pack: Decimal
    lead_days: int | None
    their_number: str
    before: Decimal | None


def price_rows(actor: Actor, supplier_id: int, *, on: date, text: str = "") -> list[PriceRow]:
    """What a supplier asks for which part, by the contracts that hold, the newest prices first. One statement."""
    here = reading.store_for(actor)
    older = (
        ContractPrice.objects.filter(
            store_id=here,
            contract__supplier_id=supplier_id,
            part=OuterRef("part"),
            from_on__lt=OuterRef("from_on"),
        )
        .order_by("-from_on")
        .values("price")[:1]
    )
    rows = ContractPrice.objects.filter(store_id=here, contract__supplier_id=supplier_id).exclude(
        contract__until_on__lt=on
    )
    wanted = text.strip()
    if wanted:
        rows = rows.filter(
            Q(part__number__icontains=wanted)
            | Q(part__name__icontains=wanted)
            | Q(part__initials__startswith=wanted.lower())
            | Q(their_number__icontains=wanted)
        )
    rows = rows.annotate(before=Subquery(older)).select_related("part").order_by("-from_on", "part__number")
    return [
        PriceRow(
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.price,
            row.from_on,
            row.pack,
            row.lead_days,
            row.their_number,
            row.before,
        )
        for row in rows[:MOST_PRICES]
    ]
