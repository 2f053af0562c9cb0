"""Recalls and service campaigns as JSON (WARR-20)."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.vehicles import campaign_cards, campaigns
from huichang.vehicles.api.days import days_said

router = Router()


class CampaignPartIn(Schema):
    """A part that a campaign takes of each car."""

    number: str
    quantity: Decimal = Decimal(1)


class CampaignIn(Schema):
    """A recall or service campaign: `said` by the names of its fields."""

    number: str = ""
    said: dict[str, Any]
    works: list[str] = []
    parts: list[CampaignPartIn] = []
    seen: int | None = None


class VerbIn(Schema):
    """open, close or reopen."""

    verb: str


class RangeIn(Schema):
    """From one VIN to another."""

    vin_from: str
    vin_until: str


class ResultIn(Schema):
    """What became of a campaign for a car; `signature` is a PNG data URL, `name` whose it is."""

    outcome: str
    seen: str | None = None
    words: str = ""
    name: str = ""
    signature: str = ""


@router.get("/campaigns/")
def list_campaigns(request: Request, q: str = "", state: str = "") -> list[dict[str, Any]]:
    """Recalls and service campaigns."""
    return [asdict(each) for each in campaign_cards.campaigns(request.actor, words=q, state=state)]


@router.post("/campaigns/")
def begin_campaign(request: Request, said: CampaignIn) -> dict[str, int]:
    """A campaign is written down."""
    made = campaigns.begin_campaign(
        request.actor,
        number=said.number,
        said=days_said(said.said),
        works=said.works,
        parts=[(each.number, each.quantity) for each in said.parts],
        at=now(),
    )
    return {"id": made.pk}


@router.get("/campaigns/{service_campaign_id}")
def campaign(request: Request, service_campaign_id: int) -> dict[str, Any]:
    """A campaign with its progress."""
    return asdict(campaign_cards.campaign_page(request.actor, service_campaign_id, on=localdate(now())))


@router.get("/campaigns/{service_campaign_id}/cars")
def campaign_cars(request: Request, service_campaign_id: int, open_only: bool = True) -> list[dict[str, Any]]:
    """Whom to invite: our cars that it hits."""
    found = campaign_cards.cars(request.actor, service_campaign_id, at=now(), only_open=open_only)
    return [asdict(each) for each in found]


@router.post("/campaigns/{service_campaign_id}/change")
def change_campaign(request: Request, service_campaign_id: int, said: CampaignIn) -> dict[str, int]:
    """What it says and takes."""
    changed = campaigns.change_campaign(
        request.actor,
        service_campaign_id,
        said=days_said(said.said),
        works=said.works,
        parts=[(each.number, each.quantity) for each in said.parts],
        seen=said.seen,
        at=now(),
    )
    return {"version": changed.version}


@router.post("/campaigns/{service_campaign_id}/move")
def move_campaign(request: Request, service_campaign_id: int, said: VerbIn) -> dict[str, str]:
    """Opened, closed, reopened."""
    moved = campaigns.move_campaign(request.actor, service_campaign_id, verb=said.verb, at=now())
    return {"state": moved.state}


@router.post("/campaigns/{service_campaign_id}/ranges")
def add_range(request: Request, service_campaign_id: int, said: RangeIn) -> dict[str, int]:
    """Cars from one VIN to another."""
    made = campaigns.add_range(
        request.actor,
        service_campaign_id,
        vin_from=said.vin_from,
        vin_until=said.vin_until,
        at=now(),
    )
    return {"id": made.pk}


@router.delete("/campaigns/{service_campaign_id}/ranges/{vin_range_id}")
def drop_range(request: Request, service_campaign_id: int, vin_range_id: int) -> dict[str, bool]:
    """A range that was wrong."""
    campaigns.drop_range(request.actor, service_campaign_id, vin_range_id, at=now())
    return {"dropped": True}


@router.get("/{vehicle_id}/campaigns")
def car_campaigns(request: Request, vehicle_id: int) -> list[dict[str, Any]]:
    """Campaigns that hit the car."""
    return [asdict(each) for each in campaign_cards.of_car(request.actor, vehicle_id, at=now())]


@router.post("/{vehicle_id}/campaigns/{service_campaign_id}")
def record_result(
    request: Request, vehicle_id: int, service_campaign_id: int, said: ResultIn
) -> dict[str, int]:
    """What became of a campaign for the car."""
    found = campaigns.record_result(request.actor, service_campaign_id, vehicle_id, at=now(), **said.dict())
    return {"id": found.pk}


@router.delete("/{vehicle_id}/campaigns/{service_campaign_id}")
def take_back_result(request: Request, vehicle_id: int, service_campaign_id: int) -> dict[str, bool]:
    """A result that was recorded by mistake."""
    campaigns.take_back_result(request.actor, service_campaign_id, vehicle_id, at=now())
    return {"taken_back": True}
