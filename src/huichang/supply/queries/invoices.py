"""Invoices: what is to be matched, what differs, what is owed (PARTS-20)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.supply import drafting, tolerance
from huichang.supply.models import Invoice, InvoiceLine, ReceiptLine, Variance
from huichang.supply.queries import reading
from huichang.supply.states import InvoiceState

ZERO = Decimal(0)
PAGE = 60
TABS = {
    "open": "未付",
    "differs": "有差异",
    "matched": "待付款",
    "due": "已到期",
    "paid": "已付",
    "all": "全部",
}


@dataclass(frozen=True)
class ToMatch:
    """A receipt line that is not billed in full. `amount` without tax."""

    id: int
    receipt: str
    document: str
    order_id: int
    order: str
    received_at: datetime
    number: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Unbilled:
    """What of a supplier came and is not billed: so many lines for so much without tax, since when."""

    supplier_id: int
    supplier: str
    lines: int
    amount: Decimal
    since: datetime


@dataclass(frozen=True)
class InvoiceRow:
    """An invoice in a list; amounts in yuan, tax included unless `net`."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    invoiced_on: date
    due_on: date
    net: Decimal
    tax: Decimal
    gross: Decimal
    payable: Decimal
    state: str
    state_says: str
    is_due: bool
    paid_on: date | None


@dataclass(frozen=True)
class InvoiceLineCard:
    """Order, receipt and invoice side by side."""

    id: int
    number: str
    name: str
    unit: str
    order_id: int
    order: str
    receipt: str
    ordered: Decimal
    order_price: Decimal
    received: Decimal
    quantity: Decimal
    net: Decimal
    expected: Decimal
    difference: Decimal
    is_within: bool
    settlement: str
    settlement_says: str
    freight: Decimal
    to_stock: Decimal
    to_cost: Decimal


@dataclass(frozen=True)
class InvoicePage:
    """An invoice with its lines."""

    row: InvoiceRow
    rate: Decimal
    freight: Decimal
    freight_expected: Decimal
    freight_in_stock: bool
    recorded_at: datetime
    recorded_by: str
    settled_at: datetime | None
    settled_by: str
    settled_words: str
    paid_reference: str
    cancelled_why: str
    lines: list[InvoiceLineCard]
    difference: Decimal

    @property
    def freight_difference(self) -> Decimal:
        """What the freight is billed above what is due."""
        return self.freight - self.freight_expected


def unbilled(store_id: int) -> list[Unbilled]:
    """Suppliers of whom something came that is not billed, oldest first. One statement."""
    found: dict[int, Unbilled] = {}
    rows = (
        _open_lines(store_id)
        .values_list(
            "receipt__order__supplier_id",
            "receipt__order__supplier__name",
            "receipt__received_at",
            F("good") + F("damaged") - F("invoiced"),
            "price",
        )
        .order_by("receipt__received_at")
    )
    for supplier_id, name, at, quantity, price in rows:
        old = found.get(supplier_id)
        amount = (quantity * price).quantize(Decimal("0.01"))
        found[supplier_id] = Unbilled(
            supplier_id,
            name,
            (old.lines if old else 0) + 1,
            (old.amount if old else ZERO) + amount,
            old.since if old else at,
        )
    return list(found.values())


def _open_lines(store_id: int) -> QuerySet[ReceiptLine, ReceiptLine]:
    rows: QuerySet[ReceiptLine, ReceiptLine] = ReceiptLine.objects.filter(
        store_id=store_id, receipt__undone_at__isnull=True, invoiced__lt=F("good") + F("damaged")
    )
    return rows


def to_match(actor: Actor, supplier_id: int) -> list[ToMatch]:
    """What of a supplier came and is not billed, oldest first. One statement."""
    here = reading.store_for(actor)
    rows = (
        _open_lines(here)
        .filter(receipt__order__supplier_id=supplier_id)
        .select_related("receipt__order", "part")
        .order_by("receipt__received_at", "pk")
    )
    return [
        ToMatch(
            row.pk,
            row.receipt.number,
            row.receipt.document,
            row.receipt.order_id,
            row.receipt.order.number,
            row.receipt.received_at,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.good + row.damaged - row.invoiced,
            row.price,
            ((row.good + row.damaged - row.invoiced) * row.price).quantize(Decimal("0.01")),
        )
        for row in rows
    ]


