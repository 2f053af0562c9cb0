"""/billing/order/<id>/history/ : who settled, took, gave back and reversed, as a fragment of the bill."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.billing import permissions, queries
from huichang.kernel import records
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def show(request: Request, order_id: int) -> HttpResponse:
    """The history, asked for when somebody looks at it."""
    if not request.actor.may(permissions.SEE_DESK):
        raise NotAllowed("您的岗位不能查看结算，请找收银员。")
    events = records.told(queries.history(request.actor, order_id))
    return render(request, "billing/screens/history.html", {"events": events})
