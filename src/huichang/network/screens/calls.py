"""/network/calls/ : call-back orders over all stores, a new one with a look before it goes out, one order store by store."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import everywhere
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of, read
from huichang.network import calls as call_orders
from huichang.network import permissions
from huichang.network.queries import calls

TABS = {"open": "进行中", "all": "全部"}


class Ordered(forms.Form):
    """Until when, and what for."""

    due_on = forms.DateField(label="期限")
    is_urgent = forms.BooleanField(label="紧急", required=False)
    words = forms.CharField(label="要求", max_length=200, required=False)


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label="原因", max_length=200, required=False)


def _several(text: str) -> list[str]:
    """What was typed or pasted, one a line or with marks between."""
    return text.replace("，", " ").replace(",", " ").replace("、", " ").split()


def show(request: Request) -> HttpResponse:
    """`?only=` open or all, `?q=` searches. Seven statements."""
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    on = localdate(now())
    return render(
        request,
        "network/screens/calls.html",
        {
            "rows": calls.orders(request.actor, on=on, only=only, text=text),
            "single": calls.from_the_claim_desk(request.actor, on=on),
            "only": only,
            "text": text,
            "tabs": [Tab(says, f"?only={key}", active=key == only) for key, says in TABS.items()],
        },
    )


def new(request: Request) -> HttpResponse:
    """A new order: what it would ask of whom; by POST it goes out. Four statements."""
    if not request.actor.may(permissions.CALL_PARTS):
        raise NotAllowed("您的岗位不能调回旧件，请找集团督导。")
    typed = request.POST if request.method == "POST" else request.GET
    claims, codes = typed.get("claims", "").strip(), typed.get("codes", "").strip()
    chosen = [key for each in typed.getlist("stores") if (key := number_of(each)) is not None]
    numbers, parts = _several(claims), _several(codes)
    if request.method == "POST":
        order = call_orders.order_parts(
            request.actor,
            claim_numbers=numbers,
            codes=parts,
            store_ids=chosen,
            at=now(),
            **read(Ordered(request.POST)),
        )
        toasts.told(request, f"已发出 {order.number}")
        return redirect("network:call", order.pk)
    wished = []
    if numbers or parts:
        wished = calls.wished(request.actor, claim_numbers=numbers, codes=parts, store_ids=chosen)
    return render(
        request,
        "network/screens/calls_new.html",
        {
            "claims": claims,
            "codes": codes,
            "stores": [(str(pk), name) for pk, name in everywhere.stores()],
            "chosen": [str(each) for each in chosen],
            "wished": wished,
            "parts": sum(len(each.parts) for each in wished),
        },
    )


def one(request: Request, call_order_id: int) -> HttpResponse:
    """One order, store by store. Four statements."""
    page = calls.order(request.actor, call_order_id, on=localdate(now()))
    may_withdraw = bool(page.asks) and all(ask.may_withdraw for ask in page.asks if ask.state != "withdrawn")
    open_asks = [ask for ask in page.asks if ask.state != "withdrawn"]
    return render(
        request,
        "network/screens/calls_one.html",
        {"page": page, "row": page.row, "may_withdraw": may_withdraw and bool(open_asks)},
    )


@require_POST
def withdraw(request: Request, call_order_id: int) -> HttpResponse:
    """No store need send."""
    call_orders.withdraw_order(request.actor, call_order_id, at=now(), **read(Why(request.POST)))
    toasts.told(request, "已撤回，门店的旧件库不再显示这个指令")
    return redirect("network:call", call_order_id)


@require_POST
def remind(request: Request, ask_id: int) -> HttpResponse:
    """One store is told again."""
    ask = call_orders.remind_store(request.actor, ask_id, at=now())
    toasts.told(request, f"已催，第 {ask.reminders} 次")
    return redirect("network:call", ask.order_id)


@require_POST
def withdraw_ask(request: Request, ask_id: int) -> HttpResponse:
    """One store need not send."""
    ask = call_orders.withdraw_ask(request.actor, ask_id, at=now(), **read(Why(request.POST)))
    toasts.told(request, "已撤回这家门店的要求")
    return redirect("network:call", ask.order_id)
