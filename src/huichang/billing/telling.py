"""What billing tells where the house asks: money owed by the car's owner, the cashier's queue, the customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from huichang.billing import permissions, queries
from huichang.billing.models import Statement
from huichang.billing.states import StatementState
from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.customers import timeline
from huichang.kernel import finder, todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.vehicles import notices


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_DESK):
        return ()
    return (Statement.objects.filter(store_id=actor.here, number__icontains=text).order_by("-pk")[:5],)


@finder.papers(_papers, rank=90)
def found_statements(rows: list[Statement]) -> Iterable[finder.Found]:
    """Statements by number; each opens the order's money."""
    for row in rows:
        yield finder.Found(
            "结算单",
            f"{row.number} {row.payer_name}",
            f"{row.get_state_display()} · {wording.yuan(row.total)}",
            f"/billing/order/{row.order_id}/",
        )


def _unpaid(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = Statement.objects.filter(
        store_id=store_id,
        order__vehicle_id=vehicle_id,
        payer="customer",
        state__in=[StatementState.ISSUED, StatementState.ON_CREDIT],
        order__delivered_at__isnull=False,
    )
    return (rows.values_list("total", "paid"),)


@notices.asking(rank=40, asks=_unpaid)
def open_receivable(
    vehicle_id: int, store_id: int, at: datetime, rows: list[tuple[Decimal, Decimal]]
) -> Iterable[notices.Notice]:
    """What the customer still owes on statements of this car."""
    if owed := sum(total - paid for total, paid in rows):
        yield notices.Notice("receivable", f"还有挂账 ¥{owed:,.2f} 未收", "mind", "/billing/receivables/")


@timeline.source
def statements_with(customer_id: int, stores: frozenset[int]) -> Iterable[timeline.Dealing]:
    """Statements on the customer's timeline."""
    found = Statement.objects.filter(customer_id=customer_id, store_id__in=stores, payer="customer").exclude(
        state=StatementState.REVERSED
    )
    for row in found.order_by("-issued_at")[:50]:
        yield timeline.Dealing(
            row.issued_at,
            "结算",
            f"结算单 {row.number}",
            row.get_state_display(),
            url=f"/billing/order/{row.order_id}/",
            amount=row.total,
            icon="receipt",
        )


@todo.source(Role.CASHIER)
def money_to_take(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Cars that passed their final check: to settle, to be paid; who waits in the store first."""
    if not actor.may(permissions.SETTLE_ORDERS):
        return
    for row in queries.desk(actor):
        if row.state == "settled":
            continue
        yield Todo(
            act="收款" if row.has_statement else "结算",
            why=("客户在店等候" if row.waits else "质检合格") + f" · ¥{row.amount:,.2f}",
            url=f"/billing/order/{row.order_id}/",
            plate=row.plate,
            kind=row.plate_kind,
            name=row.customer,
            stage="to_settle",
            since=row.checked_at,
            urgent=row.waits and row.checked_at is not None and (at - row.checked_at).total_seconds() > 900,
            icon="cash",
        )


def _money_moved(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if actor.staff_id is None or not actor.may(permissions.CLOSE_DAY):
        return ()
    return queries.counting_of(actor.here, actor.staff_id, on=localdate(at))


@todo.asking(
    Role.CASHIER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    asks=_money_moved,
)
def days_to_close(actor: Actor, at: datetime, closed: list[Any], moved: list[Any]) -> Iterable[Todo]:
    """Money that has gone through these hands and was not counted: days before at once, today's from the store's closing
    time on."""
    today = localdate(at)
    closes_at = company.store_card(actor.here).closes_at
    for on, total in queries.left_uncounted(closed, moved):
        if on == today and localtime(at).time() < closes_at:
            continue
        yield Todo(
            act="日结",
            why=f"{wording.day(on, today)}经您手的收退款 ¥{total:,.2f} 还没有清点",
            url=f"/billing/day-end/?on={on.isoformat()}",
            urgent=on < today,
            icon="calculator",
        )
