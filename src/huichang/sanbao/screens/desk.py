"""/sanbao/desk/ : faults that wait for a word, those first whose car would stand worst."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel.web import Request
from huichang.sanbao import permissions, queries


def show(request: Request) -> HttpResponse:
    """The desk; `?q=` searches. Two statements."""
    text = request.GET.get("q", "").strip()[:40]
    return render(
        request,
        "sanbao/screens/desk.html",
        {
            "rows": queries.faults_to_judge(request.actor, text=text),
            "text": text,
            "may_judge": request.actor.may(permissions.JUDGE_FAULTS, request.actor.here),
        },
    )
