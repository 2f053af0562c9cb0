"""/post/outbox/ : the messages of this store. With the built-in channel, staff pass them on from here."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of
from huichang.post import outbox, permissions, queries
from huichang.post.states import MessageState

PAGE = 50


def show(request: Request) -> HttpResponse:
    """The outbox, newest first."""
    if not request.actor.may(permissions.SEE_OUTBOX):
        raise NotAllowed("您的岗位不能查看消息，请找客服专员或服务经理。")
    state = request.GET.get("state", "")
    before = request.GET.get("before", "")
    found = queries.messages(
        request.actor,
        state=state if state in MessageState.values else "",
        before=number_of(before),
        limit=PAGE,
    )
    return render(
        request,
        "post/screens/outbox.html",
        {
            "messages": found,
            "state": state,
            "states": MessageState.choices,
            "may_send": request.actor.may(permissions.SEND),
            "next_url": f"?state={state}&before={found[-1].id}" if len(found) == PAGE else "",
        },
    )


@require_POST
def send_again(request: Request, message_id: int) -> HttpResponse:
    """Try a failed message once more."""
    outbox.send_again(request.actor, message_id, at=now())
    return redirect("post:outbox")
