"""/workshop/gate/ : the greeter's tablet. Plate in, queue ticket out; the pre-check area; the pass at the gate."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.booking import queries as booking
from huichang.company import settings
from huichang.engines import plates
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, read
from huichang.vehicles import reading
from huichang.workshop import alarms, arrival, handover, permissions, precheck
from huichang.workshop.handover import Leaving
from huichang.workshop.queries import lane

HOME_PLATE = settings.declare("lane.home_plate", "川A", "本地车牌开头（引导台先填好）")
PURPOSES = ("保养", "一般维修", "钣金喷漆", "保险事故", "索赔召回", "取车", "咨询")
SPECIAL = ("外地临时号牌", "军警号牌", "使领馆号牌", "试验或工程车", "老式号牌")
LEAVING = ("只是咨询", "等待太久", "价格原因", "改天再来", "缺零件", "走错门店")
SHOWN = 6


class Arrival(forms.Form):
    """What the greeter enters."""

    plate = forms.CharField(label="车牌", max_length=14, required=False)
    exact = forms.CharField(required=False, max_length=14)
    vin = forms.CharField(label="车架号", max_length=20, required=False)
    name = forms.CharField(label="客户姓名", max_length=40, required=False)
    phone = forms.CharField(label="手机号", max_length=20, required=False)
    purpose = forms.CharField(label="来意", max_length=60, required=False)
    special_reason = forms.CharField(label="特殊号牌", max_length=80, required=False)
    leaves_car = forms.BooleanField(label="客户放下车先走", required=False)
    in_precheck = forms.BooleanField(label="驶入预检区", required=False)


class Bay(forms.Form):
    """A bay of the pre-check area."""

    bay = forms.IntegerField(required=False)


class Reason(forms.Form):
    """Why the car leaves without a repair."""

    reason = forms.CharField(label="原因", max_length=80, required=False)
    words = forms.CharField(label="补充", max_length=80, required=False)


@dataclass(frozen=True)
class Verdict:
    """The large yes or no at the gate."""

    leaving: Leaving | None = None
    why: str = ""


def show(request: Request) -> HttpResponse:
    """The gate; `?ticket=` shows the ticket that was just given."""
    return render(request, "workshop/screens/gate.html", _context(request))


def matches(request: Request) -> HttpResponse:
    """Cars for what was typed so far, and what can be done with them."""
    actor, moment = request.actor, now()
    typed = request.GET.get("plate", "").strip()
    text = plates.normalise(typed)
    bookings = booking.today(actor.here, localdate(moment)) if len(text) > 2 else []
    serial = text[2:] if text[:1] in plates.PROVINCES else text
    found = lane.gate_matches(actor, text if len(text) > 6 else serial, at=moment, bookings=bookings)
    known = any(match.plate == text for match in found)
    context = {
        "typed": text,
        "matches": found,
        "known": known,
        "whole": plates.problem(text) is None,
        "shown": plates.display(text),
        "problem": plates.problem(text) if len(text) >= 6 else "",
        "purposes": PURPOSES,
        "special": SPECIAL,
        "bookings": [each for each in bookings if each.is_open][:SHOWN] if not found else [],
    }
    return render(request, "workshop/screens/gate.html#matches", context)


@require_POST
def greet(request: Request) -> HttpResponse:
    """Register the car and give it its ticket."""
    said = read(Arrival(request.POST))
    visit = arrival.greet_car(
        request.actor,
        plate=said["exact"] or said["plate"],
        vin=said["vin"],
        name=said["name"],
        phone=said["phone"],
        purpose=said["purpose"],
        special_reason=said["special_reason"],
        waits=not said["leaves_car"],
        in_precheck=said["in_precheck"],
        at=now(),
    )
    return redirect(f"{reverse('workshop:gate')}?ticket={visit.pk}")


@require_POST
def welcome(request: Request, visit_id: int) -> HttpResponse:
    """The customer was greeted."""
    visit = arrival.welcome(request.actor, visit_id, at=now())
    toasts.told(request, f"{visit.ticket} 号已迎接")
    return redirect("workshop:gate")


@require_POST
def enter(request: Request, visit_id: int) -> HttpResponse:
    """Into the pre-check area."""
    visit = precheck.enter_precheck(request.actor, visit_id, bay_id=read(Bay(request.POST))["bay"], at=now())
    toasts.told(request, f"{visit.ticket} 号已进入预检区")
    return redirect("workshop:gate")


@require_POST
def leave(request: Request, visit_id: int) -> HttpResponse:
    """Out of the pre-check area."""
    visit = precheck.leave_precheck(request.actor, visit_id, at=now())
    toasts.told(
        request, f"{visit.ticket} 号已驶离预检区", undo=reverse("workshop:gate.enter", args=[visit_id])
    )
    return redirect("workshop:gate")


@require_POST
def gone(request: Request, visit_id: int) -> HttpResponse:
    """Gone without a repair."""
    said = read(Reason(request.POST))
    reason = "；".join(part for part in (said["reason"], said["words"]) if part)
    visit = arrival.leave_without_repair(request.actor, visit_id, reason=reason, at=now())
    toasts.told(request, f"{visit.ticket} 号已登记离店")
    return redirect("workshop:gate")


def scan(request: Request) -> HttpResponse:
    """The gate pass: a large yes or no. A no is the answer here, so it is shown large and not beside the button.

    The answer belongs to one scan: opened again, its address leads back to the gate.
    """
    if request.method != "POST":
        return redirect("workshop:gate")
    if not request.actor.may(permissions.SCAN_GATE_PASSES):
        raise NotAllowed("您的岗位不能扫出门证放行，请找引导员。")
    code = request.POST.get("code", "").rstrip("/").rpartition("/")[2]
    try:
        verdict = Verdict(leaving=handover.scan_gate_pass(request.actor, code, at=now()))
    except Refused as refusal:
        verdict = Verdict(why=str(refusal))
    return render(request, "workshop/screens/gate.html", {**_context(request), "verdict": verdict})


def _context(request: Request) -> dict[str, object]:
    actor = request.actor
    store_id = lane.may_see_lane(actor)
    cars = lane.in_house(store_id)
    given = request.GET.get("ticket", "")
    bookings = booking.today(store_id, localdate(now()))
    return {
        "bookings": [each for each in bookings if each.is_open][:SHOWN],
        "home": settings.of(store_id, HOME_PLATE),
        "reads": reverse("vehicles:read_plate") if reading.available() else "",
        "waiting": lane.waiting(cars),
        "precheck": lane.precheck(store_id, cars),
        "limits": alarms.limits_of(store_id),
        "ticket": next((car for car in cars if str(car.visit_id) == given), None),
        "leaving": LEAVING,
        "may_greet": actor.may(permissions.GREET_CARS),
        "may_move": actor.may(permissions.MOVE_PRECHECK),
        "may_scan": actor.may(permissions.SCAN_GATE_PASSES),
    }
