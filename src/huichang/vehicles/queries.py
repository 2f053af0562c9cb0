"""What screens and other rooms may ask about cars. Plain values come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse, Substr
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.customers import timeline
from huichang.engines import plates, vin
from huichang.kernel import finder, journal
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.vehicles import permissions, rules
from huichang.vehicles.models import SERIAL_FROM, Mileage, Ownership, PlateHistory, Vehicle
from huichang.vehicles.states import Energy, Use


def months_between(since: date | None, on: date) -> int:
    """Whole months from one day to another; 0 without the first, or when it lies ahead."""
    if since is None or since > on:
        return 0
    return 12 * (on.year - since.year) + on.month - since.month - (on.day < since.day)


def titled(model: str, brand: str, series: str) -> str:
    """A car's kind in one line: the model's own name, or brand and series, or 车型未登记."""
    return model or f"{brand} {series}".strip() or "车型未登记"


@dataclass(frozen=True)
class VehicleBrief:
    """A car in one line. `customer_id` is its owner, whose file may belong to another store."""

    id: int
    plate: str
    plate_kind: str
    vin: str
    model: str
    series: str
    brand: str
    energy: str
    rate_class: str
    odometer: int
    colour: str
    customer_id: int | None
    engine_number: str = ""
    used_since: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None

    def months(self, on: date) -> int:
        """Whole months that it has been driven, from the day of its licence or sale; 0 while that is not known."""
        return months_between(self.used_since, on)

    @property
    def title(self) -> str:
        """What the car is, in one line: the model's own name, or brand and series, or 车型未登记."""
        return titled(self.model, self.brand, self.series)

    @property
    def electric(self) -> bool:
        """Driven by a battery alone: per cent instead of a fuel gauge."""
        return self.energy == Energy.BEV


@dataclass(frozen=True)
class PlateCard:
    """A plate that the car carried until a day."""

    plate: str
    until: date


@dataclass(frozen=True)
class PersonCard:
    """An owner or user of the car; the name only when this store may know them."""

    id: int
    customer_id: int
    name: str
    role_says: str
    since: date
    until: date | None
    known: bool


@dataclass(frozen=True)
class ReadingCard:
    """A reading of the odometer."""

    km: int
    at: datetime
    reason: str


@dataclass(frozen=True)
class VehicleCard:
    """The car's file."""

    brief: VehicleBrief
    vin_reason: str
    vin_doubts: tuple[str, ...]
    model_year: int | None
    engine_number: str
    energy_says: str
    use: str
    use_says: str
    sold_on: date | None
    invoiced_on: date | None
    delivered_on: date | None
    licensed_on: date | None
    odometer_on: date | None
    km_per_day: Decimal | None
    expected_km: int
    drive_profile: str
    insurance_ends_on: date | None
    inspection_ends_on: date | None
    version: int
    plates: tuple[PlateCard, ...]
    people: tuple[PersonCard, ...]
    readings: tuple[ReadingCard, ...]


def brief(row: Vehicle) -> VehicleBrief:
    """A row as one line."""
    return VehicleBrief(
        row.pk,
        row.plate,
        row.plate_kind,
        row.vin,
        row.model,
        row.series,
        row.brand,
        row.energy,
        row.rate_class,
        row.odometer,
        row.colour,
        row.customer_id,
        row.engine_number,
        row.licensed_on or row.sold_on or row.invoiced_on,
        row.invoiced_on,
        row.delivered_on,
    )


def cards(ids: Iterable[int | None]) -> dict[int, VehicleBrief]:
    """Cars by id. One statement."""
    return {row.pk: brief(row) for row in Vehicle.objects.filter(pk__in={pk for pk in ids if pk})}


def known_owner(vehicle_id: int, store_id: int) -> int | None:
    """The car's owner, if the store may use their file. One statement."""
    known = Q(customer__known_at__contains=[store_id]) | Q(customer__share_in_group=True)
    owner = Vehicle.objects.filter(known, pk=vehicle_id).values_list("customer_id", flat=True).first()
    return None if owner is None else int(owner)


