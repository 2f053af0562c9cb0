"""/booking/<id>/move/ : another time for a booking."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.booking import appointments, permissions, preparation, queries
from huichang.booking.screens.desk import chosen_slot
from huichang.kernel import toasts, wording
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read


class Move(forms.Form):
    """When, and why."""

    slot = forms.CharField(required=False)
    reason = forms.CharField(label="原因", max_length=120, required=False)
    words = forms.CharField(label="说明", max_length=120, required=False)
    seen = forms.IntegerField(required=False)


def show(request: Request, appointment_id: int) -> HttpResponse:
    """The same slots as the desk's, for the work and parts of this booking."""
    if not request.actor.may(permissions.MOVE):
        raise NotAllowed("您的岗位不能改期，请找客服专员或服务顾问。")
    if request.method == "POST":
        values = read(Move(request.POST))
        chosen = chosen_slot(values["slot"])
        row = appointments.move(
            request.actor,
            appointment_id,
            starts_at=chosen.starts_at,
            adviser_id=chosen.adviser_id,
            reason="；".join(said for said in (values["reason"], values["words"]) if said),
            at=now(),
            seen=values["seen"],
        )
        toasts.told(request, f"已改到 {wording.moment(row.slot.lower, localdate())}，已通知客户")
        return redirect("booking:appointment", row.pk)
    card = queries.card(request.actor, appointment_id)
    return render(
        request,
        "booking/screens/move.html",
        {"one": card, "reasons": [each["text"] for each in preparation.words()["move"]]},
    )
