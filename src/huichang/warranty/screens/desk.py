"""/warranty/desk/ : what claims have to do now, step by step, with their clocks; the calendar of what is due."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request
from huichang.warranty import keeping, permissions, rules, todos
from huichang.warranty.queries import claims, reading


def show(request: Request) -> HttpResponse:
    """The desk; `?scan=` opens the claimed part of a tag, or the claim of a number. Seven statements."""
    actor, at = request.actor, now()
    here = reading.store_for(actor)
    if scanned := request.GET.get("scan", "").strip():
        found = claims.claim_list(actor, on=localdate(at), only="all", text=scanned)
        if found:
            return redirect("warranty:claim", found[0].id)
        try:
            return redirect("warranty:part", keeping.by_tag(here, scanned))
        except Missing:
            raise Missing(f"没有找到“{scanned[:30]}”的索赔单或旧件标签，请核对。") from None
    work = todos.work_of(actor, at)
    on = localdate(at)
    due = [row for row in claims.claim_list(actor, on=on) if row.due_on is not None]
    return render(
        request,
        "warranty/screens/desk.html",
        {
            "heaps": work.heaps,
            "queue": work.todos[:40],
            "due": due[:14],
            "last_day": rules.due_on(on),
            "may_keep": actor.may(permissions.KEEP_CLAIMS),
        },
    )
