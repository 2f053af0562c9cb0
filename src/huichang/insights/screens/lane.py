"""/insights/lane/ : the live lane board, at a desk and on a phone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import queries
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """Every car where it stands now."""
    return render(
        request, "insights/screens/lane.html", {"board": queries.lane_board(request.actor, at=now())}
    )
