"""The price book that a new company starts with: operations, packages, rates."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from huichang.company import queries as company
from huichang.kernel import pinyin
from huichang.pricebook.models import LabourRate, Operation, Package, PackageLine

HERE = Path(__file__).parent
START = date(2024, 1, 1)


@dataclass(frozen=True)
class Loaded:
    """How many of each stand in the book now because of the starting content."""

    operations: int
    packages: int
    rates: int


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load_starting_content(*, from_on: date = START, packages: bool = True) -> Loaded:
    """Put the starting content into the tables; may run again: what somebody has changed since is left alone.

    Rates are written for every store, valid from `from_on`. `packages`: also those of the invented make, for its cars only.
    """
    return Loaded(_operations(), _packages() if packages else 0, _rates(from_on))


def _operations() -> int:
    rows = [
        Operation(
            code=each["code"],
            name=each["name"],
            initials=pinyin.initials(each["name"])[:80],
            system=each["system"],
            skill=each["skill"],
            bay_kind=each["bay_kind"],
            minutes=each["minutes"],
            repair_class=each["repair_class"],
            energies=each["energy"],
            road_test=each["road_test"],
            covers=each["covers"],
            words=each["words"],
        )
        for each in _read("starting_operations.json")["operations"]
    ]
    Operation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _packages() -> int:
    content = _read("starting_packages.json")["packages"]
    there = set(Package.objects.values_list("code", flat=True))
    new = [each for each in content if each["code"] not in there]
    made = Package.objects.bulk_create(
        Package(
            code=each["code"],
            name=each["name"],
            initials=pinyin.initials(each["name"])[:60],
            kind=each["kind"],
            repair_type=each["repair_type"],
            series=each["fits"],
            every_km=each["km"],
            every_months=each["months"],
            first_km=each["first_km"],
            at_km=each["at_km"],
            note=each["note"],
        )
        for each in new
    )
    ids = dict(Operation.objects.values_list("code", "pk"))
    lines: list[PackageLine] = []
    for package, each in zip(made, new, strict=True):
        lines += [PackageLine(package=package, operation_id=ids[code]) for code in each["operations"]]
        lines += [
            PackageLine(package=package, part_number=part["number"], quantity=Decimal(part["quantity"]))
            for part in each["parts"]
        ]
    PackageLine.objects.bulk_create(lines)
    return len(content)


def _rates(from_on: date) -> int:
    rows = [
        LabourRate(
            store_id=store_id,
            repair_type=each["repair_type"],
            rate_class=each["rate_class"],
            per_hour=Decimal(each["per_hour"]),
            from_on=from_on,
        )
        for store_id in company.store_ids()
        for each in _read("starting_rates.json")["rates"]
    ]
    LabourRate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
