"""/ : the work place of a post, “现在要做什么”, most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.kernel import todo
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """What waits for this person now."""
    return render(
        request,
        "site/screens/home.html",
        {"todos": todo.for_actor(request.actor, now())},
    )
