"""/vehicles/policies/ : what has been promised about which cars, by policy."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.vehicles import cover_cards, permissions
from huichang.vehicles.states import CoverKind


def show(request: Request) -> HttpResponse:
    """The list; `?q=` by number, name or initials, `?kind=`, `?brand=`."""
    words, brand = request.GET.get("q", ""), request.GET.get("brand", "")
    kind = request.GET.get("kind", "")
    kind = kind if kind in CoverKind.values else ""
    tabs = [Tab("全部", f"?brand={brand}", not kind)]
    tabs += [Tab(each.label, f"?kind={each}&brand={brand}", kind == each) for each in CoverKind]
    return render(
        request,
        "vehicles/screens/policies.html",
        {
            "rows": cover_cards.policies(
                request.actor, on=localdate(now()), words=words, kind=kind, brand=brand
            ),
            "brands": cover_cards.brands(),
            "tabs": tabs,
            "q": words,
            "kind": kind,
            "brand": brand,
            "may_write": request.actor.may(permissions.WRITE_POLICIES),
        },
    )
