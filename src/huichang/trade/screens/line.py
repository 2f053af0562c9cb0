"""The lines of a sale: parts by scan, number, pinyin or the car's series; quantity, price by hand, what is cut off."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import permissions as parts_permissions
from huichang.parts import price_rules
from huichang.parts import queries as parts
from huichang.pricebook import tax
from huichang.trade import ordering, permissions, pricing, writing
from huichang.trade.queries import reading
from huichang.vehicles import queries as vehicles

MOST = 12


class Add(forms.Form):
    """A part by code or by choice."""

    code = forms.CharField(label="配件", max_length=80, required=False)
    part = forms.IntegerField(required=False)
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, required=False)
    price = forms.DecimalField(label="单价", max_digits=14, decimal_places=2, required=False)


class Change(forms.Form):
    """Another quantity or price."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    price = forms.DecimalField(label="单价", max_digits=14, decimal_places=2, required=False)


def part_of(request: Request, code: str) -> parts.PartBrief:
    """The one part that a code or words mean. Raises Refused for none or several, and for an old number with the new one."""
    part = parts.by_code(code)
    if part is not None:
        return parts.not_superseded(part, request.actor.here)
    hits = parts.search(request.actor, code, on=localdate(now()), limit=3)
    if len(hits) == 1:
        return hits[0].part
    said = "、".join(hit.part.number for hit in hits)
    raise Refused(
        f"“{code}”对应好几种配件（{said} 等），请输入完整编码；也可以开单后在“按名称、拼音查找”里选。"
        if hits
        else f"没有编码为“{code}”的配件，请核对标签，或按名称、拼音首字母查找。",
        fields=("code",),
    )


def search(request: Request) -> HttpResponse:
    """Parts for a sale: what the text means, with siblings by other ways of making, price for its customer and stock.

    `car`: what fits it comes first, or alone without a text. At most ten statements.
    """
    actor, on = request.actor, localdate(now())
    store_id = reading.store_for(actor, permissions.WRITE_SALES)
    text = request.GET.get("q", "").strip()
    series = _series(actor, request.GET.get("car", "").strip())
    sale_id = number_of(request.GET.get("sale", ""))
    customer_id = number_of(request.GET.get("customer", ""))
    found: list[dict[str, Any]] = []
    if text or series:
        offered = (
            parts.offered_for(actor, text, on=on, limit=MOST)
            if text
            else [
                parts.Offered(hit.part, hit.price, hit.stock)
                for hit in parts.search(actor, "", on=on, series=series, limit=MOST)
            ]
        )
        ids = [each.part.id for each in offered]
        fits = parts.fitting(ids, series) if series else set(ids)
        prices = pricing.priced(ids, store_id=store_id, customer_id=customer_id, on=on)
        sees, rate = actor.may(parts_permissions.SEE_COSTS, store_id), tax.rate(store_id, "part")
        for each in offered:
            said = prices[each.part.id]
            share = (
                price_rules.margin(said.price, said.cost, rate)[1]
                if sees and said.price is not None and said.cost is not None
                else None
            )
            found.append(
                {
                    "part": each.part,
                    "price": said.price,
                    "published": said.published,
                    "why": said.why,
                    "stock": each.stock,
                    "note": each.note,
                    "asked_for": each.asked_for,
                    "share": share,
                    "fits": each.part.id in fits,
                }
            )
        found.sort(key=lambda row: not row["fits"])
    return render(
        request,
        "trade/screens/line.html",
        {"found": found, "text": text, "sale_id": sale_id, "series": series},
    )


def _series(actor: Any, car: str) -> str:
    """The series that a car means: its own word, or that of the VIN or plate. One statement."""
    if not car:
        return ""
    hits = vehicles.find(actor, car) if len(car) >= 4 else []
    return hits[0].series if hits else car


@require_POST
def add(request: Request, sale_id: int) -> HttpResponse:
    """One more line, or one more piece of it."""
    said = read(Add(request.POST))
    part_id = said["part"] or part_of(request, said["code"]).id
    line = writing.add_line(
        request.actor,
        sale_id,
        part_id=part_id,
        quantity=said["quantity"] or Decimal(1),
        price=said["price"],
        at=now(),
    )
    toasts.told(request, f"已加 {line.name}，{line.price_why}")
    return redirect("trade:order", sale_id)


@require_POST
def change(request: Request, sale_id: int, sale_line_id: int) -> HttpResponse:
    """Another quantity or price; 0 takes the line away."""
    said = read(Change(request.POST))
    writing.change_line(
        request.actor,
        sale_id,
        sale_line_id,
        quantity=said["quantity"],
        price=said["price"],
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    return redirect("trade:order", sale_id)


@require_POST
def cut(request: Request, sale_id: int, sale_line_id: int) -> HttpResponse:
    """So much of an ordered line is no longer wanted."""
    said = read(Change(request.POST))
    ordering.cut_line(
        request.actor,
        sale_id,
        sale_line_id,
        quantity=said["quantity"],
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    toasts.told(request, "已取消未发的部分，金额已更新")
    return redirect("trade:order", sale_id)
