"""Policies as the engine reads them: the version of each that holds on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from huichang.engines.coverage.values import Car, Contract, Kind, Reach, Share, Start, Terms, plain_number
from huichang.vehicles.models import CoverContract, PolicyVersion, Vehicle
from huichang.vehicles.models.coverage import PolicyTerms

MOST_READ = 20_000
_READ: dict[tuple[int, datetime], Terms] = {}
"""Versions as they were read once: nobody rewrites one, so that they need not be read again for every car."""


def car_of(row: Vehicle) -> Car:
    """A car as promises ask about it."""
    return Car(
        row.brand, row.series, row.model, row.use, row.energy, row.sold_on, row.licensed_on, row.invoiced_on
    )


def terms_of(row: PolicyTerms, *, policy_id: int = 0, number: int = 0) -> Terms:
    """A row of terms as the engine reads it; of a draft with the numbers that it has not got yet."""
    return Terms(
        policy_id=policy_id,
        version=number,
        kind=Kind(row.kind),
        name=row.name,
        clause=row.clause,
        start=Start(row.start),
        months=row.months,
        km=row.km,
        brand=row.brand,
        series=frozenset(row.series),
        models=frozenset(row.car_models),
        uses=frozenset(row.uses),
        energies=frozenset(row.energies),
        sold_from=row.sold_from,
        sold_until=row.sold_until,
        reach=Reach(
            frozenset(row.systems),
            frozenset(row.part_classes),
            frozenset(plain_number(each) for each in row.parts),
            frozenset(row.not_systems),
            frozenset(plain_number(each) for each in row.not_parts),
        ),
        voids=frozenset(row.voids),
        shares=tuple(Share(each.get("months"), each.get("km"), each["percent"]) for each in row.shares),
        capacity=row.capacity,
    )


def in_force(brand: str | None, *, on: date, policy_ids: Iterable[int] = ()) -> list[Terms]:
    """The version of each policy that holds on a day, for cars of a brand (None: of every brand). Withdrawn ones are
    left out. One statement, two when versions are read for the first time."""
    newest = PolicyVersion.objects.filter(from_on__lte=on)
    if wanted := list(policy_ids):
        newest = newest.filter(policy_id__in=wanted)
    newest = newest.order_by("policy_id", "-from_on", "-number").distinct("policy_id")
    rows = newest.values_list("pk", "published_at", "brand", "is_withdrawn")
    keys = [
        (pk, published_at)
        for pk, published_at, made_for, is_withdrawn in rows
        if not is_withdrawn and (brand is None or made_for in ("", brand))
    ]
    if unread := [pk for pk, published_at in keys if (pk, published_at) not in _READ]:
        if len(_READ) > MOST_READ:
            _READ.clear()
        for row in PolicyVersion.objects.filter(pk__in=unread):
            _READ[row.pk, row.published_at] = terms_of(row, policy_id=row.policy_id, number=row.number)
    return [_READ[key] for key in keys]


def contracts_of(vehicle_id: int, terms: Iterable[Terms], *, on: date) -> tuple[Contract, ...]:
    """The contracts of a car that have not been ended, with what their policies say. One statement."""
    by_policy = {each.policy_id: each for each in terms}
    rows = CoverContract.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), vehicle_id=vehicle_id)
    return tuple(
        Contract(by_policy[row.policy_id], row.number, row.from_on, row.until_on, row.until_km)
        for row in rows
        if row.policy_id in by_policy
    )
