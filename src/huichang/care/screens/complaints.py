"""/care/complaints/ : complaints that were taken down."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.care import complaints, permissions, queries
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """Open complaints; `?all=1` those that are closed too."""
    if not request.actor.may(permissions.SEE_COMPLAINTS):
        raise NotAllowed("您的岗位不能查看投诉，请找客服专员或服务经理。")
    every = request.GET.get("all") == "1"
    return render(
        request,
        "care/screens/complaints.html",
        {
            "rows": queries.complaints(request.actor, open_only=not every),
            "every": every,
            "may_take": request.actor.may(permissions.TAKE_COMPLAINTS),
            "may_close": request.actor.may(permissions.CLOSE_COMPLAINTS),
        },
    )


@require_POST
def close(request: Request, complaint_id: int) -> HttpResponse:
    """The customer is content."""
    complaints.close_complaint(request.actor, complaint_id, at=now())
    toasts.told(request, "投诉已结案")
    return redirect("care:complaint.file", complaint_id)
