"""/network/signals/<id>/ : one signal with its evidence, and the case that is made of it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request, read
from huichang.network import cases, permissions
from huichang.network.queries import signals
from huichang.network.states import Measure


class Suspected(forms.Form):
    """A first judgement."""

    suspicion = forms.CharField(label="初步判断", max_length=300, required=False)


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label="理由", max_length=200, required=False)


class Wanted(forms.Form):
    """Until when parts are wanted, and what for."""

    due_on = forms.DateField(label="期限")
    words = forms.CharField(label="要求", max_length=200, required=False)


class Ended(forms.Form):
    """With what a case ends."""

    measure = forms.CharField(label="措施", required=False)
    finding = forms.CharField(label="结论", max_length=300, required=False)


def show(request: Request, signal_id: int) -> HttpResponse:
    """The evidence. Seven statements."""
    return render(
        request,
        "network/screens/signal.html",
        {
            "one": signals.signal(request.actor, signal_id, on=localdate(now())),
            "may_work": request.actor.may(permissions.WORK_CASES),
            "measures": Measure.choices,
        },
    )


@require_POST
def open_case(request: Request, signal_id: int) -> HttpResponse:
    """Make a case of it."""
    case = cases.open_case(request.actor, signal_id, at=now(), **read(Suspected(request.POST)))
    toasts.told(request, f"已立案 {case.number}")
    return redirect("network:signal", signal_id)


@require_POST
def set_aside(request: Request, signal_id: int) -> HttpResponse:
    """It is explained by something else; it can be taken back."""
    cases.set_aside(request.actor, signal_id, **read(Why(request.POST)))
    toasts.told(request, "已记为不是问题", undo=reverse("network:signal.back", args=[signal_id]))
    return redirect("network:signal", signal_id)


@require_POST
def bring_back(request: Request, signal_id: int) -> HttpResponse:
    """It was set aside too early."""
    cases.bring_back(request.actor, signal_id)
    toasts.told(request, "已放回待判断")
    return redirect("network:signal", signal_id)


@require_POST
def ask(request: Request, case_id: int) -> HttpResponse:
    """Ask stores for old parts."""
    order = cases.ask_stores(request.actor, case_id, at=now(), **read(Wanted(request.POST)))
    toasts.told(request, f"已发出调回指令 {order.number}")
    return _to_case(case_id)


@require_POST
def close(request: Request, case_id: int) -> HttpResponse:
    """End the case."""
    cases.close_case(request.actor, case_id, at=now(), **read(Ended(request.POST)))
    toasts.told(request, "案件已结案", undo=reverse("network:case.reopen", args=[case_id]))
    return _to_case(case_id)


@require_POST
def reopen(request: Request, case_id: int) -> HttpResponse:
    """It was closed too early."""
    cases.reopen_case(request.actor, case_id)
    toasts.told(request, "案件重新调查")
    return _to_case(case_id)


def _to_case(case_id: int) -> HttpResponse:
    signal_id = signals.signal_of_case(case_id)
    if signal_id is None:
        raise Missing("没有找到这个案件，请回到预警清单。")
    return redirect("network:signal", signal_id)
