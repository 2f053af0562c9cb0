"""/workshop/orders/<id>/margin/ : a card beside the order: what is left of its parts after cost."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel.web import Request
from huichang.workshop.queries import margin


def show(request: Request, order_id: int) -> HttpResponse:
    """The card. Three statements."""
    return render(
        request, "workshop/screens/margin.html", {"margin": margin.margin_of(request.actor, order_id)}
    )
