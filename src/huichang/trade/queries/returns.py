"""What may be asked about returns: the list, and one with its goods."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Missing
from huichang.trade import rules
from huichang.trade.models import GoodsReturn, ReturnLine
from huichang.trade.queries import reading
from huichang.trade.states import ReturnState

MOST = 100
FEE = settings.Setting("trade.return_fee_percent", 10, "销售退货费（非我方原因）")


@dataclass(frozen=True)
class BackLine:
    """A part in a return."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    value: Decimal
    condition_says: str


@dataclass(frozen=True)
class ReturnCard:
    """A return with its goods. Before somebody has looked, value and fee are what the store's rules make of them."""

    id: int
    number: str
    sale_id: int
    sale_number: str
    buyer: str
    pays: str
    state: str
    state_says: str
    reason: str
    reason_says: str
    words: str
    is_late: bool
    asked_at: datetime
    asked_by: str
    checked_at: datetime | None
    checked_by: str
    value: Decimal
    fee: Decimal
    credit: Decimal
    credit_number: str
    refused_why: str
    lines: tuple[BackLine, ...]

    @property
    def is_open(self) -> bool:
        """Nobody has looked yet."""
        return self.state == ReturnState.ASKED

    @property
    def names(self) -> str:
        """What comes back, in one line."""
        return "、".join(line.name for line in self.lines)


def return_list(actor: Actor, *, only: str = "asked", text: str = "") -> list[ReturnCard]:
    """Returns of the store, newest first. Two statements."""
    store_id = reading.store_for(actor)
    rows = GoodsReturn.objects.filter(store_id=store_id)
    if only == "asked":
        rows = rows.filter(state=ReturnState.ASKED)
    if text.strip():
        said = text.strip()
        rows = rows.filter(
            Q(number__icontains=said)
            | Q(credit_number__icontains=said)
            | Q(sale__number__icontains=said)
            | Q(sale__buyer__icontains=said)
            | Q(sale__customer__initials__startswith=said.lower())
        )
    return [_card(row) for row in _whole(rows.order_by("-pk")[:MOST])]


def return_card(actor: Actor, return_id: int) -> ReturnCard:
    """One return. Two statements. Raises Missing for another store's."""
    store_id = reading.store_for(actor)
    found = list(_whole(GoodsReturn.objects.filter(store_id=store_id, pk=return_id)))
    if not found:
        raise Missing("没有找到这张退货单，请检查链接或从列表打开。")
    return _card(found[0])


def _whole(rows: QuerySet[GoodsReturn]) -> QuerySet[GoodsReturn]:
    lines = ReturnLine.objects.select_related("line__part").order_by("line_id")
    return rows.select_related("sale", "asked_by", "checked_by").prefetch_related(Prefetch("lines", lines))


def _card(row: GoodsReturn) -> ReturnCard:
    lines = tuple(
        BackLine(
            each.pk,
            each.line.part_id,
            each.line.part.number,
            each.line.name,
            each.line.part.unit,
            each.quantity,
            each.value
            if row.state == ReturnState.ACCEPTED
            else rules.share(each.line.amount, each.line.quantity, each.line.returned, each.quantity),
            each.get_condition_display(),
        )
        for each in row.lines.all()
    )
    value = sum((line.value for line in lines), ZERO)
    is_open = row.state == ReturnState.ASKED
    fee = (
        rules.restocking_fee(Money(value), row.reason, settings.of(row.store_id, FEE)) if is_open else row.fee
    )
    return ReturnCard(
        row.pk,
        row.number,
        row.sale_id,
        row.sale.number,
        row.sale.buyer,
        row.sale.pays,
        row.state,
        row.get_state_display(),
        row.reason,
        row.get_reason_display(),
        row.words,
        row.is_late,
        row.asked_at,
        row.asked_by.name if row.asked_by else "",
        row.checked_at,
        row.checked_by.name if row.checked_by else "",
        value if is_open else row.value,
        fee,
        value - fee if is_open else row.credit,
        row.credit_number,
        row.refused_why,
        lines,
    )
