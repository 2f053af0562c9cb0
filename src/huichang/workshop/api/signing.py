"""The customer's word as JSON: signing and its promise, extra work, waiting, cancelling, giving up."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.money import Money
from huichang.kernel.web import Request
from huichang.workshop import extra_work, giving_up, insured, orders, staying
from huichang.workshop.api.order import SeenIn, of_order
from huichang.workshop.models import ExtraWork
from huichang.workshop.queries import insured as cases

router = Router()


class PromiseIn(SeenIn):
    """The time that the customer is told."""

    promised_at: datetime


class MaybePromiseIn(SeenIn):
    """The same; without it the one that stands, or the proposed one for extra work."""

    promised_at: datetime | None = None


class SignIn(SeenIn):
    """The signature: `via` screen with a PNG data URL, or paper; `declined` maps line ids to reasons."""

    name: str
    via: str = "screen"
    signature: str = ""
    declined: dict[int, str] = {}
    promised_at: datetime | None = None


class StayIn(Schema):
    """Whether the customer waits in the house."""

    waits: bool


class WaitIn(SeenIn):
    """What is waited for: parts, customer, insurer, sublet."""

    waiting_for: str
    reason: str = ""


class ReasonIn(SeenIn):
    """Why."""

    reason: str


class AssessmentIn(Schema):
    """What the insurer approved, in yuan with tax."""

    number: str
    amount: Decimal
    on: date
    by: str = ""


class InsurerCaseIn(SeenIn):
    """The insurer's case; without `assessment` it has not come yet."""

    insurer: str
    case_number: str
    assessment: AssessmentIn | None = None


class ExtraIn(Schema):
    """What was found; photos as base64."""

    what: str
    system: str = ""
    point_state: str = "soon"
    risk: str = ""
    is_safety: bool = False
    photos: list[str] = []


class AnswerIn(SeenIn):
    """The customer's answer: `told` is the amount of all points that was said, `declined` maps job ids to reasons."""

    name: str
    via: str
    told: Decimal
    declined: dict[int, str] = {}
    signature: str = ""
    promised_at: datetime | None = None


class GiveUpIn(SeenIn):
    """Jobs that the customer no longer wants."""

    job_ids: list[int]
    reason: str
    name: str
    via: str
    signature: str = ""


def _of_extra(extra: ExtraWork) -> dict[str, Any]:
    return {
        "id": extra.pk,
        "position": extra.position,
        "state": extra.state,
        "promised_at": extra.promised_at,
        "answered_at": extra.answered_at,
    }


@router.post("/orders/{order_id}/promise", summary="确定承诺交车时间")
def set_promise(request: Request, order_id: int, said: PromiseIn) -> dict[str, Any]:
    """The time that goes with the quote."""
    return of_order(orders.set_promise(request.actor, order_id, at=now(), **said.dict()))


@router.post("/orders/{order_id}/sign", summary="客户签委托书")
def sign(request: Request, order_id: int, said: SignIn) -> dict[str, Any]:
    """The customer signs in the house."""
    return of_order(orders.sign_order(request.actor, order_id, at=now(), **said.dict()))


@router.post("/orders/{order_id}/send-to-sign", summary="发签字链接")
def send_to_sign(request: Request, order_id: int, said: MaybePromiseIn) -> dict[str, str]:
    """Send the customer a link to sign."""
    return {"link": orders.send_to_sign(request.actor, order_id, at=now(), **said.dict())}


@router.post("/visits/{visit_id}/stay", summary="登记客户在店或离店")
def stay(request: Request, visit_id: int, said: StayIn) -> dict[str, int]:
    """The customer leaves the car here, or stays after all."""
    return {"id": staying.note_stay(request.actor, visit_id, waits=said.waits, at=now()).pk}


@router.post("/orders/{order_id}/wait", summary="转入等待")
def wait(request: Request, order_id: int, said: WaitIn) -> dict[str, Any]:
    """Nothing can go on."""
    return of_order(orders.wait_order(request.actor, order_id, at=now(), **said.dict()))


@router.post("/orders/{order_id}/resume", summary="恢复作业")
def resume(request: Request, order_id: int, said: SeenIn) -> dict[str, Any]:
    """What was waited for is there."""
    return of_order(orders.resume_order(request.actor, order_id, seen=said.seen, at=now()))


@router.post("/orders/{order_id}/cancel", summary="取消工单")
def cancel(request: Request, order_id: int, said: ReasonIn) -> dict[str, Any]:
    """The order is not carried out."""
    return of_order(orders.cancel_order(request.actor, order_id, at=now(), **said.dict()))


@router.post("/orders/{order_id}/give-up", summary="客户放弃项目")
def give_up(request: Request, order_id: int, said: GiveUpIn) -> dict[str, Any]:
    """The customer no longer wants some jobs."""
    return of_order(giving_up.give_up_jobs(request.actor, order_id, at=now(), **said.dict()))


@router.post("/orders/{order_id}/extras", summary="报告增项")
def report(request: Request, order_id: int, said: ExtraIn) -> dict[str, Any]:
    """Something was found."""
    given = {**said.dict(), "photos": pictures.from_base64(said.photos)}
    return _of_extra(extra_work.report_extra(request.actor, order_id, at=now(), **given))


@router.post("/extras/{extra_id}/ask", summary="请客户确认增项")
def ask(request: Request, extra_id: int, said: MaybePromiseIn) -> dict[str, str]:
    """Put it to the customer by a link."""
    return {"link": extra_work.ask_customer(request.actor, extra_id, at=now(), **said.dict())}


@router.post("/extras/{extra_id}/answer", summary="登记增项答复")
def answer(request: Request, extra_id: int, said: AnswerIn) -> dict[str, Any]:
    """The customer's answer, taken down."""
    given = said.dict()
    told = Money(given.pop("told"))
    return _of_extra(extra_work.answer_extra(request.actor, extra_id, price_told=told, at=now(), **given))


@router.post("/extras/{extra_id}/withdraw", summary="撤回增项")
def withdraw(request: Request, extra_id: int, said: ReasonIn) -> dict[str, Any]:
    """It is not put to the customer after all."""
    return _of_extra(extra_work.withdraw_extra(request.actor, extra_id, reason=said.reason, at=now()))


@router.get("/orders/{order_id}/insurer", response=cases.InsurerCaseCard, summary="保险定损")
def insurer_case(request: Request, order_id: int) -> cases.InsurerCaseCard:
    """The insurer's side of an order, and what it lacks."""
    return cases.insurer_case(request.actor, order_id)


@router.post("/orders/{order_id}/insurer", response=cases.InsurerCaseCard, summary="登记保险定损")
def note_insurer_case(request: Request, order_id: int, said: InsurerCaseIn) -> cases.InsurerCaseCard:
    """Write down the case, or the assessment."""
    given = said.dict() | {
        "assessment": insured.Assessment(**said.assessment.dict()) if said.assessment else None
    }
    insured.note_insurer_case(request.actor, order_id, at=now(), **given)
    return cases.insurer_case(request.actor, order_id)
