"""Purchase orders: the desk, the list, one order, what is to be received (PARTS-20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, ExpressionWrapper, F, Min, Q, QuerySet, Sum
from django.db.models import DecimalField as Numeric

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.supply import rules, states, tolerance
from huichang.supply.models import PurchaseLine, PurchaseOrder, Receipt
from huichang.supply.queries import reading
from huichang.supply.queries.order_lines import LineCard, ReceiptCard, lines_of, receipts_of
from huichang.supply.states import COMING, URGENT_KINDS, OrderState

ZERO = Decimal(0)
PAGE = 60
_NET = ExpressionWrapper(
    (F("lines__quantity") - F("lines__cancelled")) * F("lines__price"),
    output_field=Numeric(max_digits=20, decimal_places=4),
)
_OPEN = Q(lines__quantity__gt=F("lines__cancelled") + F("lines__received"))


@dataclass(frozen=True)
class OrderRow:
    """A purchase order in a list. `expected_on`: when its next open line is expected."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    is_urgent: bool
    lines: int
    open_lines: int
    net: Decimal
    written_at: datetime
    written_by: str
    sent_at: datetime | None
    expected_on: date | None
    is_partly: bool
    is_late: bool
    urgent_says: str
    foreseen_says: str


@dataclass(frozen=True)
class OrderPage:
    """A purchase order with its lines and receipts. Amounts without tax."""

    row: OrderRow
    version: int
    contract: str
    rate: Decimal
    """The share of tax that the supplier's invoices bear."""
    min_order: Decimal
    goods: Decimal
    freight: Decimal
    net: Decimal
    extra: Decimal
    """What it costs more than a stock order of the same goods would."""
    urgent_words: str
    note: str
    ship_to: str
    sent_back_why: str
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_by: str
    sent_via: str
    confirmed_at: datetime | None
    their_number: str
    ended_at: datetime | None
    cancelled_why: str
    foreseen: str
    foreseen_words: str
    foreseen_at: datetime | None
    lines: list[LineCard]
    receipts: list[ReceiptCard]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.ORDER.allows(self.row.state, verb)

    @property
    def tax(self) -> Decimal:
        """The tax on it at the contract's rate."""
        return rules.tax_of(self.net, self.rate)

    @property
    def gross(self) -> Decimal:
        """Tax included."""
        return self.net + self.tax

    @property
    def percent(self) -> str:
        """The rate in words."""
        return f"{(self.rate * 100).normalize():f}%"


def _rows(store_id: int) -> QuerySet[PurchaseOrder, PurchaseOrder]:
    rows: QuerySet[PurchaseOrder, PurchaseOrder] = (
        PurchaseOrder.objects.filter(store_id=store_id)
        .select_related("supplier", "written_by")
        .annotate(
            line_count=Count("lines"),
            open_count=Count("lines", filter=_OPEN),
            goods=Sum(_NET),
            came=Sum("lines__received"),
            next_on=Min("lines__expected_on", filter=_OPEN),
        )
    )
    return rows


def _row(row: PurchaseOrder, on: date) -> OrderRow:
    goods = getattr(row, "goods", None) or ZERO
    next_on = getattr(row, "next_on", None)
    coming = row.state in COMING
    return OrderRow(
        row.pk,
        row.number,
        row.supplier_id,
        row.supplier.name,
        row.kind,
        row.get_kind_display(),
        row.state,
        row.get_state_display(),
        row.kind in URGENT_KINDS,
        getattr(row, "line_count", 0),
        getattr(row, "open_count", 0),
        goods.quantize(Decimal("0.01")) + row.freight,
        row.written_at,
        row.written_by.name if row.written_by else "",
        row.sent_at,
        next_on if coming else None,
        coming and bool(getattr(row, "came", ZERO)),
        coming and next_on is not None and next_on < on,
        row.get_urgent_reason_display() if row.urgent_reason else "",
        row.get_foreseen_display() if row.foreseen else "",
    )


TABS = {
    "open": "在办",
    "approve": "待审批",
    "send": "待发出",
    "coming": "在途",
    "late": "超期未到",
    "urgent": "急件",
    "analyse": "待分析",
    "done": "已完成",
    "all": "全部",
}


