"""/booking/calls/ : the booking line: log, calls to make, share answered in time by hour, take-over of files."""

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.booking import calls, imports, permissions, queries
from huichang.booking.screens.desk import RESULTS
from huichang.booking.states import CallOutcome
from huichang.kernel import toasts
from huichang.kernel.web import Request, day_of, read

DAYS = 7


class Log(forms.Form):
    """A call by hand: `outcome` is `answered:2` (outcome and rings)."""

    outcome = forms.RegexField(r"^(answered|busy|lost):\d{1,2}$", label="结果")
    phone = forms.CharField(label="号码", max_length=20, required=False)


class File(forms.Form):
    """The telephone system's file; `dry` only looks at it."""

    file = forms.FileField(label="话机记录", allow_empty_file=False)
    dry = forms.BooleanField(required=False)


class Later(forms.Form):
    """When to try again."""

    minutes = forms.IntegerField(min_value=5, max_value=1440)


def show(request: Request) -> HttpResponse:
    """A day of the line (`?on=`), and how well a week was answered."""
    on = day_of(request.GET.get("on", "")) or localdate()
    return _page(request, on)


def _page(request: Request, day: date, **more: object) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    hours = queries.calls_by_hour(request.actor.here, day - timedelta(days=DAYS - 1), days=DAYS)
    rings = queries.answer_rings(request.actor.here)
    rang = sum(hour.rang for hour in hours)
    return render(
        request,
        "booking/screens/calls.html",
        {
            "rings": rings,
            "in_time_says": f"{rings} 声内接听",
            "calls": queries.calls(
                request.actor, day, outcome=outcome if outcome in CallOutcome.values else ""
            ),
            "tasks": queries.tasks(request.actor.here),
            "hours": hours,
            "share": round(100 * sum(hour.in_time for hour in hours) / rang) if rang else None,
            "lost": sum(hour.lost for hour in hours),
            "rang": rang,
            "on": day,
            "outcome": outcome,
            "outcomes": CallOutcome.choices,
            "results": RESULTS,
            "may_import": request.actor.may(permissions.IMPORT_CALLS),
            "may_do": request.actor.may(permissions.DO_CALLS),
            "columns": imports.COLUMNS,
            **more,
        },
    )


@require_POST
def log(request: Request) -> HttpResponse:
    """A call by hand, in one touch."""
    values = read(Log(request.POST))
    outcome, _, rings = values["outcome"].partition(":")
    calls.log_call(
        request.actor,
        store_id=request.actor.here,
        outcome=outcome,
        phone=values["phone"],
        rings=int(rings),
        at=now(),
    )
    toasts.told(
        request, "来电已登记" + ("，请尽快回拨" if outcome == CallOutcome.LOST and values["phone"] else "")
    )
    return _back(request)


@require_POST
def take_over(request: Request) -> HttpResponse:
    """Look at a file (`dry`), or take it over whole."""
    values = read(File(request.POST, request.FILES))
    content = values["file"].read()
    if values["dry"]:
        looked = imports.read(content)
        return _page(request, localdate(), looked=looked, file_name=values["file"].name)
    count = imports.take_over(request.actor, request.actor.here, content, at=now())
    toasts.told(request, f"导入 {count} 条新记录" if count else "没有新的记录，都已导入过")
    return redirect("booking:calls")


@require_POST
def finish(request: Request, task_id: int) -> HttpResponse:
    """The customer was called."""
    result = request.POST.get("words", "").strip() or request.POST.get("result", "")
    calls.finish_call(request.actor, task_id, result=result, told=request.POST.get("told"), at=now())
    toasts.told(request, "已记录通话结果")
    return _back(request)


@require_POST
def later(request: Request, task_id: int) -> HttpResponse:
    """Nobody answered."""
    values = read(Later(request.POST))
    calls.put_off(request.actor, task_id, minutes=values["minutes"], at=now())
    toasts.told(request, f"{values['minutes']} 分钟后再提醒")
    return _back(request)


def _back(request: Request) -> HttpResponse:
    back = request.POST.get("next", "")
    if back.startswith("/booking/calls/"):
        return redirect(back)
    return redirect("booking:desk")
