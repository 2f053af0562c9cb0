"""What may be asked about one sale: everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from huichang.billing import credit
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Missing
from huichang.kernel.wording import quantity
from huichang.parts import permissions as parts_permissions
from huichang.parts import price_rules
from huichang.parts import queries as parts
from huichang.parts.queries import siblings
from huichang.parts.states import QUALITY_TOLD, Quality, Tracking
from huichang.pricebook import tax
from huichang.trade.models import Bill, GoodsReturn, Sale, SaleLine
from huichang.trade.queries import dispatches as sent
from huichang.trade.queries import reading
from huichang.trade.queries.sale_rows import SaleRow, row_of
from huichang.trade.states import WRITTEN, BillState, Pays, SaleKind, SaleState


@dataclass(frozen=True)
class LineCard:
    """A line of a sale. `free`: what could still be promised; `ready`: kept and not picked; `margin`: yuan a unit after tax
    and cost, and `share` as per cent, for those who may see costs; `others`: the same part by other ways of making."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    is_whole: bool
    quality: str
    quality_says: str
    quality_told: str
    quantity: Decimal
    published: Decimal
    price: Decimal
    price_why: str
    by_hand: bool
    amount: Decimal
    picked: Decimal
    sent: Decimal
    delivered: Decimal
    returned: Decimal
    free: Decimal | None
    ready: Decimal
    short: Decimal
    expected_on: date | None
    bin: str
    margin: Money | None
    share: Decimal | None
    others: tuple[siblings.Sibling, ...]
    tracking: str
    pieces: tuple[parts.Piece, ...]
    """What may be handed over of a part that is kept by batch or serial number, in the order in which it should leave."""

    @property
    def piece_choices(self) -> list[tuple[int, str]]:
        """The same to choose from."""
        return [
            (
                piece.batch_id,
                f"{piece.number} · {piece.bin}" if self.tracking == Tracking.SERIAL else _lot(piece),
            )
            for piece in self.pieces
        ]

    @property
    def sure_pieces(self) -> list[int]:
        """What is meant without asking: all there is, where it is just as many as are sold."""
        is_sure = self.tracking == Tracking.SERIAL and len(self.pieces) == self.quantity
        return [piece.batch_id for piece in self.pieces] if is_sure else []

    @property
    def to_pick(self) -> Decimal:
        """Ordered and not picked."""
        return self.quantity - self.picked

    @property
    def to_send(self) -> Decimal:
        """Picked and still here."""
        return self.picked - self.sent

    @property
    def at_customer(self) -> Decimal:
        """What the customer has and could bring back."""
        return self.delivered - self.returned


def _lot(piece: parts.Piece) -> str:
    ends = f"，{piece.expires_on:%Y-%m-%d} 到期" if piece.expires_on else ""
    return f"{piece.number} · {piece.bin} {quantity(piece.quantity)}{ends}"


@dataclass(frozen=True)
class ReturnBrief:
    """A return of a sale in one line."""

    id: int
    number: str
    state: str
    state_says: str
    reason_says: str
    credit: Decimal


@dataclass(frozen=True)
class BillBrief:
    """The bill of a sale that is paid at once; `open` less than nothing: to be given back."""

    id: int
    number: str
    state: str
    state_says: str
    total: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def open(self) -> Decimal:
        """Still to be paid."""
        return self.total - self.paid - self.credited


@dataclass(frozen=True)
class Credit:
    """A customer's limit, and what is owed on it, repairs and parts together."""

    limit: Decimal
    owed: Decimal
    days: int

    @property
    def left(self) -> Decimal:
        """What may still be bought on credit."""
        return self.limit - self.owed


