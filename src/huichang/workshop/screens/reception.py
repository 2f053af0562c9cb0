"""/workshop/reception/ : the adviser's own screen. Who waits, my cars by stage, what came back, who comes next."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.booking import queries as booking
from huichang.customers import queries as customers
from huichang.kernel import stages
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.workshop import alarms, permissions
from huichang.workshop.queries import lane

AHEAD = timedelta(hours=2)


def show(request: Request) -> HttpResponse:
    """My cars; `?all=1` those of every adviser."""
    actor, moment = request.actor, now()
    if not actor.may(permissions.SEE_RECEPTION):
        raise NotAllowed("您的岗位不在接待台，请从左侧选择您的工作位置。")
    everybody = request.GET.get("all") == "1" or "adviser" not in actor.roles
    cars = lane.in_house(actor.here)
    waiting = lane.waiting(cars)
    mine = [
        car for car in cars if car.received_at is not None and (everybody or car.adviser_id == actor.staff_id)
    ]
    by_stage = [
        (key, [car for car in mine if car.stage == key])
        for key in stages.STAGES
        if key not in ("booked", "gone")
    ]
    bookings = [
        each
        for each in booking.today(actor.here, localdate(moment))
        if each.state in ("asked", "confirmed")
        and each.starts_at <= moment + AHEAD
        and (everybody or each.adviser_id == actor.staff_id)
    ]
    scores = customers.completeness(car.customer_id for car in mine if car.customer_id)
    return render(
        request,
        "workshop/screens/reception.html",
        {
            "waiting": sorted(
                waiting, key=lambda car: (car.adviser_id not in (actor.staff_id, None), car.arrived_at)
            ),
            "me": actor.staff_id,
            "columns": [(key, of_stage) for key, of_stage in by_stage if of_stage],
            "count": len(mine),
            "extras": lane.extras_of(actor.here, None if everybody else actor.staff_id, at=moment),
            "bookings": bookings,
            "moment": moment,
            "limits": alarms.limits_of(actor.here),
            "everybody": everybody,
            "advisers": _by_adviser(mine, scores) if everybody else [],
            "score": round(sum(scores.values()) / len(scores)) if scores else None,
            "thin": sum(score < 70 for score in scores.values()),
        },
    )


def _by_adviser(cars: list[lane.LaneCar], scores: dict[int, int]) -> list[tuple[str, int]]:
    """How complete the files of each adviser's customers in the house are (CARE-01)."""
    found: dict[str, list[int]] = {}
    for car in cars:
        if car.adviser and car.customer_id in scores:
            found.setdefault(car.adviser, []).append(scores[car.customer_id])
    return sorted((name, round(sum(points) / len(points))) for name, points in found.items())
