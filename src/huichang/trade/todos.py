"""What waits in selling parts: for the trade desk, and for “现在要做” of each post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.money import ZERO
from huichang.trade import permissions
from huichang.trade.models import Advice, Bill, Dispatch, GoodsReturn, Sale
from huichang.trade.queries import sale_rows
from huichang.trade.states import AdviceState, BillState, DispatchState, ReturnState, SaleState

SLOW = timedelta(days=3)
"""A delivery that is on its way for longer is asked after."""


@dataclass(frozen=True)
class Heap:
    """So much of one kind of work, and where its list is."""

    label: str
    count: int
    href: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Work:
    """All that waits at the trade desk; `late`: what customers owe beyond the day, in yuan."""

    heaps: list[Heap]
    todos: list[Todo]
    late: Decimal


def work_of(actor: Actor, at: datetime) -> Work:
    """What waits, by kind and one by one. Six statements."""
    here, on = actor.here, localdate(at)
    sales = list(
        Sale.objects.filter(store_id=here, state__in=["quoted", "accepted", "credit", "open"])
        .annotate(
            to_pick=Count("lines", filter=Q(lines__picked__lt=F("lines__quantity"))),
            to_send=Count("lines", filter=Q(lines__sent__lt=F("lines__picked"))),
        )
        .order_by("pk")
    )
    on_way = list(
        Dispatch.objects.filter(store_id=here, state=DispatchState.ON_WAY)
        .select_related("sale", "driver")
        .order_by("pk")
    )
    backs = list(
        GoodsReturn.objects.filter(store_id=here, state=ReturnState.ASKED)
        .select_related("sale")
        .order_by("pk")
    )
    asked = list(Advice.objects.filter(store_id=here, state=AdviceState.ASKED).order_by("pk"))
    owed = Bill.objects.filter(store_id=here).aggregate(
        late=Sum(F("total") - F("paid") - F("credited"), filter=Q(state=BillState.OPEN, due_on__lt=on)),
        late_count=Count("pk", filter=Q(state=BillState.OPEN, due_on__lt=on)),
        back_count=Count("pk", filter=Q(paid__gt=F("total") - F("credited")) & ~Q(state="cancelled")),
    )
    heaps = [
        Heap("报价中", _count(sales, "quoted", "accepted"), "/trade/orders/?only=quoted", icon="file-text"),
        Heap("待批超额", _count(sales, "credit"), "/trade/orders/?only=credit", "watch", "checkbox"),
        Heap("待拣货", _open(sales, "to_pick"), "/trade/orders/?only=pick", icon="packages"),
        Heap("待发货", _open(sales, "to_send"), "/trade/orders/?only=send", icon="truck-delivery"),
        Heap("送货中", len(on_way), "/trade/deliveries/", icon="route"),
        Heap("缺件", len(sale_rows.waiting(here)), "/trade/orders/?only=short", "watch", "package-off"),
        Heap("退货待验", len(backs), "/trade/returns/", icon="arrow-back-up"),
        Heap("咨询待答", len(asked), "/trade/advice/?only=asked", icon="help-circle"),
        Heap("逾期账单", owed["late_count"], "/trade/bills/?only=late", "act", "alert-triangle"),
        Heap("待退款", owed["back_count"], "/trade/bills/?only=refund", "watch", "cash"),
    ]
    found = [
        *_of_sales(actor, sales, on),
        *_of_dispatches(actor, on_way, at),
        *_of_returns(actor, backs),
        *_of_advice(actor, asked),
    ]
    found.sort(key=lambda each: (not each.urgent, (each.due or each.since or at).timestamp()))
    return Work(heaps, found, owed["late"] or ZERO)


def _count(sales: list[Sale], *states: str) -> int:
    return sum(sale.state in states for sale in sales)


def _open(sales: list[Sale], name: str) -> int:
    return sum(bool(getattr(sale, name)) for sale in sales if sale.state == SaleState.OPEN)


def _of_sales(actor: Actor, sales: list[Any], on: date) -> Iterator[Todo]:
    for sale in sales:
        url, name = f"/trade/orders/{sale.pk}/", f"{sale.buyer} {sale.number}"
        money = wording.yuan(sale.total)
        if sale.state == SaleState.ACCEPTED and actor.may(permissions.CONFIRM_SALES):
            yield Todo(
                "下单", f"客户已接受报价 {money}", url, name=name, since=sale.answered_at, icon="check"
            )
        elif (
            sale.state == SaleState.QUOTED and sale.valid_until and sale.valid_until <= on + timedelta(days=1)
        ):
            if actor.may(permissions.WRITE_SALES):
                yield Todo(
                    "追报价",
                    f"报价 {money} {wording.day(sale.valid_until, on)}到期",
                    url,
                    name=name,
                    since=sale.quoted_at,
                    icon="phone",
                )
        elif sale.state == SaleState.CREDIT and actor.may(permissions.ALLOW_OVER_LIMIT):
            yield Todo(
                "批超额",
                f"{money}，超额度 {wording.yuan(sale.over_limit)}：{sale.credit_why}",
                url,
                name=name,
                since=sale.written_at,
                urgent=True,
                icon="checkbox",
            )
        elif sale.state == SaleState.OPEN and sale.to_send and actor.may(permissions.DISPATCH_GOODS):
            yield Todo(
                "发货",
                "已拣好" + ("，其余待拣" if sale.to_pick else ""),
                url,
                name=name,
                since=sale.confirmed_at,
                urgent=bool(sale.needed_on and sale.needed_on <= on),
                icon="truck-delivery",
            )


def _of_dispatches(actor: Actor, rows: list[Dispatch], at: datetime) -> Iterator[Todo]:
    if not actor.may(permissions.DELIVER_GOODS):
        return
    for row in rows:
        mine, slow = row.driver_id == actor.staff_id, at - row.sent_at > SLOW
        if mine or slow:
            how = row.carrier or (row.driver.name if row.driver else "")
            yield Todo(
                "签收" if mine else "查物流",
                f"{how} {row.tracking}".strip() or "送货中",
                f"/trade/deliveries/{row.pk}/",
                name=f"{row.sale.buyer} {row.number}",
                since=row.sent_at,
                urgent=slow,
                icon="signature" if mine else "route",
            )


def _of_returns(actor: Actor, rows: list[GoodsReturn]) -> Iterator[Todo]:
    if not actor.may(permissions.CHECK_RETURNS):
        return
    for row in rows:
        yield Todo(
            "验退货",
            row.get_reason_display(),
            f"/trade/returns/{row.pk}/",
            name=f"{row.sale.buyer} {row.number}",
            since=row.asked_at,
            icon="arrow-back-up",
        )


def _of_advice(actor: Actor, rows: list[Advice]) -> Iterator[Todo]:
    if not actor.may(permissions.ANSWER_ADVICE):
        return
    for row in rows:
        yield Todo(
            "答复",
            row.question[:40],
            f"/trade/advice/{row.pk}/",
            name=row.asker,
            since=row.asked_at,
            icon="help-circle",
        )


def _sales_to_tend(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_TRADE):
        return ()
    rows = Sale.objects.filter(
        Q(state__in=["accepted", "credit"])
        | Q(state="quoted", valid_until__lte=localdate(at) + timedelta(days=1))
        | Q(state="open"),
        store_id=actor.here,
    ).annotate(
        to_pick=Count("lines", filter=Q(lines__picked__lt=F("lines__quantity"))),
        to_send=Count("lines", filter=Q(lines__sent__lt=F("lines__picked"))),
    )
    return (rows.order_by("pk"),)


@todo.asking(
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.TECHNICAL_MANAGER,
    Role.GENERAL_MANAGER,
    asks=_sales_to_tend,
)
def of_sales(actor: Actor, at: datetime, rows: list[Any]) -> Iterator[Todo]:
    """Accepted quotations, credit to allow, goods to send."""
    yield from _of_sales(actor, rows, localdate(at))


def _questions(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.ANSWER_ADVICE):
        return ()
    return (Advice.objects.filter(store_id=actor.here, state=AdviceState.ASKED).order_by("pk")[:20],)


@todo.asking(
    Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER, asks=_questions
)
def of_questions(actor: Actor, at: datetime, rows: list[Advice]) -> Iterator[Todo]:
    """Technical questions of customers that wait for an answer."""
    yield from _of_advice(actor, rows)


def _coming_back(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.CHECK_RETURNS):
        return ()
    backs = GoodsReturn.objects.filter(store_id=actor.here, state=ReturnState.ASKED)
    return (backs.select_related("sale").order_by("pk")[:20],)


@todo.asking(
    Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER, asks=_coming_back
)
def of_returns(actor: Actor, at: datetime, rows: list[GoodsReturn]) -> Iterator[Todo]:
    """Goods that customers bring back, to be looked at."""
    yield from _of_returns(actor, rows)


def _on_their_way(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = Dispatch.objects.filter(store_id=actor.here, state=DispatchState.ON_WAY)
    return (rows.select_related("sale", "driver").order_by("pk")[:40],)


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_on_their_way)
def of_deliveries(actor: Actor, at: datetime, rows: list[Dispatch]) -> Iterator[Todo]:
    """What I bring, and what is on its way for too long."""
    yield from _of_dispatches(actor, rows, at)


def _money_between(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_TRADE):
        return ()
    rows = Bill.objects.filter(
        Q(state=BillState.OPEN, due_on__lt=localdate(at), kind="month")
        | Q(state=BillState.OPEN, kind="sale")
        | (Q(paid__gt=F("total") - F("credited")) & ~Q(state="cancelled")),
        store_id=actor.here,
    )
    return (rows.order_by("due_on", "pk")[:30],)


@todo.asking(Role.CASHIER, Role.PARTS_MANAGER, asks=_money_between)
def of_money(actor: Actor, at: datetime, rows: list[Bill]) -> Iterator[Todo]:
    """Bills over their day, and money to give back."""
    on = localdate(at)
    for row in rows:
        left = row.total - row.credited - row.paid
        url, name = f"/trade/bills/{row.pk}/", f"{row.buyer} {row.number}"
        if left < 0:
            if actor.may(permissions.REFUND_MONEY):
                yield Todo(
                    "退款", f"多收 {wording.yuan(-left)}", url, name=name, since=row.issued_at, icon="cash"
                )
        elif row.kind == "sale":
            yield Todo(
                "收款",
                f"现结待收 {wording.yuan(left)}，收款后发货",
                url,
                name=name,
                since=row.issued_at,
                icon="cash",
            )
        else:
            yield Todo(
                "催款",
                f"逾期 {(on - row.due_on).days} 天，未付 {wording.yuan(left)}",
                url,
                name=name,
                urgent=(on - row.due_on).days > 30,
                icon="receipt",
            )
