"""The other door of this room: calls, due matters and complaints as JSON, through the same use-cases."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.care import complaints, due, followups, invitations, permissions, queries
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request

router = Router(tags=["care"])


class OutcomeIn(Schema):
    """How a call ended."""

    result: str
    words: str = ""
    step: str = ""
    cause: str = ""
    responsible_id: int | None = None
    complaint_wish: str = ""
    recording: str = ""


class WhyIn(Schema):
    """A reason."""

    why: str


class AlsoIn(WhyIn):
    """A reason, and the other matters of the car that it holds for."""

    also: list[int] = []


class LaterIn(Schema):
    """A day, and the other matters of the car that are put off with it."""

    until: date
    why: str = ""
    also: list[int] = []


class ComplaintIn(Schema):
    """A complaint."""

    customer_id: int
    text: str
    wish: str = ""
    vehicle_id: int | None = None


@router.get("/calls", summary="待回访清单")
def calls(request: Request) -> list[dict[str, Any]]:
    """Whom to call now."""
    if not request.actor.may(permissions.SEE_CALLS):
        raise NotAllowed("令牌没有查看回访的权限。")
    return [asdict(row) for row in queries.calls(request.actor, at=now(), on=localdate())]


@router.post("/calls/{follow_up_id}/finish", summary="完成回访")
def finish(request: Request, follow_up_id: int, told: OutcomeIn) -> dict[str, Any]:
    """The customer was reached."""
    row = followups.finish_call(request.actor, follow_up_id, at=now(), **told.dict())
    return {"id": row.pk, "state": row.state}


@router.post("/calls/{follow_up_id}/not-reached", summary="回访未接通")
def not_reached(request: Request, follow_up_id: int, told: WhyIn) -> dict[str, Any]:
    """Nobody answered."""
    row = followups.not_reached(request.actor, follow_up_id, note=told.why, at=now())
    return {"id": row.pk, "state": row.state, "next_at": row.next_at}


@router.post("/calls/{follow_up_id}/stop", summary="停止回访")
def stop(request: Request, follow_up_id: int, told: WhyIn) -> dict[str, Any]:
    """No calls any more."""
    row = followups.stop_call(request.actor, follow_up_id, why=told.why, at=now())
    return {"id": row.pk, "state": row.state}


@router.get("/due", summary="招揽清单")
def due_list(request: Request, kind: str = "") -> list[dict[str, Any]]:
    """Who should come back, and why."""
    if not request.actor.may(permissions.SEE_DUE):
        raise NotAllowed("令牌没有查看招揽清单的权限。")
    return [
        asdict(group) | {"proposed_on": group.proposed_on}
        for group in queries.due_list(request.actor, on=localdate(), kind=kind)
    ]


@router.post("/due/invitations", summary="召回邀约进入招揽清单")
def invite(request: Request) -> dict[str, int]:
    """Whom open recalls and service campaigns wait for comes onto the list."""
    return {"count": invitations.take_invitations(request.actor, request.actor.here, at=now())}


@router.post("/due/{due_id}/refuse", summary="招揽：客户拒绝")
def refuse(request: Request, due_id: int, told: AlsoIn) -> dict[str, Any]:
    """The customer does not want it."""
    return {"id": due_id, "state": due.refuse(request.actor, due_id, at=now(), **told.dict()).state}


@router.post("/due/{due_id}/lose", summary="招揽：已流失")
def lose(request: Request, due_id: int, told: AlsoIn) -> dict[str, Any]:
    """The customer is lost."""
    return {"id": due_id, "state": due.lose(request.actor, due_id, at=now(), **told.dict()).state}


@router.post("/due/{due_id}/later", summary="招揽：稍后联系")
def later(request: Request, due_id: int, told: LaterIn) -> dict[str, Any]:
    """Another day."""
    row = due.put_off(request.actor, due_id, at=now(), **told.dict())
    return {"id": due_id, "state": row.state}


@router.post("/complaints", summary="受理投诉")
def take_complaint(request: Request, told: ComplaintIn) -> dict[str, int]:
    """Write a complaint down."""
    row = complaints.take_complaint(request.actor, request.actor.here, at=now(), **told.dict())
    return {"id": row.pk}


@router.post("/complaints/{complaint_id}/close", summary="投诉结案")
def close_complaint(request: Request, complaint_id: int) -> dict[str, int]:
    """The customer is content."""
    return {"id": complaints.close_complaint(request.actor, complaint_id, at=now()).pk}
