"""/workshop/orders/<id>/sign/ : the tablet that is handed to the customer; what is done, for how much, until when, signed."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import letterhead
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, OutOfTurn
from huichang.kernel.web import Request, read
from huichang.workshop import orders, permissions, promise, reasons
from huichang.workshop.order_papers import TERMS
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.screens.order import Version

VIAS = (("screen", "平板签字"), ("paper", "纸质签字"))


class Signed(Version):
    """Who signed, how, for when."""

    name = forms.CharField(label="签字人", max_length=40)
    signature = forms.CharField(required=False)
    promised_at = forms.DateTimeField(label="交车时间", required=False)
    via = forms.ChoiceField(choices=VIAS, required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """The quote to sign; or, by POST, the signature."""
    if request.method == "POST":
        return _sign(request, order_id)
    card = queries.order_card(request.actor, order_id)
    if not request.actor.may(permissions.SIGN_ORDERS, card.store_id):
        raise NotAllowed("签委托书由服务顾问办理，请找服务顾问。")
    if not card.is_draft:
        raise OutOfTurn(f"工单 {card.number} 现在是“{card.state_says}”，不用再签字。")
    return render(
        request,
        "workshop/screens/sign.html",
        {
            "order": card,
            "jobs": [job for job in card.own_jobs if job.is_open],
            "proposed": card.promised_at or promise.propose(card.store_id, card.minutes, at=now()),
            "asks": card.promised_at is None,
            "decline_reasons": reasons.of("decline"),
            "terms": letterhead.terms(card.store_id, TERMS),
            "via_choices": VIAS,
            "back_url": f"/workshop/orders/{order_id}/",
        },
    )


def honest(request: Request, order_id: int) -> HttpResponse:
    """The time that the plan of the day can keep, with how sure it is; the page shows itself before it asks."""
    card, at = queries.order_card(request.actor, order_id), now()
    found = promise.honest(card.store_id, card.id, at=at)
    proposed = found.at if found else promise.propose(card.store_id, card.minutes, at=at)
    return render(request, "workshop/screens/sign.html#promise", {"proposed": proposed, "honest": found})


def _sign(request: Request, order_id: int) -> HttpResponse:
    card, told = queries.order_card(request.actor, order_id), read(Signed(request.POST))
    orders.sign_order(
        request.actor,
        order_id,
        name=told["name"],
        via=told["via"] or "screen",
        signature=told["signature"],
        declined=unwanted_lines(request, card),
        promised_at=told["promised_at"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, "客户已签字，车间和备件可以看到了")
    return redirect("workshop:order", order_id)


def unwanted_lines(request: Request, card: OrderCard) -> dict[int, str]:
    """Lines of the jobs that the form says are not wanted (`do-<job>` = no), with the reason given for each job."""
    return {
        line.id: request.POST.get(f"why-{job.id}", "") or "think"
        for job in card.own_jobs
        if request.POST.get(f"do-{job.id}") == "no"
        for line in job.open_lines
    }


@require_POST
def send(request: Request, order_id: int) -> HttpResponse:
    """Send the link instead."""
    orders.send_to_sign(request.actor, order_id, seen=read(Version(request.POST))["version"], at=now())
    toasts.told(request, "签字链接已发给客户")
    return redirect("workshop:order", order_id)
