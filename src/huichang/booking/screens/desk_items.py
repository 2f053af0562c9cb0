"""Parts of the booking desk: what can it be, what is to be done, what does it cost and take."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate

from huichang.booking import bearing, estimate, queries
from huichang.booking.screens.desk import items_of
from huichang.booking.states import BookedFor
from huichang.kernel.web import Request, number_of
from huichang.knowledge import queries as knowledge
from huichang.pricebook import queries as pricebook
from huichang.vehicles import queries as vehicles
from huichang.vehicles.permissions import SEE_COVER

LIKELY = 3
NEAR = 0.5
"""A case is shown when it answers at least half as well as the best."""


@dataclass(frozen=True)
class Chosen:
    """A chosen thing: its value in the form, its words."""

    value: str
    text: str
    icon: str


def faults(request: Request) -> HttpResponse:
    """While the customer talks: what it can be, from the fault knowledge."""
    queries.may_see(request.actor)
    words = request.GET.get("concern", "")
    car = _car(request)
    hits = (
        knowledge.search_faults(words, energy=car.energy if car else "", limit=3, near=NEAR)
        if len(words.strip()) >= 2
        else []
    )
    return render(
        request,
        "booking/screens/desk_items.html#faults",
        {"hits": hits, "words": words, "car": car},
    )


def find(request: Request) -> HttpResponse:
    """Packages and operations for what was typed; without words the packages that are due for this car."""
    queries.may_see(request.actor)
    text = request.GET.get("find", "").strip()
    car = _car(request)
    if text:
        packages = pricebook.search_packages(text, series=car.series if car else "", limit=4)
        operations = pricebook.search_operations(text, energy=car.energy if car else "", limit=8)
    else:
        packages = (
            pricebook.packages_for(
                car.series, car.energy, odometer=car.odometer, months=car.months(localdate()), limit=LIKELY
            )
            if car and car.series
            else []
        )
        operations = []
    return render(
        request,
        "booking/screens/desk_items.html#found",
        {"packages": packages, "operations": operations, "text": text},
    )


def show(request: Request) -> HttpResponse:
    """What was chosen with its price and time; `?add=` and `?drop=` change it.

    The answer holds no field that somebody types into, only what such fields should say (`fields`): what is typed while
    items are priced anew stays (`booking.js`).
    """
    queries.may_see(request.actor)
    given = request.GET.copy()
    if not {"item", "add", "drop"} & given.keys():
        given.setlist("item", given.get("kept", "").split())
    _change(given)
    items = items_of(given)
    car = _car(request)
    repair_type = _type(given, items)
    told = estimate.of(items, store_id=request.actor.here, car=car, repair_type=repair_type, on=localdate())
    packages = {pk: pricebook.package(pk).name for pk in items.package_ids} if items.package_ids else {}
    response = render(
        request,
        "booking/screens/desk_items.html#priced",
        {
            "told": told,
            "bears": _bears(request, told, car, repair_type),
            "chosen": _chosen(items, told, packages),
            "says": _says(items, told, packages),
            "fields": [("repair_type", repair_type), *_fields(request.GET, told)],
        },
    )
    response["HX-Trigger-After-Settle"] = "items-changed" if items else "items-changed, nothing-chosen"
    return response


def _bears(
    request: Request, told: estimate.Estimate, car: vehicles.VehicleBrief | None, repair_type: str
) -> bearing.Bearing | None:
    """Who will bear it, for those who may know what is promised about cars."""
    if not request.actor.may(SEE_COVER):
        return None
    return bearing.of(told, car=car, store_id=request.actor.here, repair_type=repair_type, on=localdate())


def _fields(asked: QueryDict, told: estimate.Estimate) -> list[tuple[str, str]]:
    """What the customer was told, as the fields should say it: typed by hand, or as it comes out of the lists (`was_…`).

    What was typed over the lists stays when customer or type change. Another item is another price and time; own words
    stay even then.
    """
    listed = {
        "told_price": "" if told.price is None else f"{told.price}",
        "told_minutes": f"{told.minutes}",
        "told_remedy": told.remedy,
    }
    found = []
    for name, value in listed.items():
        typed, was = asked.get(name), asked.get(f"was_{name}")
        kept = typed is not None and was is not None and typed.strip() != was.strip()
        if kept and name != "told_remedy" and {"add", "drop"} & asked.keys():
            kept = False
        found += [(name, str(typed) if kept else value), (f"was_{name}", value)]
    return found


def _change(given: QueryDict) -> None:
    kept = [said for said in given.getlist("item") if said != given.get("drop")]
    if (added := given.get("add", "")) and added not in kept:
        if added.startswith("f:"):
            kept = [said for said in kept if not said.startswith("f:")]
        kept.append(added)
    given.setlist("item", kept)


def _type(given: QueryDict, items: estimate.Items) -> str:
    """A fault or an operation makes a repair of what nobody has called otherwise; a package a maintenance."""
    said = given.get("repair_type", "")
    added = given.get("add", "")
    if added.startswith(("f:", "o:")) and said in (BookedFor.MAINTENANCE, "") and not items.package_ids:
        return BookedFor.REPAIR
    if added.startswith("k:") and said == BookedFor.REPAIR and not (items.operation_ids or items.cause_id):
        return BookedFor.MAINTENANCE
    return said if said in BookedFor.values else BookedFor.MAINTENANCE


def _chosen(items: estimate.Items, told: estimate.Estimate, packages: dict[int, str]) -> list[Chosen]:
    work = {each.operation_id: each.title for each in told.work}
    found = [Chosen(f"k:{pk}", name, "package") for pk, name in packages.items()]
    found += [Chosen(f"o:{pk}", work.get(pk, "已包含在其他项目里"), "tool") for pk in items.operation_ids]
    if items.fault_id:
        value = f"f:{items.fault_id}:{items.cause_id}" if items.cause_id else f"f:{items.fault_id}"
        found.append(Chosen(value, told.diagnosis or "初步诊断", "stethoscope"))
    parts = {each.part_id: each.name for each in told.parts}
    found += [
        Chosen(f"p:{pk}:{quantity:.0f}", parts.get(pk, ""), "box") for pk, quantity in items.parts.items()
    ]
    return found


def _says(items: estimate.Items, told: estimate.Estimate, packages: dict[int, str]) -> str:
    """The concern of a booking whose customer said nothing else."""
    names = [
        *packages.values(),
        *(each.title for each in told.work if each.operation_id in items.operation_ids),
    ]
    return f"到店做{'、'.join(names)}"[:200] if names else ""


def _car(request: Request) -> vehicles.VehicleBrief | None:
    said = request.GET.get("vehicle", "")
    vehicle_id = number_of(said)
    return vehicles.cards([vehicle_id]).get(vehicle_id) if vehicle_id else None
