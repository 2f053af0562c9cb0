"""/booking/welcome/ : the welcome board in the hall: today's booked cars in order of time, by the customers' own choice
of name (LANE-07)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.booking import permissions, queries, rules
from huichang.kernel import wording
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request

STAYS = timedelta(minutes=45)
MOST = 10


@dataclass(frozen=True)
class Guest:
    """A line of the board. `name` is empty when the customer chose the plate; the plate is then shown masked."""

    at: datetime
    plate: str
    plate_kind: str
    name: str
    adviser: str
    bay: str
    arrived: bool
    ready: bool


def show(request: Request) -> HttpResponse:
    """Who is expected today, and who has just come. Four statements."""
    if not request.actor.may(permissions.SEE_WELCOME):
        raise NotAllowed("请用本店的账号打开欢迎看板。")
    at = now()
    cards = queries.today(request.actor.here, localdate(at))
    shown = [
        guest_of(card)
        for card in cards
        if card.is_open or (card.state == "arrived" and (card.arrived_at or card.starts_at) > at - STAYS)
    ]
    return render(
        request,
        "booking/screens/welcome.html",
        {"guests": shown[:MOST], "more": max(0, len(shown) - MOST), "today": localdate(at)},
    )


def guest_of(card: queries.AppointmentCard) -> Guest:
    """What the board may say of a customer, by the choice on their file."""
    masked = wording.masked_plate(card.plate)
    said = rules.board_name(
        card.board_name, name=card.customer, addressed=card.addressed, masked_plate=masked
    )
    return Guest(
        card.starts_at,
        card.plate,
        card.plate_kind,
        "" if said == masked else said,
        card.adviser,
        card.bay,
        card.state == "arrived",
        bool(card.points) and not card.to_prepare,
    )
