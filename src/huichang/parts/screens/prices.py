"""/parts/prices/ : the price board (备件价格公示), on screen, on paper, and to take away."""

from urllib.parse import quote, urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.money import money
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, day_of, number_of, read
from huichang.parts import permissions, pricing, queries
from huichang.parts.screens import price_tabs
from huichang.parts.states import Quality

HEADINGS = ("配件编码", "名称", "质量属性", "品牌", "单位", "售价（含税）", "生效日期", "依据")


def show(request: Request) -> HttpResponse:
    """A page of the board: `?q=` looks for parts, `?quality=`, `?on=` another day. One statement."""
    text, quality = request.GET.get("q", "")[:60], request.GET.get("quality", "")
    on = day_of(request.GET.get("on", "")) or localdate(now())
    page = number_of(request.GET.get("page", "")) or 1
    rows, more = queries.price_board(request.actor, text, quality=quality, on=on, page=page)
    asked = {"q": text, "quality": quality, "on": on.isoformat()}
    return render(
        request,
        "parts/screens/prices.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "rows": rows,
            "text": text,
            "quality": quality,
            "qualities": Quality.choices,
            "on": on,
            "may_import": request.actor.may("company.import_sheets")
            and request.actor.may(permissions.SET_PRICES),
            "next_url": "?" + urlencode({**asked, "page": page + 1}) if more else "",
            "file_url": "?" + urlencode(asked),
        },
    )


def export(request: Request, kind: str) -> HttpResponse:
    """The whole board as .xlsx or .csv. One statement."""
    on = day_of(request.GET.get("on", "")) or localdate(now())
    found = queries.whole_board(
        request.actor, request.GET.get("q", "")[:60], quality=request.GET.get("quality", ""), on=on
    )
    rows = (
        (
            row.number,
            row.name,
            row.quality_says,
            row.maker,
            row.unit,
            row.price,
            row.from_on,
            row.why or row.source_says,
        )
        for row in found
    )
    if kind == "csv":
        content, media_type = writing.text(HEADINGS, rows), writing.CSV
    else:
        content, media_type = writing.sheet("备件价格公示", HEADINGS, rows, widths=(18, 26)), writing.XLSX
    answer = HttpResponse(content, content_type=media_type)
    name = quote(f"备件价格公示-{on:%Y%m%d}.{'csv' if kind == 'csv' else 'xlsx'}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def origin(request: Request, part_id: int) -> HttpResponse:
    """Beside a part: where its price comes from, who pays less, what is left. Five statements."""
    found = queries.price_origin(request.actor, part_id, on=localdate(now()))
    may_price = request.actor.may(permissions.SET_PRICES)
    shown = {"origin": found, "part_id": part_id, "may_price": may_price}
    return render(request, "parts/screens/part_price.html", shown)


class Guide(forms.Form):
    """The manufacturer's list price."""

    price = forms.DecimalField(label="厂家指导价", max_digits=12, decimal_places=2)
    from_on = forms.DateField(label="自")


@require_POST
def set_guide(request: Request, part_id: int) -> HttpResponse:
    """The manufacturer's list price of a part from a day on."""
    said = read(Guide(request.POST))
    pricing.set_guide_price(request.actor, part_id, price=money(said["price"]), from_on=said["from_on"])
    toasts.told(request, "厂家指导价已登记；要用到售价上，请做一次调价")
    return redirect(f"/parts/part/{part_id}/?tab=words")
