"""What waits in buying: for the purchasing desk, and for “现在要做” of each post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.kernel import days, todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.parts import askers
from huichang.parts import queries as parts
from huichang.supply import approving, permissions
from huichang.supply.models import Invoice, PartsClaim, PurchaseLine, PurchaseOrder, TransferAsk
from huichang.supply.queries.invoices import Unbilled, unbilled
from huichang.supply.queries.orders import OrderRow, open_orders, open_rows, to_analyse, told
from huichang.supply.states import COMING, AskState, ClaimState, InvoiceState, OrderState

MATCH_DAYS = 7
"""How long goods may lie unbilled before somebody asks for the invoice."""
CONFIRM_HOURS = 24
DUE_DAYS = 3


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
    """All that waits at the purchasing desk."""

    heaps: list[Heap]
    todos: list[Todo]
    orders: list[OrderRow]


def work_of(actor: Actor, at: datetime) -> Work:
    """What waits, by kind and one by one, most urgent first. Seven statements."""
    here, on = actor.here, localdate(at)
    orders = open_orders(here, on=on)
    bills = unbilled(here)
    invoices = list(
        Invoice.objects.filter(store_id=here, state__in=[InvoiceState.DIFFERS, InvoiceState.MATCHED])
        .select_related("supplier")
        .order_by("due_on")
    )
    claims = list(
        PartsClaim.objects.filter(
            store_id=here, state__in=[ClaimState.DRAFT, ClaimState.SENT, ClaimState.ACCEPTED]
        )
        .select_related("supplier", "part")
        .order_by("deadline_on")
    )
    asks = list(
        TransferAsk.objects.filter(store_id=here, state=AskState.OPEN).select_related("for_store", "part")
    )
    looks = to_analyse(here, on=on)
    by_state = [
        Heap("待审批", _count(orders, OrderState.SUBMITTED), "/supply/orders/?only=approve", icon="checkbox"),
        Heap("待发出", _count(orders, OrderState.APPROVED), "/supply/orders/?only=send", icon="send"),
        Heap(
            "超期未到",
            sum(row.is_late for row in orders),
            "/supply/orders/?only=late",
            "act",
            "alert-triangle",
        ),
        Heap(
            "在途",
            sum(row.state in COMING for row in orders),
            "/supply/receive/",
            icon="truck-delivery",
        ),
        Heap("待开票", len(bills), "/supply/invoices/", icon="file-invoice"),
        Heap(
            "发票差异",
            sum(row.state == InvoiceState.DIFFERS for row in invoices),
            "/supply/invoices/?only=differs",
            "watch",
            "scale",
        ),
        Heap("索赔在办", len(claims), "/supply/claims/", icon="receipt-refund"),
        Heap("急件待分析", len(looks), "/supply/orders/?only=analyse", icon="report"),
    ]
    found = [
        *_of_orders(actor, orders, at),
        *_of_asks(asks),
        *_of_invoices(actor, invoices, at),
        *_of_claims(actor, claims, at),
        *_of_bills(actor, bills, at),
        *_of_looks(actor, looks),
    ]
    found.sort(key=lambda each: (not each.urgent, (each.due or each.since or at).timestamp()))
    return Work(by_state, found, orders)


def _count(orders: list[OrderRow], state: str) -> int:
    return sum(row.state == state for row in orders)


def _of_orders(actor: Actor, orders: list[OrderRow], at: datetime) -> Iterator[Todo]:
    on = localdate(at)
    for row in orders:
        url = f"/supply/orders/{row.id}/"
        name = f"{row.supplier} {row.number}"
        money = wording.yuan(row.net)
        if row.state == OrderState.SUBMITTED and approving.may_approve(actor, row.net, actor.here):
            yield Todo(
                "审批", f"{row.kind_says} {money}", url, name=name, since=row.written_at, urgent=row.is_urgent
            )
        elif row.state == OrderState.APPROVED and actor.may(permissions.SEND_ORDERS):
            yield Todo("发出", f"已审批 {money}", url, name=name, since=row.written_at, urgent=row.is_urgent)
        elif row.state == OrderState.DRAFT and actor.may(permissions.WRITE_ORDERS):
            yield Todo("提交", f"草稿 {row.lines} 行 {money}", url, name=name, since=row.written_at)
        elif row.is_late and actor.may(permissions.SEND_ORDERS):
            days = (on - row.expected_on).days if row.expected_on else 0
            yield Todo(
                "催货",
                f"超期 {days} 天，{row.open_lines} 行未到",
                url,
                name=name,
                urgent=True,
                since=row.sent_at,
            )
        elif row.state in COMING and row.expected_on == on and actor.may(permissions.RECEIVE_ORDERS):
            yield Todo("收货", f"今天到 {row.open_lines} 行", f"{url}receive/", name=name, since=row.sent_at)
        elif (
            row.state == OrderState.SENT
            and row.sent_at
            and at - row.sent_at > timedelta(hours=CONFIRM_HOURS)
            and actor.may(permissions.SEND_ORDERS)
        ):
            yield Todo("确认交期", "供应商还没有确认", url, name=name, since=row.sent_at)


def _of_asks(asks: list[TransferAsk]) -> Iterator[Todo]:
    for ask in asks:
        yield Todo(
            "答复调拨",
            f"{ask.part.name} {wording.quantity(ask.quantity)}：{ask.why}",
            f"/supply/emergency/{ask.part_id}/",
            name=ask.for_store.name,
            plate=ask.plate,
            since=ask.asked_at,
            urgent=True,
        )


def _of_invoices(actor: Actor, invoices: list[Invoice], at: datetime) -> Iterator[Todo]:
    soon = localdate(at) + timedelta(days=DUE_DAYS)
    for row in invoices:
        url = f"/supply/invoices/{row.pk}/"
        if row.state == InvoiceState.DIFFERS and actor.may(permissions.SETTLE_DIFFERENCES):
            yield Todo(
                "处理差异",
                f"发票 {row.number[-8:]} 和收货对不上",
                url,
                name=row.supplier.name,
                since=row.recorded_at,
            )
        elif row.state == InvoiceState.MATCHED and row.due_on <= soon and actor.may(permissions.PAY_INVOICES):
            yield Todo(
                "付款",
                f"发票 {row.number[-8:]} {wording.yuan(row.payable)}，{wording.day(row.due_on, localdate(at))}到期",
                url,
                name=row.supplier.name,
                due=days.begin_of(row.due_on + timedelta(days=1)),
                urgent=row.due_on < localdate(at),
            )


def _of_claims(actor: Actor, claims: list[PartsClaim], at: datetime) -> Iterator[Todo]:
    if not actor.may(permissions.CLAIM_PARTS):
        return
    for row in claims:
        left = (row.deadline_on - localdate(at)).days
        url = f"/supply/claims/{row.pk}/"
        if row.state == ClaimState.DRAFT:
            words = f"期限还有 {left} 天" if left >= 0 else f"期限已过 {-left} 天"
            yield Todo(
                "提交索赔",
                f"{row.part.name}：{words}",
                url,
                name=row.supplier.name,
                since=row.opened_at,
                urgent=left <= 1,
            )
        elif row.state == ClaimState.SENT and row.sent_at and at - row.sent_at > timedelta(days=7):
            yield Todo(
                "催答复",
                f"索赔 {row.part.name}，供应商还没有答复",
                url,
                name=f"{row.supplier.name} {row.number}",
                since=row.sent_at,
            )


def _of_bills(actor: Actor, bills: list[Unbilled], at: datetime) -> Iterator[Todo]:
    if not actor.may(permissions.RECORD_INVOICES):
        return
    for bill in bills:
        if at - bill.since > timedelta(days=MATCH_DAYS):
            yield Todo(
                "核对发票",
                f"{bill.lines} 行未开票 {wording.yuan(bill.amount)}（不含税）",
                f"/supply/invoices/new/{bill.supplier_id}/",
                name=bill.supplier,
                since=bill.since,
            )


def _of_looks(actor: Actor, looks: list[OrderRow]) -> Iterator[Todo]:
    if actor.may(permissions.ANALYSE_URGENT):
        for row in looks:
            yield Todo(
                "分析急件",
                row.urgent_says,
                f"/supply/orders/{row.id}/",
                name=row.number,
                since=row.written_at,
            )


@dataclass(frozen=True)
class Unordered:
    """A part that somebody waits for and that is not on its way in time."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    waiting: str
    """Plates of those who wait, numbers of sales, “预约” for a booking."""
    needed_at: datetime | None
    is_for_order: bool
    """A car in the house waits for it."""


