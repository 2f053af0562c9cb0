"""/parts/transfers/<id>/ : one transfer: received line by line, recalled, its differences settled."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, amount_of, number_of
from huichang.parts import permissions, queries, transfers
from huichang.parts.states import Difference


def show(request: Request, transfer_id: int) -> HttpResponse:
    """The transfer with its lines."""
    actor = request.actor
    page = queries.transfer_page(actor, transfer_id)
    on_its_way = page.state == "sent"
    return render(
        request,
        "parts/screens/transfer.html",
        {
            "page": page,
            "row": page,
            "may_receive": page.is_receiver and on_its_way and actor.may(permissions.RECEIVE_TRANSFERS),
            "may_recall": page.is_sender and on_its_way and actor.may(permissions.SEND_TRANSFERS),
            "may_settle": page.is_sender
            and page.state == "differs"
            and actor.may(permissions.SETTLE_TRANSFERS),
            "answers": Difference.choices,
            "sees_costs": actor.may(permissions.SEE_COSTS),
        },
    )


@require_POST
def receive(request: Request, transfer_id: int) -> HttpResponse:
    """What arrived, line by line; everything without a word."""
    received: dict[int, Decimal] = {}
    for name in request.POST:
        kind, _, key = name.partition("-")
        line_id = number_of(key)
        if kind == "line" and line_id is not None:
            said = request.POST.get(name, "") or "0"
            received[line_id] = amount_of(said, places=3, says="收到数", field=name)
    transfers.receive_transfer(
        request.actor, transfer_id, received=received or None, why=request.POST.get("why", ""), at=now()
    )
    toasts.told(request, "已收货入库，等件的车已按顺序预留")
    return redirect("parts:transfer", transfer_id)


@require_POST
def recall(request: Request, transfer_id: int) -> HttpResponse:
    """Sent by mistake."""
    transfers.recall_transfer(request.actor, transfer_id, at=now())
    toasts.told(request, "调拨已撤回，配件回到原货位")
    return redirect("parts:transfer", transfer_id)


@require_POST
def settle(request: Request, transfer_id: int) -> HttpResponse:
    """What became of what did not arrive."""
    answers = {
        line_id: Difference(said)
        for name, said in request.POST.items()
        if name.startswith("line-")
        and (line_id := number_of(name.removeprefix("line-"))) is not None
        and said in Difference.values
    }
    transfers.settle_difference(request.actor, transfer_id, answers=answers, at=now())
    toasts.told(request, "差异已处理")
    return redirect("parts:transfer", transfer_id)
