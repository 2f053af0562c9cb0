"""The price board, and where the price of a part comes from (PARTS-40)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing
from huichang.parts import permissions, price_rules
from huichang.parts.models import GuidePrice, Part, Substitute
from huichang.parts.queries import catalogue, deals, in_force, reading, terms
from huichang.parts.states import PriceClass, PriceSource, Quality

BOARD_PAGE = 100


@dataclass(frozen=True)
class BoardRow:
    """A published price (RULES A2.2: genuine, equal and remanufactured apart)."""

    part_id: int
    number: str
    name: str
    quality_says: str
    maker: str
    unit: str
    price: Money
    is_own: bool
    from_on: date
    source_says: str
    why: str
    next_price: Money | None
    next_on: date | None
    guide: Money | None


def _board(store_id: int, text: str, quality: str, on: date) -> QuerySet[Part]:
    now = in_force.prices_on(store_id, on).filter(part=OuterRef("pk"))
    own = Q(store__isnull=False) | Q(runs_own__isnull=True)
    then = (
        in_force.prices_after(store_id, on)
        .filter(part=OuterRef("pk"))
        .annotate(
            runs_own=Subquery(
                in_force.prices_on(store_id, on)
                .filter(part=OuterRef("part"), store__isnull=False)
                .values("store")[:1]
            )
        )
        .filter(own)
    )
    guide = GuidePrice.objects.filter(part=OuterRef("pk"), from_on__lte=on).order_by("-from_on")
    rows: QuerySet[Part] = catalogue.matching(text) if text.strip() else Part.objects.filter(is_active=True)
    if quality in Quality.values:
        rows = rows.filter(quality=quality)
    return rows.annotate(
        price=Subquery(now.values("price")[:1]),
        price_store=Subquery(now.values("store")[:1]),
        price_from=Subquery(now.values("from_on")[:1]),
        price_source=Subquery(now.values("source")[:1]),
        price_why=Subquery(now.values("why")[:1]),
        next_price=Subquery(then.values("price")[:1]),
        next_on=Subquery(then.values("from_on")[:1]),
        guide=Subquery(guide.values("price")[:1]),
    ).filter(price__isnull=False)


def _row(part: Any) -> BoardRow:
    return BoardRow(
        part.pk,
        part.number,
        part.name,
        part.get_quality_display(),
        part.maker,
        part.unit,
        part.price,
        part.price_store is not None,
        part.price_from,
        PriceSource(part.price_source).label,
        part.price_why,
        part.next_price,
        part.next_on,
        part.guide,
    )


def price_board(
    actor: Actor, text: str = "", *, quality: str = "", on: date, page: int = 1
) -> tuple[list[BoardRow], bool]:
    """The published prices of a day, a page of them, and whether there are more. One statement."""
    rows = _board(reading.store_for(actor, permissions.SEE_PARTS), text, quality, on)
    if not text.strip():
        rows = rows.order_by("number")
    begin = (max(page, 1) - 1) * BOARD_PAGE
    found = list(rows[begin : begin + BOARD_PAGE + 1])
    return [_row(part) for part in found[:BOARD_PAGE]], len(found) > BOARD_PAGE


def whole_board(actor: Actor, text: str = "", *, quality: str = "", on: date) -> Iterator[BoardRow]:
    """All published prices of a day, to print or take away. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    for part in _board(store_id, text, quality, on).order_by("number").iterator(2000):
        yield _row(part)


@dataclass(frozen=True)
class Origin:
    """Why a part costs what it costs: the published price with its source, the guide price, and what the matrix would say.

    `cost`, `margin` and `share` (per cent) only for those who may see costs.
    """

    published: Money | None
    from_on: date | None
    is_own: bool
    until_on: date | None
    group: Money | None
    """What the group asks, where the store asks something else."""
    source_says: str
    why: str
    guide: Money | None
    guide_from: date | None
    siblings: tuple[tuple[str, str, str, Money | None], ...]
    """Other qualities of the same work: number, name, quality, price."""
    lower: tuple[str, ...]
    """What classes and campaigns make of it today, in words."""
    cost: Decimal | None
    margin: Money | None
    share: Decimal | None
    floor_says: str


def price_origin(actor: Actor, part_id: int, *, on: date) -> Origin:
    """Where the price of a part comes from. Four statements."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    offers = terms.offers([part_id], store_id=store_id, customer_id=None, on=on)
    offer = offers.offers.get(part_id)
    if offer is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    running = list(in_force.prices_on(store_id, on).filter(part_id=part_id))
    priced = running[0] if running else None
    is_own = priced is not None and priced.store_id is not None
    of_group = next((row for row in running if row.store_id is None), None) if is_own else None
    guide = GuidePrice.objects.filter(part_id=part_id, from_on__lte=on).order_by("-from_on").first()
    newest = in_force.prices_on(store_id, on).filter(part=OuterRef("other"))
    siblings = Substitute.objects.filter(part_id=part_id).select_related("other")
    sees = (
        actor.may(permissions.SEE_COSTS, store_id) and offer.cost is not None and offer.published is not None
    )
    left, share = (
        price_rules.margin(offer.published, offer.cost, offers.tax)
        if sees and offer.published is not None and offer.cost is not None
        else (None, None)
    )
    lower = []
    for price_class in PriceClass.values:
        special = offers.special(part_id, price_class)
        if special is not None:
            lower.append(f"{PriceClass(price_class).label} ¥{special.price:,.2f}：{special.why}")
    lowest = deals.floors(store_id, [part_id]).get(part_id) if sees else None
    return Origin(
        offer.published,
        offer.from_on,
        is_own,
        priced.until_on if priced else None,
        Money(of_group.price) if of_group else None,
        PriceSource(priced.source).label if priced else "",
        priced.why if priced else "",
        guide.price if guide else None,
        guide.from_on if guide else None,
        tuple(
            (row.other.number, row.other.name, row.other.get_quality_display(), row.price)
            for row in siblings.annotate(price=Subquery(newest.values("price")[:1])).order_by("other__number")
        ),
        tuple(lower),
        offer.cost if sees else None,
        left,
        share,
        f"¥{lowest:,.2f}" if lowest is not None else "",
    )
