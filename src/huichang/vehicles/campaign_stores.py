"""How far each store has come with a campaign (WARR-20), for whoever looks over all of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from huichang.company import everywhere
from huichang.company.permissions import SPEAK_FOR_MANUFACTURER
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.vehicles import campaign_hits
from huichang.vehicles.models import CampaignResult
from huichang.vehicles.states import CampaignOutcome


@dataclass(frozen=True)
class StoreProgress:
    """A store with the cars of its customers that a campaign hits. A car that two stores know counts in both."""

    name: str
    cars: int
    done: int
    refused: int
    no_parts: int
    gone: int

    @property
    def open(self) -> int:
        """Cars about which nothing was recorded."""
        return self.cars - self.done - self.refused - self.no_parts - self.gone

    @property
    def percent(self) -> int:
        """Done, in per cent of the cars that are still driven by its customers."""
        here = self.cars - self.gone
        return round(100 * self.done / here) if here else 0


def by_store(actor: Actor, campaign_id: int) -> list[StoreProgress]:
    """Every store that has cars of a campaign, the one with the most to do first. Two statements. Raises NotAllowed for who
    does not speak for the manufacturer: other stores' progress is not a store's business."""
    if not actor.may(SPEAK_FOR_MANUFACTURER):
        raise NotAllowed("各店的完成情况由厂家（集团督导）查看。")
    result = CampaignResult.objects.filter(campaign_id=campaign_id, vin=OuterRef("vin"))
    rows = (
        campaign_hits.cars_of(campaign_id)
        .annotate(outcome=Subquery(result.values("outcome")[:1]))
        .order_by()
        .values_list("customer__known_at", "outcome")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[str]] = {}
    for known_at, outcome, count in rows:
        for store_id in known_at or ():
            found.setdefault(store_id, Counter())[outcome or ""] += count
    names = dict(everywhere.stores())
    made = [
        StoreProgress(
            names.get(store_id, ""),
            counted.total(),
            counted[CampaignOutcome.DONE],
            counted[CampaignOutcome.REFUSED],
            counted[CampaignOutcome.NO_PARTS],
            counted[CampaignOutcome.SCRAPPED] + counted[CampaignOutcome.SOLD_AWAY],
        )
        for store_id, counted in found.items()
    ]
    return sorted(made, key=lambda each: (-each.open, each.name))
