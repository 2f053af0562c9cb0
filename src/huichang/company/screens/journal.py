"""/company/journal/ : who did what in this store."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.company import permissions, queries
from huichang.company.screens import around
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of


def show(request: Request) -> HttpResponse:
    """The journal, newest first; `who` narrows it to a name."""
    if not request.actor.may(permissions.READ_JOURNAL):
        raise NotAllowed("您的岗位不能查看操作日志。")
    who, before = request.GET.get("who", "").strip()[:40], request.GET.get("before", "")
    entries = queries.journal(request.actor.here, who=who, before=number_of(before))
    return render(
        request,
        "company/screens/journal.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "entries": entries,
            "who": who,
            "next_url": f"?who={who}&before={entries[-1].id}" if len(entries) == queries.JOURNAL_PAGE else "",
        },
    )
