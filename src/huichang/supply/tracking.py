"""What is still to come of purchase orders, and how the store room hears of it. Plain functions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.parts import arrivals
from huichang.supply import drafting, states
from huichang.supply.models import PurchaseLine, PurchaseOrder, Receipt
from huichang.supply.states import COMING, URGENT_KINDS

ZERO = Decimal(0)
USUAL_LEAD_DAYS, USUAL_URGENT_DAYS = 7, 2
"""Where there is no contract."""


def open_of(line: PurchaseLine) -> Decimal:
    """What may still come of a line."""
    return max(line.quantity - line.cancelled - line.received, ZERO)


def locked_lines(order: PurchaseOrder) -> list[PurchaseLine]:
    """The lines of an order that is locked, in the order of their keys, locked."""
    return list(PurchaseLine.objects.filter(order=order).select_for_update().order_by("pk"))


def lock_orders_of(receipt_line_ids: Collection[int]) -> None:
    """Lock the orders that some receipt lines came for, in the order of their keys: nothing of them is received, undone, billed
    or claimed meanwhile. One statement.

    What is read of a receipt before its order is locked may be over when the lock is had: the row of a receipt line itself
    does not change when its receipt is undone.
    """
    orders = Receipt.objects.filter(lines__in=receipt_line_ids).values("order")
    list(PurchaseOrder.objects.select_for_update().filter(pk__in=orders).order_by("pk").values_list("pk"))


def date_by_lead_time(order: PurchaseOrder, lines: Sequence[PurchaseLine], *, on: date) -> None:
    """Expect each line after the agreed lead time: the part's, else the contract's, else the usual one."""
    urgent = order.kind in URGENT_KINDS
    contract = order.contract
    agreed = drafting.prices_of(contract, [line.part_id for line in lines], on=on)
    for line in lines:
        if urgent:
            days = contract.urgent_days if contract else USUAL_URGENT_DAYS
        else:
            price = agreed.get(line.part_id)
            own = price.lead_days if price else None
            days = own if own is not None else contract.lead_days if contract else USUAL_LEAD_DAYS
        line.expected_on = on + timedelta(days=days)
    PurchaseLine.objects.bulk_update(lines, ["expected_on"])


def tell_the_store_room(
    order: PurchaseOrder, lines: Sequence[PurchaseLine], *, at: datetime, by_id: int | None
) -> None:
    """The store room expects what is open of these lines, and nothing else of them."""
    today = localdate(at)
    out = order.state in COMING or order.state == states.OrderState.DONE
    arrivals.announce(
        order.store_id,
        [
            arrivals.Coming(
                purchase_line_id=line.pk,
                part_id=line.part_id,
                quantity=open_of(line) if out else ZERO,
                expected_on=max(line.expected_on or today, today),
            )
            for line in lines
        ],
        supplier=order.supplier.name,
        document=order.number,
        at=at,
        by_id=by_id,
    )


def finish_if_over(order: PurchaseOrder, *, at: datetime) -> None:
    """An order of which nothing is open any more is done; one that something is open of again is not."""
    over = not any(open_of(line) for line in PurchaseLine.objects.filter(order=order))
    if over and order.state in COMING:
        states.ORDER.move(order, "finish")
        order.ended_at = at
    elif not over and order.state == states.OrderState.DONE:
        states.ORDER.move(order, "reopen")
        order.ended_at = None
    else:
        return
    order.save(update_fields=["state", "ended_at"])