def _only(
    rows: QuerySet[PurchaseOrder, PurchaseOrder], only: str, on: date
) -> QuerySet[PurchaseOrder, PurchaseOrder]:
    urgent = Q(kind__in=URGENT_KINDS)
    chosen = {
        "open": ~Q(state__in=[OrderState.DONE, OrderState.CANCELLED]),
        "draft": Q(state=OrderState.DRAFT),
        "approve": Q(state=OrderState.SUBMITTED),
        "send": Q(state=OrderState.APPROVED),
        "coming": Q(state__in=COMING),
        "late": Q(state__in=COMING, next_on__lt=on),
        "confirm": Q(state=OrderState.SENT),
        "urgent": urgent,
        "analyse": urgent & Q(foreseen="", state__in=[*COMING, OrderState.DONE]),
        "done": Q(state=OrderState.DONE),
    }
    return rows.filter(chosen[only]) if only in chosen else rows


def order_list(
    actor: Actor,
    *,
    on: date,
    only: str = "open",
    text: str = "",
    supplier_id: int | None = None,
    part_id: int | None = None,
    before: int | None = None,
) -> tuple[list[OrderRow], int | None]:
    """Purchase orders, newest first, from below the id `before`; and the `before` of the next page. One statement."""
    here = reading.store_for(actor)
    rows = _only(_rows(here), only, on)
    wanted = text.strip()
    if wanted:
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(their_number__icontains=wanted)
            | Q(supplier__name__icontains=wanted)
            | Q(supplier__initials__startswith=wanted.lower())
            | Q(supplier__code__istartswith=wanted)
        )
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    if part_id is not None:
        mine = PurchaseLine.objects.filter(store_id=here, part_id=part_id).values("order_id")
        rows = rows.filter(pk__in=mine)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [_row(row, on) for row in rows.order_by("-pk")[: PAGE + 1]]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def open_orders(store_id: int, *, on: date) -> list[OrderRow]:
    """All orders of a store that are not over, urgent and old ones first. One statement."""
    return told(open_rows(store_id), on=on)


def open_rows(store_id: int) -> QuerySet[PurchaseOrder, PurchaseOrder]:
    """The question behind `open_orders`, for who asks it together with others."""
    return _rows(store_id).exclude(state__in=[OrderState.DONE, OrderState.CANCELLED])


def told(rows: Iterable[PurchaseOrder], *, on: date) -> list[OrderRow]:
    """Rows of that question as they are listed, urgent and old ones first. No statement."""
    return sorted((_row(row, on) for row in rows), key=lambda row: (not row.is_urgent, row.written_at))


def to_analyse(store_id: int, *, on: date) -> list[OrderRow]:
    """Emergency orders that nobody has looked back at. One statement."""
    rows = _only(_rows(store_id), "analyse", on).order_by("-pk")[:40]
    return [_row(row, on) for row in rows]


def order_by_number(actor: Actor, number: str) -> int | None:
    """The order that a scanned or typed number means: ours, the supplier's, or a receipt's. One or two statements."""
    here = reading.store_for(actor)
    wanted = number.strip()
    found = (
        PurchaseOrder.objects.filter(Q(number__iexact=wanted) | Q(their_number__iexact=wanted), store_id=here)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        found = (
            Receipt.objects.filter(store_id=here, number__iexact=wanted)
            .values_list("order_id", flat=True)
            .first()
        )
    return found


def order_page(actor: Actor, order_id: int, *, on: date) -> OrderPage:
    """A purchase order. Seven statements at most. Raises Missing."""
    here = reading.store_for(actor)
    row = _rows(here).select_related("contract", "approved_by").filter(pk=order_id).first()
    if row is None:
        raise Missing("没有找到这张采购单，请检查链接或重新搜索。")
    lines = lines_of(row, on)
    goods = sum((line.amount for line in lines), ZERO)
    usual = sum((rules.amount(line.quantity - line.cancelled, line.stock_price) for line in lines), ZERO)
    return OrderPage(
        _row(row, on),
        row.version,
        row.contract.number if row.contract else "",
        tolerance.rate_of(here, row.contract),
        row.contract.min_order if row.contract else ZERO,
        goods,
        row.freight,
        goods + row.freight,
        goods + row.freight - usual - row.stock_freight,
        row.urgent_words,
        row.note,
        row.ship_to,
        row.sent_back_why,
        row.submitted_at,
        row.approved_at,
        row.approved_by.name if row.approved_by else "",
        row.sent_via,
        row.confirmed_at,
        row.their_number,
        row.ended_at,
        row.cancelled_why,
        row.foreseen,
        row.foreseen_words,
        row.foreseen_at,
        lines,
        receipts_of(row.pk),
    )
