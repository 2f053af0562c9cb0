"""/workshop/tickets/<visit>/ : the queue ticket, to print on a receipt printer."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.company import queries as company
from huichang.kernel.web import Request
from huichang.workshop.queries import lane


def show(request: Request, visit_id: int) -> HttpResponse:
    """The ticket of a visit."""
    car = lane.visit(request.actor, visit_id)
    ahead = [
        each
        for each in lane.waiting(lane.in_house(request.actor.here))
        if each.arrived_at < car.arrived_at and each.visit_id != visit_id
    ]
    return render(
        request,
        "workshop/screens/ticket.html",
        {"car": car, "store": company.store_card(request.actor.here), "ahead": len(ahead)},
    )
