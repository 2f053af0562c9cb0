"""What other rooms and screens may ask of the price book. Plain values come out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length

from huichang.company.roles import Skill
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing
from huichang.pricebook import rules
from huichang.pricebook.models import LabourRate, Operation, Package, PackageLine
from huichang.pricebook.states import RateClass
from huichang.vehicles import systems as car_systems

SHOWN = 12


@dataclass(frozen=True)
class OperationCard:
    """A labour operation; `minutes` is its standard time, `covers` the codes that it already includes."""

    id: int
    code: str
    name: str
    system: str
    skill: str
    bay_kind: str
    minutes: int
    repair_class: str
    energies: tuple[str, ...]
    road_test: bool
    covers: tuple[str, ...]
    words: str
    is_active: bool

    @property
    def system_says(self) -> str:
        """The system's Chinese name."""
        return systems().get(self.system, self.system)

    @property
    def skill_says(self) -> str:
        """The skill's Chinese name."""
        return Skill(self.skill).label


@dataclass(frozen=True)
class QuotedOperation:
    """An operation with the hourly rate that applies; None when nobody has published one."""

    operation: OperationCard
    per_hour: Money | None

    @property
    def amount(self) -> Money | None:
        """Yuan for doing it once."""
        return None if self.per_hour is None else rules.labour_amount(self.per_hour, self.operation.minutes)


@dataclass(frozen=True)
class RateCard:
    """Yuan per hour, tax included, for a repair type and a class of car, since a day."""

    id: int
    repair_type: str
    rate_class: str
    rate_class_says: str
    per_hour: Money
    from_on: date


@dataclass(frozen=True)
class PackageLineCard:
    """One operation or one part (by number) of a package."""

    operation_id: int | None
    operation_code: str
    name: str
    minutes: int
    part_number: str
    quantity: Decimal


@dataclass(frozen=True)
class PackageCard:
    """A package; `lines` is empty where only a list was asked for."""

    id: int
    code: str
    name: str
    kind: str
    kind_says: str
    repair_type: str
    series: tuple[str, ...]
    energies: tuple[str, ...]
    every_km: int | None
    every_months: int | None
    first_km: int | None
    at_km: tuple[int, ...]
    price: Money | None
    note: str
    is_active: bool
    lines: tuple[PackageLineCard, ...] = ()

    @property
    def minutes(self) -> int:
        """Standard minutes of all its operations."""
        return sum(line.minutes for line in self.lines)


def _operation(row: Operation) -> OperationCard:
    return OperationCard(
        row.pk,
        row.code,
        row.name,
        row.system,
        row.skill,
        row.bay_kind,
        row.minutes,
        row.repair_class,
        tuple(row.energies),
        row.road_test,
        tuple(row.covers),
        row.words,
        row.is_active,
    )


def operations(ids: Iterable[int | None]) -> dict[int, OperationCard]:
    """Operations by id. One statement."""
    wanted = {pk for pk in ids if pk}
    return {row.pk: _operation(row) for row in Operation.objects.filter(pk__in=wanted)} if wanted else {}


def operation(operation_id: int) -> OperationCard:
    """One operation. Raises Missing."""
    found = operations([operation_id]).get(operation_id)
    if found is None:
        raise Missing("没有找到这个工时项目，请刷新价目后重新选择。")
    return found


def operations_by_code(codes: Iterable[str]) -> dict[str, OperationCard]:
    """Active operations by code. One statement."""
    wanted = set(codes)
    found = Operation.objects.filter(code__in=wanted, is_active=True) if wanted else ()
    return {row.code: _operation(row) for row in found}


