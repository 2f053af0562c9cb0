"""/workshop/orders/<id>/told/ : the customer was told how it stands, face to face or by phone (LANE-33)."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request
from huichang.workshop import progress


@require_POST
def told(request: Request, order_id: int) -> HttpResponseRedirect:
    """Note it, and back to the page that the button stood on."""
    progress.note_told(request.actor, order_id, words=request.POST.get("words", "当面告知"), at=now())
    toasts.told(request, "已记下：客户已知道进度")
    return redirect("/" if request.POST.get("back") == "home" else f"/workshop/orders/{order_id}/")
