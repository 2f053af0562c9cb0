"""/workshop/orders/<id>/ : the order: car, customer, promise, three amounts, what blocks it, jobs with lines, extra work."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import journal, toasts
from huichang.kernel.cards import Event
from huichang.kernel.web import Request, read
from huichang.parts.permissions import SEE_COSTS, SEE_COUNTER
from huichang.pricebook import queries as pricebook
from huichang.workshop import amending, orders, permissions, progress, promise, reasons, states, staying
from huichang.workshop.queries import history as past
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.blocks import blocks
from huichang.workshop.queries.cards import HAND_PRICED
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.states import LineKind, Payer, RepairType, WaitingFor

WITHDRAW_REASONS = ("误报", "已包含在别的项目里", "下次保养再看", "客户当面说不用")


class Version(forms.Form):
    """The version of the order that the page showed."""

    version = forms.IntegerField(required=False)


class Described(Version):
    """The order's own words and wishes."""

    concern = forms.CharField(label="客户描述", max_length=500, required=False)
    sender_name = forms.CharField(label="送修人", max_length=40, required=False)
    sender_phone = forms.CharField(label="送修人电话", max_length=20, required=False)
    wash = forms.BooleanField(label="交车前洗车", required=False)
    takes_old_parts = forms.BooleanField(label="旧件带走", required=False)


class Promised(Version):
    """The time that the customer is told."""

    promised_at = forms.DateTimeField(label="交车时间")


class Stay(forms.Form):
    """Whether the customer waits in the house."""

    waits = forms.ChoiceField(label="客户在不在店", choices=[("yes", "在店等"), ("no", "离店")])


class Waiting(Version):
    """What is waited for."""

    waiting_for = forms.ChoiceField(label="等什么", choices=[c for c in WaitingFor.choices if c[0]])
    reason = forms.CharField(label="原因", max_length=120, required=False)


class Reasoned(Version):
    """Why."""

    reason = forms.CharField(label="原因", max_length=120, required=False)
    reason_words = forms.CharField(label="说明", max_length=120, required=False)


class Discounted(Reasoned):
    """So many per cent off the customer's own lines."""

    percent = forms.DecimalField(label="优惠", max_digits=5, decimal_places=1)


