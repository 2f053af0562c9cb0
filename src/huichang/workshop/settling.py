"""The order's side of settlement: held while it is settled, marked settled when every payer's part is covered.

Plain functions for billing, which stands above and decides when; called inside its transactions.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn
from huichang.workshop import states
from huichang.workshop.models import GatePass, Order

Billed = Callable[[int], bool]
_BILLED: list[Billed] = []


def billed_by(asked: Billed) -> Billed:
    """Register who knows whether an order's bills are made out (billing does): from the order's key. One statement each."""
    _BILLED.append(asked)
    return asked


def refuse_billed(order: Order) -> None:
    """What is billed stands as it was billed until the bills are taken back. Raises OutOfTurn for a locked order whose bills
    are made out, paid or not. One statement."""
    if any(asked(order.pk) for asked in _BILLED):
        raise OutOfTurn(f"{order}的结算单已经开好，要改动请先请收银员反结算。")


def hold(order_id: int, warrant: Warrant, *, seen: int | None = None) -> None:
    """Lock the order for the rest of the transaction, so that nothing of it changes while it is settled.

    Raises Missing for another store's order, NotAllowed without the caller's right, Changed for an old page.
    """
    order: Order = Order.objects.locked(order_id, warrant)
    freshness.check(order, seen)


def keep(order_id: int) -> None:
    """Lock the order before one of its statements or payments is: the one order in which settlement takes its locks, so that
    paying, giving back and taking back a settlement wait for each other instead of standing in each other's way."""
    Order.objects.select_for_update(of=("self",)).only("pk").get(pk=order_id)


def mark_settled(order_id: int, *, amount: Decimal, at: datetime) -> None:
    """Every payer's part is paid or on approved credit: the car may be handed over. Nothing happens when it is already so.

    `amount` is the total of all payers in yuan. Raises OutOfTurn before the final check.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state in (states.OrderState.SETTLED, states.OrderState.DELIVERED):
        return
    states.ORDER.move(order, "settle")
    order.amount_settled, order.settled_at = amount, at
    freshness.bump(order)
    order.save(update_fields=["state", "amount_settled", "settled_at", "version"])


def mark_unsettled(order_id: int, *, at: datetime) -> None:
    """A payment went back or a statement was reversed: the order waits for settlement again, its gate pass is void.

    Raises OutOfTurn when the car has been handed over.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state == states.OrderState.DELIVERED:
        raise OutOfTurn(f"{order}已经交车，不能撤销结算。")
    GatePass.objects.filter(order=order, used_at__isnull=True, void_at__isnull=True).update(void_at=at)
    if order.state == states.OrderState.CHECKED:
        return
    states.ORDER.move(order, "unsettle")
    order.amount_settled, order.settled_at = None, None
    freshness.bump(order)
    order.save(update_fields=["state", "amount_settled", "settled_at", "version"])
