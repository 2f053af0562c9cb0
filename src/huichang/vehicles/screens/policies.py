"""/vehicles/policies/ : what has been promised about which cars, by policy."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.vehicles import cover_cards, coverage, permissions
from huichang.vehicles.screens.policy_forms import Published
from huichang.vehicles.states import CoverKind


def show(request: Request) -> HttpResponse:
    """The list; `?q=` by number, name or initials, `?kind=`, `?brand=`."""
    words, brand = request.GET.get("q", ""), request.GET.get("brand", "")
    kind = request.GET.get("kind", "")
    kind = kind if kind in CoverKind.values else ""
    tabs = [Tab("全部", f"?brand={brand}", not kind)]
    tabs += [Tab(each.label, f"?kind={each}&brand={brand}", kind == each) for each in CoverKind]
    rows = cover_cards.policies(request.actor, on=localdate(now()), words=words, kind=kind, brand=brand)
    return render(
        request,
        "vehicles/screens/policies.html",
        {
            "rows": rows,
            "drafts": sum(row.has_draft for row in rows),
            "published": Published(),
            "brands": cover_cards.brands(),
            "tabs": tabs,
            "q": words,
            "kind": kind,
            "brand": brand,
            "may_write": request.actor.may(permissions.WRITE_POLICIES)
            and manufacturer.may_speak(request.actor),
        },
    )


@require_POST
def publish(request: Request) -> HttpResponseRedirect:
    """All drafts at once, after a sheet was brought in."""
    made = coverage.publish_drafts(request.actor, reason=read(Published(request.POST))["reason"], at=now())
    toasts.told(request, f"已发布 {len(made)} 条政策")
    return redirect("vehicles:policies")
