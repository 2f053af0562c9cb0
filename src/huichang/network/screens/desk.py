"""/network/desk/ : what stands out in the field, the most striking first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import settings
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.network import permissions, watching
from huichang.network.queries import signals
from huichang.network.states import SignalState


def show(request: Request) -> HttpResponse:
    """`?state=` which signals, `?q=` finds model, part and failure. Five statements."""
    state, text = request.GET.get("state", SignalState.NEW), request.GET.get("q", "").strip()
    page = signals.desk(request.actor, state=state, text=text)
    tabs = [
        Tab(each.label, f"?state={each.value}", active=each.value == state, count=page.counts[each.value])
        for each in SignalState
    ]
    return render(
        request,
        "network/screens/desk.html",
        {
            "page": page,
            "tabs": tabs,
            "state": state,
            "text": text,
            "false_alarms": settings.shared(watching.FALSE_ALARMS),
            "may_keep": request.actor.may(permissions.KEEP_FLEET),
            "may_watch": request.actor.may(permissions.WATCH_FIELD),
        },
    )


@require_POST
def watch(request: Request) -> HttpResponse:
    """Judge all claims now, if that was not done today."""
    made = watching.watch_field(request.actor, request.actor.here, at=now())
    toasts.told(request, f"已计算 {made.claims:,} 笔索赔" if made else "今天已经计算过了")
    return redirect("network:desk")
