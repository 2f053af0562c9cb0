"""/supply/desk/ : what buying has to do now: approve, send, chase, receive, match, claim; what is short and not ordered."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.supply import permissions, queries, todos
from huichang.supply.queries import reading


@dataclass(frozen=True)
class Lot:
    """A heap of work: how many, and where its list is."""

    label: str
    count: int
    href: str
    tone: str = ""
    icon: str = ""


def show(request: Request) -> HttpResponse:
    """The desk; `?scan=` opens the order that a scanned number means. Eleven statements."""
    actor, at = request.actor, now()
    here = reading.store_for(actor)
    if scanned := request.GET.get("scan", "").strip():
        found = queries.order_by_number(actor, scanned)
        if found is None:
            raise Refused(f"没有单号为“{scanned}”的采购单或收货单，请核对。")
        return redirect("supply:order", found)
    work = todos.work_of(actor, at)
    return render(
        request,
        "supply/screens/desk.html",
        {
            "lots": [Lot(each.label, each.count, each.href, each.tone, each.icon) for each in work.heaps],
            "queue": work.todos,
            "shorts": todos.unordered(here),
            "coming": sorted(
                (row for row in work.orders if row.sent_at), key=lambda row: row.expected_on or date.max
            )[:12],
            "today": localdate(at),
            "may_write": actor.may(permissions.WRITE_ORDERS),
            "may_receive": actor.may(permissions.RECEIVE_ORDERS),
        },
    )
