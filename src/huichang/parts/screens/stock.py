"""/parts/stock/ : what the store has: search as one types, list by number, filters; the whole in four numbers."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.parts import permissions, queries

FILTERS = (("", "全部"), ("free", "有可用"), ("short", "有人等"), ("coming", "在途"), ("blocked", "冻结"))


def show(request: Request) -> HttpResponse:
    """`?q=` searches, `?only=` filters, `?after=` goes on; a whole number or barcode opens its part at once."""
    actor, today = request.actor, localdate(now())
    text, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    if "open" in request.GET and (part := queries.by_code(text)):
        return redirect("parts:part", part.id)
    rows, after = queries.stock_list(
        actor, on=today, text=text, only=only, after=request.GET.get("after", "")
    )
    kept = {"q": text} if text else {}
    return render(
        request,
        "parts/screens/stock.html",
        {
            "rows": rows,
            "sums": queries.stock_sums(actor),
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in FILTERS
            ],
            "next": f"?{urlencode({**kept, 'only': only, 'after': after})}" if after else "",
            "sees_costs": actor.may(permissions.SEE_COSTS),
            "may_register": actor.may(permissions.KEEP_CATALOGUE),
            "may_receive": actor.may(permissions.RECEIVE_PARTS),
            "may_see_places": actor.may(permissions.SEE_COUNTER),
        },
    )
