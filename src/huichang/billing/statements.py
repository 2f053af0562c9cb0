"""Settling an order: one statement per payer, after everything has been checked (LANE-60, LANE-61)."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.billing import permissions, rules
from huichang.billing.covering import COVERED, settle_when_covered
from huichang.billing.models import Statement
from huichang.billing.states import STATEMENT, StatementState
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, Money
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import queries as workshop
from huichang.workshop import settling
from huichang.workshop.states import OrderState, Payer

ROUNDING = settings.declare(
    "billing.rounding",
    "jiao",
    "抹零方式",
    choices={str(how): says for how, says in rules.ROUNDING_SAYS.items()},
)
MANUFACTURER = settings.declare("billing.manufacturer", "厂家售后", "厂家付款人名称")
INSURER = settings.declare("billing.insurer", "保险公司", "保险付款人名称")
PAYS_LATER = (Payer.MANUFACTURER, Payer.INSURER, Payer.INTERNAL)


@use_case(permissions.SETTLE_ORDERS, "结算")
def settle(warrant: Warrant, order_id: int, *, at: datetime, seen: int | None = None) -> list[Statement]:
    """Make the statements of an order, one per payer; what nobody has to pay now is covered at once.

    The manufacturer's, the insurer's and internal shares go on account. Raises Refused with everything that is missing
    (LANE-60), OutOfTurn when the order is settled already.
    """
    settling.hold(order_id, warrant, seen=seen)
    card = workshop.settlement(warrant.actor, order_id)
    if card.state != OrderState.CHECKED and not card.problems:
        raise OutOfTurn("这张工单已经结算过了，请直接查看结算单。")
    if card.problems:
        raise Refused("还不能结算：" + "".join(card.problems))
    if Statement.objects.filter(order_id=order_id).exclude(state=StatementState.REVERSED).exists():
        raise OutOfTurn("结算单已经开好，请直接收款；要改动请先反结算。")
    how = rules.Rounding(settings.of(card.store_id, ROUNDING))
    made = []
    for share in card.shares or (_nothing(),):
        rounding = rules.let_go(share.total, how) if share.payer == Payer.CUSTOMER else ZERO
        total = Money(share.total - rounding)
        made.append(
            Statement(
                store_id=card.store_id,
                number=next_number(card.store_id, "JS", on=localdate(at)),
                order_id=order_id,
                customer_id=card.customer_id,
                payer=share.payer,
                payer_name=_payer_name(share.payer, card),
                labour=share.labour,
                parts=share.parts,
                other=share.other,
                discount=share.discount,
                rounding=rounding,
                total=total,
                tax=rules.tax_inside((line.amount, line.tax_rate) for line in share.lines),
                state=_first_state(share.payer, total),
                issued_at=at,
                issued_by_id=warrant.actor.staff_id,
            )
        )
    statements = Statement.objects.bulk_create(made)
    if all(statement.state in COVERED for statement in statements):
        settle_when_covered(order_id, at=at)
    return statements


@use_case(permissions.REVERSE_STATEMENTS, "反结算")
def reverse(warrant: Warrant, order_id: int, *, reason: str, at: datetime) -> None:
    """Take back the statements of an order, so that it can be corrected and settled anew.

    Raises Refused without a reason or while money is booked on a statement (give it back first), OutOfTurn after delivery.
    """
    settling.hold(order_id, warrant)
    if not reason.strip():
        raise Refused("请填写反结算的原因。")
    statements = list(
        Statement.objects.select_for_update(of=("self",))
        .filter(order_id=order_id)
        .exclude(state=StatementState.REVERSED)
        .order_by("pk")
    )
    if not statements:
        raise OutOfTurn("这张工单还没有结算，不需要反结算。")
    if any(statement.paid for statement in statements):
        raise Refused("结算单上还有已收的款，请先退款再反结算。")
    settling.mark_unsettled(order_id, at=at)
    for statement in statements:
        if statement.state == StatementState.PAID:
            STATEMENT.move(statement, "reopen")
        STATEMENT.move(statement, "reverse")
        statement.reversed_at, statement.reversed_reason = at, reason.strip()[:120]
    Statement.objects.bulk_update(statements, ["state", "reversed_at", "reversed_reason"])


def _first_state(payer: str, total: Money) -> StatementState:
    if total == ZERO:
        return StatementState.PAID
    return StatementState.ON_CREDIT if payer in PAYS_LATER else StatementState.ISSUED


def _payer_name(payer: str, card: workshop.Settlement) -> str:
    return {
        Payer.CUSTOMER: card.customer,
        Payer.MANUFACTURER: settings.of(card.store_id, MANUFACTURER),
        Payer.INSURER: card.insurer or settings.of(card.store_id, INSURER),
        Payer.INTERNAL: "内部",
    }[Payer(payer)]


def _nothing() -> workshop.Share:
    return workshop.Share(Payer.CUSTOMER.value, str(Payer.CUSTOMER.label), ZERO, ZERO, ZERO, ZERO, ())
