"""The demo's price pages: a matrix, list prices, a round being tried, terms, a campaign, a request to go below a floor."""

from datetime import datetime, timedelta
from decimal import Decimal

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.parts import floors, permissions, pricing, terms
from huichang.parts import queries as parts
from huichang.parts.models import GuidePrice, PartPrice, Stock
from huichang.parts.pricing import Band
from huichang.parts.states import PriceClass, Quality, RoundBasis, TermBasis, UseClass
from huichang.parts.terms import Given

GUIDED, ASKED_OFF = 120, Decimal("0.98")


def fill(store_ids: list[int], now: datetime) -> None:
    """Price rules of all stores, as of `now`; nothing that is published changes."""
    today = now.date()
    first = _machine(store_ids[0])
    step, ending = Decimal(1), Decimal("0.90")
    pricing.save_matrix(
        first,
        bands=[
            Band(cost_from=Decimal(0), cost_to=Decimal(50), markup=Decimal(80), step=step, ending=ending),
            Band(cost_from=Decimal(50), cost_to=Decimal(300), markup=Decimal(55), step=step, ending=ending),
            Band(cost_from=Decimal(300), cost_to=Decimal(2000), markup=Decimal(38)),
            Band(cost_from=Decimal(2000), markup=Decimal(25), step=Decimal(10)),
            Band(use_class=UseClass.CONSUMABLE, markup=Decimal(65), step=step, ending=ending),
            Band(quality=Quality.OEM_EQUAL, markup=Decimal(45), step=step, ending=ending),
        ],
        group=True,
    )
    listed = PartPrice.objects.order_by("part__number").values_list("part_id", "price")[:GUIDED]
    GuidePrice.objects.bulk_create(
        [
            GuidePrice(
                part_id=part_id,
                price=(price * Decimal("1.03")).quantize(Decimal(1)),
                from_on=today + timedelta(days=9),
                source="厂家调价通知",
            )
            for part_id, price in dict(listed).items()
        ]
    )
    pricing.draft_round(
        first,
        name="厂家调价跟进",
        basis=RoundBasis.GUIDE,
        from_on=today + timedelta(days=10),
        group=True,
        at=now,
    )
    for store_id in store_ids:
        _store(_machine(store_id), store_id, now)


def _machine(store_id: int) -> Actor:
    grants = {store_id: frozenset({permissions.SET_PRICES, permissions.SET_GROUP_PRICES})}
    return Actor(None, "系统·示例", grants, store_id=store_id, door="job")


def _store(actor: Actor, store_id: int, now: datetime) -> None:
    today = now.date()
    for price_class, basis, percent in (
        (PriceClass.FLEET, TermBasis.LIST, 92),
        (PriceClass.SHOP, TermBasis.LIST, 88),
        (PriceClass.INSURER, TermBasis.LIST, 97),
        (PriceClass.INTERNAL, TermBasis.COST, 5),
    ):
        terms.set_term(
            actor, price_class=price_class, basis=basis, percent=Decimal(percent), from_on=today, at=now
        )
    terms.open_campaign(
        actor,
        name="冬季养护",
        from_on=today,
        until_on=today + timedelta(days=30),
        given=[Given(use_class=UseClass.CONSUMABLE, percent=Decimal(95))],
        at=now,
    )
    advisers = company.people(store_id, Role.ADVISER)
    part_id = (
        Stock.objects.filter(store_id=store_id, on_hand__gte=3)
        .order_by("-value")
        .values_list("part_id", flat=True)
        .first()
    )
    who = company.actor_of(advisers[0].id, store_id=store_id) if advisers else None
    lowest = parts.floors(store_id, [part_id]).get(part_id) if part_id is not None else None
    if who is None or part_id is None or lowest is None:
        return
    floors.ask_below_floor(
        who,
        part_id,
        price=money((lowest * ASKED_OFF).quantize(Decimal(1))),
        why="竞争对手报价：客户拿来了别家的报价单",
        whom="锦程租车",
        at=now,
    )
