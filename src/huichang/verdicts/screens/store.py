"""/verdicts/stores/<id>/ : a store's risk score with its reasons, and the claims behind one of them."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel.web import Request
from huichang.verdicts.queries import risk


def show(request: Request, risk_id: int) -> HttpResponse:
    """`?reason=` opens its claims. Five statements at most."""
    page = risk.store(request.actor, risk_id, reason=request.GET.get("reason", ""))
    rows = [(each, page.verdicts.get(each.claim_id)) for each in page.behind]
    return render(request, "verdicts/screens/store.html", {"page": page, "card": page.card, "rows": rows})
