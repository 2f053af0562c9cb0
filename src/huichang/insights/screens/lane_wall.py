"""/insights/lane/wall/ : the lane board for a screen on the wall: masked plates, no names."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import queries
from huichang.kernel.web import Request

MOST, MOST_BELOW_ALARMS = 5, 4
"""Cars of a stage that a screen of 1080 lines holds; those in danger come first."""


def show(request: Request) -> HttpResponse:
    """Every car where it stands now, readable at three metres; alarms by kind, without plates or names."""
    board = queries.lane_board(request.actor, at=now())
    kinds = Counter(alarm.kind_says for alarm in board.alarms)
    most = MOST_BELOW_ALARMS if kinds else MOST
    return render(
        request,
        "insights/screens/lane_wall.html",
        {
            "board": board,
            "kinds": [f"{says} {times}" if times > 1 else says for says, times in kinds.most_common(4)],
            "most": most,
            "shown": f":{most}",
        },
    )