def of_customers(customer_ids: Iterable[int]) -> dict[int, list[VehicleBrief]]:
    """Cars by their owner. One statement."""
    found: dict[int, list[VehicleBrief]] = {}
    for row in Vehicle.objects.filter(customer_id__in=list(customer_ids)).order_by("pk"):
        found.setdefault(row.customer_id, []).append(brief(row))
    return found


def by_plate(raw: str) -> VehicleBrief | None:
    """The car that carries exactly this plate now. One statement."""
    row = Vehicle.objects.filter(plate=plates.normalise(raw)).first() if raw.strip() else None
    return brief(row) if row else None


def by_vin(raw: str) -> VehicleBrief | None:
    """The car with exactly this VIN. One statement."""
    row = Vehicle.objects.filter(vin=vin.normalise(raw)).first() if raw.strip() else None
    return brief(row) if row else None


def found_by(text: str) -> Q | None:
    """How what somebody typed finds a car, by index: the end of its plate or of its VIN, the beginning of its plate after
    the office (3 characters or more), or a plate that it carried before. None when the text cannot be either."""
    key, whole = plates.tail_key(text), plates.normalise(text)
    if len(key) < 3:
        return None
    ways: list[QuerySet[Any, Any]] = [
        Vehicle.objects.alias(tail=Reverse("plate")).filter(tail__startswith=key).values("pk")
    ]
    serial = whole[2:] if whole[0] in plates.PROVINCES else whole
    if len(serial) >= 2:
        fronts = Vehicle.objects.alias(front=Substr("plate", SERIAL_FROM)).filter(front__startswith=serial)
        ways.append(fronts.filter(plate__startswith=whole.removesuffix(serial)).values("pk"))
    if key.isascii() and key.isalnum():
        ways.append(Vehicle.objects.alias(tail=Reverse("vin")).filter(tail__startswith=key).values("pk"))
    if len(key) >= 6:
        ways.append(PlateHistory.objects.filter(plate=whole).values("vehicle_id"))
    return Q(pk__in=ways[0].union(*ways[1:]) if ways[1:] else ways[0])


def find(actor: Actor, text: str, limit: int = 8) -> list[VehicleBrief]:
    """Cars for the end of a plate or VIN (3 characters or more), or a whole old plate. One statement."""
    wanted = found_by(text)
    if wanted is None or not actor.may(permissions.SEE_VEHICLES):
        return []
    rows = list(Vehicle.objects.filter(wanted)[: limit * 4])
    whole = plates.normalise(text)
    rows.sort(
        key=lambda row: (row.plate != whole, not row.plate.endswith(whole), row.plate or row.vin, row.pk)
    )
    return [brief(row) for row in rows[:limit]]


def card(actor: Actor, vehicle_id: int, *, at: datetime) -> VehicleCard:
    """The car's file. Five statements. Raises Missing, and NotAllowed without the right."""
    if not actor.may(permissions.SEE_VEHICLES):
        raise NotAllowed("您的岗位不能查看车辆档案。")
    row = Vehicle.objects.filter(pk=vehicle_id).first()
    if row is None:
        raise Missing("没有找到这辆车的档案，请检查链接或重新搜索。")
    people = list(Ownership.objects.filter(vehicle=row).select_related("customer").order_by("-since", "-pk"))
    readings = list(Mileage.objects.filter(vehicle=row).order_by("-at")[:60])
    today = localdate(at)
    return VehicleCard(
        brief=brief(row),
        vin_reason=row.vin_reason,
        vin_doubts=vin.Vin(row.vin).doubts() if row.vin and vin.problem(row.vin) is None else (),
        model_year=row.model_year,
        engine_number=row.engine_number,
        energy_says=Energy(row.energy).label,
        use=row.use,
        use_says=Use(row.use).label,
        sold_on=row.sold_on,
        invoiced_on=row.invoiced_on,
        delivered_on=row.delivered_on,
        licensed_on=row.licensed_on,
        odometer_on=row.odometer_on,
        km_per_day=row.km_per_day,
        expected_km=rules.expected_km(row.odometer, row.odometer_on, row.km_per_day, today),
        drive_profile=rules.drive_profile(row.km_per_day, row.use),
        insurance_ends_on=row.insurance_ends_on,
        inspection_ends_on=row.inspection_ends_on,
        version=row.version,
        plates=tuple(PlateCard(each.plate, each.until) for each in row.plates.order_by("-until", "-pk")),
        people=tuple(_person(each, actor) for each in people),
        readings=tuple(ReadingCard(each.km, each.at, each.reason) for each in readings),
    )


