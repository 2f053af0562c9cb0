"""/parts/loans/ : goods borrowed, lent, with the workshop; and what the store uses itself."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.parts import batches, lending, permissions, queries, receiving, scanning
from huichang.parts.states import LoanKind

FILTERS = (("", "全部"), *LoanKind.choices)


class Lend(forms.Form):
    """To whom, how many, until when."""

    kind = forms.ChoiceField(
        label="类型", choices=[(LoanKind.SHOP, "车间借料"), (LoanKind.OUT, "借给外单位")]
    )
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    partner = forms.CharField(label="单位", max_length=60, required=False)
    taker = forms.IntegerField(label="借料人", required=False)
    why = forms.CharField(label="原因", max_length=120, required=False)
    due_on = forms.DateField(label="应还日期", required=False)
    batch = forms.IntegerField(label="批次", required=False)


class Borrow(forms.Form):
    """From whom, how many, at what cost."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    cost = forms.DecimalField(label="作价（不含税）", max_digits=12, decimal_places=2, min_value=0)
    partner = forms.CharField(label="单位", max_length=60)
    why = forms.CharField(label="原因", max_length=120, required=False)
    due_on = forms.DateField(label="应还日期", required=False)
    numbers = forms.CharField(label="批次号或序列号", max_length=400, required=False)
    expires_on = forms.DateField(label="有效期至", required=False)


class Use(forms.Form):
    """What for, by whom."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    purpose = forms.CharField(label="用途", max_length=120, required=False)
    taker = forms.IntegerField(label="领用人")
    batch = forms.IntegerField(label="批次", required=False)


class Back(forms.Form):
    """How many are back."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)


def show(request: Request) -> HttpResponse:
    """`?only=` a kind."""
    actor, only = request.actor, request.GET.get("only", "")
    return render(
        request,
        "parts/screens/loans.html",
        {
            "rows": queries.loans(actor, on=localdate(now()), only=only),
            "tabs": [Tab(str(words), f"?only={key}", active=key == only) for key, words in FILTERS],
            "may_lend": actor.may(permissions.LEND_GOODS),
            "sees_costs": actor.may(permissions.SEE_COSTS),
        },
    )


@require_POST
def lend(request: Request, part_id: int) -> HttpResponse:
    """Goods leave on loan."""
    said = read(Lend(request.POST))
    made = lending.lend_goods(
        request.actor,
        part_id,
        store_id=request.actor.here,
        kind=LoanKind(said["kind"]),
        quantity=said["quantity"],
        partner=said["partner"],
        taker_id=said["taker"],
        why=said["why"],
        due_on=said["due_on"],
        batch_id=said["batch"],
        at=now(),
    )
    toasts.told(request, f"已借出，单号 {made[0].number}")
    return redirect("parts:part", part_id)


@require_POST
def borrow(request: Request, part_id: int) -> HttpResponse:
    """Goods come in on loan."""
    said = read(Borrow(request.POST))
    numbers = scanning.numbers(said["numbers"])
    came = batches.Came(numbers=numbers, expires_on=said["expires_on"]) if numbers else None
    made = lending.borrow_goods(
        request.actor,
        store_id=request.actor.here,
        received=receiving.Received(part_id, said["quantity"], said["cost"], None, came),
        partner=said["partner"],
        why=said["why"],
        due_on=said["due_on"],
        at=now(),
    )
    toasts.told(request, f"已借进入库，单号 {made.number}")
    return redirect("parts:part", part_id)


@require_POST
def use(request: Request, part_id: int) -> HttpResponse:
    """The store uses goods itself."""
    said = read(Use(request.POST))
    number = lending.use_internally(
        request.actor,
        part_id,
        store_id=request.actor.here,
        quantity=said["quantity"],
        taken_by_id=said["taker"],
        purpose=said["purpose"],
        batch_id=said["batch"],
        at=now(),
    )
    toasts.told(request, f"已领用，单号 {number}")
    return redirect("parts:part", part_id)


@require_POST
def back(request: Request, loan_id: int) -> HttpResponse:
    """Goods of a loan are back where they belong."""
    lending.end_loan(request.actor, loan_id, quantity=read(Back(request.POST))["quantity"], at=now())
    toasts.told(request, "归还已登记")
    return redirect("parts:loans")
