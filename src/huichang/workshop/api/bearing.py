"""Who bears the lines of an order, and campaigns on it, as JSON (WARR-02, WARR-20)."""

from dataclasses import asdict
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.workshop import campaign_jobs, covers
from huichang.workshop.queries import campaigns
from huichang.workshop.queries import covers as asked

router = Router()


class FoundIn(Schema):
    """What somebody has found about a job."""

    job_id: int
    circumstances: list[str]


class TakenIn(Schema):
    """Lines whose proposal is taken (all, when none are named), with what was found."""

    line_ids: list[int] = []
    found: list[FoundIn] = []
    seen: int | None = None


class CampaignIn(Schema):
    """A campaign to take up."""

    campaign_id: int
    seen: int | None = None


@router.get("/orders/{order_id}/cover", summary="谁承担")
def order_cover(request: Request, order_id: int) -> dict[str, Any]:
    """Who bears each line and why."""
    return asdict(asked.order_cover(request.actor, order_id))


@router.post("/orders/{order_id}/cover", summary="采纳承担建议")
def take_cover(request: Request, order_id: int, said: TakenIn) -> dict[str, list[int]]:
    """The proposal is taken."""
    taken = covers.take_cover(
        request.actor,
        order_id,
        line_ids=said.line_ids,
        found={each.job_id: asked.known_circumstances(each.circumstances) for each in said.found},
        seen=said.seen,
        at=now(),
    )
    return {"line_ids": [line.pk for line in taken]}


@router.get("/orders/{order_id}/campaigns", summary="召回和活动")
def order_campaigns(request: Request, order_id: int) -> dict[str, Any]:
    """Campaigns that hit the order's car."""
    return asdict(campaigns.order_campaigns(request.actor, order_id))


@router.post("/orders/{order_id}/campaigns", summary="活动加入委托书")
def take_up_campaign(request: Request, order_id: int, said: CampaignIn) -> dict[str, int]:
    """A campaign becomes a job of the order."""
    job = campaign_jobs.take_up_campaign(
        request.actor, order_id, campaign_id=said.campaign_id, seen=said.seen, at=now()
    )
    return {"job_id": job.pk}
