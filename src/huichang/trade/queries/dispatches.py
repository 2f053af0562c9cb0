"""What may be asked about deliveries: what is on its way, and one with its goods and proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.trade.models import Dispatch, DispatchLine
from huichang.trade.queries import reading
from huichang.trade.states import DispatchState

MOST = 100


@dataclass(frozen=True)
class SentLine:
    """A part in a delivery."""

    line_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True)
class DispatchCard:
    """A delivery with its goods and its proof (addresses of pictures)."""

    id: int
    number: str
    sale_id: int
    sale_number: str
    buyer: str
    state: str
    state_says: str
    way: str
    way_says: str
    carrier: str
    tracking: str
    driver: str
    driver_id: int | None
    ship_to: str
    receiver: str
    phone: str
    sent_at: datetime
    sent_by: str
    ended_at: datetime | None
    signed_by: str
    signature: str
    photo: str
    words: str
    note: str
    lines: tuple[SentLine, ...]

    @property
    def names(self) -> str:
        """What is in it, in one line."""
        return "、".join(line.name for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Still on its way."""
        return self.state == DispatchState.ON_WAY


def _cards(rows: QuerySet[Dispatch]) -> list[DispatchCard]:
    lines = DispatchLine.objects.select_related("line__part").order_by("line_id")
    return [
        _card(row)
        for row in rows.select_related("sale", "driver", "sent_by").prefetch_related(Prefetch("lines", lines))
    ]


def _card(row: Dispatch) -> DispatchCard:
    return DispatchCard(
        row.pk,
        row.number,
        row.sale_id,
        row.sale.number,
        row.sale.buyer,
        row.state,
        row.get_state_display(),
        row.way,
        row.get_way_display(),
        row.carrier,
        row.tracking,
        row.driver.name if row.driver else "",
        row.driver_id,
        row.ship_to,
        row.receiver,
        row.phone,
        row.sent_at,
        row.sent_by.name if row.sent_by else "",
        row.ended_at,
        row.signed_by,
        pictures.link(row.signature_id) if row.signature_id else "",
        pictures.link(row.photo_id) if row.photo_id else "",
        row.words,
        row.sale.note,
        tuple(
            SentLine(each.line_id, each.line.part.number, each.line.name, each.line.part.unit, each.quantity)
            for each in row.lines.all()
        ),
    )


def of_sale(sale_id: int) -> Iterable[DispatchCard]:
    """The deliveries of a sale, oldest first. Two statements."""
    return _cards(Dispatch.objects.filter(sale_id=sale_id).order_by("pk"))


def dispatch_list(
    actor: Actor, *, only: str = "on_way", text: str = "", mine: bool = False
) -> list[DispatchCard]:
    """Deliveries of the store: on their way (oldest first), or those that ended (newest first). Two statements."""
    store_id = reading.store_for(actor)
    rows = Dispatch.objects.filter(store_id=store_id)
    if text.strip():
        said = text.strip()
        rows = rows.filter(
            Q(number__icontains=said)
            | Q(tracking__icontains=said)
            | Q(sale__number__icontains=said)
            | Q(sale__buyer__icontains=said)
            | Q(sale__customer__initials__startswith=said.lower())
        )
    if mine:
        rows = rows.filter(driver_id=actor.staff_id)
    if only == "on_way":
        return _cards(rows.filter(state=DispatchState.ON_WAY).order_by("pk")[:MOST])
    return _cards(rows.exclude(state=DispatchState.ON_WAY).order_by("-ended_at")[:MOST])


def dispatch_card(actor: Actor, dispatch_id: int) -> DispatchCard:
    """One delivery. Two statements. Raises Missing for another store's."""
    store_id = reading.store_for(actor)
    found = _cards(Dispatch.objects.filter(store_id=store_id, pk=dispatch_id))
    if not found:
        raise Missing("没有找到这张送货单，请检查链接或重新搜索。")
    return found[0]