@dataclass(frozen=True)
class SalePage:
    """Everything of one sale."""

    row: SaleRow
    version: int
    phone: str
    vehicle: str
    pays: str
    ship_to: str
    receiver: str
    note: str
    quoted_at: datetime | None
    answered_at: datetime | None
    answered_via: str
    answer_words: str
    confirmed_at: datetime | None
    over_limit: Decimal
    credit_why: str
    credit_by: str
    ended_at: datetime | None
    end_why: str
    lines: tuple[LineCard, ...]
    dispatches: tuple[sent.DispatchCard, ...]
    bill: BillBrief | None
    returns: tuple[ReturnBrief, ...]
    credit: Credit | None
    margin: Money | None

    @property
    def is_written(self) -> bool:
        """Whether lines may be changed."""
        return self.row.state in WRITTEN

    @property
    def is_counter(self) -> bool:
        """Sold over the counter."""
        return self.row.kind == SaleKind.COUNTER

    @property
    def to_pick(self) -> bool:
        """Something is ordered and not picked."""
        return self.row.state == SaleState.OPEN and any(line.to_pick > 0 for line in self.lines)

    @property
    def to_send(self) -> bool:
        """Something is picked and still here."""
        return self.row.state == SaleState.OPEN and any(line.to_send > 0 for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Something does not lie here."""
        return any(line.short > 0 for line in self.lines)


def sale_page(actor: Actor, sale_id: int, *, on: date) -> SalePage:
    """One sale. At most twelve statements. Raises NotAllowed, and Missing for another store's."""
    store_id = reading.store_for(actor)
    return page_of(store_id, sale_id, on=on, costs=actor.may(parts_permissions.SEE_COSTS, store_id))


def page_of(store_id: int, sale_id: int, *, on: date, costs: bool = False) -> SalePage:
    """The same for whoever may see it by other ways (a customer's link)."""
    sale: Any = (
        Sale.objects.filter(store_id=store_id, pk=sale_id).select_related("written_by", "credit_by").first()
    )
    if sale is None:
        raise Missing("没有找到这张销售单，请检查链接或重新搜索。")
    rows = list(SaleLine.objects.filter(sale=sale).select_related("part").order_by("pk"))
    is_new = sale.state in (*WRITTEN, SaleState.ACCEPTED, SaleState.CREDIT)
    lines = _lines(sale, rows, on=on, is_new=is_new, costs=costs)
    bill = None if is_new else _bill(sale)
    wanted, picked = _sum(rows, "quantity"), _sum(rows, "picked")
    sale.count, sale.wanted, sale.picked = len(rows), wanted, picked
    sale.sent, sale.delivered = _sum(rows, "sent"), _sum(rows, "delivered")
    known = [line for line in lines if line.margin is not None]
    return SalePage(
        row=row_of(sale),
        version=sale.version,
        phone=sale.phone,
        vehicle=sale.vehicle,
        pays=sale.pays,
        ship_to=sale.ship_to,
        receiver=sale.receiver,
        note=sale.note,
        quoted_at=sale.quoted_at,
        answered_at=sale.answered_at,
        answered_via=sale.answered_via,
        answer_words=sale.answer_words,
        confirmed_at=sale.confirmed_at,
        over_limit=sale.over_limit,
        credit_why=sale.credit_why,
        credit_by=sale.credit_by.name if sale.credit_by else "",
        ended_at=sale.ended_at,
        end_why=sale.end_why,
        lines=lines,
        dispatches=() if is_new else tuple(sent.of_sale(sale.pk)),
        bill=bill,
        returns=() if is_new else _returns(sale),
        credit=credit_of(store_id, sale.customer_id) if is_new or sale.pays == Pays.MONTHLY else None,
        margin=Money(sum((line.margin * line.quantity for line in known if line.margin is not None), ZERO))
        if costs and len(known) == len(lines) and known
        else None,
    )


def credit_of(store_id: int, customer_id: int | None, *, for_parts: Decimal | None = None) -> Credit | None:
    """A customer's credit to look at; None without. `for_parts`: what is owed for parts where the caller knows it, all that
    stands on the limit beside repairs. At most three statements."""
    terms = credit.terms_of(store_id, customer_id) if customer_id is not None else None
    if terms is None or customer_id is None:
        return None
    owed = (
        credit.owed_altogether(store_id, customer_id)
        if for_parts is None
        else credit.owed_by(store_id, customer_id) + for_parts
    )
    return Credit(terms[0], owed, terms[1])


def _sum(rows: Sequence[SaleLine], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), ZERO)


def _lines(
    sale: Sale, rows: Sequence[SaleLine], *, on: date, is_new: bool, costs: bool
) -> tuple[LineCard, ...]:
    ids = [row.part_id for row in rows]
    there = parts.availability(sale.store_id, ids) if is_new and ids else {}
    picks = parts.picks_of_order(sale.pk) if sale.state == SaleState.OPEN else {}
    cost = parts.costs(sale.store_id, ids) if costs and ids else {}
    kin = siblings.siblings(sale.store_id, ids, on=on) if sale.state in WRITTEN and ids else {}
    tracked = [row.part_id for row in rows if row.part.tracking != Tracking.NONE]
    by_hand = tracked and sale.kind == SaleKind.COUNTER and sale.state in WRITTEN
    pieces = parts.to_leave(sale.store_id, tracked, on=on) if by_hand else {}
    rate = tax.rate(sale.store_id, "part")
    cards = []
    for row in rows:
        pick, has = picks.get(row.pk), there.get(row.part_id)
        margin, share = (
            price_rules.margin(row.price, cost[row.part_id], rate) if row.part_id in cost else (None, None)
        )
        short = Decimal(ZERO)
        if pick is not None:
            short = max(ZERO, pick.short)
        elif has is not None:
            short = max(ZERO, row.quantity - has.free)
        expected = pick.expected_on if pick is not None else has.expected_on if has is not None else None
        cards.append(
            LineCard(
                row.pk,
                row.part_id,
                row.part.number,
                row.name,
                row.part.unit,
                row.part.is_whole,
                row.quality,
                Quality(row.quality).label,
                QUALITY_TOLD[Quality(row.quality)],
                row.quantity,
                row.published,
                row.price,
                row.price_why,
                row.by_hand,
                row.amount,
                row.picked,
                row.sent,
                row.delivered,
                row.returned,
                has.free if has is not None else None,
                pick.ready if pick is not None else ZERO,
                short,
                expected,
                pick.bin if pick is not None else has.bin if has is not None else "",
                margin,
                share,
                tuple(kin.get(row.part_id, ())),
                row.part.tracking,
                tuple(pieces.get(row.part_id, ())),
            )
        )
    return tuple(cards)


def _bill(sale: Sale) -> BillBrief | None:
    row = Bill.objects.filter(sale=sale).exclude(state=BillState.CANCELLED).first()
    if row is None:
        return None
    return BillBrief(
        row.pk, row.number, row.state, row.get_state_display(), row.total, row.paid, row.credited
    )


def _returns(sale: Sale) -> tuple[ReturnBrief, ...]:
    return tuple(
        ReturnBrief(
            row.pk,
            row.number,
            row.state,
            row.get_state_display(),
            row.get_reason_display(),
            row.credit,
        )
        for row in GoodsReturn.objects.filter(sale=sale).order_by("pk")
    )
