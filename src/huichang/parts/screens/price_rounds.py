"""/parts/prices/rounds/ : new prices for many parts: tried, looked at, published from a day, taken back before it."""

from datetime import timedelta
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, read
from huichang.parts import permissions, pricing, queries
from huichang.parts.screens import price_tabs
from huichang.parts.states import Quality, RoundBasis, UseClass


class Draft(forms.Form):
    """What is to be priced anew, and by what."""

    name = forms.CharField(label="名称", max_length=60)
    basis = forms.ChoiceField(label="依据", choices=RoundBasis.choices, initial=RoundBasis.RULES)
    percent = forms.DecimalField(label="百分比", max_digits=6, decimal_places=2, initial=100)
    from_on = forms.DateField(label="生效日期")
    use_class = forms.ChoiceField(label="用途", choices=[("", "全部用途"), *UseClass.choices], required=False)
    quality = forms.ChoiceField(label="质量属性", choices=[("", "全部"), *Quality.choices], required=False)
    maker = forms.CharField(label="品牌", max_length=40, required=False)
    group = forms.BooleanField(label="调集团价", required=False)


def show(request: Request) -> HttpResponse:
    """The rounds so far, and a new one. One statement."""
    today = localdate(now())
    return render(
        request,
        "parts/screens/price_rounds.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "rounds": queries.rounds(request.actor),
            "form": Draft(initial={"from_on": today + timedelta(days=7)}),
            "may_price": request.actor.may(permissions.SET_PRICES),
            "may_group": request.actor.may(permissions.SET_GROUP_PRICES),
        },
    )


@require_POST
def draft(request: Request) -> HttpResponse:
    """Try a round."""
    made = pricing.draft_round(request.actor, **read(Draft(request.POST)), at=now())
    return redirect("parts:price_round", made.pk)


def one(request: Request, round_id: int) -> HttpResponse:
    """A round with its effect; `?only=` up, down, first, unpriced. Four statements."""
    only = request.GET.get("only", "")
    page = queries.round_page(request.actor, round_id, on=localdate(now()), only=only)
    right = permissions.SET_GROUP_PRICES if page.round.is_group else permissions.SET_PRICES
    return render(
        request,
        "parts/screens/price_rounds_one.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "page": page,
            "only": only,
            "may_price": request.actor.may(right),
            "sees_costs": request.actor.may(permissions.SEE_COSTS),
        },
    )


@require_POST
def publish(request: Request, round_id: int) -> HttpResponse:
    """The prices hold from their day."""
    made = pricing.publish_round(request.actor, round_id, at=now())
    toasts.told(request, f"已公布，{made.from_on:%Y-%m-%d} 起执行")
    return redirect("parts:price_round", round_id)


@require_POST
def withdraw(request: Request, round_id: int) -> HttpResponse:
    """Taken back."""
    pricing.withdraw_round(request.actor, round_id, at=now())
    toasts.told(request, "已撤回，售价保持原样")
    return redirect("parts:price_round", round_id)


def export(request: Request, round_id: int) -> HttpResponse:
    """All lines of a round as a sheet."""
    headings = ("配件编码", "名称", "质量属性", "原售价", "新售价", "变动（%）", "成本（不含税）", "怎么来的")
    rows = (
        (row.number, row.name, row.quality_says, row.old, row.new, row.percent, row.cost, row.why)
        for row in queries.round_lines(request.actor, round_id)
    )
    content = writing.sheet("调价明细", headings, rows, widths=(18, 26))
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'调价明细-{round_id}.xlsx')}"
    return answer
