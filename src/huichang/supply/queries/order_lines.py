"""The lines of a purchase order, what came of them, what a part was bought at (PARTS-20)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F

from huichang.kernel import pictures
from huichang.parts import askers
from huichang.supply import rules
from huichang.supply.models import ContractPrice, PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from huichang.supply.states import COMING

ZERO = Decimal(0)


@dataclass(frozen=True)
class ForCard:
    """Whom an emergency line is for."""

    plate: str
    number: str
    url: str
    quantity: Decimal


@dataclass(frozen=True)
class LineCard:
    """A line of a purchase order."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    is_safety: bool
    quantity: Decimal
    price: Decimal
    stock_price: Decimal
    is_contract_price: bool
    amount: Decimal
    needed_on: date | None
    confirmed: Decimal | None
    promised_on: date | None
    expected_on: date | None
    received: Decimal
    cancelled: Decimal
    cancelled_why: str
    still: Decimal
    is_late: bool
    suggestion: int | None
    why: str
    wanted_for: list[ForCard]


@dataclass(frozen=True)
class ReceiptCard:
    """A receipt of an order."""

    id: int
    number: str
    document: str
    received_at: datetime
    by: str
    note: str
    undone_at: datetime | None
    undone_why: str
    lines: list["ReceiptLineCard"]


@dataclass(frozen=True)
class ReceiptLineCard:
    """What came of a line."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    announced: Decimal
    good: Decimal
    damaged: Decimal
    refused: Decimal
    fault_says: str
    fault_words: str
    over_why: str
    price: Decimal
    value: Decimal
    invoiced: Decimal
    pictures: list[str]

    @property
    def short(self) -> Decimal:
        """What the delivery note says more than came."""
        return max(self.announced - self.good - self.damaged - self.refused, ZERO)

    @property
    def claimable(self) -> Decimal:
        """What was wrong with it."""
        return self.damaged + self.refused + self.short


def lines_of(order: PurchaseOrder, on: date) -> list[LineCard]:
    """The lines of an order, with whom they are for. Two statements, and what the askers ask."""
    rows = list(
        PurchaseLine.objects.filter(order=order)
        .select_related("part")
        .prefetch_related("wanted_for")
        .order_by("pk")
    )
    wants = [want for row in rows for want in row.wanted_for.all()]
    orders = askers.orders(order.store_id, [want.for_order for want in wants if want.for_order])
    bookings = askers.appointments(
        order.store_id, [want.for_appointment for want in wants if want.for_appointment]
    )
    cards = []
    for row in rows:
        still = max(row.quantity - row.cancelled - row.received, ZERO)
        told = []
        for want in row.wanted_for.all():
            asker = orders.get(want.for_order or 0) or bookings.get(want.for_appointment or 0)
            told.append(
                ForCard(
                    want.plate or (asker.plate if asker else ""),
                    asker.number if asker else "",
                    asker.url if asker else "",
                    want.quantity,
                )
            )
        cards.append(
            LineCard(
                row.pk,
                row.part_id,
                row.part.number,
                row.part.name,
                row.part.unit,
                row.part.is_safety,
                row.quantity,
                row.price,
                row.stock_price,
                row.is_contract_price,
                rules.amount(row.quantity - row.cancelled, row.price),
                row.needed_on,
                row.confirmed,
                row.promised_on,
                row.expected_on,
                row.received,
                row.cancelled,
                row.cancelled_why,
                still,
                bool(still and order.state in COMING and row.expected_on and row.expected_on < on),
                row.suggestion,
                row.why,
                told,
            )
        )
    return cards


def coming_with(store_id: int, part_id: int) -> list[tuple[int, str]]:
    """Orders on their way that still hold a part, soonest first: key and number. One statement."""
    rows = PurchaseLine.objects.filter(
        store_id=store_id,
        part_id=part_id,
        order__state__in=COMING,
        quantity__gt=F("received") + F("cancelled"),
    ).order_by("expected_on", "order_id")
    return list(dict.fromkeys(rows.values_list("order_id", "order__number")))


def their_numbers(store_id: int, order_id: int) -> dict[int, str]:
    """What the supplier calls the parts of an order in the order's contract: part → number. One statement."""
    rows = ContractPrice.objects.filter(
        store_id=store_id,
        contract__orders=order_id,
        part__in=PurchaseLine.objects.filter(order_id=order_id).values("part_id"),
    ).exclude(their_number="")
    return dict(rows.order_by("from_on").values_list("part_id", "their_number"))


def receipts_of(order_id: int) -> list[ReceiptCard]:
    """The receipts of an order, newest first. Three statements."""
    receipts = list(
        Receipt.objects.filter(order_id=order_id).select_related("received_by").order_by("-received_at")
    )
    lines: dict[int, list[ReceiptLineCard]] = {}
    for row in (
        ReceiptLine.objects.filter(receipt__in=receipts)
        .select_related("part")
        .prefetch_related("photos")
        .order_by("pk")
        if receipts
        else ()
    ):
        lines.setdefault(row.receipt_id, []).append(_receipt_line(row))
    return [
        ReceiptCard(
            each.pk,
            each.number,
            each.document,
            each.received_at,
            each.received_by.name if each.received_by else "",
            each.note,
            each.undone_at,
            each.undone_why,
            lines.get(each.pk, []),
        )
        for each in receipts
    ]


def _receipt_line(row: ReceiptLine) -> ReceiptLineCard:
    return ReceiptLineCard(
        row.pk,
        row.part_id,
        row.part.number,
        row.part.name,
        row.part.unit,
        row.announced,
        row.good,
        row.damaged,
        row.refused,
        row.get_fault_display() if row.fault else "",
        row.fault_words,
        row.over_why,
        row.price,
        row.value,
        row.invoiced,
        [pictures.link(photo.picture_id) for photo in row.photos.all()],
    )


@dataclass(frozen=True)
class Purchase:
    """One purchase of a part, for its price history."""

    order_id: int
    number: str
    supplier: str
    kind_says: str
    at: datetime
    quantity: Decimal
    price: Decimal


def purchases_of(store_id: int, part_id: int, *, limit: int = 12) -> list[Purchase]:
    """What a part was bought at, newest first. One statement."""
    rows = (
        PurchaseLine.objects.filter(store_id=store_id, part_id=part_id, order__sent_at__isnull=False)
        .select_related("order__supplier")
        .order_by("-order__sent_at")[:limit]
    )
    return [
        Purchase(
            row.order_id,
            row.order.number,
            row.order.supplier.name,
            row.order.get_kind_display(),
            row.order.sent_at or row.order.written_at,
            row.quantity,
            row.price,
        )
        for row in rows
    ]
