"""/workshop/comebacks/ : comebacks to decide and decided; and what is suspected on one order (LANE-53)."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.workshop import comebacks, permissions, reasons
from huichang.workshop.queries import returning


class Marked(forms.Form):
    """The guarantee that the job falls under."""

    guarantee = forms.IntegerField(label="质量保证")


class Decided(forms.Form):
    """Free or not, and why the car came back."""

    is_free = forms.ChoiceField(label="费用", choices=[("yes", "免费"), ("no", "客户付费")])
    cause = forms.CharField(label="原因", required=False, max_length=40)
    words = forms.CharField(label="原因说明", required=False, max_length=120)


def show(request: Request) -> HttpResponse:
    """All of them."""
    return render(
        request,
        "workshop/screens/comebacks.html",
        {
            "comebacks": returning.comebacks(request.actor),
            "causes": reasons.of("fail_responsible"),
            "may_decide": request.actor.may(permissions.DECIDE_COMEBACKS),
        },
    )


def of_order(request: Request, order_id: int) -> HttpResponse:
    """What is suspected on an order: a fragment for its page, empty when nothing is."""
    return render(
        request,
        "workshop/screens/comebacks_order.html",
        {
            "suspicions": returning.suspicions(request.actor, order_id),
            "may_mark": request.actor.may(permissions.MARK_COMEBACKS),
        },
    )


@require_POST
def mark(request: Request, job_id: int) -> HttpResponseRedirect:
    """It is a comeback."""
    found = comebacks.mark_comeback(
        request.actor, job_id, guarantee_id=web.read(Marked(request.POST))["guarantee"], at=now()
    )
    toasts.told(request, "已认定返修，这一项对客户免费")
    return redirect("workshop:order", found.job.order_id)


@require_POST
def decide(request: Request, job_id: int) -> HttpResponseRedirect:
    """Free or not."""
    told = web.read(Decided(request.POST))
    comebacks.decide_comeback(
        request.actor,
        job_id,
        is_free=told["is_free"] == "yes",
        cause=told["words"] or told["cause"],
        at=now(),
    )
    toasts.told(request, "已裁定")
    return redirect("workshop:comebacks")
