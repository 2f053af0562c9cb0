"""/insights/lane/wall/ : the lane board for a screen on the wall: masked plates, no names."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import queries
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """Every car where it stands now, readable at three metres."""
    return render(
        request, "insights/screens/lane_wall.html", {"board": queries.lane_board(request.actor, at=now())}
    )
