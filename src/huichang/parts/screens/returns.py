"""/parts/counter/<order>/return/ : parts of an order come back by scan, one after the other."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now

from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of, read
from huichang.parts import issuing, permissions, queries
from huichang.parts.queries import reading
from huichang.parts.states import ReturnReason


class ComesBack(forms.Form):
    """What was scanned, and why it comes back."""

    code = forms.CharField(label="编码", max_length=120, error_messages={"required": "请先扫描要退的配件"})
    reason = forms.ChoiceField(label="退料原因", choices=ReturnReason.choices)
    reason_words = forms.CharField(label="补充说明", max_length=100, required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """What is out for the order; a POST is a scan."""
    actor = request.actor
    if request.method == "POST":
        return _scan(request, order_id)
    reading.store_for(actor, permissions.ISSUE_PARTS)
    order = queries.pick_list(actor, order_id)
    done = number_of(request.GET.get("done", ""))
    return render(
        request,
        "parts/screens/returns.html",
        {
            "order": order,
            "out": [line for line in order.lines if line.issued > 0],
            "done": next((line for line in order.lines if line.line_id == done), None),
            "reasons": [choice for choice in ReturnReason.choices if choice[0] != ReturnReason.MISTAKE],
            "reason": request.GET.get("reason", ReturnReason.UNUSED),
        },
    )


def _scan(request: Request, order_id: int) -> HttpResponse:
    said = read(ComesBack(request.POST))
    taken = issuing.take_back_scanned(
        request.actor,
        order_id,
        said["code"],
        reason=ReturnReason(said["reason"]),
        words=said["reason_words"],
        at=now(),
    )
    (line_id,) = taken.quantities
    toasts.told(request, f"已退 {taken.said}")
    here = reverse("parts:returns", args=[order_id])
    return redirect(f"{here}?done={line_id}&reason={said['reason']}")
