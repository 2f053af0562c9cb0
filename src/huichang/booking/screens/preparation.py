"""/booking/preparation/ : what must be ready by when, for every post."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST

from huichang.booking import permissions, preparation, queries
from huichang.company.roles import Role
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read

POSTS = (Role.PARTS_CLERK, Role.DISPATCHER, Role.ADVISER, Role.TECHNICIAN, Role.CARE_AGENT)
AHEAD_DAYS = 2


class Problem(forms.Form):
    """What is wrong."""

    point = forms.IntegerField()
    problem = forms.CharField(label="问题", max_length=160, required=False)
    words = forms.CharField(label="说明", max_length=160, required=False)
    seen = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """Points by due time: mine at first; `?role=` those of a post or `all`, `?done=1` with those that are ready."""
    queries.may_see(request.actor)
    role = request.GET.get("role", "")
    role = role if role in (*POSTS, "all") else ""
    at = now()
    points = queries.points_due(
        request.actor, until=at + timedelta(days=AHEAD_DAYS), role=role, done=request.GET.get("done") == "1"
    )
    days: dict[object, list[queries.PointDue]] = {}
    for point in points:
        days.setdefault(localtime(point.starts_at).date(), []).append(point)
    tabs = [Tab("我的", "?", active=role == ""), Tab("全部", "?role=all", active=role == "all")]
    tabs += [Tab(post.label, f"?role={post}", active=role == post) for post in POSTS]
    return render(
        request,
        "booking/screens/preparation.html",
        {
            "days": sorted(days.items(), key=lambda pair: str(pair[0])),
            "troubled": [point for point in points if point.problem],
            "tabs": tabs,
            "done": request.GET.get("done") == "1",
            "role": role,
            "may_prepare": request.actor.may(permissions.PREPARE),
            "problems": [each["text"] for each in preparation.words()["preparation_trouble"]],
        },
    )


@require_POST
def tick(request: Request, point_id: int) -> HttpResponse:
    """A point is ready."""
    preparation.tick(request.actor, point_id, seen=_seen(request), at=now())
    toasts.told(request, "已备好", undo=f"/booking/preparation/{point_id}/untick/")
    return _back(request)


@require_POST
def untick(request: Request, point_id: int) -> HttpResponse:
    """A point is not ready after all."""
    preparation.untick(request.actor, point_id, seen=_seen(request), at=now())
    return _back(request)


@require_POST
def problem(request: Request) -> HttpResponse:
    """A part, a person or a tool will not be there."""
    values = read(Problem(request.POST))
    said = "：".join(each for each in (values["problem"], values["words"]) if each)
    preparation.report_problem(request.actor, values["point"], problem=said, seen=values["seen"], at=now())
    toasts.told(request, "已报告，客服会先联系客户")
    return _back(request)


def _seen(request: Request) -> int | None:
    """The version of the booking that the page showed."""
    return number_of(request.POST.get("seen", ""))


def _back(request: Request) -> HttpResponse:
    back = request.POST.get("next", "")
    return redirect(back) if back.startswith("/booking/") else redirect("booking:preparation")
