"""/company/tokens/ : machine users of the API and their tokens."""

from datetime import datetime, time

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone, now
from django.views.decorators.http import require_POST

from huichang.company import people, permissions, queries
from huichang.company.roles import Role
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read


class NewToken(forms.Form):
    """What the token is for, what it may do, until when."""

    says = forms.CharField(label="用途", max_length=60)
    roles = forms.MultipleChoiceField(label="岗位", choices=Role.choices, required=False)
    until = forms.DateField(label="有效期至", required=False)


def show(request: Request, made: str = "") -> HttpResponse:
    """All tokens; `made` is the one that was just made, shown this once."""
    if not request.actor.may(permissions.MANAGE_PEOPLE):
        raise NotAllowed("只有系统管理员可以管理接口令牌。")
    answer = render(
        request,
        "company/screens/tokens.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "tokens": queries.tokens(request.actor.here),
            "roles": Role.choices,
            "made": made,
            "moment": now(),
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def make(request: Request) -> HttpResponse:
    """A machine user with its token. The form has no key of its own, so that no repetition keeps the token anywhere."""
    told = read(NewToken(request.POST))
    until = told["until"]
    made = people.make_token(
        request.actor,
        request.actor.here,
        says=told["says"],
        roles=told["roles"],
        expires_at=datetime.combine(until, time.max, get_current_timezone()) if until else None,
    )
    return show(request, made)


@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """The token opens no door any more."""
    people.revoke_token(request.actor, token_id, at=now())
    toasts.told(request, "令牌已停用")
    return redirect("company:tokens")
