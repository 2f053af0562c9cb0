"""Which price of a part holds in a store (PARTS-40): its own as long as it runs, else the group's; of each the newest.

The rule stands here once: as a queryset, and as SQL for statements over many parts.
"""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from huichang.parts.models import PartPrice

HOLDS = f"""
SELECT q.price, q.store_id FROM {PartPrice._meta.db_table} q
WHERE q.part_id = {{part}} AND (q.store_id = %s OR q.store_id IS NULL)
  AND q.from_on <= %s AND (q.until_on IS NULL OR q.until_on >= %s)
ORDER BY q.store_id NULLS LAST, q.from_on DESC LIMIT 1
"""
"""The price of the part that `{part}` names; its values are `values(store_id, on)`."""


def values(store_id: int | None, on: date) -> list[Any]:
    """The values of one `HOLDS`. Without a store: what the group has published."""
    return [store_id, on, on]


def prices_on(store_id: int | None, on: date) -> QuerySet[PartPrice]:
    """The prices that run in a store on a day, the one that holds first. Without a store: the group's."""
    mine = Q(store_id=store_id) | Q(store__isnull=True) if store_id is not None else Q(store__isnull=True)
    rows: QuerySet[PartPrice] = PartPrice.objects.filter(
        mine, Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on
    )
    return rows.order_by(F("store_id").asc(nulls_last=True), "-from_on")


def prices_after(store_id: int, on: date) -> QuerySet[PartPrice]:
    """Prices that are published for days to come, the next first: those of the store, and the group's."""
    rows: QuerySet[PartPrice] = PartPrice.objects.filter(
        Q(store_id=store_id) | Q(store__isnull=True), from_on__gt=on
    )
    return rows.order_by("from_on", F("store_id").asc(nulls_last=True))
