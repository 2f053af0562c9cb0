"""/workshop/clocks/ : the day's clock by technician; forgotten clocks corrected, forgotten work booked (LANE-32)."""

from datetime import date, datetime, time

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, make_aware, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.workshop import clock, reporting
from huichang.workshop.queries import clocks


class Corrected(forms.Form):
    """The right times of the day, and why they were wrong."""

    on = forms.DateField(label="日期")
    starts = forms.TimeField(label="开始")
    ends = forms.TimeField(label="结束")
    reason = forms.CharField(label="原因", required=False, max_length=60)


class Booked(forms.Form):
    """Work that nobody clocked."""

    on = forms.DateField(label="日期")
    job = forms.IntegerField(label="作业", error_messages={"required": "请选择作业"})
    technician = forms.IntegerField(label="技师", error_messages={"required": "请选择技师"})
    starts = forms.TimeField(label="开工")
    ends = forms.TimeField(label="完工")
    cause = forms.CharField(label="故障原因", required=False, max_length=200)
    correction = forms.CharField(label="处理结果", required=False, max_length=200)
    self_checked = forms.BooleanField(
        label="自检", error_messages={"required": "请先让技师自检，再确认“已按自检表逐项确认”"}
    )


def show(request: Request) -> HttpResponse:
    """A day; today unless another is asked for."""
    on = web.day_of(request.GET.get("on", "")) or localdate()
    return render(
        request, "workshop/screens/clocks.html", {"day": clocks.clock_day(request.actor, on=on, at=now())}
    )


@require_POST
def correct(request: Request, clock_id: int) -> HttpResponseRedirect:
    """Somebody forgot to clock on or off."""
    told = web.read(Corrected(request.POST))
    clock.correct_clock(
        request.actor,
        clock_id,
        starts_at=_moment(told["on"], told["starts"]),
        ends_at=_moment(told["on"], told["ends"]),
        reason=told["reason"],
        seen=request.POST.get("seen"),
        at=now(),
    )
    toasts.told(request, "已更正，更正前后都留在日志里")
    return redirect(f"/workshop/clocks/?on={told['on']}")


@require_POST
def book(request: Request) -> HttpResponseRedirect:
    """Work that was done without the clock."""
    told = web.read(Booked(request.POST))
    job = clock.book_work(
        request.actor,
        told["job"],
        technician_id=told["technician"],
        started_at=_moment(told["on"], told["starts"]),
        finished_at=_moment(told["on"], told["ends"]),
        cause=told["cause"],
        correction=told["correction"],
        checked=reporting.EVERY_POINT,
        at=now(),
    )
    toasts.told(request, f"“{job.title}”已补登完工")
    return redirect(f"/workshop/clocks/?on={told['on']}")


def _moment(on: date, clock_time: time) -> datetime:
    return make_aware(datetime.combine(on, clock_time))
