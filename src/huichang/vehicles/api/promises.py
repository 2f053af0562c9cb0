"""Policies, extended contracts and who bears a repair, as JSON (WARR-01, WARR-02)."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.engines.coverage.values import Asked
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.vehicles import cover_answers, cover_cards, cover_contracts, coverage, permissions, queries
from huichang.vehicles.api.days import days_said

router = Router()


class AskedIn(Schema):
    """A line that is asked about (WARR-02); `circumstance` are codes of what was found."""

    key: str
    part_number: str = ""
    part_class: str = ""
    system: str = ""
    operation_code: str = ""
    is_wear: bool = False
    circumstance: list[str] = []
    capacity: int | None = None


class CoverIn(Schema):
    """Who bears these lines, on a day at so many kilometres (now and the last reading, when left out)."""

    lines: list[AskedIn]
    on: date | None = None
    km: int | None = None


class PolicyIn(Schema):
    """A policy's draft: `terms` by the names of the fields of a version."""

    code: str
    terms: dict[str, Any]


class TermsIn(Schema):
    """What a policy is to say."""

    terms: dict[str, Any]
    seen: int | None = None


class PublishIn(Schema):
    """What was changed."""

    reason: str = ""
    seen: int | None = None


class ContractIn(Schema):
    """An extended contract."""

    policy_id: int
    number: str
    bought_on: date
    from_on: date
    until_on: date
    until_km: int | None = None
    price: Decimal | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str


@router.get("/policies/")
def policies(request: Request, q: str = "", kind: str = "", brand: str = "") -> list[dict[str, Any]]:
    """Policies as they stand today."""
    found = cover_cards.policies(request.actor, on=localdate(now()), words=q, kind=kind, brand=brand)
    return [asdict(each) for each in found]


@router.post("/policies/")
def begin_policy(request: Request, said: PolicyIn) -> dict[str, int]:
    """A new policy as a draft."""
    made = coverage.begin_policy(request.actor, code=said.code, terms=days_said(said.terms), at=now())
    return {"id": made.pk}


@router.post("/policies/publish/")
def publish_drafts(request: Request, said: PublishIn) -> dict[str, int]:
    """All drafts at once."""
    return {"published": len(coverage.publish_drafts(request.actor, reason=said.reason, at=now()))}


@router.get("/policies/{policy_id}")
def policy(request: Request, policy_id: int) -> dict[str, Any]:
    """A policy with its versions and its draft."""
    return asdict(cover_cards.policy_page(request.actor, policy_id, on=localdate(now())))


@router.post("/policies/{policy_id}/draft")
def write_draft(request: Request, policy_id: int, said: TermsIn) -> dict[str, int]:
    """What the policy is to say."""
    draft = coverage.write_draft(
        request.actor, policy_id, terms=days_said(said.terms), seen=said.seen, at=now()
    )
    return {"version": draft.version}


@router.delete("/policies/{policy_id}/draft")
def drop_draft(request: Request, policy_id: int) -> dict[str, bool]:
    """The draft is given up."""
    coverage.drop_draft(request.actor, policy_id, at=now())
    return {"dropped": True}


@router.post("/policies/{policy_id}/publish")
def publish_policy(request: Request, policy_id: int, said: PublishIn) -> dict[str, int]:
    """The draft becomes the next version."""
    version = coverage.publish_policy(request.actor, policy_id, reason=said.reason, seen=said.seen, at=now())
    return {"number": version.number}


@router.post("/contracts/{cover_contract_id}/end")
def end_contract(request: Request, cover_contract_id: int, said: ReasonIn) -> dict[str, int]:
    """An extended contract ends today."""
    return {
        "id": cover_contracts.end_contract(request.actor, cover_contract_id, reason=said.reason, at=now()).pk
    }


@router.get("/{vehicle_id}/covers")
def covers(request: Request, vehicle_id: int) -> dict[str, Any]:
    """Who promised what about the car."""
    return asdict(cover_cards.car_covers(request.actor, vehicle_id, at=now()))


@router.post("/{vehicle_id}/covers/ask")
def ask(request: Request, vehicle_id: int, said: CoverIn) -> list[dict[str, Any]]:
    """Who bears lines, with the clause and the arithmetic. Nothing is kept."""
    file = queries.card(request.actor, vehicle_id, at=now())
    if not request.actor.may(permissions.SEE_COVER):
        raise NotAllowed("您的岗位不能查看谁承担，请找索赔员。")
    found = cover_answers.answers(
        vehicle_id,
        on=said.on or localdate(now()),
        km=file.brief.odometer if said.km is None else said.km,
        asked=[
            Asked(**{**each.dict(exclude={"circumstance"}), "circumstance": tuple(each.circumstance)})
            for each in said.lines
        ],
        store_id=request.actor.here,
    )
    return [asdict(each) for each in found]


@router.post("/{vehicle_id}/contracts")
def add_contract(request: Request, vehicle_id: int, said: ContractIn) -> dict[str, int]:
    """The car has bought an extended contract."""
    return {"id": cover_contracts.add_contract(request.actor, vehicle_id, at=now(), **said.dict()).pk}
