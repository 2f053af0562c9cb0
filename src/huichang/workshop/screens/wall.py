"""/workshop/wall/ : the screen in the hall: whose car is where, by masked plate (LANE-33). No names."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel.actor import Warrant
from huichang.kernel.web import Request
from huichang.workshop import permissions
from huichang.workshop.queries import hall


def show(request: Request) -> HttpResponse:
    """The screen; it fetches itself anew."""
    Warrant(request.actor, permissions.SEE_HALL_SCREEN).show_at(request.actor.here)
    return render(request, "workshop/screens/wall.html", {"hall": hall.hall(request.actor.here)})
