"""/knowledge/ : what can it be? Search in the customer's own words, by trouble code or pinyin."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.knowledge import permissions, queries
from huichang.pricebook import queries as pricebook


def show(request: Request) -> HttpResponse:
    """The search; htmx asks for the hits alone while somebody types. `?from=` says where it is needed (a job at the bench),
    `?vehicle=` for which car."""
    queries.may_see(request.actor)
    words, system = request.GET.get("q", ""), request.GET.get("system", "")
    found = {
        "hits": queries.search_faults(words, system=system),
        "words": words,
        "system": system,
        "origin": request.GET.get("from", ""),
        "car": request.GET.get("vehicle", ""),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "knowledge/screens/search.html#hits", found)
    return render(
        request,
        "knowledge/screens/search.html",
        {
            **found,
            "tabs": tabs("/knowledge/"),
            "systems": pricebook.systems().items(),
            "may_write": request.actor.may(permissions.WRITE_KNOWLEDGE),
            "may_ask": request.actor.may(permissions.ASK_HELP),
            "mine": queries.tools(request.actor, on=localdate(), holder_id=request.actor.staff_id),
        },
    )


def tabs(here: str) -> list[Tab]:
    """The parts of this room as tabs."""
    places = [
        ("故障知识", "/knowledge/"),
        ("技术求助", "/knowledge/help/"),
        ("维修经验", "/knowledge/lessons/"),
        ("专用工具", "/knowledge/tools/"),
    ]
    return [Tab(label, url, active=url == here) for label, url in places]