class Paying(Version):
    """Who pays some lines or jobs."""

    payer = forms.ChoiceField(label="付费方", choices=Payer.choices)
    job = forms.IntegerField(required=False)
    line = forms.IntegerField(required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """The order as it stands, with the acts that its state and this person's post allow."""
    moment = now()
    card = queries.order_card(request.actor, order_id)
    return render(
        request, "workshop/screens/order.html", context(request, card) | {"blocks": blocks(card, at=moment)}
    )


def context(request: Request, card: OrderCard) -> dict[str, Any]:
    """What the order's page and its fragments need beside the card."""
    actor = request.actor

    def may(permission: str) -> bool:
        return actor.may(permission, card.store_id)

    quotes = may(permissions.QUOTE_ORDERS)
    return {
        "order": card,
        "may_quote": quotes,
        "may_write": quotes and card.is_draft,
        "may_price": may(permissions.CHANGE_PRICES),
        "may_sign": may(permissions.SIGN_ORDERS) and card.is_draft,
        "may_cancel": may(permissions.CANCEL_ORDERS) and states.ORDER.allows(card.state, "cancel"),
        "may_wait": may(permissions.HOLD_ORDERS) and states.ORDER.allows(card.state, "wait"),
        "may_resume": may(permissions.HOLD_ORDERS) and states.ORDER.allows(card.state, "resume"),
        "may_report": may(permissions.REPORT_EXTRA)
        and card.state in ("signed", "in_work", "waiting", "done", "checked"),
        "may_answer": may(permissions.RECORD_ANSWERS),
        "may_see_check_in": may(permissions.SEE_CHECK_IN),
        "may_see_counter": may(SEE_COUNTER),
        "may_see_margin": may(SEE_COSTS),
        "may_see_bill": may("billing.see_desk"),  # a room above: known here by its name only
        "has_insurer": card.repair_type == RepairType.ACCIDENT
        or any(line.payer == Payer.INSURER for line in card.lines),
        "has_parts": any(line.pick for line in card.lines),
        "may_tell": may(permissions.TELL_CUSTOMERS)
        and card.state in ("signed", "in_work", "waiting", "done"),
        "may_note_stay": may(permissions.GREET_CARS) and card.stage not in ("gone", "cancelled"),
        "systems": pricebook.systems(),
        "payers": Payer.choices,
        "repair_types": RepairType.choices,
        "waiting_choices": [choice for choice in WaitingFor.choices if choice[0]],
        "cancel_reasons": reasons.of("order_cancel"),
        "price_reasons": reasons.of("manual_price"),
        "withdraw_reasons": WITHDRAW_REASONS,
        "other_kinds": [(kind, LineKind(kind).label) for kind in HAND_PRICED],
        "car_file": f"/vehicles/{card.car.id}/",
        "find": request.GET.get("find", ""),
    }


def history(request: Request, order_id: int) -> HttpResponse:
    """Everything that happened to the order, asked for when somebody looks at it."""
    events = [_event(event) for event in past.history(request.actor, order_id)]
    return render(request, "workshop/screens/order_history.html", {"events": events})


def _event(event: journal.Event) -> Event:
    changed = [change.words for change in event.changes[:8]]
    door = f"（{event.door}）" if event.door else ""
    return Event(
        event.at, f"{event.who}{door}", event.what, "\n".join(part for part in (event.note, *changed) if part)
    )


@require_POST
def describe(request: Request, order_id: int) -> HttpResponse:
    """Keep the order's words and wishes."""
    told = read(Described(request.POST))
    seen = told.pop("version")
    amending.describe_order(request.actor, order_id, seen=seen, at=now(), **told)
    return redirect("workshop:order", order_id)


@require_POST
def set_promise(request: Request, order_id: int) -> HttpResponse:
    """Fix the time, or take the proposed one."""
    if "propose" in request.POST:
        card = queries.order_card(request.actor, order_id)
        seen = read(Version(request.POST))["version"]
        at = now()
        honest = promise.honest(card.store_id, card.id, at=at)
        proposed = honest.at if honest else promise.propose(card.store_id, card.minutes, at=at)
        orders.set_promise(request.actor, order_id, promised_at=proposed, seen=seen, at=at)
        if honest is not None:
            why = f"；{honest.why}" if honest.why else ""
            toasts.told(request, f"按排程推算，{honest.certainty}% 的把握{why}")
        return redirect("workshop:order", order_id)
    told = read(Promised(request.POST))
    orders.set_promise(
        request.actor, order_id, promised_at=told["promised_at"], seen=told["version"], at=now()
    )
    return redirect("workshop:order", order_id)


@require_POST
def tell(request: Request, order_id: int) -> HttpResponse:
    """Tell the customer of a delay, with the new time."""
    told = read(Promised(request.POST))
    progress.tell_delay(
        request.actor, order_id, promised_at=told["promised_at"], seen=told["version"], at=now()
    )
    toasts.told(request, "已告知客户新的交车时间")
    return redirect("workshop:order", order_id)


@require_POST
def stay(request: Request, order_id: int) -> HttpResponse:
    """The customer has left the house, or stays."""
    waits = read(Stay(request.POST))["waits"] == "yes"
    visit_id = queries.order_card(request.actor, order_id).visit_id
    staying.note_stay(request.actor, visit_id, waits=waits, at=now())
    toasts.told(request, "已登记：客户在店等候" if waits else "已登记：客户离店，车留店")
    return redirect("workshop:order", order_id)


@require_POST
def wait(request: Request, order_id: int) -> HttpResponse:
    """Put the order on hold."""
    told = read(Waiting(request.POST))
    orders.wait_order(
        request.actor,
        order_id,
        waiting_for=told["waiting_for"],
        reason=told["reason"],
        seen=told["version"],
        at=now(),
    )
    return redirect("workshop:order", order_id)


@require_POST
def resume(request: Request, order_id: int) -> HttpResponse:
    """Go on."""
    orders.resume_order(request.actor, order_id, seen=read(Version(request.POST))["version"], at=now())
    return redirect("workshop:order", order_id)


@require_POST
def cancel(request: Request, order_id: int) -> HttpResponse:
    """Cancel the order."""
    told = read(Reasoned(request.POST))
    why = told["reason_words"] or told["reason"]
    orders.cancel_order(request.actor, order_id, reason=why, seen=told["version"], at=now())
    toasts.told(request, "工单已取消，预留的配件已释放")
    return redirect("workshop:order", order_id)


@require_POST
def discount(request: Request, order_id: int) -> HttpResponse:
    """Lower the customer's own lines."""
    told = read(Discounted(request.POST))
    lowered = amending.give_discount(
        request.actor,
        order_id,
        percent=told["percent"],
        reason=told["reason_words"] or told["reason"],
        kinds=request.POST.getlist("kinds") or ("labour", "part"),
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, f"已优惠 {len(lowered)} 项")
    return redirect("workshop:order", order_id)


@require_POST
def set_payer(request: Request, order_id: int) -> HttpResponse:
    """Change who pays a job or a line."""
    told = read(Paying(request.POST))
    amending.set_payer(
        request.actor,
        order_id,
        payer=told["payer"],
        job_ids=[told["job"]] if told["job"] else [],
        line_ids=[told["line"]] if told["line"] else [],
        seen=told["version"],
        at=now(),
    )
    return redirect("workshop:order", order_id)
