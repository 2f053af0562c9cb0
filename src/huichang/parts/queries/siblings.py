"""The same part by other ways of making, old numbers that are used up first: what stands beside a part wherever it is offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.parts.models import Part
from huichang.parts.queries import catalogue
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.queries.stock import Availability, availability
from huichang.parts.states import QUALITY_TOLD, Quality, ReplaceRule

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sibling:
    """The same part by another way of making: its price, what is free of it, and what the customer is told."""

    part: PartBrief
    price: Money | None
    free: Decimal
    told: str


def siblings(store_id: int, part_ids: Iterable[int], *, on: date) -> dict[int, list[Sibling]]:
    """The siblings of some parts, genuine ones first; parts without any are left out. At most four statements."""
    wanted = list(part_ids)
    mine = dict(Part.objects.filter(pk__in=wanted, kin__isnull=False).values_list("pk", "kin_id"))
    if not mine:
        return {}
    by_kin: dict[int, list[Part]] = {}
    for row in Part.objects.filter(kin__in=set(mine.values()), is_active=True).order_by("number"):
        by_kin.setdefault(row.kin_id or 0, []).append(row)
    ids = [row.pk for rows in by_kin.values() for row in rows]
    prices, there = catalogue.prices(ids, on, store_id=store_id), availability(store_id, ids)
    turn = {quality: index for index, quality in enumerate(Quality.values)}
    found: dict[int, list[Sibling]] = {}
    for part_id, kin_id in mine.items():
        others = [row for row in by_kin.get(kin_id, []) if row.pk != part_id]
        others.sort(key=lambda row: (turn[row.quality], row.number))
        if others:
            found[part_id] = [
                Sibling(catalogue.brief(row), prices.get(row.pk), there[row.pk].free, told(row.quality))
                for row in others
            ]
    return found


def told(quality: str) -> str:
    """What the customer is told of a way of making."""
    return QUALITY_TOLD[Quality(quality)]


@dataclass(frozen=True)
class OldStock:
    """An older number of a part that is still there and is to be used up first."""

    part: PartBrief
    free: Decimal


def use_up_first(store_id: int, part_ids: Iterable[int]) -> dict[int, list[OldStock]]:
    """Older numbers that are used up before each of some parts, with what is free of them. At most two statements."""
    rows = list(
        Part.objects.filter(
            replaced_by__in=list(part_ids), replace_rule=ReplaceRule.USE_UP, is_active=True
        ).order_by("number")
    )
    there = availability(store_id, [row.pk for row in rows]) if rows else {}
    found: dict[int, list[OldStock]] = {}
    for row in rows:
        if there[row.pk].free > 0 and row.replaced_by_id is not None:
            found.setdefault(row.replaced_by_id, []).append(
                OldStock(catalogue.brief(row), there[row.pk].free)
            )
    return found


@dataclass(frozen=True)
class Offered:
    """A part that is offered for a text, or stands beside one that is. `note` says why and what the customer is told."""

    part: PartBrief
    price: Money | None
    stock: Availability
    asked_for: str = ""
    note: str = ""


def offered_for(actor: Actor, text: str, *, on: date, limit: int) -> list[Offered]:
    """What a text means, each part followed by its siblings by other ways of making; old numbers that are used up first come
    before the new one. At most three statements more than a search.

    Raises NotAllowed without the right to see parts.
    """
    hits = catalogue.search(actor, text, on=on, limit=limit)
    ids = {hit.part.id for hit in hits}
    beside = list(
        Part.objects.filter(
            Q(kin__in=Part.objects.filter(pk__in=ids, kin__isnull=False).values("kin"))
            | Q(replaced_by__in=ids, replace_rule=ReplaceRule.USE_UP),
            is_active=True,
        )
    )
    kin = {row.pk: row.kin_id for row in beside if row.kin_id}
    new = [row for row in beside if row.pk not in ids]
    prices = catalogue.prices([row.pk for row in new], on, store_id=actor.here) if new else {}
    there = availability(actor.here, [row.pk for row in new]) if new else {}
    found: list[Offered] = []
    seen: set[int] = set()

    def add(offered: Offered) -> None:
        if offered.part.id not in seen:
            seen.add(offered.part.id)
            found.append(offered)

    for hit in hits:
        for row in new:
            if row.replaced_by_id == hit.part.id and there[row.pk].free > 0:
                add(Offered(catalogue.brief(row), prices.get(row.pk), there[row.pk], "", "旧件先用完"))
        add(Offered(hit.part, hit.price, hit.stock, hit.asked_for, _note(hit.part.quality)))
        for row in new:
            if row.kin_id and row.kin_id == kin.get(hit.part.id) and row.replaced_by_id is None:
                add(Offered(catalogue.brief(row), prices.get(row.pk), there[row.pk], "", _note(row.quality)))
    return found


def _note(quality: str) -> str:
    """What stands beside a part that is not genuine; genuine parts need no word."""
    return "" if quality == Quality.GENUINE else f"{Quality(quality).label}件，先征得客户同意"
