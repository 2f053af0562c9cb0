"""What parts cost somebody: the published price, and what classes and campaigns make of it, with the reason (PARTS-40)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, JSONField, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from huichang.kernel.money import Money
from huichang.parts import price_rules
from huichang.parts.models import (
    BuyerClass,
    Campaign,
    CampaignLine,
    ClassTerm,
    Part,
    Stock,
)
from huichang.parts.price_rules import Special, Term
from huichang.parts.queries import catalogue, in_force
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.states import PriceClass
from huichang.pricebook import tax

_BUYER, _TERM = BuyerClass._meta.db_table, ClassTerm._meta.db_table
_CAMPAIGN, _LINE = Campaign._meta.db_table, CampaignLine._meta.db_table
_TERMS = f"""(
  SELECT jsonb_build_object(
    'class', coalesce((SELECT price_class FROM {_BUYER} WHERE store_id = %s AND customer_id = %s), 'owner'),
    'terms', (SELECT coalesce(jsonb_agg(jsonb_build_array(t.price_class, t.use_class, t.basis, t.percent::text)
                ORDER BY t.from_on DESC, t.id DESC), '[]') FROM {_TERM} t
              WHERE t.store_id = %s AND t.from_on <= %s AND (t.until_on IS NULL OR t.until_on >= %s)),
    'campaigns', (SELECT coalesce(jsonb_agg(jsonb_build_array(c.price_class, l.use_class, l.percent::text, l.part_id,
                    l.price::text, c.name)), '[]')
                  FROM {_CAMPAIGN} c JOIN {_LINE} l ON l.campaign_id = c.id
                  WHERE c.store_id = %s AND c.from_on <= %s AND c.until_on >= %s
                    AND (l.part_id IS NULL OR l.part_id = ANY(%s))))
)"""


@dataclass(frozen=True)
class Offer:
    """What a part costs a class of customers: published price, the lower one with its reason, and moving-average cost per
    unit without tax (None when the store has none)."""

    part: PartBrief
    published: Money | None
    why: str
    from_on: date | None
    cost: Decimal | None


@dataclass(frozen=True)
class Offers:
    """Parts with all that decides what they cost here. `buyer`: the class of the customer."""

    store_id: int
    buyer: str
    offers: dict[int, Offer]
    terms: tuple[Term, ...]
    tax: Decimal

    @property
    def parts(self) -> dict[int, PartBrief]:
        """The parts by id."""
        return {key: offer.part for key, offer in self.offers.items()}

    @property
    def prices(self) -> dict[int, Money]:
        """The published prices of those that have one."""
        return {key: offer.published for key, offer in self.offers.items() if offer.published is not None}

    def special(self, part_id: int | None, price_class: str = "") -> Special | None:
        """What lowers the price of a part for a class (the customer's own where it is left out), or None."""
        offer = self.offers.get(part_id or 0)
        if offer is None or offer.published is None:
            return None
        return price_rules.special(
            self.terms,
            part_id=offer.part.id,
            use_class=offer.part.use_class,
            price_class=price_class or self.buyer,
            published=offer.published,
            cost=offer.cost,
            tax=self.tax,
        )


NOTHING = Offers(0, PriceClass.OWNER, {}, (), Decimal(0))


def offers(part_ids: Iterable[int], *, store_id: int, customer_id: int | None, on: date) -> Offers:
    """Parts with their prices on a day and the terms that hold for a customer here. One statement."""
    wanted = sorted(set(part_ids))
    if not wanted:
        return NOTHING
    newest = in_force.prices_on(store_id, on).filter(part=OuterRef("pk"))
    there = Stock.objects.filter(store_id=store_id, part=OuterRef("pk"), on_hand__gt=0)
    average = ExpressionWrapper(
        F("value") / F("on_hand"), output_field=DecimalField(max_digits=20, decimal_places=6)
    )
    rows = list(
        Part.objects.filter(pk__in=wanted).annotate(
            costs=Subquery(newest.values("price")[:1]),
            costs_from=Subquery(newest.values("from_on")[:1]),
            costs_why=Subquery(newest.values("why")[:1]),
            average=Subquery(there.annotate(each=average).values("each")[:1]),
            terms=RawSQL(
                _TERMS,
                [store_id, customer_id, store_id, on, on, store_id, on, on, wanted],
                output_field=JSONField(),
            ),
        )
    )
    said: dict[str, Any] = (
        rows[0].terms if rows else {"class": PriceClass.OWNER, "terms": [], "campaigns": []}
    )
    terms = [Term(cls, use, basis, Decimal(percent)) for cls, use, basis, percent in said["terms"]]
    terms += [
        Term(
            cls,
            use,
            percent=Decimal(percent or 100),
            part_id=part_id,
            price=Decimal(price) if price else None,
            name=name,
        )
        for cls, use, percent, part_id, price, name in said["campaigns"]
    ]
    return Offers(
        store_id,
        said["class"],
        {
            row.pk: Offer(
                catalogue.brief(row),
                None if row.costs is None else Money(row.costs),
                row.costs_why or "",
                row.costs_from,
                row.average,
            )
            for row in rows
        },
        tuple(terms),
        tax.rate(store_id, "part"),
    )
