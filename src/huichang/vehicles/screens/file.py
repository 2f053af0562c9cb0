"""/vehicles/<id>/ : one car whole. VIN, plates, owners, mileage, visits, findings, notices, history."""

from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.customers import queries as customers
from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.vehicles import dossier, mileage, owners, permissions, plotting, queries, registration


class NewPlate(forms.Form):
    """Another plate."""

    plate = forms.CharField(label="新车牌", max_length=14)
    special_reason = forms.CharField(label="特殊号牌的原因", required=False, max_length=80)
    taken_over = forms.BooleanField(label="这块车牌从别的车转过来", required=False)
    seen = forms.IntegerField()


class NewVin(forms.Form):
    """Another VIN."""

    vin = forms.CharField(label="车架号", max_length=24)
    reason = forms.CharField(label="原因", required=False, max_length=80)


class Person(forms.Form):
    """An owner or user."""

    customer = forms.IntegerField(label="客户")
    role = forms.ChoiceField(label="关系", choices=[("owner", "车主"), ("user", "使用人")])
    since = forms.DateField(label="从哪天起", required=False)


class NewReading(forms.Form):
    """A reading of the odometer."""

    km = forms.IntegerField(label="里程", min_value=0)
    reason = forms.CharField(label="原因", required=False, max_length=80)


def show(request: Request, vehicle_id: int) -> HttpResponse:
    """The file."""
    actor, moment = request.actor, now()
    card = queries.card(actor, vehicle_id, at=moment)
    today = localdate(moment)
    return render(
        request,
        "vehicles/screens/file.html",
        {
            "card": card,
            "car": card.brief,
            "sections": dossier.of(vehicle_id, actor.stores, moment),
            "plot": plotting.mileage_plot(
                card.readings, per_day=card.km_per_day, until=today + timedelta(days=90)
            ),
            "history": queries.history(actor, vehicle_id),
            "today": today,
            "may_see_cover": actor.may(permissions.SEE_COVER),
            "may_change": actor.may(permissions.CHANGE_VEHICLES),
            "may_own": actor.may(permissions.CHANGE_OWNERS),
        },
    )


@require_POST
def plate(request: Request, vehicle_id: int) -> HttpResponse:
    """The car carries another plate."""
    said = read(NewPlate(request.POST))
    registration.change_plate(request.actor, vehicle_id, at=now(), **said)
    toasts.told(request, "已换牌，原车牌留在历史里")
    return redirect("vehicles:file", vehicle_id)


@require_POST
def vin(request: Request, vehicle_id: int) -> HttpResponse:
    """The VIN is kept or corrected."""
    registration.set_vin(request.actor, vehicle_id, at=now(), **read(NewVin(request.POST)))
    toasts.told(request, "车架号已登记")
    return redirect("vehicles:file", vehicle_id)


@require_POST
def person(request: Request, vehicle_id: int) -> HttpResponse:
    """An owner or user."""
    said = read(Person(request.POST))
    owners.set_person(
        request.actor,
        vehicle_id,
        customer_id=said["customer"],
        role=said["role"],
        since=said["since"] or localdate(),
        at=now(),
    )
    toasts.told(request, "已登记")
    return redirect("vehicles:file", vehicle_id)


@require_POST
def end_person(request: Request, vehicle_id: int, ownership_id: int) -> HttpResponse:
    """Somebody does not own or use the car from today on."""
    owners.end_person(request.actor, vehicle_id, ownership_id, until=_today(), at=now())
    toasts.told(request, "已登记结束")
    return redirect("vehicles:file", vehicle_id)


@require_POST
def reading(request: Request, vehicle_id: int) -> HttpResponse:
    """A reading of the odometer."""
    said = read(NewReading(request.POST))
    mileage.take_reading(request.actor, vehicle_id, km=said["km"], reason=said["reason"], at=now())
    toasts.told(request, "里程已登记")
    return redirect("vehicles:file", vehicle_id)


def people(request: Request, vehicle_id: int) -> HttpResponse:
    """Customers for what is typed, to choose the owner from."""
    found = customers.find(request.actor, request.GET.get("who", "")) if request.GET.get("who") else []
    return render(request, "vehicles/screens/file.html#found", {"found": found, "today": _today()})


def _today(at: datetime | None = None) -> date:
    return localdate(at or now())
