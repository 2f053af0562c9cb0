"""/c/booking/<token>/ : the customer books, moves and cancels on a phone; the same free times as the desk's (LANE-01)."""

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_POST

from huichang.booking import by_customer, capacity, estimate, messages, queries, taking
from huichang.booking.screens.desk import chosen_slot
from huichang.booking.states import BookedFor
from huichang.company import queries as company
from huichang.company.queries import StoreCard
from huichang.customers import queries as customers
from huichang.customers.queries import CustomerBrief
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.web import Request, day_of, number_of, read
from huichang.pricebook import queries as pricebook
from huichang.vehicles import queries as vehicles
from huichang.vehicles.queries import VehicleBrief

AHEAD = timedelta(days=1)
DAYS = 7
NOON = 12
KINDS = (
    ("maintenance", "做保养"),
    ("repair", "有故障 / 异响"),
    ("check", "例行检查"),
    ("body", "钣金喷漆"),
)
TYPES = {"maintenance": BookedFor.MAINTENANCE, "body": BookedFor.BODY}
REASONS = ["临时有事", "问题已解决", "换个时间再约", "在别处处理了"]


class Wanted(forms.Form):
    """What the customer fills in."""

    vehicle = forms.IntegerField(required=False)
    plate = forms.CharField(label="车牌", max_length=12, required=False)
    kind = forms.ChoiceField(label="来做什么", choices=KINDS)
    concern = forms.CharField(label="想说的话", max_length=300, required=False)
    waits = forms.ChoiceField(choices=[("1", "在店等"), ("0", "留车")], required=False)
    slot = forms.CharField(required=False)


def show(request: Request, token: str) -> HttpResponse:
    """The customer's own bookings, and a new one."""
    customer_id, store_id = messages.whose_page(token)
    person, store = _whose(customer_id, store_id)
    at = now()
    mine = queries.of_customer(store_id, customer_id, at)
    return render(
        request,
        "booking/screens/customer.html",
        {
            "store_name": store.name,
            "store": store,
            "person": person,
            "cars": vehicles.of_customers([customer_id]).get(customer_id, []),
            "mine": mine,
            "is_new": "new" in request.GET or not mine,
            "done": request.GET.get("done", ""),
            "kinds": KINDS,
            "reasons": REASONS,
            "token": token,
        },
    )


def times(request: Request, token: str) -> HttpResponse:
    """Free times of a week for the car and the wish. At most eight statements."""
    customer_id, store_id = messages.whose_page(token)
    given, at = request.GET, now()
    moved_id = number_of(given.get("move", ""))
    if moved_id is not None:
        card = _own(store_id, customer_id, moved_id)
        told = estimate.Estimate(
            tuple(
                estimate.Work(need.title, need.skill, need.bay_kind, need.minutes, None)
                for need in card.needs
            ),
            tuple(
                estimate.PartWanted(part.part_id, part.number, part.name, part.unit, part.quantity, None)
                for part in card.part_needs
            ),
        )
        waits = card.waits
    else:
        car = _car(customer_id, given.get("vehicle", ""))
        told = _told(store_id, car, given.get("kind", "maintenance"), localdate(at))
        waits = given.get("waits", "1") == "1"
    since = localdate(at) + (timedelta(0) if localtime(at).hour < NOON else AHEAD)
    days = capacity.open_days(
        store_id,
        since,
        days=DAYS,
        needs=told.wants,
        part_needs=told.part_needs,
        waits=waits,
        at=at + timedelta(hours=1),
        but_for=moved_id,
    )
    chosen = day_of(given.get("on", ""))
    best = min(
        (day for day in days if day.times), key=lambda day: (round(day.fullness, 1), day.on), default=days[0]
    )
    day = next((day for day in days if day.on == chosen and day.times), best)
    return render(
        request,
        "booking/screens/customer.html#times",
        {
            "days": days,
            "on": day.on,
            "best": best.on,
            "morning": [time for time in day.times if localtime(time.starts_at).hour < NOON],
            "afternoon": [time for time in day.times if localtime(time.starts_at).hour >= NOON],
            "told": told if moved_id is None else None,
            "token": token,
        },
    )


