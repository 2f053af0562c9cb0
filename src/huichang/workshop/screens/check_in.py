"""/workshop/check-in/<order>/ : the walk round the car on the tablet, step by step; every step saves at once."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Step
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.vehicles import reading
from huichang.workshop import (
    check_in,
    findings,
    papering,
    permissions,
    quoting,
    reasons,
    reception,
    remedies,
    walk,
)
from huichang.workshop.queries import walks
from huichang.workshop.states import OrderState, Payer, PointState, RepairType


class Triage(forms.Form):
    """Why the car is here."""

    repair_type = forms.ChoiceField(label="维修类型", choices=RepairType.choices)
    payer = forms.ChoiceField(label="付费方", choices=[("", ""), *Payer.choices], required=False)
    seen = forms.IntegerField()


class Identity(forms.Form):
    """VIN, plate, odometer."""

    vin = forms.CharField(label="车架号", max_length=24)
    vin_reason = forms.CharField(required=False, max_length=80)
    plate = forms.CharField(label="车牌", required=False, max_length=14)
    special_reason = forms.CharField(required=False, max_length=80)
    odometer = forms.IntegerField(label="里程", min_value=0, max_value=9_999_999)
    odometer_reason = forms.CharField(required=False, max_length=80)
    odometer_words = forms.CharField(required=False, max_length=80)


class Level(forms.Form):
    """Fuel or battery."""

    fuel = forms.IntegerField(label="油量", required=False)
    battery = forms.IntegerField(label="电量", required=False)


class PointFound(forms.Form):
    """What was found at a point."""

    state = forms.CharField(required=False, max_length=6)
    value = forms.DecimalField(label="测量值", required=False, max_digits=8, decimal_places=2)
    with_technician = forms.BooleanField(required=False)


class Zone(forms.Form):
    """A zone that was walked."""

    later = forms.BooleanField(required=False)
    with_technician = forms.BooleanField(required=False)


class Declined(forms.Form):
    """What the customer does not want."""

    reason = forms.CharField(label="原因", required=False, max_length=80)
    words = forms.CharField(required=False, max_length=80)
    signature = forms.CharField(required=False, max_length=900_000)


class Signed(forms.Form):
    """The customer's signature."""

    signature = forms.CharField(required=False, max_length=900_000)
    name = forms.CharField(label="签字人", required=False, max_length=40)


def show(request: Request, order_id: int) -> HttpResponse:
    """The step asked for, or the first that is open."""
    actor = request.actor
    card = walks.check_in(actor, order_id)
    step = card.step(request.GET.get("step", ""))
    steps = [
        Step(
            each.word,
            "now" if each.key == step.key else ("skipped" if each.later else "done") if each.done else "todo",
            f"?step={each.key}",
        )
        for each in card.steps
    ]
    return render(
        request,
        "workshop/screens/check_in.html",
        {
            "card": card,
            "step": step,
            "steps": steps,
            "next": _next(card, step.key),
            "before": _before(card, step.key),
            "done": sum(each.done for each in card.steps),
            "photos": card.photos_of(step.key),
            "covers": walk.COVERS,
            "belongings": walk.BELONGINGS,
            "vin_reasons": reasons.of("vin_override"),
            "odometer_reasons": reasons.of("mileage_lower"),
            "decline_reasons": reasons.of("decline"),
            "states": PointState.choices,
            "types": RepairType.choices,
            "payers": Payer.choices,
            "may_triage": actor.may(permissions.RECEIVE_CARS) and card.order_state == OrderState.DRAFT,
            "reads": reverse("vehicles:read_vin") if reading.available() else "",
            "reads_plate": reverse("vehicles:read_plate") if reading.available() else "",
            "may_check": actor.may(permissions.CHECK_IN_CARS) and not card.locked,
            "may_record": actor.may(permissions.RECORD_FINDINGS) and walks.is_open(card.order_state),
            "may_decline": actor.may(permissions.DECLINE_FINDINGS) and walks.is_open(card.order_state),
            "may_take_up": actor.may(permissions.QUOTE_ORDERS) and card.order_state == OrderState.DRAFT,
            "tech": request.GET.get("tech") == "1",
            "hands": bool(findings.HANDS & set(actor.roles)),
        },
    )


@require_POST
def triage(request: Request, order_id: int) -> HttpResponse:
    """Why the car is here turned out to be another reason."""
    said = read(Triage(request.POST))
    order = reception.triage(request.actor, order_id, at=now(), **said)
    toasts.told(request, f"维修类型已改为“{RepairType(order.repair_type).label}”")
    return redirect("workshop:check_in", order_id)


@require_POST
def covers(request: Request, order_id: int) -> HttpResponse:
    """Covers on."""
    check_in.covers_on(request.actor, order_id, items=request.POST.getlist("cover"), at=now())
    return _go_on(request, order_id, walk.COVERS_STEP)


@require_POST
def identity(request: Request, order_id: int) -> HttpResponse:
    """VIN, plate, odometer."""
    said = read(Identity(request.POST))
    check_in.record_identity(
        request.actor,
        order_id,
        vin=said["vin"],
        vin_reason=said["vin_reason"],
        plate=said["plate"],
        special_reason=said["special_reason"],
        odometer=said["odometer"],
        odometer_reason=said["odometer_words"] or said["odometer_reason"],
        seen=request.POST.get("seen"),
        at=now(),
    )
    return _go_on(request, order_id, walk.IDENTITY_STEP)


