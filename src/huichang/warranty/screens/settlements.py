"""/warranty/settlements/ : the manufacturer's lists month by month: booked, and what differs."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import permissions as company_permissions
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, month_of
from huichang.warranty import permissions, settling
from huichang.warranty.queries import money


def show(request: Request) -> HttpResponse:
    """Months, newest first. One statement."""
    actor = request.actor
    return render(
        request,
        "warranty/screens/settlements.html",
        {
            "rows": money.months(actor),
            "may_import": actor.may(permissions.IMPORT_SETTLEMENTS)
            and actor.may(company_permissions.IMPORT_SHEETS),
            "may_settle": actor.may(permissions.SETTLE),
        },
    )


def _month(request: Request) -> date:
    month = month_of(request.POST.get("month", ""))
    if month is None:
        raise Refused("请选择结算月份。")
    return month


@require_POST
def book(request: Request) -> HttpResponse:
    """What a month paid goes on the orders' statements."""
    month = _month(request)
    count = settling.book_month(request.actor, request.actor.here, month=month, at=now())
    toasts.told(request, f"{month:%Y-%m} 已入账 {count} 行")
    return redirect("warranty:settlements")


@require_POST
def unbook(request: Request) -> HttpResponse:
    """A month was booked by mistake."""
    month = _month(request)
    settling.unbook_month(
        request.actor, request.actor.here, month=month, why=request.POST.get("why", ""), at=now()
    )
    toasts.told(request, f"{month:%Y-%m} 已撤销入账")
    return redirect("warranty:settlements")


def lines(request: Request) -> HttpResponse:
    """`?month=2026-10`, `?only=` by outcome, `?q=` searches. One statement."""
    said, only = request.GET.get("month", ""), request.GET.get("only", "open")
    text = request.GET.get("q", "").strip()
    month = month_of(said)
    kept = {name: value for name, value in (("month", said if month else ""), ("q", text)) if value}
    return render(
        request,
        "warranty/screens/settlements_lines.html",
        {
            "rows": money.settled_lines(request.actor, month, only=only, text=text),
            "month": month,
            "said": said if month else "",
            "text": text,
            "only": only,
            "tabs": [
                Tab(says, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, says in money.LINE_TABS.items()
            ],
            "may_settle": request.actor.may(permissions.SETTLE),
        },
    )


@require_POST
def match(request: Request, settlement_line_id: int) -> HttpResponse:
    """A line belongs to this submission."""
    line = settling.match_line(
        request.actor, settlement_line_id, number=request.POST.get("number", ""), at=now()
    )
    toasts.told(request, f"已匹配：{line.get_outcome_display()}")
    return redirect("warranty:settled_lines")


@require_POST
def reopen(request: Request, settlement_line_id: int) -> HttpResponse:
    """It was registered by mistake."""
    settling.reopen_difference(request.actor, settlement_line_id, why=request.POST.get("why", ""), at=now())
    return redirect("warranty:settled_lines")


@require_POST
def work(request: Request, settlement_line_id: int) -> HttpResponse:
    """What became of a difference."""
    settling.work_difference(
        request.actor,
        settlement_line_id,
        remedy=request.POST.get("remedy", ""),
        words=request.POST.get("words", ""),
        at=now(),
    )
    return redirect("warranty:settled_lines")
