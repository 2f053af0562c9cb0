"""Acts on a promise by hand: who goes first, until when, given free. The promise stands on its part's page."""

from datetime import datetime, time

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.parts import promises


class Rank(forms.Form):
    """Who goes first."""

    priority = forms.IntegerField(label="优先级", min_value=1, max_value=9)
    why = forms.CharField(label="原因", max_length=120, required=False)


class Until(forms.Form):
    """Kept until the end of a day."""

    until = forms.DateField(label="保留到")
    why = forms.CharField(label="原因", max_length=120, required=False)


@require_POST
def rank(request: Request, hold_id: int) -> HttpResponse:
    """Before or after others."""
    said = read(Rank(request.POST))
    hold = promises.rank_hold(request.actor, hold_id, at=now(), **said)
    toasts.told(request, f"优先级已改为 {hold.priority}")
    return redirect("parts:part", hold.part_id)


@require_POST
def prolong(request: Request, hold_id: int) -> HttpResponse:
    """Longer."""
    said = read(Until(request.POST))
    until = datetime.combine(said["until"], time(20), get_current_timezone())
    hold = promises.prolong_hold(request.actor, hold_id, until=until, why=said["why"], at=now())
    toasts.told(request, "预留已延长")
    return redirect("parts:part", hold.part_id)


@require_POST
def release(request: Request, hold_id: int) -> HttpResponse:
    """Free for those who wait."""
    hold = promises.release_hold(request.actor, hold_id, why=request.POST.get("why", ""), at=now())
    toasts.told(request, "预留已释放，按顺序留给等件的车")
    return redirect("parts:part", hold.part_id)
