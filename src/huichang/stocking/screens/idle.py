"""/stocking/idle/ : stock that nobody asks for, by age; each proposal leads to the act that frees it."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.stocking import deciding, permissions, queries
from huichang.stocking.states import DropReason, Kind

DOES = {
    Kind.SEND_BACK: "编退货单",
    Kind.OFFER: "发起调拨",
    Kind.SELL: "定活动价",
    Kind.SCRAP: "申请报损",
}
"""What the button of a proposal says."""


class Drop(forms.Form):
    """Which one is not to go, and why."""

    suggestion = forms.IntegerField(label="建议")
    reason = forms.CharField(label="原因", error_messages={"required": "请选择为什么不采纳。"})
    words = forms.CharField(label="说明", max_length=120, required=False)
    seen = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """The page; `?band=` an age, `?q=` searches. Seven statements."""
    actor = request.actor
    band = request.GET.get("band", "")
    band = band if band in {key for key, *_ in queries.BANDS} else ""
    text = request.GET.get("q", "").strip()[:40]
    page = queries.idle_page(actor, at=now(), band=band, text=text)
    kept = {"q": text} if text else {}
    return render(
        request,
        "stocking/screens/idle.html",
        {
            "page": page,
            "groups": [(each, DOES[Kind(each.kind)]) for each in page.proposals],
            "begun": [(each, address(each.row), DOES[Kind(each.row.kind)]) for each in page.begun],
            "band": band,
            "text": text,
            "tabs": [
                Tab("全部", f"?{urlencode(kept)}", active=not band, count=page.count),
                *(
                    Tab(
                        each.says,
                        f"?{urlencode({**kept, 'band': each.key})}",
                        active=each.key == band,
                        count=each.count,
                    )
                    for each in page.bands
                ),
            ],
            "drop_reasons": DropReason.choices,
            "may_decide": actor.may(permissions.DECIDE_SUGGESTIONS, actor.here),
        },
    )


def address(row: queries.DeskRow) -> str:
    """Where stock of this kind is freed: a return, a request between stores, a campaign, a write-off."""
    if row.kind == Kind.SEND_BACK:
        known = {
            "part": row.part_id,
            "supplier": row.supplier_id,
            "quantity": f"{row.quantity.normalize():f}",
        }
        return f"{reverse('supply:new_return')}?{urlencode(known)}"
    if row.kind == Kind.OFFER:
        return reverse("supply:emergency", args=[row.part_id])
    if row.kind == Kind.SELL:
        return f"{reverse('parts:price_terms')}?{urlencode({'part': row.part_id})}"
    return reverse("parts:part", args=[row.part_id])


@require_POST
def begin(request: Request, suggestion_id: int) -> HttpResponse:
    """It is to go: accepted, and on to the act."""
    row = queries.suggestion(request.actor, suggestion_id)
    deciding.accept_suggestions(request.actor, [suggestion_id], at=now())
    toasts.told(request, f"已采纳，请在这里{DOES[Kind(row.kind)]}" if row.kind in DOES else "已采纳")
    return redirect(address(row) if row.kind in DOES else "stocking:desk")


@require_POST
def drop(request: Request) -> HttpResponse:
    """It stays; can be taken back."""
    said = read(Drop(request.POST))
    row = deciding.drop_suggestion(
        request.actor,
        said["suggestion"],
        reason=said["reason"],
        words=said["words"],
        seen=said["seen"],
        at=now(),
    )
    toasts.told(request, "已记为不采纳", undo=reverse("stocking:reopen", args=[row.pk]))
    return redirect("stocking:idle")
