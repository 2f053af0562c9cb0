"""/sanbao/cars/ : cars at a limit of 三包, near one, to be judged, not to be counted yet; with what to do."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of
from huichang.sanbao import clockwork, permissions, queries

TABS = (
    ("red", "达到限值"),
    ("amber", "接近限值"),
    ("judge", "待认定"),
    ("ask", "缺资料"),
    ("all", "全部"),
)


def show(request: Request) -> HttpResponse:
    """The list; `?tab=`, `?q=` searches, `?after=` the next page. Three statements."""
    actor = request.actor
    text = request.GET.get("q", "").strip()[:40]
    tab = request.GET.get("tab", "")
    after = min(number_of(request.GET.get("after", "")) or 0, 1_000_000)
    asked = tab if tab in dict(TABS) else "all" if text else "red"
    page = queries.cars_page(actor, tab=asked, text=text, after=after)
    if not tab and not text and not page.rows and page.counts["amber"]:
        asked = "amber"
        page = queries.cars_page(actor, tab=asked, text=text)
    kept = {"q": text} if text else {}
    return render(
        request,
        "sanbao/screens/cars.html",
        {
            "page": page,
            "tab": asked,
            "text": text,
            "next": f"?{urlencode({**kept, 'tab': asked, 'after': page.after})}" if page.after else "",
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'tab': key})}", key == asked, page.counts.get(key))
                for key, words in TABS
            ],
            "may_calculate": actor.may(permissions.KEEP_CLOCK, actor.here),
        },
    )


@require_POST
def calculate(request: Request) -> HttpResponse:
    """Now, not only by night."""
    clockwork.ask_recalculation(request.actor, request.actor.here, at=now())
    toasts.told(request, "正在重算全部车辆，一两分钟后刷新可见")
    return redirect("sanbao:cars")
