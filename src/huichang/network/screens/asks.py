"""/network/asks/ : old parts that the manufacturer asked this store for."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.network import cases, queries


class Arranged(forms.Form):
    """How the parts come."""

    answer = forms.CharField(label="安排", max_length=200, required=False)


def show(request: Request) -> HttpResponse:
    """What is not arranged yet, the most urgent first. One statement."""
    return render(request, "network/screens/asks.html", {"rows": queries.asks_of_store(request.actor)})


@require_POST
def arrange(request: Request, ask_id: int) -> HttpResponse:
    """Say how the parts come."""
    cases.arrange_parts(request.actor, ask_id, at=now(), **read(Arranged(request.POST)))
    toasts.told(request, "已答复厂家")
    return redirect("network:asks")
