"""/vehicles/<id>/edit/ and /vehicles/new/ : the car's particulars."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read
from huichang.vehicles import permissions, queries, registration
from huichang.vehicles.states import Energy, RateClass, Use

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Particulars(forms.Form):
    """What the file keeps of the car."""

    brand = forms.CharField(label="品牌", max_length=30, required=False)
    series = forms.CharField(label="车系", max_length=30, required=False)
    model = forms.CharField(label="车型", max_length=60, required=False)
    model_year = forms.IntegerField(label="年款", required=False, min_value=1980, max_value=2100)
    colour = forms.CharField(label="颜色", max_length=20, required=False)
    engine_number = forms.CharField(label="发动机/电机号", max_length=30, required=False)
    energy = forms.ChoiceField(label="动力", choices=Energy.choices, widget=forms.RadioSelect)
    use = forms.ChoiceField(label="使用性质", choices=Use.choices, widget=forms.RadioSelect)
    rate_class = forms.ChoiceField(label="工时等级", choices=RateClass.choices)
    sold_on = forms.DateField(label="购车日期", required=False, widget=DAY)
    invoiced_on = forms.DateField(label="开票日期", required=False, widget=DAY)
    delivered_on = forms.DateField(label="交付日期", required=False, widget=DAY)
    licensed_on = forms.DateField(label="上牌日期", required=False, widget=DAY)
    insurance_ends_on = forms.DateField(label="保险到期", required=False, widget=DAY)
    inspection_ends_on = forms.DateField(label="年检到期", required=False, widget=DAY)


class NewCar(Particulars):
    """A car whose file is opened."""

    plate = forms.CharField(label="车牌", max_length=14, required=False)
    vin = forms.CharField(label="车架号", max_length=24, required=False)
    vin_reason = forms.CharField(label="车架号例外原因", max_length=80, required=False)
    customer = forms.IntegerField(required=False)


class Seen(forms.Form):
    """The version that the page showed."""

    seen = forms.IntegerField()


def show(request: Request, vehicle_id: int) -> HttpResponse:
    """The form; posting it changes what differs."""
    card = queries.card(request.actor, vehicle_id, at=now())
    if not request.actor.may(permissions.CHANGE_VEHICLES):
        raise NotAllowed("您的岗位不能修改车辆档案。")
    before: dict[str, Any] = {
        name: getattr(card, name, getattr(card.brief, name, None)) for name in Particulars.base_fields
    }
    if request.method == "POST":
        said = read(Particulars(request.POST))
        changes: dict[str, str | int | date | Decimal | None] = {
            name: value for name, value in said.items() if value != before[name] and (value or before[name])
        }
        registration.change_vehicle(
            request.actor, vehicle_id, changes=changes, seen=read(Seen(request.POST))["seen"], at=now()
        )
        toasts.told(request, "车辆档案已更新" if changes else "没有改动")
        return redirect("vehicles:file", vehicle_id)
    return render(
        request,
        "vehicles/screens/edit.html",
        {"card": card, "car": card.brief, "form": Particulars(initial=before)},
    )


def new(request: Request) -> HttpResponse:
    """Open a car's file; `?customer=` is its owner."""
    actor = request.actor
    if not actor.may(permissions.CHANGE_VEHICLES):
        raise NotAllowed("您的岗位不能建立车辆档案。")
    if request.method == "POST":
        said = read(NewCar(request.POST))
        more = {name: value for name, value in said.items() if name in Particulars.base_fields and value}
        car = registration.register_vehicle(
            actor,
            store_id=actor.here,
            plate=said["plate"],
            vin=said["vin"],
            vin_reason=said["vin_reason"],
            customer_id=said["customer"],
            at=now(),
            **more,
        )
        toasts.told(request, f"已建立 {car} 的档案")
        return redirect("vehicles:file", car.pk)
    form = NewCar(
        initial={
            "energy": "petrol",
            "use": "family",
            "rate_class": "standard",
            "customer": request.GET.get("customer", ""),
        }
    )
    return render(
        request, "vehicles/screens/edit.html", {"form": form, "customer": request.GET.get("customer", "")}
    )
