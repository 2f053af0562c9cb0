"""/knowledge/help/ : questions to the technical manager."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.knowledge import help as helping
from huichang.knowledge import permissions, queries
from huichang.knowledge.screens.search import tabs
from huichang.knowledge.states import HelpState


class Question(forms.Form):
    """What somebody asks."""

    question = forms.CharField(label="问题", max_length=500, widget=forms.Textarea)
    plate = forms.CharField(label="车牌", max_length=10, required=False)
    codes = forms.CharField(label="故障码", max_length=80, required=False)
    car = forms.CharField(max_length=60, required=False)
    about = forms.CharField(max_length=60, required=False)
    link = forms.RegexField(r"^/[\w/.-]*$", max_length=120, required=False)


def show(request: Request) -> HttpResponse:
    """Questions of the store, those that wait first; `?state=` and `?mine=1` narrow."""
    state = request.GET.get("state", "")
    may_answer = request.actor.may(permissions.ANSWER_HELP)
    mine = request.GET.get("mine", "" if may_answer else "1") == "1"
    return render(
        request,
        "knowledge/screens/helping.html",
        {
            "requests": queries.help_requests(
                request.actor, state=state if state in HelpState.values else "", mine=mine
            ),
            "state": state,
            "mine": mine,
            "states": HelpState.choices,
            "tabs": tabs("/knowledge/help/"),
            "form": Question(
                initial={name: request.GET.get(name, "") for name in ("plate", "car", "about", "link")}
            ),
            "may_ask": request.actor.may(permissions.ASK_HELP),
        },
    )


@require_POST
def ask(request: Request) -> HttpResponse:
    """Ask."""
    values = read(Question(request.POST))
    photos = [file.read() for file in request.FILES.getlist("photos")]
    asked = helping.ask_for_help(
        request.actor, store_id=request.actor.here, photos=photos, at=now(), **values
    )
    toasts.told(request, "已发给技术经理，答复后会出现在您的工作台")
    return redirect("knowledge:help_request", asked.pk)
