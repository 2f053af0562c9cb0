"""Sales of a store by what is to be done: the list, its search, how far each is in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.parts import askers
from huichang.parts import queries as parts
from huichang.trade.models import Sale, SaleLine
from huichang.trade.queries import reading
from huichang.trade.states import SaleState

TABS = {
    "open": "进行中",
    "quoted": "报价中",
    "credit": "待批超额",
    "pick": "待拣货",
    "send": "待发货",
    "short": "缺件",
    "done": "已完成",
    "all": "全部",
}
PAGE = 40
_LINES = SaleLine.objects.filter(sale=OuterRef("pk"))
_ONLY = {
    "open": Q(state__in=["draft", "quoted", "accepted", "credit", "open"]),
    "quoted": Q(state__in=["quoted", "accepted"]),
    "credit": Q(state="credit"),
    "pick": Q(state="open") & Exists(_LINES.filter(picked__lt=F("quantity"))),
    "send": Q(state="open") & Exists(_LINES.filter(sent__lt=F("picked"))),
    "done": Q(state__in=["done", "declined", "cancelled"]),
    "all": Q(),
}


@dataclass(frozen=True)
class SaleRow:
    """A sale in one line. `progress`: what of it is picked, sent, delivered, in words."""

    id: int
    number: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    customer_id: int | None
    buyer: str
    total: Decimal
    lines: int
    pays_says: str
    written_at: datetime
    written_by: str
    needed_on: date | None
    valid_until: date | None
    progress: str


def sale_list(
    actor: Actor,
    *,
    only: str = "open",
    text: str = "",
    customer_id: int | None = None,
    part_id: int | None = None,
    before: int | None = None,
) -> tuple[list[SaleRow], int | None]:
    """Sales of the store, newest first, and where the next page begins. One statement, two for what is short."""
    store_id = reading.store_for(actor)
    rows = Sale.objects.filter(_ONLY.get(only, _ONLY["open"]), store_id=store_id)
    if only == "short":
        rows = rows.filter(pk__in=waiting(store_id))
    if text.strip():
        rows = rows.filter(found_by(text.strip()))
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if part_id is not None:
        rows = rows.filter(Exists(_LINES.filter(part_id=part_id)))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("written_by")
        .annotate(
            count=Count("lines"),
            wanted=Sum("lines__quantity"),
            picked=Sum("lines__picked"),
            sent=Sum("lines__sent"),
            delivered=Sum("lines__delivered"),
        )
        .order_by("-pk")[: PAGE + 1]
    )
    return [row_of(row) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None


def waiting(store_id: int) -> set[int]:
    """Ordered sales of which something is waited for. One statement."""
    return {
        each.order_id
        for each in parts.shorts(store_id)
        if each.order_id is not None and askers.is_sale(each.order_id)
    }


def found_by(text: str) -> Q:
    """What the search means: number, buyer by name or initials, phone, car, or a part on it."""
    return (
        Q(number__icontains=text)
        | Q(buyer__icontains=text)
        | Q(customer__initials__startswith=text.lower())
        | Q(customer__pinyin__startswith=text.lower())
        | Q(phone__endswith=text)
        | Q(vehicle__icontains=text)
        | Q(Exists(_LINES.filter(part__number__istartswith=text)))
    )


def row_of(row: Any) -> SaleRow:
    """A row, with its lines counted and summed, as one line."""
    return SaleRow(
        row.pk,
        row.number,
        row.kind,
        row.get_kind_display(),
        row.state,
        row.get_state_display(),
        row.customer_id,
        row.buyer,
        row.total,
        row.count,
        row.get_pays_display(),
        row.written_at,
        row.written_by.name if row.written_by else "",
        row.needed_on,
        row.valid_until,
        progress(row.state, row.wanted or ZERO, row.picked or ZERO, row.sent or ZERO, row.delivered or ZERO),
    )


def progress(state: str, wanted: Decimal, picked: Decimal, sent: Decimal, delivered: Decimal) -> str:
    """How far an ordered sale is, in words; nothing for the others."""
    if state != SaleState.OPEN:
        return ""
    if delivered >= wanted:
        return "已全部签收，待收款"
    if sent > delivered:
        return "送货中" if sent >= wanted else "部分送货中"
    if picked > sent:
        return "已拣好，待发货" if picked >= wanted else "部分已拣"
    return "部分已签收，其余待拣" if delivered else "待拣货"
