"""/parts/places/ : the store room: its parts with their rules, its bins in walking order."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.parts import permissions, places, queries
from huichang.parts.states import Place


class NewWarehouse(forms.Form):
    """A part of the store room."""

    name = forms.CharField(label="库区名称", max_length=20)
    place = forms.ChoiceField(label="性质", choices=Place.choices, initial=Place.MAIN)
    most = forms.DecimalField(label="限量", max_digits=9, decimal_places=3, required=False)


class NewBin(forms.Form):
    """A shelf place."""

    code = forms.CharField(label="货位编码", max_length=12)
    walk = forms.IntegerField(label="行走顺序", min_value=0, max_value=100_000, required=False)


def show(request: Request) -> HttpResponse:
    """All of it."""
    return render(
        request,
        "parts/screens/places.html",
        {
            "warehouses": queries.warehouses(request.actor),
            "form": NewWarehouse(),
            "may_keep": request.actor.may(permissions.KEEP_PLACES),
        },
    )


@require_POST
def add_warehouse(request: Request) -> HttpResponse:
    """A new part of the store room."""
    said = read(NewWarehouse(request.POST))
    made = places.add_warehouse(
        request.actor,
        store_id=request.actor.here,
        name=said["name"],
        place=Place(said["place"]),
        most=said["most"],
    )
    toasts.told(request, f"库区“{made.name}”已建立")
    return redirect("parts:places")


@require_POST
def add_bin(request: Request, warehouse_id: int) -> HttpResponse:
    """A new shelf place."""
    said = read(NewBin(request.POST))
    made = places.add_bin(request.actor, warehouse_id, code=said["code"], walk=said["walk"])
    toasts.told(request, f"货位 {made.code} 已建立")
    return redirect("parts:places")
