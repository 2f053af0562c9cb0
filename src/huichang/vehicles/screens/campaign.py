"""/vehicles/campaigns/<id>/ : one campaign with its remedy, its cars, its progress; written and opened here."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.company.permissions import SPEAK_FOR_MANUFACTURER
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, read
from huichang.vehicles import (
    campaign_cards,
    campaign_parts,
    campaign_plot,
    campaign_stores,
    campaigns,
    permissions,
)
from huichang.vehicles.screens.policy_forms import DAY, parts_said
from huichang.vehicles.states import CampaignKind, CampaignStop

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Said(forms.Form):
    """What a campaign says of itself."""

    number = forms.CharField(label="活动编号", max_length=30, required=False)
    seen = forms.IntegerField(required=False)
    name = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="种类", choices=CampaignKind.choices)
    stop = forms.ChoiceField(label="放行", choices=CampaignStop.choices)
    brand = forms.CharField(label="品牌", max_length=30, required=False)
    filed_number = forms.CharField(label="备案编号", max_length=40, required=False)
    defect = forms.CharField(
        label="缺陷情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    risk = forms.CharField(
        label="可能后果", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    remedy = forms.CharField(
        label="维修措施", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    made_from = forms.DateField(label="生产日期起", required=False, widget=DAY)
    made_until = forms.DateField(label="生产日期止", required=False, widget=DAY)
    announced_on = forms.DateField(label="公告日期", required=False, widget=DAY)
    starts_on = forms.DateField(label="开始日期", widget=DAY)
    ends_on = forms.DateField(label="结束日期", required=False, widget=DAY)
    contact = forms.CharField(label="厂家联系方式", max_length=80, required=False)
    minutes = forms.IntegerField(label="预计工时", required=False, min_value=0, max_value=6_000)
    works = forms.CharField(label="工时代码", max_length=400, required=False)
    parts = forms.CharField(
        label="配件", max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class Range(forms.Form):
    """From one VIN to another."""

    vin_from = forms.CharField(label="起始 VIN", max_length=24)
    vin_until = forms.CharField(label="结束 VIN", max_length=24)


def show(request: Request, service_campaign_id: int) -> HttpResponse:
    """The campaign; `?all=1` shows done cars too. Whoever looks over all stores sees how far each has come instead of one
    store's customers."""
    moment = now()
    page = campaign_cards.campaign_page(request.actor, service_campaign_id, on=localdate(moment))
    only_open = "all" not in request.GET
    over_all = request.actor.may(SPEAK_FOR_MANUFACTURER)
    return render(
        request,
        "vehicles/screens/campaign.html",
        {
            "page": page,
            "plot": campaign_plot.weeks_plot(page.weeks),
            "over_all": over_all,
            "stores": campaign_stores.by_store(request.actor, service_campaign_id) if over_all else (),
            "cars": ()
            if over_all
            else campaign_cards.cars(request.actor, service_campaign_id, at=moment, only_open=only_open),
            "only_open": only_open,
            "plan": ()
            if over_all
            else campaign_parts.plan(
                request.actor, service_campaign_id, on=localdate(moment), takes=page.parts
            ),
            "may_run": request.actor.may(permissions.RUN_CAMPAIGNS) and manufacturer.may_speak(request.actor),
            "may_record": request.actor.may(permissions.RECORD_CAMPAIGNS),
            "may_book": request.actor.may("booking.book"),
            "range": Range(),
        },
    )


def new(request: Request) -> HttpResponse:
    """A campaign is written down."""
    if request.method == "POST":
        said, works, parts, number, _ = _said(request)
        made = campaigns.begin_campaign(
            request.actor, number=number, said=said, works=works, parts=parts, at=now()
        )
        toasts.told(request, "活动已登记，导入名单后开始执行")
        return redirect("vehicles:campaign", made.pk)
    return _editor(
        request, Said(initial={"starts_on": localdate(now()), "kind": "recall", "stop": "delivery"})
    )


