"""Parts of the booking desk: who it can be, the car and its open matters, what has been."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.booking import by_customer, queries
from huichang.customers import queries as customers
from huichang.customers import timeline
from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of
from huichang.vehicles import notices
from huichang.vehicles import queries as vehicles

TONES = {"act": "act", "mind": "watch", "know": "info"}
MOST = 8


@dataclass(frozen=True)
class Hit:
    """Somebody it can be: a customer with a car, or one of them alone."""

    customer: customers.CustomerBrief | None
    car: vehicles.VehicleBrief | None


def find(request: Request) -> HttpResponse:
    """Callers for what was typed: plate tail, phone tail, name, pinyin, VIN. Five statements."""
    queries.may_see(request.actor)
    text = request.GET.get("q", "").strip()
    return render(
        request, "booking/screens/desk_caller.html#hits", {"hits": _hits(request, text), "text": text}
    )


def _hits(request: Request, text: str) -> list[Hit]:
    if len(text) < 2:
        return []
    actor = request.actor
    people = customers.find(actor, text, limit=MOST)
    cars = vehicles.find(actor, text, limit=MOST)
    owners = customers.known_cards([car.customer_id for car in cars], actor.here)
    hits = [Hit(owners.get(car.customer_id or 0), car) for car in cars]
    theirs = vehicles.of_customers([person.id for person in people]) if people else {}
    for person in people:
        hits += [Hit(person, car) for car in theirs.get(person.id, [])] or [Hit(person, None)]
    unique = {(hit.customer.id if hit.customer else 0, hit.car.id if hit.car else 0): hit for hit in hits}
    return list(unique.values())[: MOST * 2]


def car(request: Request) -> HttpResponse:
    """The caller and the car."""
    queries.may_see(request.actor)
    actor = request.actor
    vehicle_id, customer_id = _ids(request)
    found = vehicles.cards([vehicle_id]).get(vehicle_id) if vehicle_id else None
    owner_id = customer_id or (found.customer_id if found else None)
    known = customers.known_cards([owner_id], actor.here).get(owner_id or 0)
    others = vehicles.of_customers([known.id]).get(known.id, []) if known else []
    return render(
        request,
        "booking/screens/desk_caller.html#car",
        {
            "car": found,
            "customer": known,
            "others": [each for each in others if not found or each.id != found.id],
        },
    )


def matters(request: Request) -> HttpResponse:
    """What every room knows about the caller's car: one statement for each room that has something to say."""
    queries.may_see(request.actor)
    vehicle_id, _ = _ids(request)
    about = notices.about(vehicle_id, store_id=request.actor.here, at=now()) if vehicle_id else []
    return render(
        request,
        "booking/screens/desk_caller.html#matters",
        {"notices": [(each, TONES[each.tone]) for each in about]},
    )


def story(request: Request) -> HttpResponse:
    """What has been with this customer, newest first."""
    queries.may_see(request.actor)
    _, customer_id = _ids(request)
    known = customer_id is not None and customers.is_known(customer_id, request.actor.here)
    dealings = timeline.of(customer_id, request.actor.stores, limit=6) if known and customer_id else []
    return render(request, "booking/screens/desk_caller.html#story", {"dealings": dealings})


@require_POST
def send_link(request: Request, customer_id: int) -> HttpResponse:
    """Send the customer their own booking page."""
    by_customer.send_link(request.actor, customer_id, store_id=request.actor.here, at=now())
    toasts.told(request, "预约链接已发给客户")
    back = request.POST.get("next", "")
    return redirect(back if back.startswith(("/booking/", "/customers/")) else "booking:desk")


def _ids(request: Request) -> tuple[int | None, int | None]:
    vehicle, customer = request.GET.get("vehicle", ""), request.GET.get("customer", "")
    return (number_of(vehicle), number_of(customer))
