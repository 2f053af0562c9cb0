"""Word to the customer, delivery, the gate pass, comebacks and the hall screen as JSON."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel.actor import Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.web import Request
from huichang.workshop import comebacks, handover, permissions, progress
from huichang.workshop.queries import hall, leaving, returning

router = Router()


class DelayIn(Schema):
    """The new time."""

    promised_at: datetime
    seen: int | None = None


class ToldIn(Schema):
    """How the customer was told."""

    words: str = ""


class DeliveryIn(Schema):
    """The delivery; `items` none: everything was done; `old_parts` maps part lines to taken, left, claimed, none."""

    items: list[str] | None = None
    old_parts: dict[int, str] = {}
    next_service_on: date | None = None
    next_service_km: int | None = None
    score: int | None = None
    score_words: str = ""
    instead: str = ""
    safety_signature: str = ""
    seen: int | None = None


class CodeIn(Schema):
    """What was scanned."""

    code: str


class ComebackIn(Schema):
    """The guarantee that the job falls under."""

    guarantee_id: int


class TakenUpIn(ComebackIn):
    """The same, on an order as it was read."""

    seen: int | None = None


class RejectionIn(ComebackIn):
    """And why the job is no comeback."""

    cause: str


class DecisionIn(Schema):
    """Free or not, and why the car came back."""

    is_free: bool
    cause: str
    repair_type: str = "repair"
    seen: int | None = None


@router.post("/orders/{order_id}/tell-delay", summary="告知新的交车时间")
def tell_delay(request: Request, order_id: int, said: DelayIn) -> dict[str, Any]:
    """The customer is told a new time."""
    order = progress.tell_delay(request.actor, order_id, **said.dict(), at=now())
    return {"promised_at": order.promised_at, "promised_first_at": order.promised_first_at}


@router.post("/orders/{order_id}/told", summary="当面告知进度")
def told(request: Request, order_id: int, said: ToldIn) -> dict[str, int]:
    """The customer was told how it stands."""
    return {"id": progress.note_told(request.actor, order_id, words=said.words, at=now()).pk}


@router.get("/delivery", response=list[leaving.LeavingCar], summary="待交车")
def leaving_cars(request: Request) -> list[leaving.LeavingCar]:
    """Cars on their way out."""
    return leaving.leaving(request.actor, at=now())


@router.get("/orders/{order_id}/delivery", response=leaving.Delivery, summary="交车清单")
def delivery(request: Request, order_id: int) -> leaving.Delivery:
    """One car for its delivery."""
    return leaving.delivery(request.actor, order_id, at=now())


@router.post("/orders/{order_id}/deliver", summary="交车")
def deliver(request: Request, order_id: int, said: DeliveryIn) -> dict[str, str]:
    """The keys change hands."""
    items = handover.EVERY_POINT if said.items is None else said.items
    order = handover.deliver_car(request.actor, order_id, **{**said.dict(), "items": items}, at=now())
    return {"state": order.state}


@router.post("/orders/{order_id}/gate-pass/renew", summary="重开出门证")
def renew_gate_pass(request: Request, order_id: int) -> dict[str, str]:
    """Another gate pass for one that was lost or has expired."""
    gate_pass = handover.renew_gate_pass(request.actor, order_id, at=now())
    return {"number": gate_pass.number, "code": gate_pass.token}


@router.post("/gate-passes/scan", response=handover.Leaving, summary="扫出门证放行")
def scan(request: Request, said: CodeIn) -> handover.Leaving:
    """The car drives out."""
    return handover.scan_gate_pass(request.actor, said.code, at=now())


@router.get("/comebacks", response=list[returning.ComebackCard], summary="返修")
def all_comebacks(request: Request) -> list[returning.ComebackCard]:
    """Comebacks, undecided first."""
    return returning.comebacks(request.actor)


@router.get("/comebacks/causes", response=list[returning.CauseCount], summary="返修原因统计")
def comeback_causes(request: Request, since: date) -> list[returning.CauseCount]:
    """Comebacks since a day by their cause."""
    first = begin_of(since)
    return returning.by_cause(request.actor, since=first)


@router.get("/orders/{order_id}/suspicions", response=returning.Suspected, summary="疑似返修")
def suspicions(request: Request, order_id: int) -> returning.Suspected:
    """Jobs that may repeat a repair which is still guaranteed, guarantees that no job is about, what is decided."""
    return returning.suspected(request.actor, order_id)


@router.post("/orders/{order_id}/comeback", summary="算返修")
def take_up_comeback(request: Request, order_id: int, said: TakenUpIn) -> dict[str, int]:
    """The car is here for what was repaired last time."""
    found = comebacks.take_up_comeback(
        request.actor, order_id, guarantee_id=said.guarantee_id, seen=said.seen, at=now()
    )
    return {"job_id": found.job_id}


@router.post("/jobs/{job_id}/comeback", summary="认定返修")
def mark_comeback(request: Request, job_id: int, said: ComebackIn) -> dict[str, bool]:
    """It is a comeback: free."""
    found = comebacks.mark_comeback(request.actor, job_id, guarantee_id=said.guarantee_id, at=now())
    return {"is_free": found.is_free}


@router.post("/jobs/{job_id}/comeback/reject", summary="裁定不算返修")
def reject_comeback(request: Request, job_id: int, said: RejectionIn) -> dict[str, bool]:
    """It has nothing to do with the first repair: the usual payer pays."""
    found = comebacks.reject_comeback(
        request.actor, job_id, guarantee_id=said.guarantee_id, cause=said.cause, at=now()
    )
    return {"is_free": found.is_free}


@router.post("/jobs/{job_id}/comeback/decide", summary="裁定返修")
def decide_comeback(request: Request, job_id: int, said: DecisionIn) -> dict[str, bool]:
    """Free or not."""
    return {"is_free": comebacks.decide_comeback(request.actor, job_id, **said.dict(), at=now()).is_free}


@router.get("/wall", response=hall.Hall, summary="大厅进度屏")
def wall(request: Request) -> hall.Hall:
    """What the screen in the hall shows."""
    Warrant(request.actor, permissions.SEE_HALL_SCREEN).show_at(request.actor.here)
    return hall.hall(request.actor.here)
