"""How a campaign becomes work on an order and is done by it (WARR-20): plain functions for the workshop's use-cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn
from huichang.vehicles import campaign_hits, facts
from huichang.vehicles.models import Campaign, CampaignPart, CampaignResult, CampaignTask, CampaignWork
from huichang.vehicles.states import CampaignKind, CampaignOutcome


@dataclass(frozen=True)
class Remedy:
    """What a campaign takes on one car: operations by code, parts by number; `risk` if it is not done."""

    title: str
    words: str
    risk: str
    is_recall: bool
    works: tuple[str, ...]
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Refusal:
    """The customer does not want a campaign: who signed for it, and the signature as it is kept."""

    name: str
    signature_id: int


def remedy_of(campaign_id: int, vehicle_id: int, *, on: date) -> Remedy:
    """What a campaign takes on a car: a plain function for whoever writes its job. Raises Missing when it does not hit the
    car, OutOfTurn when it is not open or done already. Four statements at most."""
    hit = next(
        (each for each in campaign_hits.hits_of(vehicle_id, on=on) if each.campaign_id == campaign_id), None
    )
    if hit is None:
        raise Missing("这个活动不涉及这辆车，或已经结束，请核对车架号。")
    if not hit.is_open:
        raise OutOfTurn(f"{hit.kind_says} {hit.number} 已经{hit.outcome_says}，不用再做。")
    works = CampaignWork.objects.filter(campaign_id=campaign_id).order_by("pk").values_list("code", flat=True)
    parts = (
        CampaignPart.objects.filter(campaign_id=campaign_id).order_by("pk").values_list("number", "quantity")
    )
    return Remedy(
        f"{hit.kind_says}：{hit.name}"[:80],
        f"{hit.number} {hit.remedy}"[:300],
        hit.risk,
        hit.kind == CampaignKind.RECALL,
        tuple(works),
        tuple(parts),
    )


def take_up(campaign_id: int, vehicle_id: int, *, order_id: int, job_id: int, at: datetime) -> None:
    """A job of an order does a campaign; a plain function. Raises OutOfTurn when one on that order does already."""
    if CampaignTask.objects.filter(campaign_id=campaign_id, order_id=order_id).exists():
        raise OutOfTurn("这个活动已经加进这张委托书了。")
    CampaignTask.objects.create(
        campaign_id=campaign_id, vehicle_id=vehicle_id, order_id=order_id, job_id=job_id, at=at
    )


def tasks_of(order_id: int) -> dict[int, int]:
    """Campaigns that an order takes up: (campaign's id → job's id). One statement."""
    return dict(CampaignTask.objects.filter(order_id=order_id).values_list("campaign_id", "job_id"))


def let_go(order_id: int, job_ids: Iterable[int]) -> None:
    """Jobs of an order that were to do campaigns are dropped: the campaigns may be taken up again. One statement."""
    CampaignTask.objects.filter(order_id=order_id, job_id__in=list(job_ids)).delete()


def done_by_order(
    order_id: int,
    job_ids: Iterable[int],
    *,
    order_number: str,
    store_id: int,
    staff_id: int | None,
    at: datetime,
) -> list[int]:
    """An order has done the work of campaigns on its car: a plain function for whoever passes the order. Returns the ids
    of those that were still to do."""
    made = []
    _hold(order_id)
    tasks = CampaignTask.objects.filter(order_id=order_id, job_id__in=list(job_ids)).select_related(
        "campaign", "vehicle"
    )
    for task in tasks.order_by("campaign_id"):
        campaign, vin = task.campaign, task.vehicle.vin
        before = CampaignResult.objects.filter(campaign=campaign, vin=vin).first()
        if before is not None and before.outcome == CampaignOutcome.DONE:
            continue
        found = settle(
            campaign,
            vin,
            CampaignOutcome.DONE,
            vehicle_id=task.vehicle_id,
            words="",
            store_id=store_id,
            staff_id=staff_id,
            at=at,
        )
        found.order_id, found.order_number = order_id, order_number
        found.save(update_fields=["order_id", "order_number"])
        made.append(int(campaign.pk))
    return made


def refused_on_order(
    order_id: int,
    job_ids: Iterable[int],
    refusal: Refusal,
    *,
    words: str,
    order_number: str,
    store_id: int,
    staff_id: int | None,
    at: datetime,
) -> None:
    """The customer has declined these jobs of an order and signed for it: what of them does campaigns is a signed refusal. A
    plain function for whoever takes down the customer's answer. A campaign that is done already stays done."""
    _hold(order_id)
    tasks = CampaignTask.objects.filter(order_id=order_id, job_id__in=list(job_ids)).select_related(
        "campaign", "vehicle"
    )
    for task in tasks.order_by("campaign_id"):
        done = CampaignResult.objects.filter(
            campaign=task.campaign, vin=task.vehicle.vin, outcome=CampaignOutcome.DONE
        )
        if done.exists():
            continue
        found = settle(
            task.campaign,
            task.vehicle.vin,
            CampaignOutcome.REFUSED,
            vehicle_id=task.vehicle_id,
            words=words,
            refusal=refusal,
            store_id=store_id,
            staff_id=staff_id,
            at=at,
        )
        found.order_id, found.order_number = order_id, order_number
        found.save(update_fields=["order_id", "order_number"])


def _hold(order_id: int) -> None:
    """The campaigns of an order first, as whoever records a result does: of two who tell of one car the second knows of the
    first. One statement."""
    campaigns = Campaign.objects.select_for_update(of=("self",)).order_by("pk")
    list(campaigns.filter(pk__in=CampaignTask.objects.filter(order_id=order_id).values("campaign_id")))


def undone_by_order(order_id: int) -> None:
    """The order goes back to work: what it had done is open again; what was refused stays refused. One statement."""
    CampaignResult.objects.filter(order_id=order_id, outcome=CampaignOutcome.DONE).delete()


def settle(
    campaign: Campaign,
    vin: str,
    outcome: str,
    *,
    vehicle_id: int,
    words: str,
    refusal: Refusal | None = None,
    store_id: int,
    staff_id: int | None,
    at: datetime,
) -> CampaignResult:
    """Keep what became of a car, once for each: a refusal may still turn into work that is done. With a `refusal` the risk
    stands beside the signature as the campaign told it on that day. Raises OutOfTurn when it is done already."""
    found = CampaignResult.objects.select_for_update(of=("self",)).filter(campaign=campaign, vin=vin).first()
    if found is not None and found.outcome == CampaignOutcome.DONE:
        raise OutOfTurn(f"这辆车的{campaign}已在 {found.on:%Y-%m-%d} 完成，不用再登记。")
    if found is None:
        found = CampaignResult(campaign=campaign, vin=vin)
    found.outcome, found.on, found.words = outcome, localdate(at), words.strip()[:200]
    found.by_store_id, found.by_id, found.at = store_id, staff_id, at
    found.order_id, found.order_number = None, ""
    if refusal is not None:
        found.told, found.signed_name = (campaign.risk or campaign.remedy)[:300], refusal.name.strip()[:40]
        found.signature_id = refusal.signature_id
    found.save()
    if outcome != CampaignOutcome.NO_PARTS:
        announce(facts.CampaignSettled(campaign.pk, vehicle_id, outcome, at))
    return found
