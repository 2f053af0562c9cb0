"""/sanbao/numbers/ : the numbers of the law and of the warnings, each with its article; published as versions with a day."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.sanbao import limits, permissions, queries, rules


class Publish(forms.Form):
    """From when, after what; the numbers themselves are named by their keys."""

    name = forms.CharField(label="依据", max_length=120)
    from_on = forms.DateField(label="生效日期")
    why = forms.CharField(label="为什么修改", max_length=200)
    seen = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """The numbers. Two statements."""
    today = localdate(now())
    return render(
        request,
        "sanbao/screens/numbers.html",
        {
            "page": queries.limits_page(request.actor, on=today),
            "today": today,
            "may_set": request.actor.may(permissions.SET_LIMITS, request.actor.here),
        },
    )


@require_POST
def publish(request: Request) -> HttpResponse:
    """A new version."""
    said = read(Publish(request.POST))
    values = {key: request.POST[key] for key in rules.BY_KEY if key in request.POST}
    row = limits.publish_limits(request.actor, values=values, at=now(), **said)
    toasts.told(request, f"已发布第 {row.version} 版，{row.from_on:%Y-%m-%d} 起生效")
    return redirect("sanbao:numbers")
