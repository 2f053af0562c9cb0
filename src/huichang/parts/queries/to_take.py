"""Which batches and serial numbers are to be taken for the lines of a pick list (PARTS-02, PARTS-13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from huichang.parts.models import BatchStock
from huichang.parts.states import BLOCKED_PLACES, GOOD_BATCHES, Place

ZERO = Decimal(0)


@dataclass(frozen=True)
class ToTake:
    """So much of a batch (or the piece with a serial number) from a bin."""

    number: str
    is_serial: bool
    quantity: Decimal
    bin: str
    expires_on: date | None


def to_take(
    store_id: int, wanted: Iterable[tuple[int, int, Decimal]], *, on: date
) -> Mapping[int, tuple[ToTake, ...]]:
    """For lines (line, part, quantity) of a store: what expires first, as the counter hands it out. One statement.

    Lines of parts that are not kept by batch are missing; what rides on a van comes last.
    """
    lines = list(wanted)
    rows = (
        BatchStock.objects.filter(
            Q(batch__expires_on__isnull=True) | Q(batch__expires_on__gte=on),
            store_id=store_id,
            part_id__in={part_id for _, part_id, _ in lines},
            quantity__gt=0,
            batch__state__in=GOOD_BATCHES,
        )
        .exclude(bin__warehouse__place__in=BLOCKED_PLACES)
        .select_related("batch", "bin__warehouse")
        .order_by(F("batch__expires_on").asc(nulls_last=True), "batch__received_at", "batch_id", "bin__walk")
    )
    lots: dict[int, list[BatchStock]] = {}
    for row in sorted(rows, key=lambda row: row.bin.warehouse.place == Place.VAN):
        lots.setdefault(row.part_id, []).append(row)
    left = {row.pk: row.quantity for each in lots.values() for row in each}
    found: dict[int, tuple[ToTake, ...]] = {}
    for line_id, part_id, quantity in lines:
        takes, still = [], quantity
        for row in lots.get(part_id, ()):
            many = min(still, left[row.pk])
            if many > 0:
                batch = row.batch
                takes.append(ToTake(batch.number, batch.is_serial, many, row.bin.code, batch.expires_on))
                left[row.pk] -= many
                still -= many
        if takes:
            found[line_id] = tuple(takes)
    return found
