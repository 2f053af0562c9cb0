"""Who pays less: terms of classes, campaigns, floors and requests to go below them (PARTS-40)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.kernel.wording import yuan
from huichang.parts import permissions, price_rules
from huichang.parts.models import BuyerClass, Campaign, CampaignLine, ClassTerm, FloorRequest, Stock
from huichang.parts.queries import reading
from huichang.parts.states import FloorState, UseClass
from huichang.pricebook import tax

FLOOR_PERCENT = settings.declare(
    "parts.floor_percent", 5, "配件底价：成本之上至少加", unit="%", fits=settings.between(0, 200)
)


def floors(store_id: int, part_ids: Iterable[int]) -> dict[int, Money]:
    """The lowest price by hand of each part that the store has a cost for, per unit with tax. One statement."""
    percent, rate = settings.of(store_id, FLOOR_PERCENT), tax.rate(store_id, "part")
    found = Stock.objects.filter(store_id=store_id, part_id__in=set(part_ids), on_hand__gt=0)
    return {
        part_id: price_rules.floor(value / on_hand, percent=percent, tax=rate)
        for part_id, value, on_hand in found.values_list("part_id", "value", "on_hand")
    }


def costs(store_id: int, part_ids: Iterable[int]) -> dict[int, Decimal]:
    """Moving-average cost per unit without tax of what the store has. One statement."""
    found = Stock.objects.filter(store_id=store_id, part_id__in=set(part_ids), on_hand__gt=0)
    return {
        part_id: value / on_hand
        for part_id, value, on_hand in found.values_list("part_id", "value", "on_hand")
    }


@dataclass(frozen=True)
class TermCard:
    """What a class pays."""

    id: int
    class_says: str
    use_says: str
    says: str
    from_on: date
    until_on: date | None
    is_now: bool


@dataclass(frozen=True)
class CampaignCard:
    """A campaign with what it gives, in words."""

    id: int
    name: str
    class_says: str
    from_on: date
    until_on: date
    is_now: bool
    gives: tuple[str, ...]


def class_terms(actor: Actor, *, on: date) -> list[TermCard]:
    """Terms that hold or will. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows = ClassTerm.objects.filter(store_id=store_id).exclude(until_on__lt=on)
    return [
        TermCard(
            row.pk,
            row.get_price_class_display(),
            row.get_use_class_display() or "全部配件",
            price_rules.tenths(row.percent)
            if row.basis == "list"
            else f"成本加 {row.percent.normalize():f}%",
            row.from_on,
            row.until_on,
            row.from_on <= on,
        )
        for row in rows.order_by("price_class", "use_class", "-from_on")
    ]


def campaigns(actor: Actor, *, on: date) -> list[CampaignCard]:
    """Campaigns that run or will, with what they give. Two statements."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows = Campaign.objects.filter(store_id=store_id, until_on__gte=on).prefetch_related("lines__part")
    return [
        CampaignCard(
            row.pk,
            row.name,
            row.get_price_class_display() or "全部客户",
            row.from_on,
            row.until_on,
            row.from_on <= on,
            tuple(_gives(line) for line in row.lines.all()),
        )
        for row in rows.order_by("from_on", "pk")
    ]


def _gives(line: CampaignLine) -> str:
    whole = UseClass(line.use_class).label if line.use_class else "全部配件"
    what = f"{line.part.number} {line.part.name}" if line.part else whole
    return f"{what} {yuan(line.price) if line.price is not None else price_rules.tenths(line.percent or Decimal(100))}"


def classed_customers(actor: Actor) -> list[tuple[int, str, str]]:
    """Customers that are not owners: id, name, class. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows = (
        BuyerClass.objects.filter(store_id=store_id)
        .select_related("customer")
        .order_by("price_class", "customer__name")
    )
    return [(row.customer_id, row.customer.name, row.get_price_class_display()) for row in rows]


@dataclass(frozen=True)
class FloorCard:
    """A request to sell below the floor. `share`: the margin in per cent at the asked price, for those who see costs."""

    id: int
    part_id: int
    number: str
    name: str
    price: Money
    floor: Money
    whom: str
    for_order: int
    why: str
    asked_by: str
    asked_at: datetime
    state: str
    state_says: str
    answered_by: str
    words: str
    until_on: date | None
    is_mine: bool
    share: Decimal | None


def floor_requests(actor: Actor, *, limit: int = 60) -> list[FloorCard]:
    """Requests of the store, open ones first. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    there = Stock.objects.filter(store_id=store_id, part=OuterRef("part"), on_hand__gt=0)
    rows = (
        FloorRequest.objects.filter(store_id=store_id)
        .select_related("part", "asked_by", "answered_by")
        .annotate(
            on_hand=Subquery(there.values("on_hand")[:1]),
            value=Subquery(there.values("value")[:1]),
        )
        .order_by("answered_at", "-pk")
    )
    found = sorted(rows[:limit], key=lambda row: (row.state != FloorState.OPEN, -row.pk))
    rate, sees = tax.rate(store_id, "part"), actor.may(permissions.SEE_COSTS, store_id)
    return [
        FloorCard(
            row.pk,
            row.part_id,
            row.part.number,
            row.part.name,
            Money(row.price),
            Money(row.floor),
            row.whom,
            row.for_order,
            row.why,
            row.asked_by.name,
            row.asked_at,
            row.state,
            row.get_state_display(),
            row.answered_by.name if row.answered_by else "",
            row.words,
            row.until_on,
            row.asked_by_id == actor.staff_id,
            price_rules.margin(row.price, row.value / row.on_hand, rate)[1]
            if sees and row.on_hand and row.price
            else None,
        )
        for row in found
    ]
