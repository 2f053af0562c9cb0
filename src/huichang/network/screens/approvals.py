"""/network/approvals/ : pre-approvals of all stores with their clock, one with all that the store sent, the answer."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read
from huichang.network import approvals as answering
from huichang.network.queries import approvals
from huichang.warranty.approvals import ANSWERS
from huichang.warranty.states import ApprovalState

TABS = {
    ApprovalState.ASKED: "待审",
    ApprovalState.GRANTED: "通过",
    ApprovalState.SENT_BACK: "驳回",
    ApprovalState.REFUSED: "拒绝",
}


class Answered(forms.Form):
    """The manufacturer's word."""

    answer = forms.CharField(label="答复", required=False)
    granted = forms.DecimalField(label="授权金额", max_digits=12, decimal_places=2, required=False)
    words = forms.CharField(label="说明", max_length=300, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` by state, `?store=` of one store, `?q=` searches. Three statements."""
    only, text = request.GET.get("only", ApprovalState.ASKED), request.GET.get("q", "").strip()
    store_id = number_of(request.GET.get("store", ""))
    page = approvals.desk(request.actor, at=now(), only=only, store_id=store_id, text=text)
    kept = {"store": store_id} if store_id else {}
    return render(
        request,
        "network/screens/approvals.html",
        {
            "page": page,
            "only": only,
            "text": text,
            "store": store_id,
            "tabs": [
                Tab(says, f"?{urlencode({'only': key, **kept})}", active=key == only, count=page.counts[key])
                for key, says in TABS.items()
            ],
        },
    )


def one(request: Request, approval_id: int) -> HttpResponse:
    """One pre-approval with all that helps to answer it. Nine statements."""
    found = approvals.one(request.actor, approval_id, at=now())
    return render(
        request,
        "network/screens/approvals_one.html",
        {
            "one": found,
            "page": found.page,
            "row": found.page.row,
            "answers": list(ANSWERS.items()),
            "may_answer": found.page.row.state == ApprovalState.ASKED,
            "claims": [(claim, found.stores.get(claim.store_id, "")) for claim in found.page.claims],
        },
    )


@require_POST
def answer(request: Request, approval_id: int) -> HttpResponse:
    """The manufacturer's word; then the next one that waits."""
    said = read(Answered(request.POST))
    answering.answer(request.actor, approval_id, at=now(), **said)
    toasts.told(request, f"已答复：{ANSWERS[said['answer']]}")
    following = number_of(request.POST.get("next", ""))
    return redirect("network:approval", following or approval_id)
