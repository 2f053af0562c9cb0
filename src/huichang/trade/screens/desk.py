"""/trade/desk/ : what is to be done in selling parts now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.kernel.web import Request
from huichang.trade import permissions, todos
from huichang.trade.queries import reading


def show(request: Request) -> HttpResponse:
    """Heaps, acts, and the ways into everything else. Six statements."""
    actor = request.actor
    reading.store_for(actor)
    work = todos.work_of(actor, now())
    return render(
        request,
        "trade/screens/desk.html",
        {
            "heaps": work.heaps,
            "queue": work.todos,
            "late": work.late,
            "may_sell": actor.may(permissions.WRITE_SALES),
        },
    )
