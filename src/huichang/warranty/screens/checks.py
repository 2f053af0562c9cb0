"""/warranty/checks/ : why claims came back, and the checks that the store made of it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request
from huichang.warranty import own_checks, permissions
from huichang.warranty.queries import money, reading
from huichang.warranty.queries.claims import row_of
from huichang.warranty.rules import FIELDS
from huichang.warranty.states import Compare, Severity

PLACES = range(1, 5)


def _form(request: Request, card: money.CheckCard | None) -> HttpResponse:
    had = card.conditions if card else []
    return render(
        request,
        "warranty/screens/checks_one.html",
        {
            "card": card,
            "places": [
                (place, had[place - 1] if place <= len(had) else {"field": "", "compare": "", "value": ""})
                for place in PLACES
            ],
            "fields": [(field.key, field.says) for field in FIELDS.values()],
            "compares": Compare.choices,
            "severities": Severity.choices,
            "reason": request.GET.get("reason", "")[:120],
            "hits": [],
            "may_change": card is None or card.may("change"),
        },
    )


def _keep(request: Request, check_id: int | None) -> HttpResponse:
    conditions = [
        {
            "field": request.POST.get(f"field-{place}", ""),
            "compare": request.POST.get(f"compare-{place}", ""),
            "value": request.POST.get(f"value-{place}", ""),
        }
        for place in PLACES
        if request.POST.get(f"field-{place}")
    ]
    check = own_checks.keep_check(
        request.actor,
        request.actor.here,
        name=request.POST.get("name", ""),
        says=request.POST.get("says", ""),
        severity=request.POST.get("severity", ""),
        conditions=conditions,
        check_id=check_id,
        at=now(),
    )
    toasts.told(request, "已保存，请用过去的索赔试算")
    return redirect("warranty:check", check.pk)


def show(request: Request) -> HttpResponse:
    """Reasons and checks. Four statements."""
    actor = request.actor
    return render(
        request,
        "warranty/screens/checks.html",
        {
            "rows": money.checks(actor),
            "reasons": money.reasons(actor, on=localdate(now())),
            "may_keep": actor.may(permissions.KEEP_CHECKS),
        },
    )


def new(request: Request) -> HttpResponse:
    """A new check; `?reason=` the refusal that it is made of."""
    reading.store_for(request.actor, permissions.KEEP_CHECKS)
    return _keep(request, None) if request.method == "POST" else _form(request, None)


def one(request: Request, claim_check_id: int) -> HttpResponse:
    """One check; a POST changes it. One statement."""
    reading.store_for(request.actor, permissions.KEEP_CHECKS)
    if request.method == "POST":
        return _keep(request, claim_check_id)
    return _form(request, money.check_card(request.actor, claim_check_id))


@require_POST
def try_out(request: Request, claim_check_id: int) -> HttpResponse:
    """The check on the past year; answers with the claims that it hits."""
    check = own_checks.try_check(request.actor, claim_check_id, at=now())
    on = localdate(now())
    _, hits = own_checks.tried(check, at=now())
    return render(
        request,
        "warranty/screens/checks_hits.html",
        {
            "card": money.check_card(request.actor, claim_check_id),
            "hits": [(row_of(claim, on), name, own_checks.was_bad(claim)) for claim, name in hits[:200]],
            "may_switch": True,
        },
    )


@require_POST
def switch(request: Request, claim_check_id: int) -> HttpResponse:
    """In force, or no more."""
    on = request.POST.get("on") == "on"
    check = own_checks.switch_check(request.actor, claim_check_id, on=on, at=now())
    toasts.told(request, f"“{check.name}”已{'启用' if on else '停用'}")
    return redirect("warranty:checks")


@require_POST
def drop(request: Request, claim_check_id: int) -> HttpResponse:
    """Nobody wants it."""
    own_checks.drop_check(request.actor, claim_check_id, at=now())
    return redirect("warranty:checks")
