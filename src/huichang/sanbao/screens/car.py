"""/sanbao/cars/<id>/ : one car's clock. Lights by clause, repairs behind them, the arithmetic; certificate and requests."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.sanbao import certificates, permissions, queries, requests
from huichang.sanbao.models.cars import USES
from huichang.sanbao.states import RequestKind


class Certificate(forms.Form):
    """What the certificate and the invoice say; n in per cent."""

    use = forms.ChoiceField(label="购车用途", choices=USES, widget=forms.RadioSelect)
    invoice_on = forms.DateField(label="开票日期", required=False, widget=forms.DateInput({"type": "date"}))
    delivered_on = forms.DateField(label="交付日期", required=False, widget=forms.DateInput({"type": "date"}))
    price = forms.DecimalField(label="车价款", max_digits=14, decimal_places=2, required=False)
    percent = forms.DecimalField(label="使用补偿系数 n（%）", max_digits=5, decimal_places=3, required=False)
    sanbao_months = forms.IntegerField(label="三包有效期（月）", required=False, min_value=1, max_value=240)
    sanbao_km = forms.IntegerField(
        label="三包有效期（公里）", required=False, min_value=1, max_value=1_000_000
    )
    cover_months = forms.IntegerField(label="包修期（月）", required=False, min_value=1, max_value=240)
    cover_km = forms.IntegerField(label="包修期（公里）", required=False, min_value=1, max_value=1_000_000)
    seller = forms.CharField(label="销售者", max_length=80, required=False)
    invoice_number = forms.CharField(label="发票号码", max_length=30, required=False)
    number = forms.CharField(label="三包凭证号", max_length=40, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Returned(forms.Form):
    """The mark 三包换退车."""

    returned_on = forms.DateField(label="换退日期", required=False)
    reason = forms.CharField(label="原因", max_length=200)


class Ask(forms.Form):
    """What the owner wants."""

    kind = forms.ChoiceField(label="客户要求", choices=RequestKind.choices)
    rule = forms.CharField(label="依据", max_length=120, required=False)
    words = forms.CharField(label="客户的要求和理由", max_length=500)
    asked_at = forms.DateTimeField(label="提出时间", required=False)


def show(request: Request, vehicle_id: int) -> HttpResponse:
    """The clock, counted now. Ten statements."""
    actor, moment = request.actor, now()
    page = queries.car_page(actor, vehicle_id, at=moment)
    return render(
        request,
        "sanbao/screens/car.html",
        {
            "page": page,
            "car": page.car,
            "form": Certificate(initial=_initial(page)),
            "kinds": RequestKind.choices,
            "asked_at": f"{localtime(moment):%Y-%m-%dT%H:%M}",
            "may_keep": actor.may(permissions.KEEP_CERTIFICATES, actor.here),
            "may_ask": actor.may(permissions.TAKE_REQUESTS, actor.here),
            "may_answer": actor.may(permissions.ANSWER_REQUESTS, actor.here),
        },
    )


def _initial(page: queries.CarPage) -> dict[str, object]:
    card = page.certificate
    dates: dict[str, object] = {"invoice_on": page.invoiced_on, "delivered_on": page.delivered_on}
    if card is None:
        return dates
    percent = card.use_factor * 100 if card.use_factor is not None else None
    return {
        **dates,
        "use": card.use,
        "price": card.price,
        "percent": percent.normalize() if percent is not None else None,
        "sanbao_months": card.sanbao_months,
        "sanbao_km": card.sanbao_km,
        "cover_months": card.cover_months,
        "cover_km": card.cover_km,
        "seller": card.seller,
        "invoice_number": card.invoice_number,
        "number": card.number,
        "seen": card.version,
    }


@require_POST
def certificate(request: Request, vehicle_id: int) -> HttpResponse:
    """What the certificate says."""
    said = read(Certificate(request.POST))
    percent = said.pop("percent")
    certificates.keep_certificate(
        request.actor,
        vehicle_id,
        at=now(),
        use_factor=percent / 100 if percent is not None else None,
        **said,
    )
    toasts.told(request, "三包凭证已登记，时钟已重算")
    return redirect("sanbao:car", vehicle_id)


@require_POST
def returned(request: Request, vehicle_id: int) -> HttpResponse:
    """The car was exchanged or returned; an empty day takes the mark away."""
    said = read(Returned(request.POST))
    certificates.mark_returned(request.actor, vehicle_id, at=now(), **said)
    toasts.told(request, "已标记三包换退车" if said["returned_on"] else "已撤销标记")
    return redirect("sanbao:car", vehicle_id)


@require_POST
def ask(request: Request, vehicle_id: int) -> HttpResponse:
    """The owner wants the car exchanged or returned."""
    said = read(Ask(request.POST))
    moment = now()
    asked_at: datetime = said["asked_at"] or moment
    row = requests.take_request(
        request.actor,
        request.actor.here,
        vehicle_id=vehicle_id,
        kind=said["kind"],
        rule=said["rule"] or requests.OTHER,
        words=said["words"],
        asked_at=asked_at,
        at=moment,
    )
    toasts.told(request, f"已受理 {row.number}，{row.answer_by_on:%Y-%m-%d} 前答复")
    return redirect("sanbao:request", row.pk)