def _row(row: Invoice, on: date) -> InvoiceRow:
    is_open = row.state in (InvoiceState.DIFFERS, InvoiceState.MATCHED)
    return InvoiceRow(
        row.pk,
        row.number,
        row.supplier_id,
        row.supplier.name,
        row.invoiced_on,
        row.due_on,
        row.net,
        row.tax,
        row.gross,
        row.payable,
        row.state,
        row.get_state_display(),
        is_open and row.due_on <= on,
        row.paid_on,
    )


def invoice_list(
    actor: Actor,
    *,
    on: date,
    only: str = "open",
    text: str = "",
    supplier_id: int | None = None,
    limit: int = 200,
) -> list[InvoiceRow]:
    """Invoices; what is open by the day on which it is due, others newest first. One statement."""
    here = reading.store_for(actor)
    is_open = Q(state__in=[InvoiceState.DIFFERS, InvoiceState.MATCHED])
    chosen = {
        "open": is_open,
        "differs": Q(state=InvoiceState.DIFFERS),
        "matched": Q(state=InvoiceState.MATCHED),
        "due": is_open & Q(due_on__lte=on),
        "paid": Q(state=InvoiceState.PAID),
    }.get(only, Q())
    rows = Invoice.objects.filter(chosen, store_id=here).select_related("supplier")
    if text.strip():
        rows = rows.filter(
            Q(number__icontains=text.strip())
            | Q(supplier__name__icontains=text.strip())
            | Q(supplier__initials__startswith=text.strip().lower())
        )
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    rows = (
        rows.order_by("due_on", "pk")
        if only in ("open", "differs", "matched", "due")
        else rows.order_by("-pk")
    )
    return [_row(row, on) for row in rows[:limit]]


def invoice_page(actor: Actor, invoice_id: int, *, on: date) -> InvoicePage:
    """Order, receipt and invoice side by side. Two statements. Raises Missing."""
    here = reading.store_for(actor)
    row = (
        Invoice.objects.filter(store_id=here, pk=invoice_id)
        .select_related("supplier", "recorded_by", "settled_by")
        .first()
    )
    if row is None:
        raise Missing("没有找到这张发票，请检查链接或重新搜索。")
    lines = [
        InvoiceLineCard(
            line.pk,
            line.receipt_line.part.number,
            line.receipt_line.part.name,
            line.receipt_line.part.unit,
            line.receipt_line.receipt.order_id,
            line.receipt_line.receipt.order.number,
            line.receipt_line.receipt.number,
            line.receipt_line.line.quantity,
            line.receipt_line.price,
            line.receipt_line.good + line.receipt_line.damaged,
            line.quantity,
            line.net,
            line.expected,
            line.net - line.expected,
            tolerance.within(here, line.net, line.expected),
            line.settlement,
            line.get_settlement_display() if line.settlement else "",
            line.freight,
            line.to_stock,
            line.to_cost,
        )
        for line in InvoiceLine.objects.filter(invoice=row)
        .select_related("receipt_line__part", "receipt_line__line", "receipt_line__receipt__order")
        .order_by("pk")
    ]
    return InvoicePage(
        _row(row, on),
        row.rate,
        row.freight,
        row.freight_expected,
        row.freight_in_stock,
        row.recorded_at,
        row.recorded_by.name if row.recorded_by else "",
        row.settled_at,
        row.settled_by.name if row.settled_by else "",
        row.settled_words,
        row.paid_reference,
        row.cancelled_why,
        lines,
        sum((line.difference for line in lines), ZERO) + row.freight - row.freight_expected,
    )


def tax_percent(store_id: int, supplier_id: int, *, on: date) -> Decimal:
    """The rate of tax that a supplier's invoices bear on a day. One statement."""
    return tolerance.rate_of(store_id, drafting.contract_of(store_id, supplier_id, on=on)) * 100


@dataclass(frozen=True)
class VarianceCard:
    """A difference in cost."""

    at: datetime
    document: str
    supplier: str
    part: str
    why: str
    amount: Decimal


def variances(actor: Actor, *, since: datetime, until: datetime) -> list[VarianceCard]:
    """Cost differences of a time, newest first. One statement."""
    here = reading.store_for(actor)
    rows = (
        Variance.objects.filter(store_id=here, at__gte=since, at__lt=until)
        .select_related("supplier", "part")
        .order_by("-pk")
    )
    return [
        VarianceCard(
            row.at,
            row.document,
            row.supplier.name,
            row.part.name if row.part else "",
            row.why,
            row.amount,
        )
        for row in rows
    ]
