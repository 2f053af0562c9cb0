"""/sanbao/repairs/<id>/ : one repair. Its time, what is not counted, the spare car, grounds of 第三十二条, what was decided."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.sanbao import permissions, queries, repairs, spare_cars
from huichang.sanbao.states import Blame, LeftOutKind, SpareKind

MOMENT = "%Y-%m-%dT%H:%M"


class LeftOut(forms.Form):
    """A stretch that is not counted."""

    kind = forms.ChoiceField(label="种类", choices=LeftOutKind.choices)
    since = forms.DateTimeField(label="起")
    until = forms.DateTimeField(label="止")
    words = forms.CharField(label="凭据", max_length=200)


class Again(forms.Form):
    """It is counted after all."""

    reason = forms.CharField(label="理由", max_length=200)


class Blamed(forms.Form):
    """A ground of 第三十二条."""

    ground = forms.ChoiceField(label="情形", choices=Blame.choices, required=False)
    words = forms.CharField(label="依据", max_length=200)
    seen = forms.IntegerField(required=False)


class Spare(forms.Form):
    """What the owner got."""

    kind = forms.ChoiceField(label="方式", choices=SpareKind.choices)
    since = forms.DateTimeField(label="起", required=False)
    plate = forms.CharField(label="备用车车牌", max_length=14, required=False)
    km_out = forms.IntegerField(label="出车里程", min_value=0, max_value=2_000_000, required=False)
    amount = forms.DecimalField(label="补偿金额", max_digits=14, decimal_places=2, required=False)
    words = forms.CharField(label="凭据", max_length=200, required=False)


class Back(forms.Form):
    """The spare car is back."""

    until = forms.DateTimeField(label="还车时间", required=False)
    km_in = forms.IntegerField(label="还车里程", min_value=0, max_value=2_000_000, required=False)


def show(request: Request, repair_id: int) -> HttpResponse:
    """The repair. Seven statements."""
    actor, moment = request.actor, now()
    page = queries.repair_page(actor, repair_id, at=moment)
    return render(
        request,
        "sanbao/screens/repair.html",
        {
            "page": page,
            "left_out_kinds": LeftOutKind.choices,
            "spare_kinds": SpareKind.choices,
            "grounds": Blame.choices,
            "agreed": f"{localtime(page.agreed_at):{MOMENT}}",
            "moment": f"{localtime(moment):{MOMENT}}",
            "may_judge": actor.may(permissions.JUDGE_FAULTS, actor.here),
            "may_lend": actor.may(permissions.LEND_CARS, actor.here),
        },
    )


@require_POST
def leave_out(request: Request, repair_id: int) -> HttpResponse:
    """A stretch that is not counted."""
    repairs.leave_out(request.actor, repair_id, at=now(), **read(LeftOut(request.POST)))
    toasts.told(request, "已登记扣除时间，时钟已重算")
    return redirect("sanbao:repair", repair_id)


@require_POST
def count_again(request: Request, left_out_id: int) -> HttpResponse:
    """It is counted after all."""
    row = repairs.count_again(request.actor, left_out_id, at=now(), **read(Again(request.POST)))
    toasts.told(request, "已撤销扣除，时钟已重算")
    return redirect("sanbao:repair", row.repair_id)


@require_POST
def blame(request: Request, repair_id: int) -> HttpResponse:
    """A ground of 第三十二条 was established, or was not after all."""
    repairs.establish_blame(request.actor, repair_id, at=now(), **read(Blamed(request.POST)))
    toasts.told(request, "已登记，时钟已重算")
    return redirect("sanbao:repair", repair_id)


@require_POST
def spare(request: Request, repair_id: int) -> HttpResponse:
    """A spare car, money, or another word."""
    said, moment = read(Spare(request.POST)), now()
    since = said.pop("since") or moment
    spare_cars.provide_spare(
        request.actor,
        repair_id,
        since=since,
        photos=[photo.read() for photo in request.FILES.getlist("photos")],
        at=moment,
        **said,
    )
    toasts.told(request, "已登记")
    return redirect("sanbao:repair", repair_id)


@require_POST
def spare_back(request: Request, spare_id: int) -> HttpResponse:
    """The spare car is back."""
    said, moment = read(Back(request.POST)), now()
    row = spare_cars.take_spare_back(
        request.actor, spare_id, until=said["until"] or moment, km_in=said["km_in"], at=moment
    )
    toasts.told(request, f"{row.plate} 已还车")
    return redirect("sanbao:repair", row.repair_id)
