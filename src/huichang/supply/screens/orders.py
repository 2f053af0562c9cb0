"""/supply/orders/ : purchase orders by what is to be done with them; a new one."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.parts import queries as parts
from huichang.supply import ordering, permissions, queries
from huichang.supply.drafting import For, Line, Urgency
from huichang.supply.queries import reading
from huichang.supply.queries.orders import TABS
from huichang.supply.states import URGENT_KINDS, OrderKind, UrgentReason


class Head(forms.Form):
    """Of whom, what kind of order, and why it is urgent."""

    supplier = forms.IntegerField(label="供应商", error_messages={"required": "请选择供应商"})
    kind = forms.ChoiceField(label="订单类型", choices=OrderKind.choices)
    urgent_reason = forms.ChoiceField(
        label="急件原因", choices=[("", "—"), *UrgentReason.choices], required=False
    )
    urgent_words = forms.CharField(label="急件说明", max_length=120, required=False)
    ship_to = forms.CharField(label="直发地址", max_length=120, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` by what is to be done, `?q=` searches, `?supplier=` and `?part=` narrow, `?before=` goes on."""
    actor, on = request.actor, localdate(now())
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    supplier_id = number_of(request.GET.get("supplier", ""))
    part_id = number_of(request.GET.get("part", ""))
    rows, before = queries.order_list(
        actor,
        on=on,
        only=only,
        text=text,
        supplier_id=supplier_id,
        part_id=part_id,
        before=number_of(request.GET.get("before", "")),
    )
    kept = {
        name: value for name, value in (("q", text), ("supplier", supplier_id), ("part", part_id)) if value
    }
    return render(
        request,
        "supply/screens/orders.html",
        {
            "rows": rows,
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in TABS.items()
            ],
            "next": f"?{urlencode({**kept, 'only': only, 'before': before})}" if before else "",
            "may_write": actor.may(permissions.WRITE_ORDERS),
        },
    )


def new(request: Request) -> HttpResponse:
    """A new order; `?supplier=`, `?kind=`, `?part=` and `?quantity=` fill it in, `?short=` takes who waits for the part."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.WRITE_ORDERS)
    if request.method == "POST":
        said = read(Head(request.POST))
        urgent = said["kind"] in URGENT_KINDS
        order = ordering.write_order(
            actor,
            store_id=here,
            supplier_id=said["supplier"],
            kind=said["kind"],
            lines=lines_said(request.POST, here, for_waiting=urgent),
            urgency=Urgency(reason=said["urgent_reason"], words=said["urgent_words"]) if urgent else None,
            note=said["note"],
            ship_to=said["ship_to"],
            at=now(),
        )
        toasts.told(request, f"已编制采购单 {order.number}")
        return redirect("supply:order", order.pk)
    supplier_id = number_of(request.GET.get("supplier", ""))
    part_id = number_of(request.GET.get("part", ""))
    first = []
    if part_id is not None and (brief := parts.parts([part_id]).get(part_id)):
        first = [line_card(here, brief, supplier_id, request.GET.get("quantity", ""))]
        if supplier_id is None and first[0].offers:
            supplier_id = first[0].offers[0].supplier_id
            first = [line_card(here, brief, supplier_id, request.GET.get("quantity", ""))]
    return render(
        request,
        "supply/screens/order_new.html",
        {
            "form": Head(
                initial={
                    "supplier": supplier_id,
                    "kind": request.GET.get("kind", OrderKind.WEEKLY),
                    "urgent_reason": request.GET.get("reason", ""),
                }
            ),
            "suppliers": queries.choices(actor, on=on),
            "supplier_id": supplier_id,
            "kinds": OrderKind.choices,
            "kind": request.GET.get("kind", OrderKind.WEEKLY),
            "reasons": UrgentReason.choices,
            "reason": request.GET.get("reason", ""),
            "lines": first,
        },
    )


def line(request: Request) -> HttpResponse:
    """One more line for the part that was scanned or typed, at the supplier's price."""
    actor, code = request.actor, request.GET.get("code", "").strip()
    here = reading.store_for(actor, permissions.WRITE_ORDERS)
    card = line_card(
        here, parts.not_superseded(part_of(request, code)), number_of(request.GET.get("supplier", "")), ""
    )
    return render(request, "supply/screens/order_new.html#line", {"line": card})


def part_of(request: Request, code: str) -> parts.PartBrief:
    """The one part that a code or words mean. Raises Refused for none or several."""
    part = parts.by_code(code)
    if part is not None:
        return part
    hits = parts.search(request.actor, code, on=localdate(now()), limit=2)
    if len(hits) != 1:
        raise Refused(
            f"“{code}”对应好几种配件，请扫码或输入完整编码。"
            if hits
            else f"没有编码为“{code}”的配件，请核对，或先在库存页新建配件。"
        )
    return hits[0].part


@dataclass(frozen=True)
class NewLine:
    """A line to fill in: the supplier's price and pack, what is there, what comes, who waits, who sells it cheaper."""

    part: parts.PartBrief
    quantity: str | Decimal
    price: Decimal | None
    pack: Decimal | None
    offers: list[queries.Offer]
    cheapest: queries.Offer | None
    stock: parts.Availability
    waiting: Decimal


def line_card(store_id: int, brief: parts.PartBrief, supplier_id: int | None, quantity: str) -> NewLine:
    """A line for a part of a supplier. Four statements."""
    on = localdate(now())
    some = queries.offers(store_id, [brief.id], on=on).get(brief.id, [])
    mine = next((offer for offer in some if offer.supplier_id == supplier_id), None)
    waiting = sum((short.quantity for short in parts.shorts(store_id, part_id=brief.id)), Decimal(0))
    return NewLine(
        brief,
        quantity or waiting or (mine.pack if mine else Decimal(1)),
        mine.price if mine else None,
        mine.pack if mine else None,
        some,
        some[0] if some and (mine is None or some[0].price < mine.price) else None,
        parts.availability(store_id, [brief.id])[brief.id],
        waiting,
    )


def lines_said(said: QueryDict, store_id: int, *, for_waiting: bool) -> list[Line]:
    """The lines of a form; of an emergency order each with those who wait for the part. Raises Refused for no
    numbers."""
    lines = []
    columns = (said.getlist(name) for name in ("part", "quantity", "price"))
    for part_id, quantity, price in zip(*columns, strict=False):
        if not quantity.strip():
            continue
        wanted = Line(
            part_id=number_of(part_id) or 0,
            quantity=amount_of(quantity, places=3, says="数量"),
            price=amount_of(price, places=4, says="进价") if price.strip() else None,
        )
        if for_waiting:
            wanted = Line(
                part_id=wanted.part_id,
                quantity=wanted.quantity,
                price=wanted.price,
                wanted_for=[
                    For(
                        quantity=short.quantity,
                        order_id=short.order_id,
                        line_id=short.line_id,
                        appointment_id=short.appointment_id,
                        plate=short.plate,
                    )
                    for short in parts.shorts(store_id, part_id=wanted.part_id)
                ],
            )
        lines.append(wanted)
    return lines
