"""/parts/requests/ : somebody asks for a part that is held for another car; its owner answers."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request
from huichang.parts import queries, requests


def show(request: Request) -> HttpResponse:
    """What waits for an answer."""
    return render(request, "parts/screens/requests.html", {"requests": queries.requests(request.actor)})


@require_POST
def answer(request: Request, hold_request_id: int) -> HttpResponse:
    """Give the part or keep it."""
    give = "give" in request.POST
    requests.answer_request(request.actor, hold_request_id, give=give, at=now())
    toasts.told(request, "已让出，配件改留给申请的车" if give else "已答复：不让")
    return redirect("parts:requests")
