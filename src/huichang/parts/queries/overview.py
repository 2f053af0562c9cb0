"""The whole store room: the stock list, its sums, its bins."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.parts import permissions
from huichang.parts.models import BackOrder, Fit, Part, Proof, Stock
from huichang.parts.queries import catalogue, reading
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.queries.stock import Availability, availability

ZERO = Decimal(0)
PAGE = 60


@dataclass(frozen=True)
class StockRow:
    """A part in the stock list; `value` only for those who may see costs."""

    part: PartBrief
    stock: Availability
    price: Money | None
    value: Decimal | None
    classes: str


def stock_list(
    actor: Actor,
    *,
    on: date,
    text: str = "",
    only: str = "",
    series: str = "",
    after: str = "",
    limit: int = PAGE,
) -> tuple[list[StockRow], str]:
    """What the store has, by number; with `text` what the text means, best first. At most five statements.

    `only`: `short` (somebody waits), `free` (something is free), `blocked`, `coming`. `after` is the number of the last
    row shown; returns the rows and the `after` of the next page, empty when there is none.
    """
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    if text.strip():
        rows = catalogue.matching(text, series=series)
    else:
        rows = Part.objects.filter(is_active=True, number__gt=after).order_by("number")
        if series:
            rows = rows.filter(pk__in=Fit.objects.filter(series=series).values("part"))
    stocks = Stock.objects.filter(store_id=store_id)
    wanted = {
        "short": Q(part__in=_waited_for(store_id)),
        "free": Q(on_hand__gt=F("held") + F("blocked")),
        "blocked": Q(blocked__gt=0),
        "coming": Q(in_transit__gt=0),
    }
    if only in wanted:
        rows = rows.filter(pk__in=stocks.filter(wanted[only]).values("part"))
    found = list(rows[: limit + 1])
    ids = [part.pk for part in found[:limit]]
    there, cost = availability(store_id, ids), catalogue.prices(ids, on, store_id=store_id)
    worth = {
        part_id: (value, f"{abc}{xyz}")
        for part_id, value, abc, xyz in stocks.filter(part_id__in=ids).values_list(
            "part_id", "value", "abc", "xyz"
        )
    }
    sees = actor.may(permissions.SEE_COSTS, store_id)
    cards = [
        StockRow(
            catalogue.brief(part),
            there[part.pk],
            cost.get(part.pk),
            worth.get(part.pk, (ZERO, ""))[0] if sees else None,
            worth.get(part.pk, (ZERO, ""))[1],
        )
        for part in found[:limit]
    ]
    more = found[limit - 1].number if len(found) > limit and not text.strip() else ""
    return cards, more


def _waited_for(store_id: int) -> QuerySet[BackOrder, int]:
    waiting: QuerySet[BackOrder, int] = BackOrder.objects.filter(
        store_id=store_id, closed_at__isnull=True
    ).values_list("part_id", flat=True)
    return waiting


@dataclass(frozen=True)
class StockSums:
    """The whole stock in four numbers. `value` only for those who may see costs; `proof_*`: last night's proof."""

    kinds: int
    value: Decimal | None
    blocked: int
    coming: int
    proved_at: datetime | None
    wrong: tuple[str, ...]


def stock_sums(actor: Actor) -> StockSums:
    """The whole stock of the actor's store. Two statements."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    sums = Stock.objects.filter(store_id=store_id).aggregate(
        kinds=Count("pk", filter=Q(on_hand__gt=0)),
        value=Sum("value"),
        blocked=Count("pk", filter=Q(blocked__gt=0)),
        coming=Count("pk", filter=Q(in_transit__gt=0)),
    )
    proof = Proof.objects.filter(store_id=store_id).order_by("-at", "-pk").first()
    return StockSums(
        sums["kinds"],
        (sums["value"] or ZERO) if actor.may(permissions.SEE_COSTS, store_id) else None,
        sums["blocked"],
        sums["coming"],
        proof.at if proof else None,
        tuple(proof.wrong) if proof else (),
    )
