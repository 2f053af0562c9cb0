"""/stocking/lost/ : who asked for what and left without it; written down in one touch."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import queries as parts
from huichang.stocking import lost_sales, permissions, queries
from huichang.stocking.states import AskedAt, LostReason


class Lost(forms.Form):
    """What was asked for, as typed or scanned, and why it was not sold."""

    code = forms.CharField(label="配件", max_length=60, error_messages={"required": "请扫码或填写配件编码。"})
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, initial=1)
    reason = forms.ChoiceField(label="原因", choices=LostReason.choices)
    asked_at = forms.ChoiceField(label="来源", choices=AskedAt.choices, initial=AskedAt.COUNTER)
    need = forms.CharField(label="车牌或电话", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=120, required=False)


class OneTouch(forms.Form):
    """One piece of the part whose page is open."""

    part = forms.IntegerField(label="配件")
    reason = forms.ChoiceField(label="原因", choices=LostReason.choices)


def show(request: Request) -> HttpResponse:
    """The last of them, newest first. Four statements."""
    rows, before = queries.lost_list(request.actor, before=number_of(request.GET.get("before", "")))
    return render(
        request,
        "stocking/screens/lost.html",
        {
            "rows": rows,
            "next": f"?before={before}" if before else "",
            "form": Lost(),
            "reasons": LostReason.choices,
            "may_record": request.actor.may(permissions.RECORD_LOST, request.actor.here),
        },
    )


@require_POST
def record(request: Request) -> HttpResponse:
    """One more, with all that is known of it, or one piece in one touch on the page of a part. Can be taken back."""
    if "part" in request.POST:
        said = read(OneTouch(request.POST))
        row = lost_sales.record_lost(
            request.actor,
            said["part"],
            store_id=request.actor.here,
            quantity=Decimal(1),
            reason=said["reason"],
            at=now(),
        )
        return _noted(request, row.pk, counts=row.counts, then=redirect("parts:part", row.part_id))
    said = read(Lost(request.POST))
    part_id = _named(request, said.pop("code"))
    row = lost_sales.record_lost(request.actor, part_id, store_id=request.actor.here, at=now(), **said)
    return _noted(request, row.pk, counts=row.counts, then=redirect("stocking:lost"))


def _noted(request: Request, asked_id: int, *, counts: bool, then: HttpResponse) -> HttpResponse:
    told = "已登记，计入需求" if counts else "已登记，不计入需求（不是缺货，或同一需求已登记过）"
    toasts.told(request, told, undo=reverse("stocking:withdraw_lost", args=[asked_id]))
    return then


def _named(request: Request, code: str) -> int:
    """The part that a code or name means. Raises Refused when it means nothing, or too much."""
    part = parts.by_code(code)
    if part is not None:
        return part.id
    hits = parts.search(request.actor, code, on=localdate(now()), limit=2)
    if len(hits) != 1:
        raise Refused(
            "有几个相近的配件，请填写完整编码。" if hits else "没有找到这个配件，请扫码或填写完整编码。",
            fields=("code",),
        )
    return hits[0].part.id


@require_POST
def withdraw(request: Request, asked_id: int) -> HttpResponse:
    """It was written down by mistake."""
    lost_sales.withdraw_lost(request.actor, asked_id, at=now())
    toasts.told(request, "登记已撤回")
    return redirect("stocking:lost")
