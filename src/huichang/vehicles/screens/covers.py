"""/vehicles/<id>/covers/ : who promised what about a car, and what is left of it; its extended contracts."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.vehicles import cover_cards, cover_contracts, permissions

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Contract(forms.Form):
    """An extended contract."""

    number = forms.CharField(label="合同号", max_length=30)
    bought_on = forms.DateField(label="购买日期", widget=DAY)
    from_on = forms.DateField(label="生效日期", widget=DAY)
    until_on = forms.DateField(label="到期日期", widget=DAY)
    until_km = forms.IntegerField(label="到期里程", required=False, min_value=1, max_value=2_000_000)
    price = forms.DecimalField(label="价格", required=False, min_value=0, max_digits=12, decimal_places=2)


class Policy(forms.Form):
    """The policy that the contract is about."""

    policy = forms.IntegerField(label="延保政策")


class Ended(forms.Form):
    """Why a contract ends."""

    reason = forms.CharField(label="终止原因", max_length=80)


def show(request: Request, vehicle_id: int) -> HttpResponse:
    """The car's covers."""
    moment = now()
    may_sell = request.actor.may(permissions.SELL_CONTRACTS)
    found = cover_cards.car_covers(request.actor, vehicle_id, at=moment)
    return render(
        request,
        "vehicles/screens/covers.html",
        {
            "car": found.car,
            "found": found,
            "may_sell": may_sell,
            "sold": cover_cards.sold_policies(on=localdate(moment)) if may_sell else [],
            "form": Contract(initial={"bought_on": localdate(moment), "from_on": localdate(moment)}),
            "ended": Ended(),
        },
    )


@require_POST
def add(request: Request, vehicle_id: int) -> HttpResponseRedirect:
    """The car has bought a contract."""
    said = read(Contract(request.POST))
    cover_contracts.add_contract(
        request.actor, vehicle_id, policy_id=read(Policy(request.POST))["policy"], at=now(), **said
    )
    toasts.told(request, "延保合同已登记")
    return redirect("vehicles:covers", vehicle_id)


@require_POST
def end(request: Request, vehicle_id: int, cover_contract_id: int) -> HttpResponseRedirect:
    """A contract ends today."""
    cover_contracts.end_contract(
        request.actor,
        cover_contract_id,
        vehicle_id=vehicle_id,
        reason=read(Ended(request.POST))["reason"],
        at=now(),
    )
    toasts.told(request, "延保合同已终止")
    return redirect("vehicles:covers", vehicle_id)