@require_POST
def book(request: Request, token: str) -> HttpResponse:
    """Book."""
    customer_id, store_id = messages.whose_page(token)
    person, _ = _whose(customer_id, store_id)
    values = read(Wanted(request.POST))
    chosen = chosen_slot(values["slot"])
    car = _car(customer_id, str(values["vehicle"] or ""))
    said = dict(KINDS)[values["kind"]]
    words = values["concern"].strip()
    if values["kind"] == "repair" and not words:
        raise Refused("请简单说一下是什么现象，例如“早上冷车抖”。", fields=("concern",))
    by_customer.book_by_customer(
        by_customer.visitor(store_id, person.name, address=request.META.get("REMOTE_ADDR", "")),
        store_id=store_id,
        customer_id=customer_id,
        caller=taking.Caller(vehicle_id=values["vehicle"], plate=values["plate"]),
        wish=taking.Wish(
            concern=f"{said}：{words}" if words else said,
            repair_type=TYPES.get(values["kind"], BookedFor.REPAIR),
            items=_items(car, values["kind"]),
            waits=values["waits"] != "0",
        ),
        starts_at=chosen.starts_at,
        at=now(),
    )
    return redirect(f"/c/booking/{token}/?done=booked")


@require_POST
def move(request: Request, token: str, appointment_id: int) -> HttpResponse:
    """Another time."""
    customer_id, store_id = messages.whose_page(token)
    person, _ = _whose(customer_id, store_id)
    by_customer.move_by_customer(
        by_customer.visitor(store_id, person.name, address=request.META.get("REMOTE_ADDR", "")),
        appointment_id,
        customer_id=customer_id,
        starts_at=chosen_slot(request.POST.get("slot", "")).starts_at,
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    return redirect(f"/c/booking/{token}/?done=moved")


@require_POST
def cancel(request: Request, token: str, appointment_id: int) -> HttpResponse:
    """The booking is off."""
    customer_id, store_id = messages.whose_page(token)
    person, _ = _whose(customer_id, store_id)
    by_customer.cancel_by_customer(
        by_customer.visitor(store_id, person.name, address=request.META.get("REMOTE_ADDR", "")),
        appointment_id,
        customer_id=customer_id,
        reason=request.POST.get("reason", ""),
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    return redirect(f"/c/booking/{token}/?done=cancelled")


def _whose(customer_id: int, store_id: int) -> tuple[CustomerBrief, StoreCard]:
    person = customers.known_cards([customer_id], store_id).get(customer_id)
    if person is None:
        raise Missing("这个预约链接已失效，请致电门店。")
    return person, company.store_card(store_id)


def _car(customer_id: int, said: str) -> VehicleBrief | None:
    own = {car.id: car for car in vehicles.of_customers([customer_id]).get(customer_id, [])}
    return own.get(number_of(said) or 0)


def _items(car: VehicleBrief | None, kind: str) -> estimate.Items:
    """A maintenance is the package that is due next; everything else begins with a look at the car."""
    if kind != "maintenance" or car is None or not car.series:
        return estimate.Items()
    due = pricebook.packages_for(
        car.series, car.energy, odometer=car.odometer, months=car.months(localdate()), limit=1
    )
    return estimate.Items(package_ids=tuple(package.id for package in due))


def _told(store_id: int, car: VehicleBrief | None, kind: str, on: date) -> estimate.Estimate:
    repair_type = TYPES.get(kind, BookedFor.REPAIR)
    return estimate.of(_items(car, kind), store_id=store_id, car=car, repair_type=repair_type, on=on)


def _own(store_id: int, customer_id: int, appointment_id: int) -> queries.AppointmentCard:
    found = queries.rows(pk=appointment_id, store_id=store_id, customer_id=customer_id).first()
    if found is None:
        raise Missing("没有找到这个预约，可能已经取消。")
    return queries.card_of(found)
