"""/verdicts/stores/ : stores by the risk of their claims."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request
from huichang.verdicts import permissions, risks
from huichang.verdicts.queries import risk


def show(request: Request) -> HttpResponse:
    """The last scores, the riskiest first. One statement."""
    return render(
        request,
        "verdicts/screens/stores.html",
        {"cards": risk.stores(request.actor), "may_score": request.actor.may(permissions.SCORE)},
    )


@require_POST
def score(request: Request) -> HttpResponse:
    """Calculate now."""
    count = risks.score_stores(request.actor, request.actor.here, at=now(), again=True)
    toasts.told(request, f"已计算 {count} 家门店")
    return redirect("verdicts:stores")
