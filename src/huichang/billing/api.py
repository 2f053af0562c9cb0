"""The other door of this room: settlement and money as JSON, through the same use-cases."""

import hashlib
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.billing import credit, day_close, payments, permissions, queries, statements
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request

router = Router(tags=["billing"])


class SettleIn(Schema):
    """The version of the order that was seen (optional), and money that comes with it (optional)."""

    seen: int | None = None


class PaymentIn(Schema):
    """Money for a statement."""

    method: str
    amount: Decimal
    reference: str = ""


class RefundIn(Schema):
    """Money back."""

    amount: Decimal
    reason: str


class DepositIn(Schema):
    """A deposit for an order or an appointment."""

    method: str
    amount: Decimal
    order_id: int | None = None
    appointment_id: int | None = None
    reference: str = ""


class ReasonIn(Schema):
    """Why."""

    reason: str


class CreditIn(Schema):
    """A credit customer."""

    customer_id: int
    limit: Decimal
    days: int


class CountIn(Schema):
    """A cashier's count."""

    on: date
    counted: dict[str, Decimal]
    explanation: str = ""


def _see(request: Request) -> None:
    if not request.actor.may(permissions.SEE_DESK):
        raise NotAllowed("令牌没有查看收银台的权限。")


def _key(request: Request) -> str:
    """The request's key under the machine's own name: two machines may both begin at 1."""
    said = f"{request.actor.staff_id}:{request.headers['Idempotency-Key']}"
    return hashlib.sha256(said.encode()).hexdigest()


@router.get("/desk", summary="收银台：待结算、待收款")
def desk(request: Request) -> list[dict[str, Any]]:
    """What waits for the cashier."""
    _see(request)
    return [asdict(row) for row in queries.desk(request.actor)]


@router.get("/orders/{order_id}", summary="一张工单的结算情况")
def bill(request: Request, order_id: int) -> dict[str, Any]:
    """Problems, shares, statements, payments."""
    _see(request)
    return asdict(queries.bill(request.actor, order_id))


@router.post("/orders/{order_id}/settle", summary="结算")
def settle(request: Request, order_id: int, told: SettleIn) -> list[dict[str, Any]]:
    """One statement per payer."""
    made = statements.settle(request.actor, order_id, at=now(), seen=told.seen)
    return [
        {"id": row.pk, "number": row.number, "payer": row.payer, "total": row.total, "state": row.state}
        for row in made
    ]


@router.post("/orders/{order_id}/reverse", summary="反结算")
def reverse(request: Request, order_id: int, told: ReasonIn) -> dict[str, int]:
    """Take the statements back."""
    statements.reverse(request.actor, order_id, reason=told.reason, at=now())
    return {"order_id": order_id}


@router.post("/statements/{statement_id}/payments", summary="收款")
def take(request: Request, statement_id: int, told: PaymentIn) -> dict[str, Any]:
    """Book a payment; the Idempotency-Key names it."""
    payment = payments.take(
        request.actor,
        statement_id,
        method=told.method,
        amount=told.amount,
        reference=told.reference,
        once=_key(request),
        at=now(),
    )
    return {"id": payment.pk, "number": payment.number}


@router.post("/statements/{statement_id}/deposits/{deposit_id}", summary="定金抵扣")
def use_deposit(request: Request, statement_id: int, deposit_id: int) -> dict[str, Any]:
    """Pay from a deposit."""
    payment = payments.use_deposit(
        request.actor, statement_id, deposit_id=deposit_id, once=_key(request), at=now()
    )
    return {"id": payment.pk, "number": payment.number}


@router.post("/statements/{statement_id}/credit", summary="批准挂账")
def give_credit(request: Request, statement_id: int) -> dict[str, Any]:
    """Let it be paid later."""
    statement = credit.give_credit(request.actor, statement_id, at=now())
    return {"id": statement.pk, "due_on": statement.due_on}


@router.post("/deposits", summary="收定金")
def deposit(request: Request, told: DepositIn) -> dict[str, Any]:
    """Take a deposit."""
    payment = payments.take_deposit(request.actor, once=_key(request), at=now(), **told.dict())
    return {"id": payment.pk, "number": payment.number}


@router.post("/payments/{payment_id}/refund", summary="退款")
def refund(request: Request, payment_id: int, told: RefundIn) -> dict[str, Any]:
    """Give money back."""
    payment = payments.refund(
        request.actor, payment_id, amount=told.amount, reason=told.reason, once=_key(request), at=now()
    )
    return {"id": payment.pk, "number": payment.number}


@router.get("/receivables", summary="应收")
def receivables(request: Request, payer: str = "") -> list[dict[str, Any]]:
    """What is owed."""
    if not request.actor.may(permissions.SEE_RECEIVABLES):
        raise NotAllowed("令牌没有查看应收的权限。")
    return [asdict(row) for row in queries.receivables(request.actor, on=localdate(), payer=payer)]


@router.post("/credit-customers", summary="设置挂账额度")
def set_credit(request: Request, told: CreditIn) -> dict[str, int]:
    """Give a limit."""
    account = credit.set_credit(
        request.actor, request.actor.here, customer_id=told.customer_id, limit=told.limit, days=told.days
    )
    return {"id": account.pk}


@router.post("/day-end", summary="日结")
def close_day(request: Request, told: CountIn) -> dict[str, Any]:
    """Close the day of the machine's own takings."""
    close = day_close.close_day(
        request.actor,
        request.actor.here,
        on=told.on,
        counted=told.counted,
        explanation=told.explanation,
        at=now(),
    )
    return {"id": close.pk, "difference": close.difference}
