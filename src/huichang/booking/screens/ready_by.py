"""/booking/ready/ : “17:00 前能好吗？” beside the slots of the booking desk (LANE-41)."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone, localdate, now

from huichang.booking import queries, readiness
from huichang.booking.screens.desk import chosen_slot
from huichang.booking.screens.slots import wanted_of
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, day_of, read


class Wish(forms.Form):
    """The clock time by which the customer wants the car."""

    ready_by = forms.TimeField(
        label="几点前要好",
        error_messages={"required": "请填客户要求几点前好", "invalid": "请填钟点，例如 17:00"},
    )


def show(request: Request) -> HttpResponse:
    """The answer for the chosen slot; without one for a car that comes now (on the chosen day: asks for a slot)."""
    queries.may_see(request.actor)
    given, at = request.GET, now()
    wish = read(Wish(given))["ready_by"]
    starts_at = chosen_slot(given.get("slot", "")).starts_at if given.get("slot") else at
    needs, parts = wanted_of(given)
    if not needs:
        raise Refused("请先选要做的项目，才知道要多久。")
    shown = day_of(given.get("on", ""))
    if not given.get("slot") and shown is not None and shown != localdate(at):
        raise Refused("请先点一个到店时段，再问几点能好。", fields=("slot",))
    by = datetime.combine(localdate(starts_at), wish, get_current_timezone())
    ready = readiness.ready_by(request.actor.here, starts_at, by, needs=needs, part_needs=parts, at=at)
    return render(
        request,
        "booking/screens/ready_by.html",
        {"ready": ready, "starts_at": starts_at, "comes_now": not given.get("slot")},
    )
