"""What the services that fall due will need of the store room: told to whoever plans the stock (PARTS-30)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from huichang.care.models import DueItem
from huichang.care.states import DueState
from huichang.company import settings
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.pricebook.queries import PackageCard
from huichang.stocking import certain
from huichang.stocking.certain import Known
from huichang.vehicles import queries as vehicles

COMING = settings.declare(
    "care.service_coming",
    50,
    "到期保养里预计有百分之几会回店（用于备货）",
    unit="%",
    fits=settings.between(0, 100),
)
SERVICES = ("first", "regular")


@certain.source
def falling_due(store_id: int, today: date, until: date) -> Iterator[Known]:
    """The parts of the package that each car's next service will be, as many as usually come, summed up by week. Booked ones
    are told by the booking. One statement for each model and five more, whatever the number of cars."""
    share = Decimal(settings.of(store_id, COMING)) / 100
    rows = list(
        DueItem.objects.filter(
            store_id=store_id,
            kind="service",
            state__in=[DueState.OPEN, DueState.LATER],
            due_on__gte=today,
            due_on__lte=until,
        ).values_list("vehicle_id", "due_on", "due_km")
    )
    if not rows or not share:
        return
    cars = vehicles.cards(vehicle_id for vehicle_id, *_ in rows)
    fitting: dict[tuple[str, str], list[PackageCard]] = {}
    wanted: dict[tuple[int, date], int] = {}
    for vehicle_id, due_on, due_km in rows:
        car = cars[vehicle_id]
        kind = (car.series, car.energy)
        if kind not in fitting:
            fitting[kind] = [
                each for each in pricebook.packages_for(*kind, limit=200) if each.kind in SERVICES
            ]
        package = nearest(fitting[kind], due_km or car.odometer)
        if package is not None:
            week = due_on - timedelta(days=due_on.weekday())
            wanted[package.id, week] = wanted.get((package.id, week), 0) + 1
    yield from _of_parts(wanted, share, today)


def nearest(packages: list[PackageCard], km: int) -> PackageCard | None:
    """The service whose recommended mileage is the nearest; those made for a mileage come before those without one."""

    def away(package: PackageCard) -> int:
        marks = package.at_km or ((package.first_km,) if package.first_km else ())
        return min((abs(mark - km) for mark in marks), default=10**9)

    return min(packages, key=away, default=None)


def _of_parts(wanted: dict[tuple[int, date], int], share: Decimal, today: date) -> Iterator[Known]:
    packages = pricebook.packages(package_id for package_id, _ in wanted)
    numbers = {line.part_number for each in packages.values() for line in each.lines if line.part_number}
    known = parts.by_number(numbers)
    sums: dict[tuple[int, date], tuple[Decimal, int]] = {}
    for (package_id, week), count in wanted.items():
        for line in packages[package_id].lines:
            if line.part_number in known:
                key = (known[line.part_number].id, week)
                pieces, cars = sums.get(key, (Decimal(0), 0))
                sums[key] = (pieces + line.quantity * count * share, cars + count)
    for (part_id, week), (pieces, cars) in sorted(sums.items()):
        yield Known(
            part_id=part_id,
            quantity=pieces.quantize(Decimal("0.001")),
            on=max(week, today),
            is_sure=False,
            says=f"{cars} 台车保养到期，按 {share:.0%} 会来",
        )
