"""/verdicts/desk/ : what waits for the manufacturer's people, the oldest first."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, amount_of, number_of
from huichang.verdicts import judging, permissions
from huichang.verdicts.queries import desk


def show(request: Request) -> HttpResponse:
    """`?only=` a tab, `?store=`, `?why=` a kind of reason, `?least=` from so many yuan on, `?q=` searches. Four statements."""
    asked = request.GET
    only = asked.get("only", "waiting")
    text, why, least = asked.get("q", "").strip(), asked.get("why", ""), asked.get("least", "").strip()
    store_id = number_of(asked.get("store", ""))
    page = desk.desk(
        request.actor,
        only=only,
        store_id=store_id,
        why=why,
        least=amount_of(least, places=2, says="申请金额", field="least") if least else None,
        text=text,
    )
    kept = {
        name: value
        for name, value in (("store", str(store_id or "")), ("least", least), ("q", text))
        if value
    }
    return render(
        request,
        "verdicts/screens/desk.html",
        {
            "page": page,
            "tabs": [
                Tab(
                    says,
                    f"?{urlencode({**kept, 'only': key})}",
                    active=key == only,
                    count=page.counts[key] if key in ("waiting", "sample", "called") else None,
                )
                for key, says in desk.TABS.items()
            ],
            "only": only,
            "store_id": store_id,
            "why": why,
            "least": least,
            "text": text,
            "is_filtered": bool(kept or why),
            "may_judge": request.actor.may(permissions.JUDGE),
        },
    )


@require_POST
def judge(request: Request) -> HttpResponse:
    """Have all that came judged by the rules."""
    rounds = judging.ask_round(request.actor, request.actor.here, at=now())
    toasts.told(request, f"开始审核 {sum(row.whole for row in rounds):,} 笔上报")
    return redirect("verdicts:desk")


def go_on(request: Request) -> HttpResponse:
    """`?after=` a verdict: the next that waits, else the desk. Two statements."""
    found = desk.next_waiting(request.actor, number_of(request.GET.get("after", "")))
    return redirect("verdicts:claim", found) if found else redirect("verdicts:desk")
