"""Who sells a part, at which price, how soon: agreed, and as measured from receipts (PARTS-20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from huichang.supply import rules
from huichang.supply.models import ContractPrice, PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from huichang.supply.rules import Spread
from huichang.supply.states import URGENT_KINDS, Standing

MEASURED_DAYS = 365
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(URGENT_KINDS))
_LEAD = f"""
SELECT o.supplier_id, {{part}}, o.kind IN ({_KINDS}) AS urgent,
       array_agg(extract(epoch FROM r.received_at - o.sent_at)::float8 / 86400)
FROM {ReceiptLine._meta.db_table} l
JOIN {Receipt._meta.db_table} r ON r.id = l.receipt_id
JOIN {PurchaseOrder._meta.db_table} o ON o.id = r.order_id
JOIN {PurchaseLine._meta.db_table} p ON p.id = l.line_id
WHERE l.store_id = %(store)s AND r.undone_at IS NULL AND l.good + l.damaged > 0 AND o.sent_at IS NOT NULL
  AND r.received_at >= %(since)s {{only}}
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Offer:
    """A supplier's price of a part by a contract that holds, per unit without tax; times in days.

    `measured`: how long its stock deliveries took in the last year (of this part where it came three times, else of all it
    delivered); None when it never delivered.
    """

    supplier_id: int
    supplier: str
    kind: str
    contract_id: int
    price: Decimal
    urgent_price: Decimal
    pack: Decimal
    min_order: Decimal
    freight: Decimal
    free_from: Decimal | None
    urgent_freight: Decimal
    lead_days: int
    urgent_days: int
    their_number: str
    measured: Spread | None = None
    measured_urgent: Spread | None = None

    @property
    def days(self) -> float:
        """What to count on: as measured, else as agreed."""
        return self.measured.middle if self.measured else float(self.lead_days)

    @property
    def days_urgent(self) -> float:
        """What to count on of an emergency order."""
        return self.measured_urgent.middle if self.measured_urgent else float(self.urgent_days)


def offers(store_id: int, part_ids: Iterable[int], *, on: date) -> dict[int, list[Offer]]:
    """Who sells some parts to a store by contract, cheapest first; blocked suppliers are left out. Two statements."""
    wanted = sorted(set(part_ids))
    if not wanted:
        return {}
    rows = (
        ContractPrice.objects.filter(
            Q(contract__until_on__isnull=True) | Q(contract__until_on__gte=on),
            store_id=store_id,
            part_id__in=wanted,
            from_on__lte=on,
            contract__from_on__lte=on,
        )
        .exclude(contract__supplier__standing=Standing.BLOCKED)
        .select_related("contract__supplier")
        .order_by("part_id", "contract__supplier_id", "-contract__from_on", "-contract_id", "-from_on")
        .distinct("part_id", "contract__supplier_id")
    )
    measured = lead_times(store_id, on=on, part_ids=wanted)
    found: dict[int, list[Offer]] = {}
    for row in rows:
        contract = row.contract
        supplier_id = contract.supplier_id
        found.setdefault(row.part_id, []).append(
            Offer(
                supplier_id,
                contract.supplier.name,
                contract.supplier.kind,
                contract.pk,
                row.price,
                rules.urgent_price(row.price, contract.urgent_percent),
                row.pack,
                contract.min_order,
                contract.freight,
                contract.free_from,
                contract.urgent_freight,
                contract.lead_days if row.lead_days is None else row.lead_days,
                contract.urgent_days,
                row.their_number,
                measured.of(supplier_id, row.part_id, urgent=False),
                measured.of(supplier_id, row.part_id, urgent=True),
            )
        )
    return {
        part_id: sorted(some, key=lambda each: (each.price, each.days)) for part_id, some in found.items()
    }


LEAST_OF_PART = 3


@dataclass(frozen=True)
class LeadTimes:
    """Days from sending an order to its receipt, by supplier and part."""

    by_part: dict[tuple[int, int, bool], list[float]]

    def of(self, supplier_id: int, part_id: int | None = None, *, urgent: bool = False) -> Spread | None:
        """Of a part of a supplier, where it came often enough; else of all that the supplier delivered."""
        own = self.by_part.get((supplier_id, part_id, urgent), []) if part_id is not None else []
        if len(own) >= LEAST_OF_PART:
            return rules.spread_of(own)
        whole = [
            each
            for (supplier, _, is_urgent), days in self.by_part.items()
            if supplier == supplier_id and is_urgent == urgent
            for each in days
        ]
        return rules.spread_of(whole)


def lead_times(
    store_id: int, *, on: date, part_ids: Iterable[int] = (), supplier_id: int | None = None
) -> LeadTimes:
    """How long the deliveries of the last year took, from sending to receipt. One statement.

    With `part_ids` only of suppliers that ever delivered one of them.
    """
    wanted = sorted(set(part_ids))
    only = ""
    values: dict[str, Any] = {"store": store_id, "since": on - timedelta(days=MEASURED_DAYS)}
    if supplier_id is not None:
        only, values["supplier"] = "AND o.supplier_id = %(supplier)s", supplier_id
    elif wanted:
        only = (
            f"AND o.supplier_id IN (SELECT c.supplier_id FROM {ContractPrice._meta.db_table} x"
            " JOIN supply_contract c ON c.id = x.contract_id"
            " WHERE x.store_id = %(store)s AND x.part_id = ANY(%(parts)s))"
        )
        values["parts"] = wanted
    with connection.cursor() as cursor:
        cursor.execute(_LEAD.format(part="p.part_id", only=only), values)
        return LeadTimes({(row[0], row[1], row[2]): list(row[3]) for row in cursor.fetchall()})
