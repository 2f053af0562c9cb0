"""/parts/counts/gains/ : gain and loss of counts, month by month, by bin, by cause; each opens its lines."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.days import begin_of
from huichang.kernel.months import first_of
from huichang.kernel.web import Request, month_of, number_of
from huichang.parts.queries import count_gains
from huichang.parts.queries.count_gains import NO_REASON

MONTHS = 12


def show(request: Request) -> HttpResponse:
    """`?month=2026-03` chooses the month, `?bin=` or `?cause=` the lines below."""
    actor, today = request.actor, localdate(now())
    month = _month(request.GET.get("month", ""), today)
    until = begin_of(first_of(month, 1))
    lines = count_gains.gain_lines(actor, since=begin_of(month), until=until)
    bin_id, cause = number_of(request.GET.get("bin", "")), request.GET.get("cause", "")
    shown = [
        line
        for line in lines
        if (bin_id is None or line.bin_id == bin_id) and (not cause or (line.reason or NO_REASON) == cause)
    ]
    return render(
        request,
        "parts/screens/gains.html",
        {
            "month": month,
            "months": count_gains.gain_months(
                actor, since=begin_of(first_of(today, 1 - MONTHS)), until=begin_of(first_of(today, 1))
            ),
            "gain": sum(line.worth for line in lines if line.worth > 0),
            "loss": -sum(line.worth for line in lines if line.worth < 0),
            "net": sum(line.worth for line in lines),
            "all_lines": len(lines),
            "all_url": f"?month={month:%Y-%m}#lines",
            "bins": count_gains.by_bin(lines),
            "causes": count_gains.by_cause(lines),
            "lines": shown,
            "chosen": bool(bin_id is not None or cause),
            "bin": bin_id,
            "cause": cause,
        },
    )


def _month(said: str, today: date) -> date:
    return (month_of(said) or today).replace(day=1)
