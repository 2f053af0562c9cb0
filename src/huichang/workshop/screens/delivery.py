"""/workshop/delivery/ : cars on their way out; one car explained, shown, handed over, with its gate pass (LANE-62, LANE-63)."""

import segno
from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request, number_of
from huichang.workshop import handover, permissions
from huichang.workshop.queries import checking, leaving


class Handed(forms.Form):
    """What is written down with the delivery."""

    version = forms.IntegerField(required=False)
    next_service_on = forms.DateField(label="下次保养日期", required=False)
    next_service_km = forms.IntegerField(label="下次保养里程", required=False, min_value=0)
    score = forms.IntegerField(label="满意度", required=False, min_value=1, max_value=5)
    score_words = forms.CharField(label="客户的话", required=False, max_length=200)
    instead = forms.CharField(label="代为交车的原因", required=False, max_length=80)
    safety_signature = forms.CharField(required=False, max_length=900_000)


def show(request: Request) -> HttpResponse:
    """Cars on their way out."""
    return render(
        request, "workshop/screens/delivery.html", {"cars": leaving.leaving(request.actor, at=now())}
    )


def car(request: Request, order_id: int) -> HttpResponse:
    """One car."""
    sheet = leaving.delivery(request.actor, order_id, at=now())
    may_park = request.actor.may(permissions.PARK_CARS) and sheet.car.delivered_at is None
    return render(
        request,
        "workshop/screens/delivery_car.html",
        {
            "sheet": sheet,
            "old_part_choices": leaving.OLD_PARTS,
            "scores": leaving.SCORES,
            "code": qr(sheet.gate_pass.token) if sheet.gate_pass else "",
            "places": checking.parking(request.actor.here) if may_park else (),
            "may_park": may_park,
        },
    )


@require_POST
def deliver(request: Request, order_id: int) -> HttpResponseRedirect:
    """The keys change hands."""
    told = web.read(Handed(request.POST))
    old_parts = {
        int(name.removeprefix("old-")): value
        for name, value in request.POST.items()
        if name.startswith("old-") and number_of(name.removeprefix("old-")) is not None
    }
    handover.deliver_car(
        request.actor,
        order_id,
        items=request.POST.getlist("items"),
        old_parts={line_id: str(value) for line_id, value in old_parts.items()},
        next_service_on=told["next_service_on"],
        next_service_km=told["next_service_km"],
        score=told["score"],
        score_words=told["score_words"],
        instead=told["instead"],
        safety_signature=told["safety_signature"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, "已交车，请把出门证交给客户")
    return redirect("workshop:delivery.car", order_id)


@require_POST
def renew(request: Request, order_id: int) -> HttpResponseRedirect:
    """The gate pass was lost, or has expired."""
    handover.renew_gate_pass(request.actor, order_id, at=now())
    toasts.told(request, "已重开出门证，原来的作废")
    return redirect("workshop:delivery.car", order_id)


def qr(text: str) -> SafeString:
    """A code to be scanned off the screen, as SVG."""
    return mark_safe(segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True))
