"""/care/complaints/<id>/ : one complaint: who, about what, on which visit, and what has been done."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.care import permissions, queries
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def show(request: Request, complaint_id: int) -> HttpResponse:
    """The complaint with its history."""
    if not request.actor.may(permissions.SEE_COMPLAINTS):
        raise NotAllowed("您的岗位不能查看投诉，请找客服专员或服务经理。")
    return render(
        request,
        "care/screens/complaint_file.html",
        {
            "one": queries.complaint(request.actor, complaint_id),
            "may_close": request.actor.may(permissions.CLOSE_COMPLAINTS),
        },
    )
