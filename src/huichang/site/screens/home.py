"""/ : the work place of a post, “现在要做什么”, most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.kernel import todo
from huichang.kernel.web import Request
from huichang.site import menu


def show(request: Request) -> HttpResponse:
    """What waits for this person now, and the places of the post."""
    return render(
        request,
        "site/screens/home.html",
        {
            "todos": todo.for_actor(request.actor, now()),
            "more_places": menu.places_for(request.actor.roles, "")[1:],
        },
    )
