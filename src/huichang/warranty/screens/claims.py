"""/warranty/claims/ : claims by what is to be done with them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.warranty.queries import claims


def show(request: Request) -> HttpResponse:
    """`?only=` by step, `?q=` searches by number, plate, VIN's end, part code or initials. One statement."""
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    kept = {"q": text} if text else {}
    return render(
        request,
        "warranty/screens/claims.html",
        {
            "rows": claims.claim_list(request.actor, on=localdate(now()), only=only, text=text),
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in claims.TABS.items()
            ],
        },
    )
