"""The parts store's answers to the search for anything: part numbers, barcodes, names, initials, and its documents."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.parts import permissions
from huichang.parts.models import Count, Transfer
from huichang.parts.queries import catalogue, stock

MOST = 6


@finder.source(rank=60)
def found_parts(actor: Actor, text: str) -> Iterator[Found]:
    """Parts that the text means, with what is free of them. Two statements."""
    if not actor.may(permissions.SEE_PARTS):
        return
    rows = list(catalogue.matching(text)[:MOST])
    there = stock.availability(actor.here, [row.pk for row in rows]) if rows else {}
    for row in rows:
        has = there[row.pk]
        more = [f"可用 {wording.quantity(has.free, row.unit)}"]
        if has.bin:
            more.append(has.bin)
        if row.replaced_by_id:
            more.append("已有替代件")
        yield Found("配件", f"{row.number} {row.name}", " · ".join(more), f"/parts/part/{row.pk}/")


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.COUNT_STOCK) and not actor.may(permissions.SEE_DIFFERENCES):
        return ()
    sent = Q(store_id=actor.here) | Q(to_store_id=actor.here)
    return (
        Count.objects.filter(store_id=actor.here, number__icontains=text).order_by("-pk")[:MOST],
        Transfer.objects.filter(sent, number__icontains=text).order_by("-pk")[:MOST],
    )


@finder.papers(_papers, rank=90)
def found_papers(counts: list[Count], transfers: list[Transfer]) -> Iterator[Found]:
    """Counts and transfers by number."""
    for count in counts:
        yield Found(
            "盘点单",
            f"{count.number} {count.what}",
            str(count.get_state_display()),
            f"/parts/counts/{count.pk}/",
        )
    for row in transfers:
        yield Found("调拨单", row.number, str(row.get_state_display()), f"/parts/transfers/{row.pk}/")
