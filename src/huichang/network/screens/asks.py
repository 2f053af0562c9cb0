"""/network/asks/ : old parts that the manufacturer wants from this store."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.network import calls as call_orders
from huichang.network.queries import calls


class Answered(forms.Form):
    """What becomes of the parts."""

    answer = forms.CharField(label="说明", max_length=200, required=False)


def show(request: Request) -> HttpResponse:
    """What is to be sent or explained first, then what is done. Two statements."""
    rows = calls.asks_of_store(request.actor, on=localdate(now()))
    return render(
        request,
        "network/screens/asks.html",
        {"rows": [row for row in rows if row.is_open], "done": [row for row in rows if not row.is_open]},
    )


@require_POST
def answer(request: Request, ask_id: int) -> HttpResponse:
    """Say what becomes of the parts."""
    call_orders.answer_ask(request.actor, ask_id, at=now(), **read(Answered(request.POST)))
    toasts.told(request, "已答复厂家")
    return redirect("network:asks")
