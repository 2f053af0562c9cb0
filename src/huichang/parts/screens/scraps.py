"""/parts/scraps/ : write-offs that wait for an answer, and those that were answered."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.parts import permissions, queries, scrapping
from huichang.parts.states import ScrapReason, ScrapState

FILTERS = (("", "全部"), *ScrapState.choices)


class Ask(forms.Form):
    """What is written off, why, who saw it."""

    bin = forms.IntegerField(label="货位")
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    reason = forms.ChoiceField(label="原因", choices=ScrapReason.choices)
    words = forms.CharField(label="说明", max_length=120, required=False)
    witness = forms.IntegerField(label="见证人")
    batch = forms.IntegerField(label="批次", required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` filters."""
    actor, only = request.actor, request.GET.get("only", "")
    return render(
        request,
        "parts/screens/scraps.html",
        {
            "rows": queries.scraps(actor, only=only),
            "tabs": [Tab(str(words), f"?only={key}", active=key == only) for key, words in FILTERS],
            "sees_costs": actor.may(permissions.SEE_COSTS),
        },
    )


@require_POST
def ask(request: Request, part_id: int) -> HttpResponse:
    """Goods are to be written off."""
    said = read(Ask(request.POST))
    made = scrapping.ask_scrap(
        request.actor,
        part_id,
        store_id=request.actor.here,
        bin_id=said["bin"],
        quantity=said["quantity"],
        reason=ScrapReason(said["reason"]),
        words=said["words"],
        witness_id=said["witness"],
        batch_id=said["batch"],
        at=now(),
    )
    toasts.told(request, f"报损单 {made.number} 已提交，实物请放到隔离区")
    return redirect("parts:part", part_id)


@require_POST
def answer(request: Request, scrap_id: int) -> HttpResponse:
    """Approved or not."""
    approve = "approve" in request.POST
    scrapping.answer_scrap(
        request.actor, scrap_id, approve=approve, words=request.POST.get("words", ""), at=now()
    )
    toasts.told(request, "已批准，已从库存减去" if approve else "未批准，申请人会看到原因")
    return redirect("parts:scraps")
