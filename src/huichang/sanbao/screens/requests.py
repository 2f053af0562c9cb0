"""/sanbao/requests/ : owners who ask to exchange or return, by the deadline that runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.sanbao import queries


def show(request: Request) -> HttpResponse:
    """The list; `?tab=all`, `?q=` searches. One statement."""
    text = request.GET.get("q", "").strip()[:40]
    tab = "all" if request.GET.get("tab") == "all" or text else "open"
    return render(
        request,
        "sanbao/screens/requests.html",
        {
            "rows": queries.requests_list(request.actor, tab=tab, text=text, on=localdate(now())),
            "text": text,
            "tabs": [
                Tab("办理中", "?tab=open", tab == "open"),
                Tab("全部", "?tab=all", tab == "all"),
            ],
        },
    )
