"""/company/shifts/ : who works when, week by week; what the booking desk and the dispatcher reckon with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from huichang.company import permissions, queries, shifts
from huichang.company.roles import Role
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of, read

WEEK = timedelta(days=7)


class Times(forms.Form):
    """From when to when, with which break."""

    starts_at = forms.TimeField(label="上班")
    ends_at = forms.TimeField(label="下班")
    break_minutes = forms.IntegerField(label="休息", min_value=0, max_value=240)


class Again(forms.Form):
    """The week that is repeated, and how often."""

    monday = forms.DateField(label="周一")
    weeks = forms.IntegerField(label="几周", min_value=1, max_value=8)


@dataclass(frozen=True)
class Row:
    """A person's week: a shift or nothing for each day."""

    person: queries.PersonCard
    posts: str
    cells: tuple[queries.ShiftCard | None, ...]


def show(request: Request) -> HttpResponse:
    """A week; `?week=2026-03-02` another one."""
    if not request.actor.may(permissions.MANAGE_SHIFTS):
        raise NotAllowed("您的岗位不能排班，请找服务经理或车间调度。")
    monday = _monday(request.GET.get("week", ""))
    days = [monday + timedelta(days=number) for number in range(7)]
    planned = queries.shifts(request.actor.here, since=days[0], until=days[-1])
    by_person = {(on, shift.staff_id): shift for on, of_day in planned.items() for shift in of_day}
    store = queries.store_card(request.actor.here)
    return render(
        request,
        "company/screens/shifts.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "days": days,
            "today": localdate(),
            "rows": [
                Row(
                    person,
                    "、".join(Role(role).label for role in person.roles),
                    tuple(by_person.get((on, person.id)) for on in days),
                )
                for person in queries.people(request.actor.here)
            ],
            "before": monday - WEEK,
            "after": monday + WEEK,
            "opens_at": store.opens_at,
            "closes_at": store.closes_at,
        },
    )


@require_POST
def plan(request: Request) -> HttpResponse:
    """Hours for the ticked people on the ticked days."""
    told = read(Times(request.POST))
    count = shifts.plan_shifts(
        request.actor, request.actor.here, staff_ids=_people(request), days=_days(request), **told
    )
    toasts.told(request, f"已排 {count} 个班")
    return _back(request)


@require_POST
def off(request: Request) -> HttpResponse:
    """The ticked people do not work on the ticked days."""
    count = shifts.take_off(
        request.actor, request.actor.here, staff_ids=_people(request), days=_days(request)
    )
    toasts.told(request, f"已取消 {count} 个班")
    return _back(request)


@require_POST
def again(request: Request) -> HttpResponse:
    """This week once more for the following weeks."""
    told = read(Again(request.POST))
    count = shifts.repeat_week(request.actor, request.actor.here, **told)
    toasts.told(request, f"已沿用到后面 {told['weeks']} 周，新增 {count} 个班")
    return redirect(f"/company/shifts/?week={told['monday'] + WEEK}")


def _people(request: Request) -> list[int]:
    return [pk for said in request.POST.getlist("person") if (pk := number_of(said)) is not None]


def _days(request: Request) -> list[date]:
    return [date.fromisoformat(day) for day in request.POST.getlist("day") if _is_day(day)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _monday(text: str) -> date:
    day = date.fromisoformat(text) if _is_day(text) else localdate()
    return day - timedelta(days=day.weekday())


def _back(request: Request) -> HttpResponse:
    return redirect(f"/company/shifts/?week={_monday(request.POST.get('week', ''))}")
