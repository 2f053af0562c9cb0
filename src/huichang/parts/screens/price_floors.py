"""/parts/prices/floors/ : asking to sell below the floor, and answering."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.money import money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import floors, permissions, queries
from huichang.parts.screens import price_tabs

WHY = ("竞争对手报价", "清理呆滞", "客户抱怨补偿", "大客户议价", "质量瑕疵件")


class Ask(forms.Form):
    """A part, at what, why, for whom."""

    number = forms.CharField(label="配件编码", max_length=40)
    price = forms.DecimalField(label="申请单价（含税）", max_digits=12, decimal_places=2, min_value=0)
    why = forms.CharField(label="原因", max_length=60, required=False)
    why_words = forms.CharField(label="补充说明", max_length=60, required=False)
    whom = forms.CharField(label="客户", max_length=80, required=False)
    order = forms.IntegerField(required=False, widget=forms.HiddenInput)
    line = forms.IntegerField(required=False, widget=forms.HiddenInput)


def show(request: Request) -> HttpResponse:
    """The requests; `?part=&order=&line=&price=` fills in a new one. Two statements."""
    wanted = number_of(request.GET.get("part", ""))
    part = queries.parts([wanted]).get(wanted) if wanted else None
    return render(
        request,
        "parts/screens/price_floors.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "requests": queries.floor_requests(request.actor),
            "form": Ask(
                initial={
                    "number": part.number if part else "",
                    "price": request.GET.get("price", "")[:14],
                    "order": number_of(request.GET.get("order", "")),
                    "line": number_of(request.GET.get("line", "")),
                }
            ),
            "part": part,
            "why": WHY,
            "may_ask": request.actor.may(permissions.ASK_BELOW_FLOOR),
            "may_allow": request.actor.may(permissions.ALLOW_BELOW_FLOOR),
        },
    )


@require_POST
def ask(request: Request) -> HttpResponse:
    """Ask for it."""
    said = read(Ask(request.POST))
    part = queries.by_code(said["number"])
    if part is None:
        raise Refused(f"没有编码为“{said['number']}”的配件，请核对后重新填写。", fields=("number",))
    floors.ask_below_floor(
        request.actor,
        part.id,
        price=money(said["price"]),
        why="：".join(filter(None, [said["why"], said["why_words"]])),
        order_id=said["order"] or 0,
        line_id=said["line"] or 0,
        whom=said["whom"],
        at=now(),
    )
    toasts.told(request, "已提交，备件经理或服务经理答复后即可改价")
    return redirect("parts:price_floors")


@require_POST
def answer(request: Request, floor_request_id: int) -> HttpResponse:
    """Yes or no."""
    allow = "allow" in request.POST
    floors.answer_below_floor(
        request.actor, floor_request_id, allow=allow, words=request.POST.get("words", ""), at=now()
    )
    toasts.told(request, "已同意，7 天内有效" if allow else "已回绝")
    return redirect("parts:price_floors")
