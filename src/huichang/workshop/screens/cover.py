"""/workshop/orders/<id>/cover/ : who bears each line of an order and why, as a fragment for its page and the check-in."""

from collections import defaultdict

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.vehicles.permissions import SEE_COVER
from huichang.workshop import covers, permissions
from huichang.workshop.queries import covers as asked


class Taken(forms.Form):
    """An order as the page showed it."""

    version = forms.IntegerField(required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """The proposals. `?found=<job>:<circumstance>` (several) says what somebody has found just now; `?next=` is the page
    that shows it."""
    found = _found(request.GET) if "asked" in request.GET else None
    cover = asked.order_cover(request.actor, order_id, found=found)
    return render(
        request,
        "workshop/screens/cover.html",
        {
            "cover": cover,
            "circumstances": [(code, says) for code, says in CIRCUMSTANCE_SAYS.items()],
            "found": sorted(
                {f"{each.job_id}:{code}" for each in cover.proposals for code in each.circumstances}
            ),
            "may_take": cover.may_take and request.actor.may(permissions.QUOTE_ORDERS),
            "may_see_cover": request.actor.may(SEE_COVER),
            "next": request.GET.get("next", ""),
        },
    )


@require_POST
def take(request: Request, order_id: int) -> HttpResponseRedirect:
    """The adviser takes the proposal for some lines, or for all."""
    lines = [number for each in request.POST.getlist("line") if (number := web.number_of(each)) is not None]
    taken = covers.take_cover(
        request.actor,
        order_id,
        line_ids=lines,
        found=_found(request.POST),
        seen=web.read(Taken(request.POST))["version"],
        at=now(),
    )
    toasts.told(request, f"已按建议更改 {len(taken)} 项的付费方")
    back = request.POST.get("next", "")
    if back.startswith("/workshop/"):
        return HttpResponseRedirect(back)
    return redirect("workshop:order", order_id)


def _found(said: QueryDict) -> dict[int, tuple[str, ...]]:
    """Circumstances by job; words that are none are passed over."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in said.getlist("found"):
        job, _, code = str(each).partition(":")
        number = web.number_of(job)
        if number is not None:
            found[number] += asked.known_circumstances([code])
    return {job: tuple(dict.fromkeys(codes)) for job, codes in found.items()}
