"""/workshop/visits/<id>/ : a car before it has an order. Customer and car completed, needs written down, order opened."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.booking import queries as booking
from huichang.customers import queries as customers
from huichang.customers.states import Sex
from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.pricebook import queries as pricebook
from huichang.vehicles import queries as vehicles
from huichang.vehicles.states import Energy, Use
from huichang.workshop import arrival, permissions, reception
from huichang.workshop.queries import lane
from huichang.workshop.reception import UNNAMED, Concern
from huichang.workshop.screens.gate import LEAVING
from huichang.workshop.states import Payer, RepairType

MOST_CONCERNS = 6


class Particulars(forms.Form):
    """Customer and car of a walk-in."""

    customer = forms.IntegerField(required=False)
    name = forms.CharField(label="客户姓名", max_length=40, required=False)
    phone = forms.CharField(label="手机号", max_length=20, required=False)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, required=False)
    vin = forms.CharField(label="车架号", max_length=20, required=False)
    vin_reason = forms.CharField(label="车架号例外原因", max_length=80, required=False)
    brand = forms.CharField(label="品牌", max_length=30, required=False)
    series = forms.CharField(label="车系", max_length=30, required=False)
    model = forms.CharField(label="车型", max_length=60, required=False)
    colour = forms.CharField(label="颜色", max_length=20, required=False)
    energy = forms.ChoiceField(label="动力", choices=Energy.choices, required=False)
    use = forms.ChoiceField(label="使用性质", choices=Use.choices, required=False)


class Opening(forms.Form):
    """The order: why the car is here, who brought it."""

    repair_type = forms.ChoiceField(label="维修类型", choices=RepairType.choices)
    sender_name = forms.CharField(label="送修人", max_length=40, required=False)
    sender_phone = forms.CharField(label="送修人电话", max_length=20, required=False)
    wash = forms.BooleanField(label="交车前洗车", required=False)
    takes_old_parts = forms.BooleanField(label="旧件带走", required=False)


def show(request: Request, visit_id: int) -> HttpResponse:
    """The visit, or its order when it has one."""
    actor = request.actor
    car = lane.visit(actor, visit_id)
    if car.order_id is not None:
        return redirect(car.url)
    booked = _booked(car, actor.here)
    customer = customers.cards([car.customer_id]).get(car.customer_id or 0)
    vehicle = vehicles.cards([car.vehicle_id])[car.vehicle_id]
    named = customer is not None and customer.name != UNNAMED and bool(customer.phone)
    particulars = Particulars(
        initial={
            "name": customer.name if customer and named else "",
            "phone": customer.phone if customer else "",
            "sex": customer.sex if customer else "unknown",
            "brand": vehicle.brand,
            "series": vehicle.series,
            "model": vehicle.model,
            "colour": vehicle.colour,
            "energy": vehicle.energy,
        }
    )
    for field in ("name", "phone", "brand", "series"):
        particulars.fields[field].required = True
    return render(
        request,
        "workshop/screens/visit.html",
        {
            "car": car,
            "customer": customer,
            "named": named,
            "vehicle": vehicle,
            "described": bool(vehicle.series or vehicle.model),
            "booked": booked,
            "particulars": particulars,
            "types": RepairType.choices,
            "chosen": booked.repair_type if booked else _guess(car.purpose),
            "payers": Payer.choices,
            "systems": pricebook.systems(),
            "rows": range(MOST_CONCERNS),
            "leaving": LEAVING,
            "may_receive": actor.may(permissions.RECEIVE_CARS),
        },
    )


@require_POST
def complete(request: Request, visit_id: int) -> HttpResponse:
    """Customer and car of a walk-in."""
    said = read(Particulars(request.POST))
    reception.complete_arrival(
        request.actor,
        visit_id,
        customer_id=said["customer"],
        name=said["name"],
        phone=said["phone"],
        sex=said["sex"] or "unknown",
        vin=said["vin"],
        vin_reason=said["vin_reason"],
        car={key: said.get(key) for key in reception.CAR_FIELDS},
        at=now(),
    )
    return redirect("workshop:visit", visit_id)


@require_POST
def call_in(request: Request, visit_id: int) -> HttpResponse:
    """Call the customer in."""
    visit = arrival.call_in(request.actor, visit_id, at=now())
    toasts.told(request, f"{visit.ticket} 号由您接待")
    return redirect("workshop:visit", visit_id)


@require_POST
def open_order(request: Request, visit_id: int) -> HttpResponse:
    """Open the order and go on with the check-in."""
    said = read(Opening(request.POST))
    opened = reception.open_order(
        request.actor,
        visit_id,
        repair_type=said["repair_type"],
        sender_name=said["sender_name"],
        sender_phone=said["sender_phone"],
        wash=said["wash"],
        takes_old_parts=said["takes_old_parts"],
        concerns=_concerns(request, said["repair_type"]),
        at=now(),
    )
    toasts.told(request, opened.left_out or f"已开{opened.order}，请和客户一起环检")
    return redirect("workshop:check_in", opened.order.pk)


def _concerns(request: Request, repair_type: str) -> list[Concern]:
    words = request.POST.getlist("words")
    types = request.POST.getlist("type")
    payers = request.POST.getlist("payer")
    rows = zip(words, types + [""] * len(words), payers + [""] * len(words), strict=False)
    return [
        Concern(text.strip()[:300], kind or repair_type, payer) for text, kind, payer in rows if text.strip()
    ]


def _booked(car: lane.LaneCar, store_id: int) -> booking.AppointmentCard | None:
    if not car.booked:
        return None
    on = localdate(car.arrived_at)
    return next((each for each in booking.today(store_id, on) if each.vehicle_id == car.vehicle_id), None)


def _guess(purpose: str) -> str:
    """The likeliest repair type for what the greeter noted."""
    words = {"保养": "maintenance", "钣": "body", "保险": "accident", "事故": "accident", "索赔": "warranty"}
    return next((kind for word, kind in words.items() if word in purpose), "repair")
