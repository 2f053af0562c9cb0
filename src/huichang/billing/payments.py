"""Money in and out. A payment is a line of a ledger: never edited, taken back only by another line."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.timezone import localdate

from huichang.billing import permissions, tenders
from huichang.billing.covering import settle_when_covered, statement_held
from huichang.billing.models import Payment, Statement
from huichang.billing.states import STATEMENT, Method, StatementState
from huichang.booking import queries as booking
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, Money, money
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.workshop import queries as workshop
from huichang.workshop import settling


@use_case(permissions.TAKE_MONEY, "收款")
def take(
    warrant: Warrant,
    statement_id: int,
    *,
    method: str,
    amount: Decimal,
    once: str,
    at: datetime,
    reference: str = "",
) -> Payment:
    """Take money for a statement; part payments are allowed. The last one settles the order and opens the gate.

    `once` names this payment: the same name again returns the first booking instead of booking twice.
    Raises Refused for nothing, more than is open, or a method that is not offered; OutOfTurn for a statement that is closed.
    """
    statement = statement_held(statement_id, warrant)
    if booked := _booked(statement.store_id, once, statement_id=statement.pk, method=method, amount=amount):
        return booked
    if statement.state not in (StatementState.ISSUED, StatementState.ON_CREDIT):
        raise OutOfTurn(f"{statement}现在是“{statement.get_state_display()}”，不能再收款。")
    paid = _checked(amount, most=statement.total - statement.paid)
    if method not in tenders.offered() and method not in tenders.KEPT_ELSEWHERE:
        raise Refused("请选择一种收款方式；定金请用“用定金抵扣”。")
    tenders.spend(
        method,
        store_id=statement.store_id,
        customer_id=statement.customer_id,
        amount=paid,
        reference=reference,
    )
    payment = _book(warrant, statement, method=method, amount=paid, once=once, at=at, reference=reference)
    _count(statement, paid, at=at)
    return payment


@use_case(permissions.TAKE_MONEY, "收定金")
def take_deposit(
    warrant: Warrant,
    *,
    method: str,
    amount: Decimal,
    once: str,
    at: datetime,
    order_id: int | None = None,
    appointment_id: int | None = None,
    reference: str = "",
) -> Payment:
    """A deposit for an order or an appointment, used at settlement or given back.

    Raises Missing for another store's order or appointment, Refused for both or neither, for nothing, or a method that is
    no money.
    """
    if order_id is not None and appointment_id is not None:
        raise Refused("一笔定金只能属于一张工单或一个预约，请只填一项。")
    if order_id is not None:
        store_id = workshop.settlement(warrant.actor, order_id).store_id
    elif appointment_id is not None:
        store_id = booking.card(warrant.actor, appointment_id).store_id
    else:
        raise Refused("请说明定金是为哪张工单或哪个预约收的。")
    warrant.show_at(store_id)
    # No statement is held: of two that come under one name the second waits for the first and gets its answer.
    wait_for_turn(f"billing.deposit:{store_id}:{once}")
    for_what = {"deposit_for_order_id": order_id, "deposit_for_appointment_id": appointment_id}
    if booked := _booked(store_id, once, method=method, amount=amount, **for_what):
        return booked
    if method not in (Method.CASH, Method.CARD, Method.WECHAT, Method.ALIPAY, Method.TRANSFER):
        raise Refused("定金只能用现金、银行卡、微信、支付宝或转账收取。")
    payment = Payment.objects.create(
        store_id=store_id,
        number=next_number(store_id, "DJ", on=localdate(at)),
        method=method,
        amount=_checked(amount),
        reference=reference[:60],
        at=at,
        by_id=warrant.actor.staff_id,
        once=once,
        **for_what,
    )
    warrant.about(payment)
    return payment


@use_case(permissions.TAKE_MONEY, "定金抵扣")
def use_deposit(warrant: Warrant, statement_id: int, *, deposit_id: int, once: str, at: datetime) -> Payment:
    """Pay a statement from a deposit of its order or of the booking that it came from, as far as it goes.

    Raises Missing for another order's deposit, Refused when nothing of it is left.
    """
    statement = statement_held(statement_id, warrant)
    if booked := _booked(statement.store_id, once, statement_id=statement.pk, from_deposit_id=deposit_id):
        return booked
    if statement.state not in (StatementState.ISSUED, StatementState.ON_CREDIT):
        raise OutOfTurn(f"{statement}现在是“{statement.get_state_display()}”，不用再抵扣。")
    deposit = Payment.objects.filter(store_id=statement.store_id).held(deposit_id)
    if deposit is None or not _is_deposit_of(statement.order_id, deposit):
        raise Missing("这张工单没有这笔定金，请刷新页面。")
    paid = money(min(_left_of(deposit), statement.total - statement.paid))
    if paid <= ZERO:
        raise Refused("这笔定金已经用完或退掉了。")
    payment = _book(
        warrant,
        statement,
        method=Method.DEPOSIT,
        amount=paid,
        once=once,
        at=at,
        reference=deposit.number,
        from_deposit_id=deposit.pk,
    )
    _count(statement, paid, at=at)
    return payment


@use_case(permissions.REFUND_MONEY, "退款")
def refund(
    warrant: Warrant, payment_id: int, *, amount: Decimal, reason: str, once: str, at: datetime
) -> Payment:
    """Give money back, by the way it came, with a reason.

    Before delivery the statement is open again and the gate pass is void. After delivery it is an allowance: the
    statement's total goes down by as much. Raises Refused without a reason or for more than was paid.
    """
    statement_id = _statement_of(payment_id, warrant)
    statement = statement_held(statement_id, warrant) if statement_id is not None else None
    payment: Payment = Payment.objects.locked(payment_id, warrant)
    warrant.about(payment)
    if booked := _booked(payment.store_id, once, refund_of_id=payment.pk, amount=-amount):
        return booked
    if not reason.strip():
        raise Refused("请填写退款原因。")
    if payment.for_sale is not None:
        raise Refused("这是配件销售的收款，请在那张账单上退款。")
    if payment.amount < 0 or payment.method == Method.DEPOSIT:
        raise Refused("这一笔不是收款，不能退；定金请从定金收款单退。")
    back = _checked(amount, most=_left_of(payment), most_says="最多可退")
    given_back = Payment.objects.create(
        store_id=payment.store_id,
        number=next_number(payment.store_id, "TK", on=localdate(at)),
        statement_id=payment.statement_id,
        deposit_for_order_id=payment.deposit_for_order_id,
        deposit_for_appointment_id=payment.deposit_for_appointment_id,
        method=payment.method,
        amount=-back,
        reference=payment.number,
        refund_of=payment,
        reason=reason.strip()[:120],
        at=at,
        by_id=warrant.actor.staff_id,
        once=once,
    )
    if statement is not None:
        _give_back(warrant, statement, back, at=at)
    return given_back


def _booked(store_id: int, once: str, **same: object) -> Payment | None:
    """What was booked under this name before. Raises Refused when that was another thing than is asked now."""
    booked: Payment | None = Payment.objects.filter(store_id=store_id, once=once).first()
    if booked and any(getattr(booked, name) != value for name, value in same.items()):
        raise Refused(
            f"这次提交的编号已用于另一笔（{booked.number}），这一笔没有入账，请刷新页面后重新提交。"
        )
    return booked


def _statement_of(payment_id: int, warrant: Warrant) -> int | None:
    """The statement on which a payment stands: whoever gives money of it back holds the statement first, the manufacturer's
    settlement lists too, so that nothing is given back twice."""
    found: int | None = (
        Payment.objects.seen_by(warrant.actor)
        .filter(pk=payment_id)
        .values_list("statement_id", flat=True)
        .first()
    )
    return found


def _give_back(warrant: Warrant, statement: Statement, back: Money, *, at: datetime) -> None:
    statement.paid -= back
    if workshop.settlement(warrant.actor, statement.order_id).delivered_at:
        statement.discount += back
        statement.total -= back
        statement.save(update_fields=["paid", "discount", "total"])
        return
    if statement.state == StatementState.PAID:
        STATEMENT.move(statement, "reopen")
    statement.save(update_fields=["paid", "state"])
    settling.mark_unsettled(statement.order_id, at=at)


def _book(
    warrant: Warrant,
    statement: Statement,
    *,
    method: str,
    amount: Money,
    once: str,
    at: datetime,
    reference: str,
    from_deposit_id: int | None = None,
) -> Payment:
    return Payment.objects.create(
        store_id=statement.store_id,
        number=next_number(statement.store_id, "SK", on=localdate(at)),
        statement=statement,
        method=method,
        amount=amount,
        reference=reference[:60],
        from_deposit_id=from_deposit_id,
        at=at,
        by_id=warrant.actor.staff_id,
        once=once,
    )


def _count(statement: Statement, paid: Money, *, at: datetime) -> None:
    statement.paid += paid
    if statement.paid == statement.total:
        STATEMENT.move(statement, "pay_off")
    statement.save(update_fields=["paid", "state"])
    if statement.state == StatementState.PAID:
        settle_when_covered(statement.order_id, at=at)


def _is_deposit_of(order_id: int, deposit: Payment) -> bool:
    booked = deposit.deposit_for_appointment_id
    return deposit.deposit_for_order_id == order_id or (
        booked is not None and booked == workshop.appointment_of(order_id)
    )


def _left_of(payment: Payment) -> Decimal:
    back = payment.refunds.aggregate(total=Sum("amount"))["total"] or ZERO
    used = payment.uses.aggregate(total=Sum("amount"))["total"] or ZERO
    return Decimal(payment.amount + back - used)


def _checked(amount: Decimal, *, most: Decimal | None = None, most_says: str = "还差") -> Money:
    if amount != money(amount) or amount <= 0:
        raise Refused("金额要大于 0，最多两位小数。")
    if most is not None and amount > most:
        raise Refused(f"金额超出了：{most_says} ¥{most:,.2f}。")
    return money(amount)
