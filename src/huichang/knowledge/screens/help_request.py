"""/knowledge/help/<id>/ : one question with its answers."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Photo
from huichang.kernel.web import Request, read
from huichang.knowledge import help as helping
from huichang.knowledge import permissions, queries
from huichang.knowledge.states import HELP


class Text(forms.Form):
    """What somebody says."""

    text = forms.CharField(label="内容", max_length=1000, widget=forms.Textarea)


def show(request: Request, request_id: int) -> HttpResponse:
    """The question, its photos, everything said since, and cases of the knowledge that may fit."""
    card = queries.help_request(request.actor, request_id)
    actor = request.actor
    verbs = HELP.verbs_from(card.state)
    mine = card.asker_id == actor.staff_id
    may_answer = actor.may(permissions.ANSWER_HELP)
    return render(
        request,
        "knowledge/screens/help_request.html",
        {
            "one": card,
            "photos": [Photo(url) for url in card.photos],
            "form": Text(),
            "may_answer": may_answer and "answer" in verbs,
            "may_ask_on": mine and "ask_on" in verbs,
            "may_close": (mine or may_answer) and "close" in verbs,
            "may_pass_on": may_answer and "pass_on" in verbs,
            "may_propose": actor.may(permissions.RATE_KNOWLEDGE)
            and not card.proposed
            and bool(card.messages),
            "hits": queries.search_faults(card.question, codes=card.codes, limit=4, near=0.4),
        },
    )


@require_POST
def answer(request: Request, request_id: int) -> HttpResponse:
    """Answer."""
    helping.answer(request.actor, request_id, text=read(Text(request.POST))["text"], at=now())
    toasts.told(request, "答复已发出")
    return redirect("knowledge:help_request", request_id)


@require_POST
def ask_on(request: Request, request_id: int) -> HttpResponse:
    """Ask on."""
    helping.ask_on(request.actor, request_id, text=read(Text(request.POST))["text"], at=now())
    return redirect("knowledge:help_request", request_id)


@require_POST
def pass_on(request: Request, request_id: int) -> HttpResponse:
    """The manufacturer's line has it."""
    helping.pass_on(request.actor, request_id, reference=request.POST.get("reference", ""), at=now())
    toasts.told(request, "已登记厂家受理号")
    return redirect("knowledge:help_request", request_id)


@require_POST
def close(request: Request, request_id: int) -> HttpResponse:
    """Close it: solved or not."""
    helping.close(request.actor, request_id, solved=request.POST.get("solved") == "yes", at=now())
    return redirect("knowledge:help_request", request_id)


@require_POST
def propose(request: Request, request_id: int) -> HttpResponse:
    """A good answer becomes a lesson to review."""
    helping.propose_lesson(request.actor, request_id, cause=request.POST.get("cause", ""), at=now())
    toasts.told(request, "已提为经验，等待复核")
    return redirect("knowledge:help_request", request_id)
