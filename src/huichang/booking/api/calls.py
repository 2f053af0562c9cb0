"""Calls as JSON: the log, the telephone system's webhook, calls to make."""

from datetime import date, datetime

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.booking import calls, queries
from huichang.kernel.web import Request

router = Router()


class CallIn(Schema):
    """A call that was just taken, by hand."""

    outcome: str
    phone: str = ""
    rings: int = 1


class OutsideCallIn(Schema):
    """A call that the telephone system reports."""

    outside_id: str
    rang_at: datetime
    outcome: str
    phone: str = ""
    rings: int = 1
    seconds: int = 0


class ResultIn(Schema):
    """What came of a call. `told`: the text of the task as it was read."""

    result: str
    told: str | None = None


class LaterIn(Schema):
    """When to try again."""

    minutes: int = 30


@router.get("/calls", response=list[queries.CallCard], summary="来电记录")
def call_log(request: Request, on: date | None = None, outcome: str = "") -> list[queries.CallCard]:
    """The log of a day."""
    return queries.calls(request.actor, on or localdate(), outcome=outcome)


@router.get("/calls/hours", response=list[queries.HourOfCalls], summary="及时接听率")
def call_hours(request: Request, since: date | None = None, days: int = 1) -> list[queries.HourOfCalls]:
    """Calls by hour: answered within the store's number of rings or later, busy, lost."""
    queries.may_see(request.actor)
    return queries.calls_by_hour(request.actor.here, since or localdate(), days=min(max(days, 1), 366))


@router.post("/calls", summary="登记来电")
def log_call(request: Request, body: CallIn) -> dict[str, int]:
    """A call by hand."""
    return {"id": calls.log_call(request.actor, store_id=request.actor.here, at=now(), **body.dict()).pk}


@router.post("/calls/hook", summary="话机上报来电")
def take_over_call(request: Request, body: OutsideCallIn) -> dict[str, int]:
    """The telephone system's webhook; told again under the same id, it is the same call."""
    call = calls.CallText(body.rang_at, body.outcome, body.phone, body.rings, body.seconds, body.outside_id)
    return {"id": calls.take_over_call(request.actor, store_id=request.actor.here, call=call, at=now()).pk}


@router.get("/call-tasks", response=list[queries.TaskCard], summary="待办电话")
def call_tasks(request: Request) -> list[queries.TaskCard]:
    """Calls to make, the most urgent first."""
    queries.may_see(request.actor)
    return queries.tasks(request.actor.here)


@router.post("/call-tasks/{task_id}/finish", summary="完成待办电话")
def finish_call(request: Request, task_id: int, body: ResultIn) -> dict[str, int]:
    """The customer was called."""
    return {"id": calls.finish_call(request.actor, task_id, at=now(), **body.dict()).pk}


@router.post("/call-tasks/{task_id}/later", summary="稍后再打")
def put_off(request: Request, task_id: int, body: LaterIn) -> dict[str, int]:
    """Nobody answered."""
    return {"id": calls.put_off(request.actor, task_id, minutes=body.minutes, at=now()).pk}