def unordered(store_id: int) -> list[Unordered]:
    """What is short without an expected date and in no draft, most urgent first. Two statements."""
    found: dict[int, Unordered] = {}
    shorts = [short for short in parts.shorts(store_id) if short.expected_on is None]
    drafted = set(
        PurchaseLine.objects.filter(
            Q(order__state__in=[OrderState.DRAFT, OrderState.SUBMITTED, OrderState.APPROVED]),
            store_id=store_id,
            part_id__in=[short.part_id for short in shorts],
        ).values_list("part_id", flat=True)
    )
    for short in shorts:
        if short.part_id in drafted:
            continue
        old = found.get(short.part_id)
        found[short.part_id] = Unordered(
            short.part_id,
            short.number,
            short.name,
            short.unit,
            short.quantity + (old.quantity if old else 0),
            "、".join(
                filter(None, (old.waiting if old else "", short.plate or short.order_number or "预约"))
            ),
            old.needed_at if old and old.needed_at else short.needed_at,
            (short.order_id is not None and not askers.is_sale(short.order_id))
            or bool(old and old.is_for_order),
        )
    return list(found.values())


def _at_the_desk(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_SUPPLY):
        return ()
    asks = TransferAsk.objects.filter(store_id=actor.here, state=AskState.OPEN)
    return open_rows(actor.here), asks.select_related("for_store", "part").order_by("pk")


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_at_the_desk)
def at_the_desk(
    actor: Actor, at: datetime, orders: list[PurchaseOrder], asks: list[TransferAsk]
) -> Iterator[Todo]:
    """Orders to be approved, sent, chased and received; requests of other stores."""
    yield from _of_orders(actor, told(orders, on=localdate(at)), at)
    yield from _of_asks(asks)


