"""/parts/places/ : the store room as a map: its parts with their rules, racks and bins, where a part lies, what lies in a bin."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, read
from huichang.parts import permissions, places, queries
from huichang.parts.states import Place, Size

MOST_HITS = 8


class NewWarehouse(forms.Form):
    """A part of the store room."""

    name = forms.CharField(label="库区名称", max_length=20)
    place = forms.ChoiceField(label="性质", choices=Place.choices, initial=Place.MAIN)
    most = forms.DecimalField(label="限量", max_digits=9, decimal_places=3, required=False)


class NewBin(forms.Form):
    """A shelf place."""

    code = forms.CharField(label="货位编码", max_length=12)
    walk = forms.IntegerField(label="行走顺序", min_value=0, max_value=100_000, required=False)
    size = forms.ChoiceField(label="放多大的件", choices=[("", "都可以"), *Size.choices], required=False)


class PartLimit(forms.Form):
    """So much of a part."""

    number = forms.CharField(label="配件编码", max_length=40)
    most = forms.DecimalField(label="限量", max_digits=9, decimal_places=3, required=False)


def show(request: Request) -> HttpResponse:
    """All of it as a map; `?q=` shows where a part lies."""
    actor, text = request.actor, request.GET.get("q", "").strip()
    part, hits = _looked_for(actor, text)
    rooms = queries.warehouses(actor, part_id=part.id if part else None)
    return render(
        request,
        "parts/screens/places.html",
        {
            "warehouses": rooms,
            "text": text,
            "part": part,
            "hits": hits,
            "lies": [bin for room in rooms for bin in room.bins if bin.found],
            "form": NewWarehouse(),
            "sizes": Size.choices,
            "may_keep": actor.may(permissions.KEEP_PLACES),
        },
    )


def _looked_for(actor: Actor, text: str) -> tuple[queries.PartBrief | None, list[queries.PartHit]]:
    """The part that a text means, or those that it may mean."""
    if not text:
        return None, []
    part = queries.by_code(text)
    if part is not None:
        return part, []
    hits = queries.search(actor, text, on=localdate(now()), limit=MOST_HITS)
    return (hits[0].part, []) if len(hits) == 1 else (None, hits)


def show_bin(request: Request, bin_id: int) -> HttpResponse:
    """What lies in a bin."""
    page = queries.bin_page(request.actor, bin_id)
    may_move = request.actor.may(permissions.MOVE_GOODS)
    return render(request, "parts/screens/places_bin.html", {"page": page, "may_move": may_move})


@require_POST
def limit_part(request: Request, warehouse_id: int) -> HttpResponse:
    """So much of a part may lie here; an empty field takes the limit away."""
    said = read(PartLimit(request.POST))
    part = queries.by_code(said["number"])
    if part is None:
        raise Refused(f"没有编码为“{said['number']}”的配件，请核对后重新填写。", fields=("number",))
    places.limit_part(request.actor, warehouse_id, part_id=part.id, most=said["most"])
    toasts.told(request, "限量已保存" if said["most"] is not None else "限量已取消")
    return redirect("parts:places")


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
    made = places.add_bin(
        request.actor, warehouse_id, code=said["code"], walk=said["walk"], size=said["size"]
    )
    toasts.told(request, f"货位 {made.code} 已建立")
    return redirect("parts:places")
