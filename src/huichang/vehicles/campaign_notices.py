"""What campaigns tell about a car at the gate, the booking desk, the check-in and the delivery (WARR-20)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from huichang.vehicles import campaign_hits, notices
from huichang.vehicles.campaign_hits import Hit
from huichang.vehicles.states import CampaignKind


@notices.source(rank=5, may_block=True)
def campaigns_open(vehicle_id: int, store_id: int, at: datetime) -> Iterable[notices.Notice]:
    """Campaigns that are still to be done on the car; what stops its delivery says so. One statement."""
    for hit in campaign_hits.hits_of(vehicle_id, on=localdate(at)):
        if hit.is_open:
            yield notices.Notice(
                "campaign",
                says(hit),
                "act" if not hit.outcome and hit.kind == CampaignKind.RECALL else "mind",
                f"/vehicles/{vehicle_id}/campaigns/",
                hit.blocks,
            )


def says(hit: Hit) -> str:
    """One sentence about a campaign that is still to be done."""
    said = f"{hit.kind_says} {hit.number}“{hit.name}”"
    if hit.outcome:
        said += f"：{hit.on:%Y-%m-%d} {hit.outcome_says}，还没有做"
    else:
        said += "还没有做"
    if not hit.is_told:
        return f"{said}（内部改善，随到随做，不必告知客户）"
    if hit.blocks:
        return f"{said}。交车前要完成；客户不做请签字，缺件请登记"
    return said
