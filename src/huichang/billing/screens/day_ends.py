"""/billing/day-ends/ : how the store's days with money ended: who counted what, what differed and why, what nobody counted."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from huichang.billing import queries
from huichang.kernel.web import Request, day_of

SHOWN = 14
"""Days on a page."""


def show(request: Request) -> HttpResponse:
    """Two weeks, those before with `?until=`."""
    today = localdate()
    until = min(day_of(request.GET.get("until", "")) or today, today)
    since = until - timedelta(days=SHOWN - 1)
    lines = queries.day_ends(request.actor, since=since, until=until)
    return render(
        request,
        "billing/screens/day_ends.html",
        {
            "lines": lines,
            "today": today,
            "since": since,
            "until": until,
            "uncounted": sum(1 for line in lines if line.open_count and line.on < today),
            "uneven": sum(1 for line in lines if any(close.explanation for close in line.closes)),
            "before": since - timedelta(days=1),
            "after": min(until + timedelta(days=SHOWN), today) if until < today else None,
        },
    )
