"""The other door of this room: signals, cases and asks as JSON, through the same use-cases."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.network import cases, fleet, queries, watching

router = Router(tags=["network"])


class SuspicionIn(Schema):
    """A first judgement."""

    suspicion: str


class WhyIn(Schema):
    """A reason."""

    why: str


class AskIn(Schema):
    """Until when, and what is wanted."""

    due_on: date
    words: str = ""


class AnswerIn(Schema):
    """How the parts come."""

    answer: str


class CloseIn(Schema):
    """With what a case ends."""

    measure: str
    finding: str


class FleetIn(Schema):
    """Lines of cars built and sold."""

    text: str


@router.get("/signals", summary="质量预警")
def signals(request: Request, state: str = "new", text: str = "") -> dict[str, Any]:
    """What stands out."""
    return asdict(queries.desk(request.actor, state=state, text=text))


@router.get("/signals/{signal_id}", summary="预警的依据")
def signal(request: Request, signal_id: int) -> dict[str, Any]:
    """One signal with its evidence."""
    return asdict(queries.signal(request.actor, signal_id))


@router.post("/watch", summary="计算质量预警")
def watch(request: Request) -> dict[str, Any]:
    """Judge all claims, if that was not done today."""
    made = watching.watch_field(request.actor, request.actor.here, at=now())
    return {"claims": made.claims, "series": made.series} if made else {}


@router.post("/signals/{signal_id}/case", summary="预警立案")
def open_case(request: Request, signal_id: int, told: SuspicionIn) -> dict[str, int]:
    """Make a case of it."""
    return {"id": cases.open_case(request.actor, signal_id, at=now(), **told.dict()).pk}


@router.post("/signals/{signal_id}/aside", summary="预警不是问题")
def set_aside(request: Request, signal_id: int, told: WhyIn) -> dict[str, str]:
    """It is explained by something else."""
    return {"state": cases.set_aside(request.actor, signal_id, **told.dict()).state}


@router.post("/signals/{signal_id}/back", summary="重新判断预警")
def bring_back(request: Request, signal_id: int) -> dict[str, str]:
    """It was set aside too early."""
    return {"state": cases.bring_back(request.actor, signal_id).state}


@router.post("/cases/{case_id}/asks", summary="向门店调回旧件")
def ask_stores(request: Request, case_id: int, told: AskIn) -> dict[str, int]:
    """Ask stores for old parts."""
    return {"stores": cases.ask_stores(request.actor, case_id, at=now(), **told.dict())}


@router.post("/cases/{case_id}/close", summary="质量案件结案")
def close_case(request: Request, case_id: int, told: CloseIn) -> dict[str, str]:
    """End a case."""
    return {"state": cases.close_case(request.actor, case_id, at=now(), **told.dict()).state}


@router.post("/cases/{case_id}/reopen", summary="质量案件重新调查")
def reopen_case(request: Request, case_id: int) -> dict[str, str]:
    """It was closed too early."""
    return {"state": cases.reopen_case(request.actor, case_id).state}


@router.get("/asks", summary="厂家要的旧件")
def asks(request: Request) -> list[dict[str, Any]]:
    """What this store was asked for."""
    return [asdict(row) for row in queries.asks_of_store(request.actor)]


@router.post("/asks/{ask_id}/arrange", summary="安排厂家要的旧件")
def arrange_parts(request: Request, ask_id: int, told: AnswerIn) -> dict[str, int]:
    """Say how the parts come."""
    return {"id": cases.arrange_parts(request.actor, ask_id, at=now(), **told.dict()).pk}


@router.get("/fleet", summary="产销台账")
def cars(request: Request) -> list[dict[str, Any]]:
    """What is known of cars built and sold."""
    return [asdict(row) for row in queries.fleet(request.actor)]


@router.post("/fleet", summary="更新产销台账")
def keep_fleet(request: Request, told: FleetIn) -> dict[str, int]:
    """Replace what is known of the models in the lines."""
    return {"lines": fleet.keep_fleet(request.actor, request.actor.here, text=told.text)}
