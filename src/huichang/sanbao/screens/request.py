"""/sanbao/requests/<id>/ : one request, from the owner's word to the certificate; what may be done next, and its letters."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.sanbao import permissions, queries, requests


class Agree(forms.Form):
    """Yes, with what the arithmetic needs; n in per cent."""

    km = forms.IntegerField(label="行驶里程", min_value=0, max_value=2_000_000)
    price = forms.DecimalField(label="车价款", max_digits=14, decimal_places=2, required=False)
    percent = forms.DecimalField(label="使用补偿系数 n（%）", max_digits=5, decimal_places=3, required=False)
    registration = forms.DecimalField(label="车辆登记费", max_digits=12, decimal_places=2, required=False)
    fittings = forms.DecimalField(label="加装装饰费", max_digits=12, decimal_places=2, required=False)
    services = forms.DecimalField(label="相关服务费", max_digits=12, decimal_places=2, required=False)
    words = forms.CharField(label="说明", max_length=500, required=False)
    seen = forms.IntegerField(required=False)


class Words(forms.Form):
    """Why."""

    words = forms.CharField(label="理由", max_length=500)
    seen = forms.IntegerField(required=False)


class Complete(forms.Form):
    """Done."""

    done_on = forms.DateField(label="办结日期")
    new_vin = forms.CharField(label="新车车架号", max_length=24, required=False)
    vin_reason = forms.CharField(label="车架号例外原因", max_length=80, required=False)
    seen = forms.IntegerField(required=False)


def show(request: Request, exchange_id: int) -> HttpResponse:
    """The request. Two statements."""
    actor, moment = request.actor, now()
    page = queries.request_page(actor, exchange_id, at=moment)
    percent = page.known_factor * 100 if page.known_factor is not None else None
    return render(
        request,
        "sanbao/screens/request.html",
        {
            "page": page,
            "row": page.row,
            "percent": f"{percent.normalize():f}" if percent is not None else "",
            "today": localdate(moment),
            "may_answer": actor.may(permissions.ANSWER_REQUESTS, actor.here),
            "may_take": actor.may(permissions.TAKE_REQUESTS, actor.here),
        },
    )


@require_POST
def agree(request: Request, exchange_id: int) -> HttpResponse:
    """Yes."""
    said = read(Agree(request.POST))
    fees = requests.Fees(
        *(said.pop(name) or requests.Fees().registration for name in ("registration", "fittings", "services"))
    )
    percent = said.pop("percent")
    requests.agree_request(
        request.actor,
        exchange_id,
        at=now(),
        fees=fees,
        use_factor=percent / 100 if percent is not None else None,
        **said,
    )
    return _told(request, exchange_id, "已同意，可以打印答复函")


@require_POST
def refuse(request: Request, exchange_id: int) -> HttpResponse:
    """No."""
    requests.refuse_request(request.actor, exchange_id, at=now(), **_words(request))
    return _told(request, exchange_id, "已拒绝，请把答复函交给客户")


@require_POST
def reconsider(request: Request, exchange_id: int) -> HttpResponse:
    """The refusal is looked at again."""
    requests.reconsider_request(request.actor, exchange_id, at=now(), **_words(request))
    return _told(request, exchange_id, "已回到待答复")


@require_POST
def withdraw(request: Request, exchange_id: int) -> HttpResponse:
    """The owner no longer wants it."""
    requests.withdraw_request(request.actor, exchange_id, at=now(), **_words(request))
    return _told(request, exchange_id, "已登记客户撤回")


@require_POST
def turn(request: Request, exchange_id: int) -> HttpResponse:
    """The exchange becomes a return."""
    requests.turn_to_return(request.actor, exchange_id, at=now(), **_words(request))
    return _told(request, exchange_id, "已改为退车，金额已重算")


@require_POST
def complete(request: Request, exchange_id: int) -> HttpResponse:
    """Done."""
    row = requests.complete_request(request.actor, exchange_id, at=now(), **read(Complete(request.POST)))
    return _told(request, exchange_id, f"已办结，证明编号 {row.proof}")


def _words(request: Request) -> dict[str, Any]:
    return read(Words(request.POST))


def _told(request: Request, exchange_id: int, words: str) -> HttpResponse:
    toasts.told(request, words)
    return redirect("sanbao:request", exchange_id)
