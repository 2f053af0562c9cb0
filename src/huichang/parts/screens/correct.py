"""/parts/ledger/<id>/correct/ : a line of the ledger is put right by a new one that names it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.kernel import toasts
from huichang.kernel.money import money
from huichang.kernel.web import Request, read
from huichang.parts import correcting
from huichang.parts.queries import moves


class Right(forms.Form):
    """What a line should have been."""

    quantity = forms.DecimalField(label="应为数量", max_digits=12, decimal_places=3)
    value = forms.DecimalField(label="应为金额", max_digits=14, decimal_places=2, required=False)
    why = forms.CharField(label="原因和依据", max_length=120, required=False)


def correct(request: Request, move_id: int) -> HttpResponse:
    """The line with what it should have been."""
    line = moves.move_line(request.actor, move_id)
    if request.method != "POST":
        form = Right(initial={"quantity": line.card.quantity.normalize()})
        return render(
            request,
            "parts/screens/correct.html",
            {"line": line, "form": form, "may": line.card.kind in correcting.CORRECTED},
        )
    said = read(Right(request.POST))
    value = said["value"]
    correcting.correct_move(
        request.actor,
        move_id,
        quantity=said["quantity"],
        value=None if value is None else money(value),
        why=said["why"],
        at=now(),
    )
    toasts.told(request, "已更正：新增一笔，原来的一笔保留")
    return redirect(f"/parts/part/{line.part.id}/?tab=ledger")
