"""/stocking/lost/ : who asked for what and left without it; written down in one touch."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, read
from huichang.parts import queries as parts
from huichang.stocking import lost_sales, permissions, queries
from huichang.stocking.states import AskedAt, LostReason


class Lost(forms.Form):
    """What was asked for, and why it was not sold."""

    code = forms.CharField(label="配件", max_length=60)
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, initial=1)
    reason = forms.ChoiceField(label="原因", choices=LostReason.choices)
    asked_at = forms.ChoiceField(label="来源", choices=AskedAt.choices, initial=AskedAt.COUNTER)
    need = forms.CharField(label="车牌或电话", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=120, required=False)


def show(request: Request) -> HttpResponse:
    """The last of them, newest first. Four statements."""
    rows, before = queries.lost_list(request.actor, before=request.GET.get("before", ""))
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
    """One more; the part by number, barcode or label."""
    said = read(Lost(request.POST))
    part = parts.by_code(said["code"])
    if part is None:
        hits = parts.search(request.actor, said["code"], on=localdate(now()), limit=2)
        if len(hits) != 1:
            raise Refused(
                "没有找到这个配件，请扫码或填写完整编码。"
                if not hits
                else "有几个相近的配件，请填写完整编码。",
                fields=("code",),
            )
        part = hits[0].part
    row = lost_sales.record_lost(
        request.actor,
        part.id,
        store_id=request.actor.here,
        quantity=said["quantity"],
        reason=said["reason"],
        asked_at=said["asked_at"],
        need=said["need"],
        note=said["note"],
        at=now(),
    )
    toasts.told(
        request,
        "已登记，计入需求" if row.counts else "已登记，不计入需求（不是缺货，或同一需求已登记过）",
    )
    return redirect("stocking:lost")
