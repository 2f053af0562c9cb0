"""/care/calls/ : whom to call now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.care import followups, permissions, queries
from huichang.company import settings
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """Whom to call now."""
    if not request.actor.may(permissions.SEE_CALLS):
        raise NotAllowed("您的岗位不做回访，请找客服专员。")
    today = localdate()
    return render(
        request,
        "care/screens/calls.html",
        {
            "rows": queries.calls(request.actor, at=now(), on=today),
            "coverage": queries.coverage(request.actor, since=today.replace(day=1), until=today),
            "most_tries": settings.of(request.actor.here, followups.TRIES),
        },
    )
