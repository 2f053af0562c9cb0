"""/workshop/orders/ : the register of orders: by state, mine, by plate, name or number, page by page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.workshop.queries import orders
from huichang.workshop.states import OPEN_ORDER_STATES, OrderState

ALWAYS_SHOWN = (("open", "在店"), ("delivered", "已交车"), ("cancelled", "已取消"), ("all", "全部"))


def show(request: Request) -> HttpResponse:
    """One page of 80, of a search 20; htmx asks for the next rows, or for the rows alone while somebody types."""
    actor, asked = request.actor, request.GET
    text, state = asked.get("q", ""), asked.get("state", "open")
    mine = asked.get("mine", "1" if _only_own(request) else "") == "1"
    page = orders.register(actor, text=text, state=state, mine=mine, after=asked.get("after", ""), at=now())
    kept = {"q": text, "state": state, "mine": "1" if mine else "0"}
    shown = {
        "page": page,
        "text": text,
        "mine": mine,
        "more": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "workshop/screens/orders.html#rows", shown)
    counts = orders.open_counts(actor, mine=mine)
    return render(
        request,
        "workshop/screens/orders.html",
        shown | {"tabs": _tabs(counts, state, mine), "state": state, "total": sum(counts.values())},
    )


def _only_own(request: Request) -> bool:
    """Advisers see their own cars first; everybody else sees all."""
    return request.actor.roles == (Role.ADVISER,)


def _tabs(counts: dict[str, int], state: str, mine: bool) -> list[Tab]:
    own = "1" if mine else "0"

    def tab(key: str, word: str, count: int | None) -> Tab:
        return Tab(word, f"?{urlencode({'state': key, 'mine': own})}", active=key == state, count=count)

    open_states = [tab(key, OrderState(key).label, counts.get(key, 0)) for key in OPEN_ORDER_STATES]
    first, *rest = ALWAYS_SHOWN
    return [tab(*first, sum(counts.values())), *open_states, *(tab(key, word, None) for key, word in rest)]