@require_POST
def level(request: Request, order_id: int) -> HttpResponse:
    """Fuel or battery."""
    said = read(Level(request.POST))
    check_in.record_level(
        request.actor,
        order_id,
        fuel_eighths=said["fuel"],
        battery_percent=said["battery"],
        seen=request.POST.get("seen"),
        at=now(),
    )
    return _go_on(request, order_id, walk.LEVEL_STEP)


@require_POST
def damage(request: Request, order_id: int) -> HttpResponse:
    """Marks on the drawing."""
    check_in.mark_damage(
        request.actor,
        order_id,
        marks=_marks(request.POST.get("damage", "")),
        photos=_photos(request),
        seen=request.POST.get("seen"),
        at=now(),
    )
    return _go_on(request, order_id, walk.DAMAGE_STEP)


@require_POST
def zone(request: Request, order_id: int, key: str) -> HttpResponse:
    """A zone was walked."""
    said = read(Zone(request.POST))
    check_in.record_zone(
        request.actor,
        order_id,
        zone=key,
        later=said["later"],
        with_technician=said["with_technician"],
        photos=_photos(request),
        at=now(),
    )
    return _go_on(request, order_id, key)


@require_POST
def point(request: Request, order_id: int, code: str) -> HttpResponse:
    """A point was looked at."""
    said = read(PointFound(request.POST))
    value: Decimal | None = said["value"]
    found = findings.record_finding(
        request.actor,
        order_id,
        point=code,
        state=said["state"],
        value=value,
        with_technician=said["with_technician"],
        photos=_photos(request),
        at=now(),
    )
    toasts.told(request, f"{found.name}：{PointState(found.state).label}")
    tech = "&tech=1" if said["with_technician"] else ""
    return redirect(
        f"{reverse('workshop:check_in', args=[order_id])}?step={request.GET.get('step', '')}{tech}"
    )


@require_POST
def belongings(request: Request, order_id: int) -> HttpResponse:
    """What lies in the car."""
    check_in.record_belongings(
        request.actor,
        order_id,
        items=request.POST.getlist("item"),
        note=request.POST.get("note", ""),
        seen=request.POST.get("seen"),
        at=now(),
    )
    return _go_on(request, order_id, walk.BELONGINGS_STEP)


@require_POST
def decline(request: Request, order_id: int) -> HttpResponse:
    """What the customer does not want done now."""
    said = read(Declined(request.POST))
    ids = [pk for said in request.POST.getlist("finding") if (pk := number_of(said)) is not None]
    if not ids:
        raise Refused("请先勾选客户不做的项目。")
    done = findings.decline_finding(
        request.actor,
        order_id,
        finding_ids=ids,
        reason=said["words"] or said["reason"],
        signature=said["signature"],
        at=now(),
    )
    toasts.told(request, f"已登记 {len(done)} 项客户不做")
    return redirect(f"{reverse('workshop:check_in', args=[order_id])}?step={walk.SIGN_STEP}")


@require_POST
def take_up(request: Request, order_id: int, finding_id: int) -> HttpResponse:
    """A finding becomes a job of the order, with its usual operation and parts at published prices."""
    wanted = remedies.remedy(request.actor, order_id, finding_id)
    (job,) = quoting.add_jobs(request.actor, order_id, jobs=[wanted], finding_id=finding_id, at=now())
    toasts.told(request, f"{job}已列入委托书")
    return redirect(f"{reverse('workshop:check_in', args=[order_id])}?step={walk.SIGN_STEP}")


@require_POST
def reconsider(request: Request, order_id: int, finding_id: int) -> HttpResponse:
    """The customer thinks again."""
    found = findings.reconsider_finding(request.actor, order_id, finding_id, at=now())
    toasts.told(request, f"{found.name}：已撤销不做")
    return redirect(f"{reverse('workshop:check_in', args=[order_id])}?step={walk.SIGN_STEP}")


@require_POST
def sign(request: Request, order_id: int) -> HttpResponse:
    """The customer signs."""
    said = read(Signed(request.POST))
    check_in.sign_check_in(request.actor, order_id, signature=said["signature"], name=said["name"], at=now())
    toasts.told(request, "环检完成，请继续报价和签委托书")
    return redirect(f"/workshop/orders/{order_id}/")


def paper(request: Request, order_id: int) -> HttpResponse:
    """接车检查单 as PDF."""
    sheet = papering.check_in_paper(
        request.actor, order_id, at=now(), address=request.build_absolute_uri("/")
    )
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sheet.no}.pdf"'
    return response


def _photos(request: Request) -> list[bytes]:
    return [each.read() for each in request.FILES.getlist("photos")]


def _marks(text: str) -> list[dict[str, Any]]:
    try:
        read_marks = json.loads(text or "[]")
    except (ValueError, RecursionError) as error:
        raise Refused("损伤标记没有读到，请刷新后重新标记。") from error
    if not isinstance(read_marks, list) or not all(isinstance(each, dict) for each in read_marks):
        raise Refused("损伤标记没有读到，请刷新后重新标记。")
    return read_marks


def _keys(card: walks.CheckInCard) -> list[str]:
    return [each.key for each in card.steps]


def _next(card: walks.CheckInCard, key: str) -> str:
    keys = _keys(card)
    at = keys.index(key)
    return keys[min(at + 1, len(keys) - 1)]


def _before(card: walks.CheckInCard, key: str) -> str:
    keys = _keys(card)
    at = keys.index(key)
    return keys[at - 1] if at else ""


def _go_on(request: Request, order_id: int, key: str) -> HttpResponse:
    """To the next step of the walk."""
    step = _next(walks.check_in(request.actor, order_id), key)
    return redirect(f"{reverse('workshop:check_in', args=[order_id])}?step={step}")
