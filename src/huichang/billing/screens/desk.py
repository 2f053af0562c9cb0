"""/billing/desk/ : the cashier's list."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.billing import permissions, queries
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def _may_see(request: Request) -> None:
    if not request.actor.may(permissions.SEE_DESK):
        raise NotAllowed("您的岗位不能查看收银台，请找收银员或服务经理。")


def show(request: Request) -> HttpResponse:
    """What is ready to settle and to pay."""
    _may_see(request)
    return render(request, "billing/screens/desk.html", {"rows": queries.desk(request.actor)})
