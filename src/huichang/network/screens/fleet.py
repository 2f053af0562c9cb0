"""/network/fleet/ : cars built and sold, by model: what every expectation stands on."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.network import fleet, permissions
from huichang.network.queries import signals


class Pasted(forms.Form):
    """Lines of the table."""

    text = forms.CharField(label="产销台账", max_length=2_000_000, required=False)


def show(request: Request) -> HttpResponse:
    """What is known; by POST the models in the pasted lines are replaced. One statement."""
    if request.method == "POST":
        count = fleet.keep_fleet(request.actor, request.actor.here, **read(Pasted(request.POST)))
        toasts.told(request, f"已更新 {count:,} 行")
        return redirect("network:fleet")
    return render(
        request,
        "network/screens/fleet.html",
        {"rows": signals.fleet(request.actor), "may_keep": request.actor.may(permissions.KEEP_FLEET)},
    )
