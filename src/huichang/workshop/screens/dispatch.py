"""/workshop/dispatch/ : what waits for dispatch, and the day by bay and by technician (LANE-30, LANE-34)."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.workshop import dispatch, permissions
from huichang.workshop.queries import board, hands


class Given(forms.Form):
    """Who, where, from when (empty: at once), for how long (empty: the standard time)."""

    technician = forms.IntegerField(label="技师", error_messages={"required": "请选择技师"})
    bay = forms.IntegerField(label="工位", required=False)
    starts_at = forms.DateTimeField(label="开始", required=False)
    minutes = forms.IntegerField(label="用时", required=False, min_value=5, max_value=2880)


def show(request: Request) -> HttpResponse:
    """The board; `?by=technician` turns it."""
    by = "technician" if request.GET.get("by") == "technician" else "bay"
    shown = board.board(request.actor, at=now())
    here = reverse("workshop:dispatch")
    tabs = [
        Tab("按工位", here, active=by == "bay"),
        Tab("按技师", f"{here}?by=technician", active=by == "technician"),
    ]
    rows = shown.by_technician if by == "technician" else shown.by_bay
    return render(
        request, "workshop/screens/dispatch.html", {"board": shown, "rows": rows, "tabs": tabs, "by": by}
    )


def choose(request: Request, job_id: int) -> HttpResponse:
    """Somebody else, another bay, another time than the board proposes; `?assignment=` moves what is given out."""
    assignment = request.GET.get("assignment", "")
    choice = hands.choice(request.actor, job_id, at=now(), assignment_id=web.number_of(assignment))
    may = request.actor.may(permissions.DISPATCH_JOBS)
    return render(request, "workshop/screens/dispatch_choice.html", {"choice": choice, "may": may})


@require_POST
def assign(request: Request, job_id: int) -> HttpResponseRedirect:
    """Give the job out."""
    told, at = web.read(Given(request.POST)), now()
    given = dispatch.assign_job(
        request.actor,
        job_id,
        technician_id=told["technician"],
        bay_id=told["bay"],
        starts_at=told["starts_at"] or at,
        minutes=told["minutes"],
        at=at,
    )
    toasts.told(
        request, f"已派给{given.technician.name}", undo=reverse("workshop:dispatch.release", args=[given.pk])
    )
    return redirect("workshop:dispatch")


@require_POST
def reassign(request: Request, assignment_id: int) -> HttpResponseRedirect:
    """Move what is given out."""
    told, at = web.read(Given(request.POST)), now()
    moved = dispatch.reassign_job(
        request.actor,
        assignment_id,
        technician_id=told["technician"],
        bay_id=told["bay"],
        starts_at=told["starts_at"] or at,
        minutes=told["minutes"],
        at=at,
    )
    toasts.told(request, f"已改派给{moved.technician.name}")
    return redirect("workshop:dispatch")


@require_POST
def release(request: Request, assignment_id: int) -> HttpResponseRedirect:
    """Take it back."""
    released = dispatch.release_job(request.actor, assignment_id, at=now())
    toasts.told(request, f"已撤回派给{released.technician.name}的作业")
    return redirect("workshop:dispatch")
