"""/insights/lane/ : the live lane board, at a desk, on a phone, and on a wall (?wall=1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import queries
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """Every car where it stands now."""
    wall = request.GET.get("wall") == "1"
    return render(
        request,
        "insights/screens/lane_wall.html" if wall else "insights/screens/lane.html",
        {"board": queries.lane_board(request.actor, at=now())},
    )
