"""What else would do, and where else it lies: for a part that is missing (PARTS-51)."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Value

from huichang.parts.models import Part, Stock, Substitute
from huichang.parts.queries.catalogue import chain_of
from huichang.parts.states import Quality


def stand_ins(part_id: int) -> dict[int, str]:
    """Other numbers that do the same work, with why: newer and older numbers, alternatives, other makes. Two statements."""
    words: dict[int, str] = {}
    is_newer = False
    for link in chain_of(part_id):
        if link.id == part_id:
            is_newer = True
        else:
            words[link.id] = "新编码" if is_newer else "旧编码"
    known = Substitute.objects.filter(part_id=part_id).annotate(turn=Value(0))
    kin = Part.objects.filter(kin__isnull=False, kin__parts=part_id).exclude(pk=part_id)
    found = known.values_list("turn", "other_id", "condition").union(
        kin.annotate(turn=Value(1)).values_list("turn", "pk", "quality"), all=True
    )
    for turn, other_id, said in sorted(found):
        if turn:
            words.setdefault(other_id, f"同件不同质：{Quality(said).label}")
        else:
            words.setdefault(other_id, f"代用件（{said}）" if said else "代用件")
    return words


def free_by_store(part_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """What every store could give of some parts: (store, part) → free pieces, more than nothing. One statement."""
    rows = (
        Stock.objects.filter(part_id__in=set(part_ids))
        .annotate(free=F("on_hand") - F("held") - F("blocked"))
        .filter(free__gt=0)
        .values_list("store_id", "part_id", "free")
    )
    return {(store_id, part_id): free for store_id, part_id, free in rows}
