"""/vehicles/<id>/known/ : what every room knows about a car, as a fragment that gate, reception, ramp and file fetch.

A fragment of its own, because every room that registers a source adds a statement.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.vehicles import notices, permissions


def show(request: Request, vehicle_id: int) -> HttpResponse:
    """The notices; `?fold=1` folds them under one line, `?fold=open` unfolded."""
    if not request.actor.may(permissions.SEE_VEHICLES):
        raise NotAllowed("您的岗位不能查看车辆档案。")
    return render(
        request,
        "vehicles/screens/known.html",
        {
            "notices": notices.about(vehicle_id, store_id=request.actor.here, at=now()),
            "fold": request.GET.get("fold", ""),
        },
    )
