"""/planning/next/ : a technician asks for the next job, holds it or gives it back with a reason (下一单); /planning/pulls/ the
record of the day."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request
from huichang.planning import pulling, queries


def show(request: Request) -> HttpResponse:
    """What is in hand and held, and how often it may still be put down today."""
    return render(
        request, "planning/screens/next_job.html", {"next": queries.next_job(request.actor, at=now())}
    )


@require_POST
def take(request: Request) -> HttpResponseRedirect:
    """The next job is mine; the bench shows it."""
    pull = pulling.take_next(request.actor, request.actor.here, at=now())
    toasts.told(request, f"下一单：{pull.why}")
    return redirect("workshop:bench")


@require_POST
def hold(request: Request, pull_id: int) -> HttpResponseRedirect:
    """It waits; it stays mine."""
    pull = pulling.hold_job(request.actor, pull_id, reason=request.POST.get("reason", ""), at=now())
    toasts.told(request, f"已挂起：{pull.words}")
    return redirect("planning:next")


@require_POST
def give_back(request: Request, pull_id: int) -> HttpResponseRedirect:
    """It is for somebody else."""
    pull = pulling.give_back(request.actor, pull_id, reason=request.POST.get("reason", ""), at=now())
    toasts.told(request, f"已退回：{pull.words}")
    return redirect("planning:next")


def record(request: Request) -> HttpResponse:
    """Who took, held and gave back what today."""
    return render(
        request, "planning/screens/next_job_record.html", {"pulls": queries.pulls(request.actor, at=now())}
    )
