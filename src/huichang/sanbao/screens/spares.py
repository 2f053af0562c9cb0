"""/sanbao/spares/ : owners who are due a spare car or transport money, cars that are out, what was given."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.kernel.web import Request
from huichang.sanbao import queries


def show(request: Request) -> HttpResponse:
    """The desk. Five statements."""
    return render(
        request, "sanbao/screens/spares.html", {"page": queries.spares_page(request.actor, at=now())}
    )
