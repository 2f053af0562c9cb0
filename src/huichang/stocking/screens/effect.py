"""/stocking/effect/ : what decisions and forecasts were worth; each figure opens its lines."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.cards import Tab
from huichang.kernel.months import first_of
from huichang.kernel.web import Request
from huichang.stocking import queries
from huichang.stocking.states import Outcome, State

PERIODS = (("3", "近 3 个月"), ("6", "近 6 个月"), ("12", "近 12 个月"))
STATES = {str(state): str(state.label) for state in (State.ACCEPTED, State.CHANGED, State.DROPPED)}
OUTCOMES = {**{str(each): str(each.label) for each in Outcome}, "waiting": "还没到评价的时候"}


def show(request: Request) -> HttpResponse:
    """The page; `?months=` how far back, `?state=`, `?outcome=`, `?kind=idle` and `?classes=` open the lines behind a figure.
    Five statements at most."""
    actor, asked = request.actor, request.GET
    months = asked.get("months", "3")
    months = months if months in dict(PERIODS) else "3"
    since = first_of(localdate(now()), -int(months))
    state, outcome = asked.get("state", ""), asked.get("outcome", "")
    state, outcome = state if state in STATES else "", outcome if outcome in OUTCOMES else ""
    kind = "idle" if asked.get("kind") == "idle" else ""
    by_class, classes = "classes" in asked, asked.get("classes", "")[:2]
    opened = [STATES.get(state, ""), OUTCOMES.get(outcome, ""), "呆滞处理" if kind else ""]
    if by_class:
        opened = [f"{classes} 类预测误差" if classes else "预测误差"]
    return render(
        request,
        "stocking/screens/effect.html",
        {
            "effect": queries.effect(actor, since=since),
            "months": months,
            "since": since,
            "outcomes": [(str(key), str(key.label)) for key in queries.OUTCOMES],
            "tabs": [
                Tab(words, f"?{urlencode({'months': key})}", active=key == months) for key, words in PERIODS
            ],
            "opened": "，".join(filter(None, opened)),
            "errors": queries.error_lines(actor, since=since, classes=classes) if by_class else None,
            "lines": queries.effect_lines(actor, since=since, state=state, outcome=outcome, kind=kind)
            if (state or outcome or kind) and not by_class
            else None,
        },
    )
