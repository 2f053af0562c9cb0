"""/vehicles/campaigns/ : recalls and service campaigns; and those that hit one car, with what becomes of them."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.vehicles import campaign_cards, campaign_refusals, campaigns, permissions, queries
from huichang.vehicles.states import CampaignOutcome, CampaignState


class Result(forms.Form):
    """What became of a campaign for a car."""

    outcome = forms.ChoiceField(label="结果", choices=CampaignOutcome.choices)
    words = forms.CharField(label="说明", max_length=200, required=False)
    name = forms.CharField(label="签字人", max_length=40, required=False)
    signature = forms.CharField(label="客户签名", required=False, max_length=900_000)
    seen = forms.CharField(required=False)


def show(request: Request) -> HttpResponse:
    """The list; `?q=` by number, name or initials, `?state=`."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    state = state if state in CampaignState.values else ""
    tabs = [Tab("全部", "?", not state)]
    may_run = request.actor.may(permissions.RUN_CAMPAIGNS) and manufacturer.may_speak(request.actor)
    shown = [each for each in CampaignState if may_run or each != CampaignState.DRAFT]
    tabs += [Tab(each.label, f"?state={each}", state == each) for each in shown]
    return render(
        request,
        "vehicles/screens/campaigns.html",
        {
            "rows": campaign_cards.campaigns(request.actor, words=words, state=state),
            "tabs": tabs,
            "q": words,
            "state": state,
            "may_run": may_run,
        },
    )


def of_car(request: Request, vehicle_id: int) -> HttpResponse:
    """The campaigns that hit a car."""
    moment = now()
    file = queries.card(request.actor, vehicle_id, at=moment)
    refused = campaign_refusals.of_car(request.actor, file.brief.vin)
    hits = campaign_cards.of_car(request.actor, vehicle_id, at=moment)
    return render(
        request,
        "vehicles/screens/campaigns_car.html",
        {
            "car": file.brief,
            "hits": [(each, refused.get(each.campaign_id)) for each in hits],
            "owner": next((each.name for each in file.people if each.until is None and each.known), ""),
            "outcomes": CampaignOutcome.choices,
            "may_record": request.actor.may(permissions.RECORD_CAMPAIGNS),
        },
    )


@require_POST
def record(request: Request, vehicle_id: int, service_campaign_id: int) -> HttpResponseRedirect:
    """What became of a campaign for a car."""
    said = read(Result(request.POST))
    if "seen" not in request.POST:
        said["seen"] = None
    found = campaigns.record_result(request.actor, service_campaign_id, vehicle_id, at=now(), **said)
    toasts.told(request, f"已登记：{found.get_outcome_display()}")
    return redirect("vehicles:car_campaigns", vehicle_id)


@require_POST
def take_back(request: Request, vehicle_id: int, service_campaign_id: int) -> HttpResponseRedirect:
    """A result that was recorded by mistake."""
    campaigns.take_back_result(request.actor, service_campaign_id, vehicle_id, at=now())
    toasts.told(request, "已撤回，活动仍待处理")
    return redirect("vehicles:car_campaigns", vehicle_id)
