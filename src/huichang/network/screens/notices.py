"""/network/notices/ : what the manufacturer tells this store, unread first; one notice with its “已阅”."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.network import publishing
from huichang.network.queries import notices
from huichang.vehicles.permissions import SEE_CAMPAIGNS, SEE_COVER

TABS = {"all": "全部", "unread": "未读"}


def show(request: Request) -> HttpResponse:
    """`?only=` unread or all, `?q=` searches. Two statements."""
    only, text = request.GET.get("only", "all"), request.GET.get("q", "").strip()
    return render(
        request,
        "network/screens/notices.html",
        {
            "rows": notices.of_store(request.actor, only=only, text=text),
            "only": only,
            "text": text,
            "tabs": [Tab(says, f"?only={key}", active=key == only) for key, says in TABS.items()],
        },
    )


def one(request: Request, notice_id: int) -> HttpResponse:
    """What it says. Four statements."""
    page = notices.page_of_store(request.actor, notice_id)
    row = page.row
    return render(
        request,
        "network/screens/notices_one.html",
        {
            "page": page,
            "row": row,
            "late": row.unread and row.read_by is not None and row.read_by < localdate(now()),
            "may_see_policy": page.policy_id is not None and request.actor.may(SEE_COVER),
            "may_see_campaign": page.campaign_id is not None and request.actor.may(SEE_CAMPAIGNS),
        },
    )


@require_POST
def read(request: Request, notice_id: int) -> HttpResponse:
    """Read, and said so."""
    publishing.confirm_read(request.actor, notice_id, at=now())
    toasts.told(request, "已确认阅读")
    return redirect("network:notice", notice_id)
