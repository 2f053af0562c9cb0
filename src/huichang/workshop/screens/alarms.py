"""/workshop/alarms/ : the service manager's alarms, what was done about them, and the month."""

from datetime import date
from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.company import settings
from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of, read
from huichang.workshop import alarms, permissions, reasons, rules
from huichang.workshop.queries import alarms as cards


class Handled(forms.Form):
    """What was done, and why it came."""

    action = forms.CharField(label="措施", max_length=120, required=False)
    action_words = forms.CharField(label="措施说明", max_length=120, required=False)
    cause = forms.CharField(label="原因", max_length=80, required=False)
    cause_words = forms.CharField(label="原因说明", max_length=80, required=False)
    responsible = forms.IntegerField(label="责任人", required=False)


class Complaint(forms.Form):
    """The complaint that came of it."""

    complaint = forms.CharField(label="投诉内容", max_length=200, required=False)
    responsible = forms.IntegerField(label="责任人", required=False)


def show(request: Request) -> HttpResponse:
    """What waits, what was done; `?month=2026-03` chooses the summary."""
    actor, moment = request.actor, now()
    today = localdate(moment)
    first = _month(request.GET.get("month", ""), today)
    opened = request.GET.get("alarm", "")
    waiting = cards.waiting(actor, at=moment)
    chosen = next((card for card in waiting if str(card.id) == opened), waiting[0] if waiting else None)
    month, penalty = cards.month(actor, first), settings.of(actor.here, alarms.PRECHECK_PENALTY)
    return render(
        request,
        "workshop/screens/alarms.html",
        {
            "waiting": waiting,
            "chosen": chosen,
            "closed": cards.closed(actor),
            "month": month,
            "proposed": [(card, Decimal(card.cars * penalty)) for card in month.complaints],
            "before": rules.add_months(first, -1),
            "after": rules.add_months(first, 1) if first < today.replace(day=1) else None,
            "actions": reasons.of("precheck_action"),
            "causes": reasons.of("precheck_cause"),
            "people": company.people(actor.here),
            "penalty": penalty,
            "may_handle": actor.may(permissions.HANDLE_ALARMS),
        },
    )


@require_POST
def handle(request: Request) -> HttpResponse:
    """One or several alarms are dealt with."""
    said = read(Handled(request.POST))
    ids = [pk for said in request.POST.getlist("alarm") if (pk := number_of(said)) is not None]
    done = alarms.handle_alarm(
        request.actor,
        ids,
        action=said["action_words"] or said["action"],
        cause=said["cause_words"] or said["cause"],
        responsible_id=said["responsible"],
        at=now(),
    )
    toasts.told(request, f"已登记 {len(done)} 条预警的处理")
    return redirect("workshop:alarms")


@require_POST
def complain(request: Request, alarm_id: int) -> HttpResponse:
    """A complaint came of it."""
    said = read(Complaint(request.POST))
    alarms.link_complaint(
        request.actor,
        alarm_id,
        complaint=said["complaint"],
        responsible_id=said["responsible"],
        at=now(),
    )
    toasts.told(request, "投诉已关联，考核建议记入本月汇总")
    return redirect("workshop:alarms")


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
