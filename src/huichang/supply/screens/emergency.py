"""/supply/emergency/<part>/ : every way to get a missing part, ranked by time and cost, with whom to call."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, amount_of, read
from huichang.parts import queries as parts
from huichang.supply import emergency, permissions, queries

WHY_ASK = ("车辆停驶待件", "客户在店等待", "安全件", "今天要交车")


class Ask(forms.Form):
    """What is asked of another store."""

    from_store = forms.IntegerField(label="门店")
    part = forms.IntegerField(label="配件")
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    why = forms.CharField(label="原因", max_length=80, required=False)
    why_words = forms.CharField(label="补充说明", max_length=80, required=False)
    plate = forms.CharField(label="车牌", max_length=10, required=False)


class Answer(forms.Form):
    """What this store says."""

    granted = forms.BooleanField(required=False)
    words = forms.CharField(label="说明", max_length=120, required=False)


def show(request: Request, part_id: int) -> HttpResponse:
    """`?quantity=` for how many. Twelve statements at most."""
    actor = request.actor
    shorts = parts.shorts(actor.here, part_id=part_id)
    said = amount_of(request.GET.get("quantity") or "0", places=3, says="数量", field="quantity")
    wanted = (
        said
        if Decimal(0) < said < Decimal(1_000_000)
        else max(sum((each.quantity for each in shorts), Decimal(0)), Decimal(1))
    )
    plan = queries.emergency_plan(actor, part_id, quantity=wanted, on=localdate(now()), shorts=shorts)
    return render(
        request,
        "supply/screens/emergency.html",
        {
            "plan": plan,
            "shorts": shorts,
            "why_ask": WHY_ASK,
            "may_send": actor.may(permissions.SEND_ORDERS),
            "may_write": actor.may(permissions.WRITE_ORDERS),
        },
    )


@require_POST
def ask(request: Request, part_id: int) -> HttpResponse:
    """Another store is asked."""
    said = read(Ask(request.POST))
    emergency.ask_store(
        request.actor,
        said["part"],
        store_id=request.actor.here,
        from_store_id=said["from_store"],
        quantity=said["quantity"],
        why="；".join(filter(None, (said["why"], said["why_words"]))),
        plate=said["plate"],
        at=now(),
    )
    toasts.told(request, "已向对方申请，请同时打电话确认")
    return redirect("supply:emergency", part_id)


@require_POST
def answer(request: Request, part_id: int, transfer_ask_id: int) -> HttpResponse:
    """This store gives it, or not."""
    emergency.answer_store(request.actor, transfer_ask_id, at=now(), **read(Answer(request.POST)))
    return redirect("supply:emergency", part_id)


@require_POST
def withdraw(request: Request, part_id: int, transfer_ask_id: int) -> HttpResponse:
    """It is not needed any more."""
    emergency.withdraw_ask(request.actor, transfer_ask_id, store_id=request.actor.here)
    return redirect("supply:emergency", part_id)
