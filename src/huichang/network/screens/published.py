"""/network/published/ : what the manufacturer tells its stores, who has read it, something new."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company.roles import Role
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.papers_in import Brought
from huichang.kernel.web import Request, number_of, read
from huichang.network import publishing, regions
from huichang.network.queries import notices
from huichang.network.states import NoticeKind, NoticeState

USUAL = (Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)


class Written(forms.Form):
    """What is published."""

    kind = forms.CharField(label="种类", required=False)
    title = forms.CharField(label="标题", max_length=80, required=False)
    words = forms.CharField(label="内容", max_length=publishing.MOST_WORDS, required=False)
    from_on = forms.DateField(label="执行日期", required=False)
    read_by = forms.DateField(label="阅读期限", required=False)
    policy_id = forms.IntegerField(label="担保政策", required=False)
    campaign_id = forms.IntegerField(label="活动", required=False)
    supersedes_id = forms.IntegerField(label="替代", required=False)


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label="原因", max_length=200, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` by state, `?q=` searches. Four statements."""
    only, text = request.GET.get("only", NoticeState.OUT), request.GET.get("q", "").strip()
    tabs = {**dict(NoticeState.choices), "all": "全部"}
    return render(
        request,
        "network/screens/published.html",
        {
            "rows": notices.published(request.actor, only=only, text=text),
            "only": only,
            "text": text,
            "tabs": [Tab(str(says), f"?only={key}", active=key == only) for key, says in tabs.items()],
        },
    )


def new(request: Request) -> HttpResponse:
    """Something new; by POST it goes out. Five statements."""
    if request.method == "POST":
        return _publish(request)
    about = notices.to_publish(request.actor)
    kind = request.GET.get("kind", NoticeKind.POLICY if about.versions else NoticeKind.BULLETIN)
    return render(
        request,
        "network/screens/published_new.html",
        {
            "about": about,
            "kind": kind,
            "tabs": [Tab(str(says), f"?kind={key}", active=key == kind) for key, says in NoticeKind.choices],
            "posts": [(str(role), role.label) for role in publishing.READERS],
            "usual": [str(role) for role in USUAL],
            "regions": regions.by_region(),
            "today": localdate(now()),
        },
    )


def _publish(request: Request) -> HttpResponse:
    """All stores, those of the regions that were chosen, and those that were chosen one by one."""
    by_region = regions.by_region()
    wanted = set(request.POST.getlist("regions"))
    everywhere = "everywhere" in request.POST
    chosen = {
        store_id
        for region, rows in by_region.items()
        if everywhere or (region and region in wanted)
        for store_id, _ in rows
    }
    chosen |= {key for each in request.POST.getlist("stores") if (key := number_of(each)) is not None}
    notice = publishing.publish(
        request.actor,
        posts=request.POST.getlist("posts"),
        store_ids=chosen,
        photos=[each.read() for each in request.FILES.getlist("photos")],
        papers=[Brought(each.name or "", each.read()) for each in request.FILES.getlist("papers")],
        at=now(),
        **read(Written(request.POST)),
    )
    toasts.told(request, f"已发布给 {len(chosen)} 家门店")
    return redirect("network:published_one", notice.pk)


def one(request: Request, notice_id: int) -> HttpResponse:
    """Who has read it, store by store. Seven statements."""
    page = notices.published_page(request.actor, notice_id)
    return render(
        request,
        "network/screens/published_one.html",
        {"page": page, "row": page.row, "is_out": page.row.state == NoticeState.OUT},
    )


@require_POST
def remind(request: Request, notice_id: int) -> HttpResponse:
    """Those who have not read it are told again."""
    count = publishing.remind_readers(request.actor, notice_id, at=now())
    toasts.told(request, f"已提醒 {count} 家门店")
    return redirect("network:published_one", notice_id)


@require_POST
def withdraw(request: Request, notice_id: int) -> HttpResponse:
    """It holds no more."""
    publishing.withdraw_notice(request.actor, notice_id, at=now(), **read(Why(request.POST)))
    toasts.told(request, "已撤回，门店会看到原因")
    return redirect("network:published_one", notice_id)
