"""/planning/proposals/<id>/ : what a new plan would change and why; accepted whole, by line, or left (LANE-40)."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.planning import accepting, proposing, queries


@require_POST
def propose(request: Request) -> HttpResponseRedirect:
    """Plan anew at once, by construction; the worker goes on improving."""
    made = proposing.propose(request.actor, request.actor.here, seconds=0, cause="asked", at=now())
    if made is None:
        toasts.told(request, "重新排过了，没有比现在更好的安排")
        return redirect("planning:board")
    return redirect("planning:proposal", made.pk)


def show(request: Request, proposal_id: int) -> HttpResponse:
    """Before and after, line by line."""
    diff = queries.diff(request.actor, proposal_id, at=now())
    return render(request, "planning/screens/proposal.html", {"diff": diff})


@require_POST
def accept(request: Request, proposal_id: int) -> HttpResponseRedirect:
    """All of it."""
    done = accepting.accept_plan(request.actor, proposal_id, at=now())
    _told(request, done)
    return redirect("planning:board")


@require_POST
def accept_line(request: Request, change_id: int) -> HttpResponseRedirect:
    """One line, with what has to move along."""
    done = accepting.accept_line(request.actor, change_id, at=now())
    _told(request, done)
    proposal_id = web.number_of(request.POST.get("proposal", ""))
    if proposal_id is None:
        return redirect("planning:board")
    return redirect("planning:proposal", proposal_id)


@require_POST
def drop(request: Request, proposal_id: int) -> HttpResponseRedirect:
    """It stays as it is."""
    accepting.drop_proposal(request.actor, proposal_id, at=now())
    toasts.told(request, "没有采纳，排程不变")
    return redirect("planning:board")


def _told(request: Request, done: accepting.Accepted) -> None:
    toasts.told(request, done.says, undo=reverse("planning:undo", args=[done.arrangement_id]))