def _matching(text: str) -> QuerySet[Operation]:
    key = text.strip().lower()
    found = Operation.objects.filter(
        Q(code__istartswith=key)
        | Q(initials__contains=key)
        | Q(name__icontains=key)
        | Q(words__icontains=key)
    )
    nearness = Case(
        When(code__iexact=key, then=Value(0)),
        When(Q(initials__startswith=key) | Q(name__istartswith=key), then=Value(1)),
        When(Q(initials__endswith=key) | Q(name__iendswith=key), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return found.order_by(nearness, Length("name"), "code")


def search_operations(
    text: str, *, energy: str = "", system: str = "", limit: int = SHOWN, every: bool = False
) -> list[OperationCard]:
    """Active operations by the start of a code, by name, by pinyin initials, or by what people call it.

    With `energy` only what fits such a car, with `system` only that system (`text` may then be empty); `every` shows
    closed ones too. One statement.
    """
    found = _matching(text) if text.strip() else Operation.objects.order_by("code")
    if not every:
        found = found.filter(is_active=True)
    if energy:
        found = found.filter(Q(energies=[]) | Q(energies__contains=[energy]))
    if system:
        found = found.filter(system=system)
    return [_operation(row) for row in found[:limit]]


def _rate_for(store_id: int, rate_class: str, on: date) -> QuerySet[LabourRate]:
    return LabourRate.objects.filter(store_id=store_id, rate_class=rate_class, from_on__lte=on)


def quoted(
    wanted: Iterable[tuple[int, str]], *, store_id: int, rate_class: str, on: date
) -> dict[tuple[int, str], QuotedOperation]:
    """Operations with the rate of the day, by (operation id, repair type). One statement."""
    by_type: dict[str, set[int]] = {}
    for operation_id, repair_type in wanted:
        by_type.setdefault(repair_type, set()).add(operation_id)
    if not by_type:
        return {}
    asked = []
    for repair_type, ids in by_type.items():
        newest = _rate_for(store_id, rate_class, on).filter(repair_type=repair_type).order_by("-from_on")
        asked.append(
            Operation.objects.filter(pk__in=ids).annotate(
                for_type=Value(repair_type), per_hour=Subquery(newest.values("per_hour")[:1])
            )
        )
    rows = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {(row.pk, row.for_type): QuotedOperation(_operation(row), row.per_hour) for row in rows}


def rate(store_id: int, repair_type: str, rate_class: str, on: date) -> Money | None:
    """Yuan per hour that applies on a day; None when nothing has been published."""
    newest = _rate_for(store_id, rate_class, on).filter(repair_type=repair_type).order_by("-from_on")
    found = newest.values_list("per_hour", flat=True).first()
    return None if found is None else Money(found)


def rates(store_id: int, *, on: date) -> list[RateCard]:
    """The rates that apply in a store on a day, one per repair type and class. One statement."""
    newest = LabourRate.objects.filter(
        store_id=OuterRef("store_id"),
        repair_type=OuterRef("repair_type"),
        rate_class=OuterRef("rate_class"),
        from_on__lte=on,
    ).order_by("-from_on")
    found = LabourRate.objects.filter(store_id=store_id, pk=Subquery(newest.values("pk")[:1]))
    return [_rate(row) for row in found.order_by("repair_type", "rate_class")]


def rate_history(store_id: int, repair_type: str, rate_class: str) -> list[RateCard]:
    """Every rate ever published for a repair type and class, the newest first."""
    found = LabourRate.objects.filter(store_id=store_id, repair_type=repair_type, rate_class=rate_class)
    return [_rate(row) for row in found.order_by("-from_on")]


def _rate(row: LabourRate) -> RateCard:
    says = dict(RateClass.choices).get(row.rate_class, row.rate_class)
    return RateCard(row.pk, row.repair_type, row.rate_class, str(says), Money(row.per_hour), row.from_on)


def _package(row: Package, lines: Sequence[PackageLineCard] = ()) -> PackageCard:
    return PackageCard(
        row.pk,
        row.code,
        row.name,
        row.kind,
        row.get_kind_display(),
        row.repair_type,
        tuple(row.series),
        tuple(row.energies),
        row.every_km,
        row.every_months,
        row.first_km,
        tuple(row.at_km),
        None if row.price is None else Money(row.price),
        row.note,
        row.is_active,
        tuple(lines),
    )


def packages_for(
    series: str, energy: str, *, odometer: int | None = None, months: int | None = None, limit: int = 40
) -> list[PackageCard]:
    """Packages that fit a car. With `odometer` those due next stand first, by mileage or, for a car of so many `months`
    that is driven little, by time: whichever comes first. One statement, no lines."""
    fits = (Q(series=[]) | Q(series__contains=[series])) & (Q(energies=[]) | Q(energies__contains=[energy]))
    found = [
        _package(row)
        for row in Package.objects.filter(fits, is_active=True).order_by("kind", "first_km", "code")
    ]
    if odometer is not None:
        found.sort(key=lambda package: _distance(package, odometer, months or 0))
    return found[:limit]


def _distance(package: PackageCard, odometer: int, months: int) -> tuple[int, int]:
    """How far a package's recommended mileage is from the car's: regular service first, the nearest of it on top. Months
    count as the kilometres that the package's interval sets against them."""
    by_time = (
        months * package.every_km // package.every_months if package.every_km and package.every_months else 0
    )
    stands = max(odometer, by_time)
    marks = package.at_km or ((package.first_km,) if package.first_km else ())
    nearest = min((abs(mark - stands) for mark in marks), default=10**9)
    return (0 if package.kind in ("first", "regular") else 1, nearest)


def search_packages(
    text: str, *, series: str = "", limit: int = SHOWN, every: bool = False
) -> list[PackageCard]:
    """Packages by code, name or pinyin initials; with `series` only those that fit. One statement, no lines."""
    key = text.strip().lower()
    found = Package.objects.order_by("kind", "first_km", "code")
    if key:
        found = found.filter(Q(code__istartswith=key) | Q(initials__contains=key) | Q(name__icontains=key))
    if not every:
        found = found.filter(is_active=True)
    if series:
        found = found.filter(Q(series=[]) | Q(series__contains=[series]))
    return [_package(row) for row in found[:limit]]


def package(package_id: int) -> PackageCard:
    """A package with its lines. Two statements. Raises Missing."""
    found = packages([package_id]).get(package_id)
    if found is None:
        raise Missing("没有找到这个套餐，请刷新价目后重新选择。")
    return found


def packages(package_ids: Iterable[int]) -> dict[int, PackageCard]:
    """Packages with their lines by id; unknown ones are missing from the answer. Two statements."""
    rows = {row.pk: row for row in Package.objects.filter(pk__in=set(package_ids))}
    lines: dict[int, list[PackageLineCard]] = {pk: [] for pk in rows}
    for line in PackageLine.objects.filter(package_id__in=rows).select_related("operation").order_by("pk"):
        lines[line.package_id].append(
            PackageLineCard(
                line.operation_id,
                line.operation.code if line.operation else "",
                line.operation.name if line.operation else "",
                line.operation.minutes if line.operation else 0,
                line.part_number,
                line.quantity,
            )
        )
    return {pk: _package(row, lines[pk]) for pk, row in rows.items()}


def systems() -> dict[str, str]:
    """The systems of a car: code → Chinese name."""
    return car_systems.systems()


def counts() -> tuple[int, int]:
    """How many active operations and packages there are."""
    return Operation.objects.filter(is_active=True).count(), Package.objects.filter(is_active=True).count()


def operations_among(ids: Any) -> list[OperationCard]:
    """Operations whose ids a subquery gives. One statement."""
    return [_operation(row) for row in Operation.objects.filter(pk__in=ids)]


@cache
def repair_types() -> dict[str, str]:
    """The repair types that work is priced by: code → Chinese name, in the order of the price list."""
    content = json.loads((Path(__file__).parent / "starting_rates.json").read_text(encoding="utf-8"))
    return {rate["repair_type"]: rate["name"] for rate in content["rates"]}


@dataclass(frozen=True)
class RateRow:
    """One repair type of the rate table: what holds per class of car, and what is published for later."""

    repair_type: str
    says: str
    now: tuple[RateCard | None, ...]
    later: tuple[RateCard, ...]


def rate_table(store_id: int, *, on: date) -> list[RateRow]:
    """The published rates of a store as a table: repair types down, classes of cars across. Two statements."""
    current = {(rate.repair_type, rate.rate_class): rate for rate in rates(store_id, on=on)}
    coming = [
        _rate(row) for row in LabourRate.objects.filter(store_id=store_id, from_on__gt=on).order_by("from_on")
    ]
    return [
        RateRow(
            code,
            says,
            tuple(current.get((code, rate_class)) for rate_class in RateClass.values),
            tuple(rate for rate in coming if rate.repair_type == code),
        )
        for code, says in repair_types().items()
    ]
