"""/trade/returns/ : sold goods that come back: to look at, looked at; one of them with its credit note."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.money import money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.trade import permissions, printing, queries, returns
from huichang.trade.screens.deliveries import quantities
from huichang.trade.states import Condition


def show(request: Request) -> HttpResponse:
    """`?only=all` shows those that were looked at, too; `?q=` searches. Two statements."""
    only, text = request.GET.get("only", "asked"), request.GET.get("q", "").strip()
    return render(
        request,
        "trade/screens/returns.html",
        {
            "rows": queries.return_list(request.actor, only=only, text=text),
            "text": text,
            "only": only,
            "tabs": [
                Tab("待验收", "?only=asked", active=only == "asked"),
                Tab("全部", "?only=all", active=only != "asked"),
            ],
        },
    )


@require_POST
def new(request: Request, sale_id: int) -> HttpResponse:
    """Goods of a sale come back."""
    made = returns.ask_return(
        request.actor,
        sale_id,
        quantities=quantities(request.POST, "back-"),
        reason=request.POST.get("reason", ""),
        words=request.POST.get("words", ""),
        at=now(),
    )
    toasts.told(request, f"已登记退货 {made.number}，请验收")
    return redirect("trade:return", made.pk)


def one(request: Request, goods_return_id: int) -> HttpResponse:
    """One return. Two statements."""
    return render(
        request,
        "trade/screens/returns_one.html",
        {
            "card": queries.return_card(request.actor, goods_return_id),
            "conditions": Condition.choices,
            "may_check": request.actor.may(permissions.CHECK_RETURNS),
        },
    )


@require_POST
def accept(request: Request, goods_return_id: int) -> HttpResponse:
    """They were looked at."""
    conditions = {
        int(name.removeprefix("condition-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("condition-") and name.removeprefix("condition-").isdigit()
    }
    said = quantities(request.POST, "fee-")
    if len(said) > 1:
        raise Refused("退货费只填一个数。", fields=("fee-0",))
    fee = said.get(0)
    back = returns.accept_return(
        request.actor,
        goods_return_id,
        conditions=conditions,
        fee=None if fee is None else money(fee),
        at=now(),
    )
    toasts.told(request, f"已验收，贷记 {back.credit_number}")
    return redirect("trade:return", goods_return_id)


@require_POST
def refuse(request: Request, goods_return_id: int) -> HttpResponse:
    """They stay the customer's."""
    returns.refuse_return(request.actor, goods_return_id, why=request.POST.get("why", ""), at=now())
    return redirect("trade:return", goods_return_id)


def paper(request: Request, goods_return_id: int) -> HttpResponse:
    """The credit note."""
    url = request.build_absolute_uri(reverse("trade:return", args=[goods_return_id]))
    document = printing.return_paper(request.actor, goods_return_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