def _open_orders(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    return (open_rows(actor.here),)


@todo.asking(Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, asks=_open_orders)
def to_approve(actor: Actor, at: datetime, orders: list[PurchaseOrder]) -> Iterator[Todo]:
    """Orders above the parts manager's amount."""
    for each in _of_orders(actor, told(orders, on=localdate(at)), at):
        if each.act == "审批":
            yield each


def _invoices(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = Invoice.objects.filter(store_id=actor.here, state__in=[InvoiceState.DIFFERS, InvoiceState.MATCHED])
    return (rows.select_related("supplier").order_by("due_on", "pk"),)


@todo.asking(Role.CASHIER, Role.PARTS_MANAGER, asks=_invoices)
def to_pay(actor: Actor, at: datetime, rows: list[Invoice]) -> Iterator[Todo]:
    """Invoices that are due or differ."""
    yield from _of_invoices(actor, rows, at)


def _claims(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = PartsClaim.objects.filter(store_id=actor.here, state__in=[ClaimState.DRAFT, ClaimState.SENT])
    return (rows.select_related("supplier", "part").order_by("deadline_on", "pk"),)


@todo.asking(Role.WARRANTY_CLERK, Role.PARTS_MANAGER, asks=_claims)
def to_claim(actor: Actor, at: datetime, rows: list[PartsClaim]) -> Iterator[Todo]:
    """Claims whose deadline comes, and answers that do not."""
    yield from _of_claims(actor, rows, at)
