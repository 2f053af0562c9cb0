"""What a supplier's monthly figures are made of, line by line (PARTS-20): each figure opens its lines."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import get_current_timezone, localdate

from huichang.company import settings
from huichang.kernel.months import first_of
from huichang.supply.models import InvoiceLine, PartsClaim, PurchaseLine, ReceiptLine
from huichang.supply.rules import Share
from huichang.supply.states import ClaimState, InvoiceState, OrderState

ZERO = Decimal(0)
ANSWER_DAYS = settings.declare(
    "supply.answer_days", 7, "供应商几天内答复索赔算及时", unit="天", fits=settings.between(1, 90)
)
FIGURES = {
    "on_time": "按时到货",
    "fill": "足量到货",
    "quality": "到货合格",
    "price": "价格一致",
    "claims": "索赔答复",
}


@dataclass(frozen=True)
class Figures:
    """The five figures of a supplier in a month."""

    on_time: Share
    fill: Share
    quality: Share
    price: Share
    claims: Share

    def percents(self) -> dict[str, Decimal | None]:
        """By name, in percent; None where there was nothing to judge."""
        return {name: getattr(self, name).percent for name in FIGURES}


@dataclass(frozen=True)
class ScoredLine:
    """One line behind a figure: `good` of `of`, with where it opens."""

    supplier_id: int
    document: str
    part: str
    number: str
    words: str
    good: Decimal
    of: Decimal
    url: str


def month_of(first: date) -> tuple[datetime, datetime]:
    """The instants at which a month begins and ends."""
    after = first_of(first, 1)
    zone = get_current_timezone()
    return datetime(first.year, first.month, 1, tzinfo=zone), datetime(
        after.year, after.month, 1, tzinfo=zone
    )


def lines_of(store_id: int, first: date, figure: str, supplier_id: int | None = None) -> list[ScoredLine]:
    """The lines behind a figure of a month, of one supplier or all. One statement. Raises KeyError for no figure."""
    return {
        "on_time": _due,
        "fill": _filled,
        "quality": _sound,
        "price": _agreed,
        "claims": _answered,
    }[figure](store_id, first, Q() if supplier_id is None else Q(of_supplier=supplier_id))


def figures(store_id: int, first: date) -> dict[int, Figures]:
    """The five figures of every supplier that had to do with the month. Five statements."""
    sums: dict[int, dict[str, list[Decimal]]] = {}
    for name in FIGURES:
        for line in lines_of(store_id, first, name):
            pair = sums.setdefault(line.supplier_id, {}).setdefault(name, [ZERO, ZERO])
            pair[0] += line.good
            pair[1] += line.of
    return {
        supplier_id: Figures(**{name: Share(*by_name.get(name, (ZERO, ZERO))) for name in FIGURES})
        for supplier_id, by_name in sums.items()
    }


def _due_lines(store_id: int, first: date, only: Q) -> list[PurchaseLine]:
    after = first_of(first, 1)
    in_time = (
        ReceiptLine.objects.filter(line=OuterRef("pk"), receipt__undone_at__isnull=True)
        .filter(receipt__received_at__date__lte=OuterRef("due_on"))
        .values("line")
        .annotate(pieces=Sum(F("good") + F("damaged")))
        .values("pieces")
    )
    return list(
        PurchaseLine.objects.annotate(
            due_on=Coalesce("promised_on", "expected_on"), of_supplier=F("order__supplier_id")
        )
        .filter(only, store_id=store_id, due_on__gte=first, due_on__lt=after)
        .exclude(order__state__in=[OrderState.DRAFT, OrderState.SUBMITTED, OrderState.APPROVED])
        .annotate(in_time=Coalesce(Subquery(in_time), ZERO))
        .select_related("part", "order")
        .order_by("due_on", "pk")
    )


def _due(store_id: int, first: date, only: Q) -> list[ScoredLine]:
    found = []
    for line in _due_lines(store_id, first, only):
        due_on, in_time = line.due_on, line.in_time  # type: ignore[attr-defined]
        good = in_time >= line.quantity
        words = f"应到 {due_on:%m-%d}，按时 {in_time.normalize():f} / {line.quantity.normalize():f}"
        found.append(_of_order(line, words, Decimal(good), Decimal(1)))
    return found


def _filled(store_id: int, first: date, only: Q) -> list[ScoredLine]:
    return [
        _of_order(
            line,
            f"订 {line.quantity.normalize():f}，到 {line.received.normalize():f}"
            + (f"，取消 {line.cancelled.normalize():f}" if line.cancelled else ""),
            (min(line.received, line.quantity) / line.quantity).quantize(Decimal("0.001")),
            Decimal(1),
        )
        for line in _due_lines(store_id, first, only)
    ]


def _of_order(line: PurchaseLine, words: str, good: Decimal, of: Decimal) -> ScoredLine:
    order = line.order
    return ScoredLine(
        order.supplier_id,
        order.number,
        line.part.name,
        line.part.number,
        words,
        good,
        of,
        f"/supply/orders/{order.pk}/",
    )


def _sound(store_id: int, first: date, only: Q) -> list[ScoredLine]:
    since, until = month_of(first)
    rows = (
        ReceiptLine.objects.annotate(of_supplier=F("receipt__order__supplier_id"))
        .filter(
            only,
            store_id=store_id,
            receipt__undone_at__isnull=True,
            receipt__received_at__gte=since,
            receipt__received_at__lt=until,
        )
        .exclude(good=0, damaged=0, refused=0)
        .select_related("part", "receipt__order")
        .order_by("receipt__received_at", "pk")
    )
    return [
        ScoredLine(
            row.receipt.order.supplier_id,
            row.receipt.number,
            row.part.name,
            row.part.number,
            f"合格 {row.good.normalize():f}"
            + (
                f"，{row.get_fault_display()} {(row.damaged + row.refused).normalize():f}"
                if row.fault
                else ""
            ),
            row.good,
            row.good + row.damaged + row.refused,
            f"/supply/orders/{row.receipt.order_id}/",
        )
        for row in rows
    ]


def _agreed(store_id: int, first: date, only: Q) -> list[ScoredLine]:
    since, until = month_of(first)
    rows = (
        InvoiceLine.objects.annotate(of_supplier=F("invoice__supplier_id"))
        .filter(only, store_id=store_id, invoice__recorded_at__gte=since, invoice__recorded_at__lt=until)
        .exclude(invoice__state=InvoiceState.CANCELLED)
        .select_related("invoice", "receipt_line__part")
        .order_by("invoice__recorded_at", "pk")
    )
    return [
        ScoredLine(
            row.invoice.supplier_id,
            row.invoice.number,
            row.receipt_line.part.name,
            row.receipt_line.part.number,
            f"应开 {row.expected:,.2f}，实开 {row.net:,.2f}",
            Decimal(row.net <= row.expected or not row.settlement),
            Decimal(1),
            f"/supply/invoices/{row.invoice_id}/",
        )
        for row in rows
    ]


def _answered(store_id: int, first: date, only: Q) -> list[ScoredLine]:
    since, until = month_of(first)
    days = settings.of(store_id, ANSWER_DAYS)
    rows = (
        PartsClaim.objects.annotate(of_supplier=F("supplier_id"))
        .filter(only, store_id=store_id, sent_at__gte=since, sent_at__lt=until)
        .exclude(state=ClaimState.WITHDRAWN)
        .select_related("part")
        .order_by("sent_at", "pk")
    )
    found = []
    for row in rows:
        taken = (row.answered_at - row.sent_at).days if row.answered_at and row.sent_at else None
        words = "还没有答复" if taken is None else f"{taken} 天答复：{row.get_state_display()}"
        found.append(
            ScoredLine(
                row.supplier_id,
                row.number,
                row.part.name,
                row.part.number,
                f"{localdate(row.sent_at):%m-%d} 提交，{words}",
                Decimal(taken is not None and taken <= days),
                Decimal(1),
                f"/supply/claims/{row.pk}/",
            )
        )
    return found
