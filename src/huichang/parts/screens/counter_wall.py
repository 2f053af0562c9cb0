"""/parts/counter/wall/ : the wall over the parts counter: what can be fetched, what is being picked, what is missing."""

from datetime import timedelta
from math import ceil

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.web import Request
from huichang.parts import permissions, queries
from huichang.parts.queries import reading

MOST = 8
"""Orders that a wall of 1080 lines shows whole."""
TURN = 15
"""Seconds after which the wall fetches itself anew, and shows the next orders where there are more."""
NEAR = timedelta(minutes=30)


def show(request: Request) -> HttpResponse:
    """The queue by promise, half of the plates covered, no names of customers; by turns where they are many."""
    moment = now()
    store_id = reading.store_for(request.actor, permissions.SEE_COUNTER)
    queue = queries.pick_queue(store_id)
    shelves = queries.booking_shelf(store_id, on=localdate(moment))
    shown = sorted(
        queue, key=lambda order: (order.ready == 0, order.promised_at or moment + timedelta(days=99))
    )
    pages = max(1, ceil(len(shown) / MOST))
    each = ceil(len(shown) / pages)
    page = int(moment.timestamp() // TURN) % pages
    return render(
        request,
        "parts/screens/counter_wall.html",
        {
            "orders": shown[page * each : (page + 1) * each],
            "page": page + 1,
            "pages": pages,
            "turn": TURN,
            "many": len(shown),
            "ready": sum(1 for order in queue if order.state == "ready"),
            "short": sum(1 for order in queue if order.short),
            "near": moment + NEAR,
            "to_shelve": sum(1 for booking in shelves if booking.to_shelve),
            "missing": sum(1 for booking in shelves if booking.short),
        },
    )