def _person(row: Any, actor: Actor) -> PersonCard:
    owner = row.customer
    known = owner.share_in_group or bool(set(owner.known_at) & actor.stores)
    name = owner.name if known else "其他门店的客户"
    return PersonCard(row.pk, row.customer_id, name, row.get_role_display(), row.since, row.until, known)


def rates_of_use(ids: Iterable[int]) -> dict[int, tuple[int, date | None, Decimal | None]]:
    """(odometer, its day, km a day) by car: what remaining lives and due dates are worked out from. One statement."""
    rows = Vehicle.objects.filter(pk__in=list(ids)).values_list("pk", "odometer", "odometer_on", "km_per_day")
    return {pk: (odometer, on, per_day) for pk, odometer, on, per_day in rows}


def brands() -> list[str]:
    """The brands of the cars in our files. One statement."""
    return sorted(Vehicle.objects.exclude(brand="").values_list("brand", flat=True).distinct().order_by())


def expected_km(vehicle_id: int, *, on: date) -> int:
    """What the odometer will probably show on a day; 0 for an unknown car. One statement."""
    found = rates_of_use([vehicle_id]).get(vehicle_id)
    return rules.expected_km(*found, on) if found else 0


def history(actor: Actor, vehicle_id: int) -> list[journal.Event]:
    """Who changed what of the car's file, newest first; owners by name where this store may know them. Two statements."""
    if not actor.may(permissions.SEE_VEHICLES):
        raise NotAllowed("您的岗位不能查看车辆档案。")
    events = journal.history_of({"vehicles.vehicle": [vehicle_id]}, limit=60)
    owners = [change for event in events for change in event.changes if change.label == "车主"]
    ids = {int(text) for change in owners for text in (change.before, change.after) if text.isdigit()}
    known = customers.known_cards(ids, actor.here) if ids else {}

    def name(text: str) -> str:
        if not text.isdigit():
            return text
        return known[int(text)].name if int(text) in known else "其他门店的客户"

    def named(change: journal.ChangedField) -> journal.ChangedField:
        if change.label != "车主":
            return change
        return journal.ChangedField(change.label, name(change.before), name(change.after))

    return [
        journal.Event(
            each.at, each.who, each.door, each.what, each.note, [named(one) for one in each.changes]
        )
        for each in events
    ]


@finder.source(rank=10)
def _found(actor: Actor, text: str) -> Iterable[finder.Found]:
    cars = find(actor, text, limit=8)
    owners = customers.known_cards([car.customer_id for car in cars], actor.here) if cars else {}
    for car in cars:
        owner = owners.get(car.customer_id or 0)
        more = " · ".join(part for part in (car.title, f"VIN {car.vin[-6:]}" if car.vin else "") if part)
        name = owner.name if owner and actor.may("customers.see_customers") else ""
        text_of_it = car.plate or car.vin
        yield finder.Found(
            "车辆", name or text_of_it, more, f"/vehicles/{car.id}/", car.plate, car.plate_kind
        )


@timeline.section(rank=10)
def _cars_of(customer_id: int, stores: timeline.Stores, at: datetime) -> timeline.Section | None:
    rows = Vehicle.objects.filter(
        Q(customer_id=customer_id) | Q(people__customer_id=customer_id, people__until__isnull=True)
    ).distinct()
    return timeline.Section(
        "车辆",
        "car",
        tuple(
            timeline.Row(
                brief(row).title,
                f"{row.odometer:,} 公里" if row.odometer else "",
                f"/vehicles/{row.pk}/",
                row.plate or row.vin[-6:],
                row.plate_kind,
            )
            for row in rows
        ),
        empty="还没有登记车辆。",
    )


def first_days(vehicle_id: int) -> tuple[date | None, date | None]:
    """The day on the licence and the day of sale: a guarantee counts from one of them. One statement."""
    found = Vehicle.objects.filter(pk=vehicle_id).values_list("licensed_on", "sold_on").first()
    return found or (None, None)
