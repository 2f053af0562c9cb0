"""Parts claims and returns to suppliers (PARTS-20, PARTS-21)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, Sum

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.supply import states
from huichang.supply.models import PartsClaim, ReceiptLine, ReturnLine, SupplierReturn
from huichang.supply.queries import reading
from huichang.supply.states import ClaimState, ReturnState

ZERO = Decimal(0)
OPEN = (ClaimState.DRAFT, ClaimState.SENT, ClaimState.ACCEPTED)
TABS = {
    "open": "在办",
    "draft": "待提交",
    "sent": "待答复",
    "accepted": "已同意",
    "credited": "已赔付",
    "refused": "已拒绝",
    "all": "全部",
}
MOST = 200


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list. `asked` and `credited` without tax; `is_late`: not sent, and its deadline is near or over."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    part_id: int
    part_number: str
    part: str
    quantity: Decimal
    unit: str
    found_says: str
    state: str
    state_says: str
    deadline_on: date
    is_late: bool
    asked: Decimal
    credited: Decimal | None
    sent_at: datetime | None
    opened_at: datetime


@dataclass(frozen=True)
class ClaimPage:
    """A claim."""

    row: ClaimRow
    sits_in: str
    found: str
    found_on: date
    fault_says: str
    words: str
    restores_says: str
    why_whole: str
    receipt: str
    order_id: int | None
    order_number: str
    plate: str
    opened_by: str
    their_number: str
    answered_at: datetime | None
    answer_words: str
    credited_at: datetime | None
    in_stock: bool
    bin: str
    gone_at: datetime | None
    carrier: str
    gone_document: str
    value: Decimal
    pictures: list[str]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.CLAIM.allows(self.row.state, verb)


def _row(row: PartsClaim, on: date) -> ClaimRow:
    return ClaimRow(
        row.pk,
        row.number,
        row.supplier_id,
        row.supplier.name,
        row.part_id,
        row.part.number,
        row.part.name,
        row.quantity,
        row.part.unit,
        row.get_found_display(),
        row.state,
        row.get_state_display(),
        row.deadline_on,
        row.state == ClaimState.DRAFT and (row.deadline_on - on).days <= 1,
        row.asked,
        row.credited,
        row.sent_at,
        row.opened_at,
    )


def claim_list(
    actor: Actor, *, on: date, only: str = "open", text: str = "", supplier_id: int | None = None
) -> list[ClaimRow]:
    """Claims, by deadline while they are open, else newest first. One statement."""
    here = reading.store_for(actor)
    rows = PartsClaim.objects.filter(store_id=here).select_related("supplier", "part")
    if only == "open":
        rows = rows.filter(state__in=OPEN)
    elif only in ClaimState.values:
        rows = rows.filter(state=only)
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(part__name__icontains=wanted)
            | Q(part__number__icontains=wanted)
            | Q(part__initials__startswith=wanted.lower())
            | Q(supplier__name__icontains=wanted)
            | Q(supplier__initials__startswith=wanted.lower())
            | Q(plate__icontains=wanted)
        )
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    rows = rows.order_by("deadline_on", "pk") if only in ("open", "draft") else rows.order_by("-pk")
    return [_row(row, on) for row in rows[:MOST]]


def claim_page(actor: Actor, claim_id: int, *, on: date) -> ClaimPage:
    """A claim. Two statements. Raises Missing."""
    here = reading.store_for(actor)
    row = (
        PartsClaim.objects.filter(store_id=here, pk=claim_id)
        .select_related("supplier", "part", "sits_in", "opened_by", "bin", "receipt_line__receipt")
        .first()
    )
    if row is None:
        raise Missing("没有找到这张索赔单，请检查链接或重新搜索。")
    return ClaimPage(
        _row(row, on),
        row.sits_in.name if row.sits_in else "",
        row.found,
        row.found_on,
        row.get_fault_display() if row.fault else "",
        row.words,
        row.get_restores_display(),
        row.why_whole,
        row.receipt_line.receipt.number if row.receipt_line else "",
        row.receipt_line.receipt.order_id if row.receipt_line else None,
        row.order_number,
        row.plate,
        row.opened_by.name if row.opened_by else "",
        row.their_number,
        row.answered_at,
        row.answer_words,
        row.credited_at,
        row.in_stock,
        row.bin.code if row.bin else "",
        row.gone_at,
        row.carrier,
        row.gone_document,
        row.value,
        [pictures.link(photo.picture_id) for photo in row.photos.order_by("pk")],
    )


@dataclass(frozen=True)
class Claimable:
    """A receipt line with something wrong, for a claim."""

    id: int
    receipt: str
    supplier_id: int
    supplier: str
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    fault: str
    fault_words: str
    damaged: Decimal
    price: Decimal
    received_at: datetime


def claimable(actor: Actor, receipt_line_id: int | None = None) -> list[Claimable]:
    """Receipt lines with damage, refusals or shortage that nobody claimed yet, newest first. One statement."""
    here = reading.store_for(actor)
    rows = (
        ReceiptLine.objects.filter(store_id=here, receipt__undone_at__isnull=True)
        .annotate(
            claimed=Sum(
                "claims__quantity",
                filter=~Q(claims__state=ClaimState.WITHDRAWN) & Q(claims__found="at_receipt"),
            )
        )
        .filter(
            Q(damaged__gt=0) | Q(refused__gt=0) | Q(announced__gt=F("good") + F("damaged") + F("refused"))
        )
        .select_related("receipt__order__supplier", "part")
        .order_by("-receipt__received_at")
    )
    if receipt_line_id is not None:
        rows = rows.filter(pk=receipt_line_id)
    found = []
    for row in rows[:60]:
        faulty = row.damaged + row.refused
        short = max(row.announced - row.good - faulty, ZERO)
        still = faulty + short - (row.claimed or ZERO)
        if still > 0:
            order = row.receipt.order
            found.append(
                Claimable(
                    row.pk,
                    row.receipt.number,
                    order.supplier_id,
                    order.supplier.name,
                    row.part_id,
                    row.part.number,
                    row.part.name,
                    row.part.unit,
                    still,
                    row.fault,
                    row.fault_words,
                    row.damaged,
                    row.price,
                    row.receipt.received_at,
                )
            )
    return found


@dataclass(frozen=True)
class ReturnLineCard:
    """What goes back of a part."""

    number: str
    name: str
    unit: str
    bin: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    value: Decimal


@dataclass(frozen=True)
class ReturnCard:
    """A return to a supplier; amounts without tax."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    reason_says: str
    reason_words: str
    state: str
    state_says: str
    written_at: datetime
    written_by: str
    gone_at: datetime | None
    carrier: str
    credited: Decimal | None
    credit_number: str
    amount: Decimal
    lines: list[ReturnLineCard]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.RETURN.allows(self.state, verb)


