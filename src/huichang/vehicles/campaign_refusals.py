"""What customers have signed who do not want a campaign (WARR-20): what they were told, who signed, when; shown again whenever
the car comes."""

from dataclasses import dataclass
from datetime import date

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.vehicles.models import CampaignResult
from huichang.vehicles.states import CampaignOutcome


@dataclass(frozen=True)
class RefusalCard:
    """A signed refusal. Name and signature are empty for another store's people: it has told this group's stores only that
    the work was refused."""

    on: date
    told: str
    words: str
    store: str
    taken_by: str
    name: str
    signature: tuple[Photo, ...]
    order_id: int | None
    order_number: str


def of_car(actor: Actor, vin: str) -> dict[int, RefusalCard]:
    """The refusals that stand for a car, by campaign. One statement."""
    rows = CampaignResult.objects.filter(vin=vin, outcome=CampaignOutcome.REFUSED).exclude(vin="")
    found = {}
    for row in rows.select_related("by_store", "by"):
        ours = row.by_store_id in actor.stores and actor.may("customers.see_customers", row.by_store_id)
        drawn = (Photo(pictures.link(row.signature_id), "客户签名"),) if row.signature_id else ()
        found[row.campaign_id] = RefusalCard(
            row.on,
            row.told,
            row.words,
            row.by_store.name,
            row.by.name if row.by and ours else "",
            row.signed_name if ours else "",
            drawn if ours else (),
            row.order_id if ours else None,
            row.order_number if ours else "",
        )
    return found
