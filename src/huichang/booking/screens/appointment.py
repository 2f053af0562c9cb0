"""/booking/<id>/ : one booking with everything: who, when, why, what was told, what is ready, what happened."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.booking import ahead, appointments, permissions, preparation, printing, queries
from huichang.booking.states import APPOINTMENT
from huichang.company import queries as company
from huichang.kernel import toasts, wording
from huichang.kernel.cards import Event, Step
from huichang.kernel.web import Request, read
from huichang.parts import queries as parts


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=120, required=False)
    words = forms.CharField(label="说明", max_length=120, required=False)
    seen = forms.IntegerField(required=False)


class Pencil(forms.Form):
    """Who and where."""

    technician = forms.IntegerField(required=False)
    bay = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False)


def show(request: Request, appointment_id: int) -> HttpResponse:
    """The booking. At most eleven statements."""
    queries.may_see(request.actor)
    card = queries.card(request.actor, appointment_id)
    actor, verbs = request.actor, APPOINTMENT.verbs_from(card.state)
    on = localdate(card.starts_at)
    skills = {need.skill for need in card.needs}
    may_pencil = actor.may(permissions.PENCIL_IN) and card.is_open
    crew = company.on_shift(card.store_id, since=on, until=on) if may_pencil else []
    kinds = {need.bay_kind for need in card.needs}
    shorts = (
        {each.part_id: each for each in parts.shorts(card.store_id) if each.appointment_id == card.id}
        if card.part_needs
        else {}
    )
    says = {point["code"]: point["text"] for point in preparation.words()["told"]}
    return render(
        request,
        "booking/screens/appointment.html",
        {
            "one": card,
            "told": [says[code] for code in card.told_points if code in says],
            "parts": [(need, shorts.get(need.part_id)) for need in card.part_needs],
            "course": _course(card),
            "problems": [each["text"] for each in preparation.words()["preparation_trouble"]],
            "technicians": [one for one in crew if one.skills & skills],
            "bays": [bay for bay in company.bays(card.store_id) if bay.kind in kinds] if may_pencil else [],
            "tasks": queries.tasks_of(card.id),
            "events": [
                Event(
                    event.at,
                    event.who,
                    event.what,
                    event.note or "；".join(one.words for one in event.changes[:4]),
                )
                for event in queries.history(actor, card.id)
            ],
            "may_pencil": may_pencil,
            "may_prepare": actor.may(permissions.PREPARE) and card.is_open,
            "may_confirm": "confirm" in verbs and actor.may(permissions.CONFIRM),
            "may_move": "move" in verbs and actor.may(permissions.MOVE),
            "may_cancel": "cancel" in verbs and actor.may(permissions.CANCEL),
            "may_miss": "miss" in verbs and actor.may(permissions.CANCEL) and card.starts_at <= now(),
            "cancel_reasons": [each["text"] for each in preparation.words()["cancel"]],
        },
    )


def _course(card: queries.AppointmentCard) -> list[Step]:
    """Where the booking stands, as steps."""
    stands = card.state in ("confirmed", "arrived")
    here = card.state == "arrived"
    return [
        Step("已登记", "done"),
        Step("已确认", "done" if stands else "now" if card.state == "asked" else "skipped"),
        _look("前一天", card.day_ready_at, ahead.day_look_at(card.store_id, card.starts_at), card),
        _look("到店前", card.hour_ready_at, ahead.last_look_at(card.store_id, card.starts_at), card),
        Step("已到店", "done" if here else "skipped" if card.state in ("missed", "cancelled") else "todo"),
    ]


def _look(says: str, ready_at: datetime | None, look_at: datetime, card: queries.AppointmentCard) -> Step:
    """One of the two confirmations of the preparation: done, not reached by then, or when it comes."""
    if ready_at is not None:
        return Step(f"{says}已确认备好", "done")
    if card.state == "arrived" or look_at <= card.taken_at:
        return Step(f"{says}确认", "skipped")
    due = wording.moment(look_at, localdate())
    return Step(f"{due} {says}确认", "now" if card.state == "confirmed" and look_at <= now() else "todo")


def paper(request: Request, appointment_id: int) -> HttpResponse:
    """The booking sheet as PDF."""
    url = request.build_absolute_uri(reverse("booking:appointment", args=[appointment_id]))
    content = printing.booking_paper(request.actor, appointment_id, at=now(), url=url).pdf()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="appointment-{appointment_id}.pdf"'
    return response


@require_POST
def confirm(request: Request, appointment_id: int) -> HttpResponse:
    """What a customer booked on the phone page stands now."""
    row = appointments.confirm(
        request.actor, appointment_id, at=now(), seen=read(Reason(request.POST))["seen"]
    )
    toasts.told(request, f"{row.number} 已确认，已通知客户，准备清单已下发")
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/booking/") else reverse("booking:appointment", args=[row.pk]))


@require_POST
def cancel(request: Request, appointment_id: int) -> HttpResponse:
    """The booking is off."""
    values = read(Reason(request.POST))
    reason = "；".join(said for said in (values["reason"], values["words"]) if said)
    appointments.cancel(request.actor, appointment_id, reason=reason, at=now(), seen=values["seen"])
    toasts.told(request, "预约已取消，时段和备件已释放，已通知客户")
    return redirect("booking:appointment", appointment_id)


@require_POST
def miss(request: Request, appointment_id: int) -> HttpResponse:
    """The car did not come."""
    appointments.miss(request.actor, appointment_id, at=now(), seen=read(Reason(request.POST))["seen"])
    toasts.told(request, "已记为未到店，客服会联系客户")
    return redirect("booking:appointment", appointment_id)


@require_POST
def pencil(request: Request, appointment_id: int) -> HttpResponse:
    """A technician and a bay."""
    values = read(Pencil(request.POST))
    preparation.pencil_in(
        request.actor,
        appointment_id,
        technician_id=values["technician"],
        bay_id=values["bay"],
        seen=values["seen"],
        at=now(),
    )
    toasts.told(request, "已预排")
    return redirect("booking:appointment", appointment_id)