def returns(actor: Actor, *, only_open: bool = False, return_id: int | None = None) -> list[ReturnCard]:
    """Returns, newest first. Two statements."""
    here = reading.store_for(actor)
    rows = SupplierReturn.objects.filter(store_id=here).select_related("supplier", "written_by")
    if only_open:
        rows = rows.filter(state__in=[ReturnState.DRAFT, ReturnState.GONE])
    if return_id is not None:
        rows = rows.filter(pk=return_id)
    found = list(rows.order_by("-pk")[:60])
    lines: dict[int, list[ReturnLineCard]] = {}
    for line in (
        ReturnLine.objects.filter(supplier_return__in=found).select_related("part", "bin").order_by("pk")
    ):
        lines.setdefault(line.supplier_return_id, []).append(
            ReturnLineCard(
                line.part.number,
                line.part.name,
                line.part.unit,
                line.bin.code,
                line.quantity,
                line.price,
                (line.quantity * line.price).quantize(Decimal("0.01")),
                line.value,
            )
        )
    return [
        ReturnCard(
            row.pk,
            row.number,
            row.supplier_id,
            row.supplier.name,
            row.get_reason_display(),
            row.reason_words,
            row.state,
            row.get_state_display(),
            row.written_at,
            row.written_by.name if row.written_by else "",
            row.gone_at,
            row.carrier,
            row.credited,
            row.credit_number,
            sum((line.amount for line in lines.get(row.pk, [])), ZERO),
            lines.get(row.pk, []),
        )
        for row in found
    ]


def return_card(actor: Actor, return_id: int) -> ReturnCard:
    """One return. Two statements. Raises Missing."""
    found = returns(actor, return_id=return_id)
    if not found:
        raise Missing("没有找到这张退货单，请检查链接。")
    return found[0]
