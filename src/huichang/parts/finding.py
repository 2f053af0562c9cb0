"""The parts store's answers to the search for anything: part numbers, barcodes, names, initials."""

from collections.abc import Iterator

from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.parts import permissions
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
