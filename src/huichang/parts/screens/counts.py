"""/parts/counts/ : counts that run, that wait for approval, that ended; a new one is planned here."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import counting_plans, permissions, queries
from huichang.parts.queries import counts
from huichang.parts.states import CountKind


class NewCount(forms.Form):
    """What a new count goes to."""

    kind = forms.ChoiceField(label="盘点方式", choices=CountKind.choices)


def show(request: Request) -> HttpResponse:
    """The counts of the store."""
    actor = request.actor
    found = counts.counts(actor)
    may_plan = actor.may(permissions.PLAN_COUNTS)
    return render(
        request,
        "parts/screens/counts.html",
        {
            "running": [each for each in found if each.state in counts.OPEN_STATES],
            "ended": [each for each in found if each.state not in counts.OPEN_STATES],
            "kinds": CountKind.choices,
            "warehouses": queries.warehouses(actor) if may_plan else [],
            "people": counters(request) if may_plan else [],
            "days": counting_plans.cycle_days(actor.here),
            "may_plan": may_plan,
            "may_count": actor.may(permissions.COUNT_STOCK),
            "sees": actor.may(permissions.SEE_DIFFERENCES),
        },
    )


def counters(request: Request) -> list[tuple[int, str]]:
    """Who may be asked to count."""
    people = company.people(request.actor.here, Role.PARTS_CLERK, Role.PARTS_MANAGER)
    return [(person.id, person.name) for person in people]


@require_POST
def plan(request: Request) -> HttpResponse:
    """A new count."""
    said = read(NewCount(request.POST))
    made = counting_plans.plan_count(
        request.actor,
        store_id=request.actor.here,
        kind=CountKind(said["kind"]),
        bin_ids=ids_of(request, "bin"),
        classes=request.POST.getlist("class"),
        people=ids_of(request, "person"),
        at=now(),
    )
    toasts.told(request, f"盘点单 {made.number} 已建立：{made.what}")
    return redirect("parts:count", made.pk)


def ids_of(request: Request, name: str) -> list[int]:
    """The ids that a form's boxes named. Raises Refused for what is none."""
    found = [number_of(each) for each in request.POST.getlist(name)]
    if None in found:
        raise Refused("选择的内容已经变了，请刷新页面后重新选择。")
    return [each for each in found if each is not None]