def edit(request: Request, service_campaign_id: int) -> HttpResponse:
    """A campaign is changed."""
    page = campaign_cards.campaign_page(request.actor, service_campaign_id, on=localdate(now()))
    if request.method == "POST":
        said, works, parts, _, seen = _said(request)
        campaigns.change_campaign(
            request.actor, service_campaign_id, said=said, works=works, parts=parts, seen=seen, at=now()
        )
        toasts.told(request, "活动已更新")
        return redirect("vehicles:campaign", service_campaign_id)
    first: dict[str, Any] = {
        name: getattr(page, name) for name in Said.base_fields if name not in ("seen", "works", "parts")
    }
    first["seen"], first["works"] = page.version, "、".join(page.works)
    first["parts"] = "\n".join(f"{number} {quantity.normalize():f}" for number, quantity in page.parts)
    return _editor(request, Said(initial=first), page=page)


@require_POST
def move(request: Request, service_campaign_id: int) -> HttpResponseRedirect:
    """Opened, closed, reopened."""
    moved = campaigns.move_campaign(
        request.actor, service_campaign_id, verb=request.POST.get("verb", ""), at=now()
    )
    toasts.told(request, f"活动现在是“{moved.get_state_display()}”")
    return redirect("vehicles:campaign", service_campaign_id)


@require_POST
def add_range(request: Request, service_campaign_id: int) -> HttpResponseRedirect:
    """Cars from one VIN to another."""
    campaigns.add_range(request.actor, service_campaign_id, at=now(), **read(Range(request.POST)))
    toasts.told(request, "范围已登记")
    return redirect("vehicles:campaign", service_campaign_id)


@require_POST
def drop_range(request: Request, service_campaign_id: int, vin_range_id: int) -> HttpResponseRedirect:
    """A range that was wrong."""
    campaigns.drop_range(request.actor, service_campaign_id, vin_range_id, at=now())
    toasts.told(request, "范围已撤下")
    return redirect("vehicles:campaign", service_campaign_id)


def report(request: Request, service_campaign_id: int) -> HttpResponse:
    """The cars of a campaign with what became of each, as a sheet to take away."""
    moment = now()
    page = campaign_cards.campaign_page(request.actor, service_campaign_id, on=localdate(moment))
    cars = campaign_cards.cars(request.actor, service_campaign_id, at=moment, at_most=None)
    heads = ["VIN", "车牌", "车型", "邀约", "结果", "日期", "工单", "说明"]
    rows = [
        [
            each.car.vin,
            each.car.plate,
            each.car.title,
            each.called,
            each.outcome_says,
            f"{each.on:%Y-%m-%d}" if each.on else "",
            each.order_number,
            each.words,
        ]
        for each in cars
    ]
    answer = HttpResponse(writing.sheet(page.number, heads, rows), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="campaign-{page.id}.xlsx"'
    return answer


def _said(request: Request) -> tuple[dict[str, Any], list[str], list[Any], str, int | None]:
    given = read(Said(request.POST))
    if given["minutes"] is None:
        given["minutes"] = 0
    works = [
        each for each in given.pop("works").replace("，", "、").replace(",", "、").split("、") if each.strip()
    ]
    parts = parts_said(given.pop("parts"))
    return given, works, parts, given.pop("number"), given.pop("seen")


def _editor(request: Request, form: Said, *, page: campaign_cards.CampaignPage | None = None) -> HttpResponse:
    if not request.actor.may(permissions.RUN_CAMPAIGNS):
        raise NotAllowed(
            "您的岗位不能登记召回和服务活动，请找厂家（集团督导）；本系统里没有厂家时由索赔员登记。"
        )
    manufacturer.must_speak(request.actor, "召回和服务活动")
    return render(
        request,
        "vehicles/screens/campaign_edit.html",
        {"form": form, "page": page, "kinds": CampaignKind.choices, "stops": CampaignStop.choices},
    )
