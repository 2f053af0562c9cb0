"""What may be asked about due matters."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from huichang.care import rules
from huichang.care.models import DueItem
from huichang.care.states import DueState
from huichang.company import settings
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.vehicles import queries as vehicles

AHEAD = settings.declare("care.due_ahead_days", 14, "招揽清单提前几天列出", unit="天")


@dataclass(frozen=True)
class DueMatter:
    """One reason to come back; `proposed_on` is the day to propose for it, not before tomorrow."""

    id: int
    kind: str
    kind_says: str
    text: str
    is_safety: bool
    why_not: str
    worth: Decimal
    due_on: date
    due_km: int | None
    proposed_on: date
    state: str
    answer: str
    is_late: bool

    @property
    def key(self) -> str:
        """The id as text, for names on a page."""
        return str(self.id)


@dataclass(frozen=True)
class DueGroup:
    """All open matters of one car: one call, not several."""

    vehicle_id: int
    customer_id: int
    plate: str
    plate_kind: str
    model: str
    customer: str
    phone: str
    expected: Decimal
    matters: tuple[DueMatter, ...]

    @property
    def file_url(self) -> str:
        """The car's file."""
        return f"/vehicles/{self.vehicle_id}/"

    @property
    def proposed_on(self) -> date:
        """The day to propose: one visit for all matters, before the first of them is worn out."""
        return min(matter.proposed_on for matter in self.matters)

    @property
    def first(self) -> DueMatter:
        """The matter that the call begins with."""
        return self.matters[0]


def due_list(actor: Actor, *, on: date, kind: str = "", limit: int = 60) -> list[DueGroup]:
    """Cars with something due by `on` and the store's days ahead, ranked by worth × chance, safety first; recalls when it
    is their day. Three statements."""
    ahead = on + timedelta(days=settings.of(actor.here, AHEAD))
    found = DueItem.objects.filter(store_id=actor.here, due_on__lte=ahead).filter(
        Q(state=DueState.OPEN) | Q(state=DueState.LATER, later_on__lte=on)
    )
    found = found.exclude(kind="campaign", due_on__gt=on)
    if kind:
        found = found.filter(kind=kind)
    items = list(found.order_by("due_on", "pk")[: limit * 6])
    cars = vehicles.cards(item.vehicle_id for item in items)
    people = customers.cards(item.customer_id for item in items)
    by_car: dict[int, list[DueItem]] = {}
    for item in items:
        by_car.setdefault(item.vehicle_id, []).append(item)
    groups = []
    for vehicle_id, mine in by_car.items():
        mine.sort(key=lambda item: (not item.is_safety, item.due_on))
        car, person = cars[vehicle_id], people[mine[0].customer_id]
        groups.append(
            DueGroup(
                vehicle_id,
                person.id,
                car.plate or car.vin,
                car.plate_kind,
                car.model,
                person.name,
                customers.phone_for(actor, person.phone),
                sum(
                    (rules.expected(item.kind, item.worth, is_safety=item.is_safety) for item in mine),
                    Decimal(0),
                ),
                tuple(_matter(item, on) for item in mine),
            )
        )
    groups.sort(key=lambda group: (not group.first.is_safety, -group.expected, group.first.due_on))
    return groups[:limit]


def due_of_vehicle(store_id: int, vehicle_id: int, on: date) -> list[DueMatter]:
    """Open matters of one car, for the booking desk and the ramp. One statement."""
    found = DueItem.objects.filter(
        store_id=store_id, vehicle_id=vehicle_id, state__in=[DueState.OPEN, DueState.LATER, DueState.BOOKED]
    ).order_by("due_on")
    return [_matter(item, on) for item in found]


def _matter(item: DueItem, on: date) -> DueMatter:
    return DueMatter(
        item.pk,
        item.kind,
        item.get_kind_display(),
        item.text,
        item.is_safety,
        item.why_not,
        item.worth,
        item.due_on,
        item.due_km,
        max(item.proposed_on or item.due_on, on + timedelta(days=1)),
        item.state,
        item.answer,
        item.due_on < on,
    )
