"""/company/journal/ : who did what in this store."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from huichang.company import past, permissions
from huichang.company.screens import around
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of


def show(request: Request) -> HttpResponse:
    """The journal, newest first: what people did, with `system=1` the machine's work too; `who` narrows it to a name."""
    if not request.actor.may(permissions.READ_JOURNAL):
        raise NotAllowed("您的岗位不能查看操作日志。")
    who, before = request.GET.get("who", "").strip()[:40], request.GET.get("before", "")
    system = request.GET.get("system") == "1" or bool(who)
    entries = past.told(request.actor.here, who=who, before=number_of(before), by_people=not system)
    return render(
        request,
        "company/screens/journal.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "entries": entries,
            "who": who,
            "system": request.GET.get("system") == "1",
            "next_url": _next(who, request.GET.get("system", ""), entries),
        },
    )


def _next(who: str, system: str, entries: list[past.JournalLine]) -> str:
    if len(entries) < past.JOURNAL_PAGE:
        return ""
    return "?" + urlencode({"who": who, "system": system, "before": entries[-1].id})
