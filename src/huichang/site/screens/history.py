"""/history/<kind>/<id>/ : what happened to a record, as a fragment of its page."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel import records
from huichang.kernel.web import Request


def show(request: Request, kind: str, record_id: int) -> HttpResponse:
    """The history, asked for when somebody looks at it."""
    events = records.history(request.actor, kind, record_id)
    return render(request, "site/screens/history.html", {"events": events})
