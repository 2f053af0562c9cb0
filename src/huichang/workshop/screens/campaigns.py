"""/workshop/orders/<id>/campaigns/ : recalls and service campaigns of an order's car, as a fragment; one is taken up."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.workshop import campaign_jobs, permissions
from huichang.workshop.queries import campaigns


class TakenUp(forms.Form):
    """A campaign, on an order as the page showed it."""

    campaign = forms.IntegerField(label="活动")
    version = forms.IntegerField(required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """What is to be done; empty when nothing is. `?next=` is the page that shows it."""
    return render(
        request,
        "workshop/screens/campaigns.html",
        {
            "found": campaigns.order_campaigns(request.actor, order_id),
            "may_quote": request.actor.may(permissions.QUOTE_ORDERS),
            "next": request.GET.get("next", ""),
        },
    )


@require_POST
def take(request: Request, order_id: int) -> HttpResponseRedirect:
    """The campaign becomes a job of the order."""
    said = read(TakenUp(request.POST))
    job = campaign_jobs.take_up_campaign(
        request.actor, order_id, campaign_id=said["campaign"], seen=said["version"], at=now()
    )
    toasts.told(
        request,
        f"已登记增项“{job.title}”，对客户免费，请客户确认"
        if job.extra_work_id
        else f"已加入“{job.title}”，对客户免费",
    )
    back = request.POST.get("next", "")
    if back.startswith("/workshop/"):
        return HttpResponseRedirect(back)
    return redirect("workshop:order", order_id)
