"""/booking/ : the bookings of a day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from huichang.booking import permissions, queries
from huichang.booking.states import AppointmentState
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, day_of


def show(request: Request) -> HttpResponse:
    """The bookings of `?on=` by time, with what is not ready."""
    queries.may_see(request.actor)
    today = localdate()
    on = day_of(request.GET.get("on", "")) or today
    state = request.GET.get("state", "")
    cards = queries.of_days(request.actor.here, on, 1, cancelled=True)
    shown = [card for card in cards if card.state == state or (not state and card.state != "cancelled")]
    return render(
        request,
        "booking/screens/listing.html",
        {
            "cards": shown,
            "on": on,
            "state": state,
            "tabs": [
                Tab("全部", f"?on={on}", active=not state, count=sum(c.state != "cancelled" for c in cards))
            ]
            + [
                Tab(
                    label,
                    f"?on={on}&state={value}",
                    state == value,
                    sum(card.state == value for card in cards),
                )
                for value, label in AppointmentState.choices
            ],
            "may_book": request.actor.may(permissions.BOOK),
        },
    )
