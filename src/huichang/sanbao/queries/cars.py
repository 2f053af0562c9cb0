"""Cars near a limit of 三包, at it, or not to be counted yet."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from huichang.customers import queries as customers
from huichang.engines import plates
from huichang.kernel.actor import Actor
from huichang.sanbao.models import Standing
from huichang.sanbao.queries import seeing
from huichang.sanbao.states import Light

PAGE = 60
TABS: dict[str, Q] = {
    "red": Q(light=Light.RED),
    "amber": Q(light=Light.AMBER),
    "judge": Q(could__in=[Light.AMBER, Light.RED], open_faults__gt=0) | Q(open_faults__gt=0, in_sanbao=True),
    "ask": Q(light=Light.ASK),
    "all": Q(),
}


@dataclass(frozen=True)
class CarRow:
    """A car as the last count saw it."""

    vehicle_id: int
    plate: str
    plate_kind: str
    title: str
    owner: str
    light: str
    light_says: str
    tone: str
    could: str
    could_says: str
    says: str
    todo: str
    used_days: int
    most_same: int
    repairs: int
    open_faults: int
    until_on: date | None
    until_km: int | None
    in_sanbao: bool
    is_returned: bool
    last_at: datetime

    @property
    def could_tone(self) -> str:
        """The tone of how it would stand."""
        return seeing.LIGHT_TONES.get(self.could, "")


@dataclass(frozen=True)
class CarsPage:
    """A tab of the list. `counts`: cars by tab; `after`: what asks for more."""

    rows: tuple[CarRow, ...]
    counts: dict[str, int]
    computed_at: datetime | None
    after: int | None


def cars_page(actor: Actor, *, tab: str = "red", text: str = "", after: int = 0) -> CarsPage:
    """The store's cars of a tab, nearest first; `text` searches plates, VINs, owners by name, initials. Three statements."""
    store_id = seeing.store_for(actor)
    mine = Standing.objects.seen_by(actor).filter(store_id=store_id)
    numbers = mine.aggregate(
        **{name: Count("pk", filter=within) for name, within in TABS.items() if name != "all"},
        all=Count("pk"),
        at=Max("computed_at"),
    )
    at = numbers.pop("at")
    found = mine.filter(TABS.get(tab, TABS["red"]))
    if words := text.strip():
        key = plates.normalise(words)
        named = Q(vehicle__customer__name__contains=words) | Q(
            vehicle__customer__initials__startswith=words.lower()
        )
        means = named & Q(vehicle__customer__known_at__contains=[store_id])
        if key:
            means |= Q(vehicle__plate__contains=key) | Q(vehicle__vin__endswith=key)
        found = found.filter(means)
    ordered = found.select_related("vehicle").order_by("-used_days", "-most_same", "-last_at", "pk")
    rows = list(ordered[after : after + PAGE + 1])
    owners = customers.known_cards([row.vehicle.customer_id for row in rows], store_id)
    return CarsPage(
        tuple(_row(row, owners) for row in rows[:PAGE]),
        numbers,
        at,
        after + PAGE if len(rows) > PAGE else None,
    )


def _row(row: Standing, owners: dict[int, customers.CustomerBrief]) -> CarRow:
    car, owner = row.vehicle, owners.get(row.vehicle.customer_id or 0)
    return CarRow(
        vehicle_id=car.pk,
        plate=car.plate or car.vin[-6:],
        plate_kind=car.plate_kind,
        title=car.model or f"{car.brand} {car.series}".strip(),
        owner=owner.name if owner else "",
        light=row.light,
        light_says=row.get_light_display(),
        tone=seeing.LIGHT_TONES[row.light],
        could=row.could if row.could != row.light else "",
        could_says=row.get_could_display(),
        says=row.says,
        todo=row.todo,
        used_days=row.used_days,
        most_same=row.most_same,
        repairs=row.repairs,
        open_faults=row.open_faults,
        until_on=row.until_on,
        until_km=row.until_km,
        in_sanbao=row.in_sanbao,
        is_returned=row.is_returned,
        last_at=row.last_at,
    )
