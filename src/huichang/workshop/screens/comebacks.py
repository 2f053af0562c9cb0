"""/workshop/comebacks/ : comebacks to decide and decided; and what is suspected on one order (LANE-53)."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.workshop import comebacks, permissions, reasons
from huichang.workshop.queries import returning

COUNTED_DAYS = 90


class Marked(forms.Form):
    """The guarantee that the job falls under."""

    guarantee = forms.IntegerField(label="质量保证")


class TakenUp(Marked):
    """The same, on an order as the page showed it."""

    version = forms.IntegerField(required=False)


class Rejected(Marked):
    """And why it is none."""

    cause = forms.CharField(label="原因", required=False, max_length=40)
    words = forms.CharField(label="原因说明", required=False, max_length=120)


class Decided(forms.Form):
    """Free or not, and why the car came back."""

    is_free = forms.ChoiceField(label="费用", choices=[("yes", "免费"), ("no", "客户付费")])
    cause = forms.CharField(label="原因", required=False, max_length=40)
    words = forms.CharField(label="原因说明", required=False, max_length=120)
    version = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """All of them."""
    return render(
        request,
        "workshop/screens/comebacks.html",
        {
            "comebacks": returning.comebacks(request.actor),
            "by_cause": returning.by_cause(request.actor, since=now() - timedelta(days=COUNTED_DAYS)),
            "counted_says": f"近 {COUNTED_DAYS} 天，免费返修按原因",
            "causes": reasons.of("fail_responsible"),
            "may_decide": request.actor.may(permissions.DECIDE_COMEBACKS),
        },
    )


def of_order(request: Request, order_id: int) -> HttpResponse:
    """What is suspected on an order: a fragment for its page and for the check-in (`?next=` the page that shows it), empty
    when nothing is."""
    return render(
        request,
        "workshop/screens/comebacks_order.html",
        {
            "order_id": order_id,
            "found": returning.suspected(request.actor, order_id),
            "may_mark": request.actor.may(permissions.MARK_COMEBACKS),
            "may_decide": request.actor.may(permissions.DECIDE_COMEBACKS),
            "reasons": reasons.of("not_a_comeback"),
            "next": request.GET.get("next", ""),
        },
    )


@require_POST
def take_up(request: Request, order_id: int) -> HttpResponseRedirect:
    """The car is here for what was repaired last time."""
    told = web.read(TakenUp(request.POST))
    found = comebacks.take_up_comeback(
        request.actor, order_id, guarantee_id=told["guarantee"], seen=told["version"], at=now()
    )
    return _told_free(request, found.job.title, found.guarantee.order.number, found.job.order_id)


@require_POST
def mark(request: Request, job_id: int) -> HttpResponseRedirect:
    """It is a comeback."""
    found = comebacks.mark_comeback(
        request.actor, job_id, guarantee_id=web.read(Marked(request.POST))["guarantee"], at=now()
    )
    return _told_free(request, found.job.title, found.guarantee.order.number, found.job.order_id)


@require_POST
def reject(request: Request, job_id: int) -> HttpResponseRedirect:
    """It is none: the customer pays."""
    told = web.read(Rejected(request.POST))
    found = comebacks.reject_comeback(
        request.actor, job_id, guarantee_id=told["guarantee"], cause=told["words"] or told["cause"], at=now()
    )
    toasts.told(request, f"“{found.job.title}”不算返修，按原付费方")
    return _back(request, found.job.order_id)


def _told_free(request: Request, job: str, first_number: str, order_id: int) -> HttpResponseRedirect:
    toasts.told(request, f"“{job}”算返修，已关联 {first_number}，对客户免费")
    return _back(request, order_id)


def _back(request: Request, order_id: int) -> HttpResponseRedirect:
    back = request.POST.get("next", "")
    if back.startswith("/workshop/"):
        return HttpResponseRedirect(back)
    return redirect("workshop:order", order_id)


@require_POST
def decide(request: Request, job_id: int) -> HttpResponseRedirect:
    """Free or not."""
    told = web.read(Decided(request.POST))
    comebacks.decide_comeback(
        request.actor,
        job_id,
        is_free=told["is_free"] == "yes",
        cause=told["words"] or told["cause"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, "已裁定")
    return redirect("workshop:comebacks")
