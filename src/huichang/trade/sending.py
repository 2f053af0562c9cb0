"""Goods go out and are signed for; what is delivered on credit is charged. Plain functions over a sale that is held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import pictures
from huichang.kernel.facts import announce
from huichang.kernel.money import ZERO, Money, with_tax_inside
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.wording import quantity as pieces
from huichang.pricebook import tax
from huichang.trade import facts, ordering, rules, writing
from huichang.trade.models import Charge, Dispatch, DispatchLine, Sale, SaleLine
from huichang.trade.states import DISPATCH, Pays, Way


@dataclass(frozen=True, kw_only=True)
class Route:
    """By whom and where goods go."""

    way: str
    carrier: str = ""
    tracking: str = ""
    driver_id: int | None = None
    ship_to: str = ""
    receiver: str = ""
    phone: str = ""


def picked_of(sale: Sale) -> dict[int, Decimal]:
    """What is picked and not sent yet, by line. One statement."""
    return {
        line.pk: line.picked - line.sent
        for line in SaleLine.objects.filter(sale=sale)
        if line.picked > line.sent
    }


def send(
    sale: Sale, quantities: Mapping[int, Decimal], route: Route, *, at: datetime, by_id: int | None
) -> Dispatch:
    """Picked goods leave the house. Raises Refused for more than is picked, nothing, or half a piece; Missing for another sale's
    line."""
    lines = {
        line.pk: line
        for line in SaleLine.objects.select_for_update(of=("self",))
        .filter(sale=sale)
        .select_related("part")
        .order_by("pk")
    }
    wanted = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    if not wanted:
        raise Refused("没有拣好的货可发，请先按拣货单拣货。")
    if wanted.keys() - lines.keys():
        raise Missing("单上没有这一行，请刷新页面。")
    for line_id, quantity in wanted.items():
        line = lines[line_id]
        if not 0 < quantity <= line.picked - line.sent:
            raise Refused(
                f"“{line.name}”拣好没发的是 {pieces(line.picked - line.sent)}，不能发 {pieces(quantity)}。",
                fields=(f"send-{line_id}",),
            )
        writing.check_quantity(
            line.name,
            quantity,
            is_whole=line.part.is_whole,
            unit=line.part.unit,
            field=f"send-{line_id}",
        )
    dispatch: Dispatch = Dispatch.objects.create(
        store_id=sale.store_id,
        number=next_number(sale.store_id, "SH", on=localdate(at)),
        sale=sale,
        way=route.way,
        carrier=route.carrier.strip()[:40],
        tracking=route.tracking.strip().upper()[:40],
        driver_id=route.driver_id,
        ship_to=route.ship_to.strip()[:120] or ("" if route.way == Way.PICKUP else sale.ship_to),
        receiver=route.receiver.strip()[:40] or sale.receiver,
        phone=route.phone.strip()[:20] or sale.phone,
        sent_at=at,
        sent_by_id=by_id,
    )
    DispatchLine.objects.bulk_create(
        DispatchLine(store_id=sale.store_id, dispatch=dispatch, line=lines[line_id], quantity=quantity)
        for line_id, quantity in sorted(wanted.items())
    )
    for line_id, quantity in wanted.items():
        lines[line_id].sent += quantity
    SaleLine.objects.bulk_update([lines[line_id] for line_id in wanted], ["sent"])
    return dispatch


def hand_in(
    dispatch: Dispatch,
    *,
    signed_by: str,
    at: datetime,
    by_id: int | None,
    signature: str = "",
    photo: bytes = b"",
    words: str = "",
) -> None:
    """The customer has the goods and signed for them; on credit they are charged now. Raises Refused without a name."""
    if not signed_by.strip():
        raise Refused("请填写签收人姓名。", fields=("signed_by",))
    DISPATCH.move(dispatch, "deliver")
    store_id = dispatch.store_id
    if signature:
        dispatch.signature = pictures.keep_signature(signature, store_id=store_id, at=at, staff_id=by_id)
    if photo:
        dispatch.photo = pictures.keep(photo, store_id=store_id, at=at, staff_id=by_id)
    dispatch.signed_by, dispatch.words = signed_by.strip()[:40], words.strip()[:120]
    dispatch.ended_at, dispatch.ended_by_id = at, by_id
    dispatch.save()
    amount = _count(dispatch)
    sale = dispatch.sale
    if sale.pays == Pays.MONTHLY and sale.customer_id is not None:
        Charge.objects.create(
            store_id=store_id,
            customer_id=sale.customer_id,
            sale=sale,
            dispatch=dispatch,
            amount=amount,
            tax=with_tax_inside(amount, tax.rate(store_id, "part")).tax,
            on=localdate(at),
        )
    ordering.finish_when_delivered(sale, at=at)
    announce(facts.PartsSold(store_id, sale.pk, sale.customer_id, amount, at))


def take_back(dispatch: Dispatch, *, words: str, at: datetime, by_id: int | None) -> None:
    """The goods did not reach the customer and are in the house again, picked. Raises Refused without a reason."""
    if not words.strip():
        raise Refused("请写明没有送达的原因。", fields=("words",))
    DISPATCH.move(dispatch, "bring_back")
    dispatch.words, dispatch.ended_at, dispatch.ended_by_id = words.strip()[:120], at, by_id
    dispatch.save()
    rows = list(DispatchLine.objects.filter(dispatch=dispatch).select_related("line").order_by("line_id"))
    for row in rows:
        row.line.sent -= row.quantity
    SaleLine.objects.bulk_update([row.line for row in rows], ["sent"])


def _count(dispatch: Dispatch) -> Money:
    """Add a delivery to what its lines have delivered; returns what it is worth."""
    rows = list(DispatchLine.objects.filter(dispatch=dispatch).select_related("line").order_by("line_id"))
    worth = Decimal(ZERO)
    for row in rows:
        line = row.line
        worth += rules.share(line.amount, line.quantity, line.delivered, row.quantity)
        line.delivered += row.quantity
    SaleLine.objects.bulk_update([row.line for row in rows], ["delivered"])
    return Money(worth)
