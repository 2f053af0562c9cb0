"""/stocking/part/<id>/ : one part as the forecast sees it, why so many, and what to make of the suggestion."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request, read
from huichang.parts import queries as parts
from huichang.stocking import deciding, permissions, queries
from huichang.stocking.screens import desk
from huichang.stocking.states import ChangeReason, DropReason, State
from huichang.supply.queries import suppliers


class Change(forms.Form):
    """Another quantity, and why."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    reason = forms.CharField(label="原因", error_messages={"required": "请选择为什么改数量。"})
    words = forms.CharField(label="说明", max_length=120, required=False)
    supplier = forms.IntegerField(required=False, label="供应商")
    seen = forms.IntegerField(required=False)


class Drop(forms.Form):
    """Why nothing is done."""

    reason = forms.CharField(label="原因", error_messages={"required": "请选择为什么不采纳。"})
    words = forms.CharField(label="说明", max_length=120, required=False)
    seen = forms.IntegerField(required=False)


class One(forms.Form):
    """Who delivers where the suggestion names nobody."""

    supplier = forms.IntegerField(required=False, label="供应商")
    seen = forms.IntegerField(required=False)


def show(request: Request, part_id: int) -> HttpResponse:
    """The page; an old number, whose demand is its successor's, has only its own page of the store room. Raises Missing before
    the part was calculated."""
    page = queries.outlook_page(request.actor, part_id)
    if page is None:
        brief = parts.parts([part_id]).get(part_id)
        if brief is not None and brief.replaced_by_id:
            return redirect("parts:part", part_id)
        raise Missing("这个配件还没有备货计算，夜里计算后再看，或在备货台点“重新计算”。")
    open_rows = [row for row in page.suggestions if row.state == State.OPEN]
    return render(
        request,
        "stocking/screens/outlook.html",
        {
            "page": page,
            "open": open_rows,
            "past": [row for row in page.suggestions if row.state != State.OPEN],
            "plot": {
                "months": [f"{bar.month:%y-%m}" for bar in page.months]
                + [f"{month:%y-%m}" for month, *_ in page.ahead],
                "served": [bar.served for bar in page.months],
                "lost": [bar.lost for bar in page.months],
                "mean": [round(mean, 2) for _, mean, _, _ in page.ahead],
                "low": [round(low, 2) for _, _, low, _ in page.ahead],
                "high": [round(high, 2) for _, _, _, high in page.ahead],
            },
            "change_reasons": ChangeReason.choices,
            "drop_reasons": DropReason.choices,
            "suppliers": suppliers.choices(request.actor, on=localdate(now()))
            if any(not row.supplier_id for row in open_rows)
            else [],
            "may_decide": request.actor.may(permissions.DECIDE_SUGGESTIONS, request.actor.here),
            "may_record": request.actor.may(permissions.RECORD_LOST, request.actor.here),
        },
    )


@require_POST
def accept(request: Request, suggestion_id: int) -> HttpResponse:
    """As suggested."""
    said = read(One(request.POST))
    numbers = deciding.accept_suggestions(
        request.actor,
        [suggestion_id],
        at=now(),
        supplier_id=said["supplier"],
        seen={} if said["seen"] is None else {suggestion_id: said["seen"]},
    )
    toasts.told(request, desk.written(request, "已写入采购单", numbers) if numbers else "已采纳")
    return redirect("stocking:desk")


@require_POST
def change(request: Request, suggestion_id: int) -> HttpResponse:
    """With another quantity."""
    said = read(Change(request.POST))
    numbers = deciding.change_suggestion(
        request.actor,
        suggestion_id,
        quantity=said["quantity"],
        reason=said["reason"],
        words=said["words"],
        supplier_id=said["supplier"],
        seen=said["seen"],
        at=now(),
    )
    told = desk.written(request, "已按改后的数量写入采购单", numbers) if numbers else "已按改后的数量采纳"
    toasts.told(request, told)
    return redirect("stocking:desk")


@require_POST
def drop(request: Request, suggestion_id: int) -> HttpResponse:
    """Not at all; can be taken back."""
    said = read(Drop(request.POST))
    row = deciding.drop_suggestion(
        request.actor,
        suggestion_id,
        reason=said["reason"],
        words=said["words"],
        seen=said["seen"],
        at=now(),
    )
    toasts.told(request, "已记为不采纳", undo=f"/stocking/suggestion/{row.pk}/reopen/")
    return redirect("stocking:desk")


@require_POST
def reopen(request: Request, suggestion_id: int) -> HttpResponse:
    """It was dropped by mistake."""
    row = deciding.reopen_suggestion(request.actor, suggestion_id, at=now())
    toasts.told(request, "建议已恢复")
    return redirect("stocking:outlook", row.part_id)
