"""What the demo is made of, read from the starting content of the rooms and from names.json and cars.json."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huichang.knowledge import faults
from huichang.parts import loading as catalogue
from huichang.pricebook import loading as pricebook
from huichang.pricebook.models import Operation
from huichang.site.demo.chance import Weighted

HERE = Path(__file__).parent
ROOMS = HERE.parents[1]
PRICES_FROM = date(2024, 1, 1)
LONGEST_JOB = 300
"""Minutes: longer work is for the body shop's week, not for a day that is told."""


@dataclass(frozen=True)
class Series:
    """A series of cars: what is common to all of them."""

    code: str
    brand: str
    name: str
    energy: str
    rate_class: str
    first8: str
    years: tuple[int, int]
    colours: tuple[str, ...]
    share: float
    engine: str
    list_price: Decimal


@dataclass(frozen=True)
class PartFact:
    """A part as the store room buys and sells it: price with tax, cost without, pieces a month in a store."""

    id: int
    number: str
    name: str
    unit: str
    whole: bool
    pack: Decimal
    price: Decimal
    cost: Decimal
    demand: float
    fits: frozenset[str]
    system: str
    use_class: str
    is_hazardous: bool
    is_current: bool
    tracking: str = "none"
    shelf_months: int | None = None
    needs_check: bool = False


@dataclass(frozen=True)
class OperationFact:
    """A labour operation."""

    id: int
    code: str
    name: str
    system: str
    skill: str
    bay_kind: str
    minutes: int
    repair_class: str
    energies: frozenset[str]
    covers: frozenset[str]


@dataclass(frozen=True)
class Bundle:
    """Work that belongs together: a package of the price book, or the remedy of a known fault."""

    title: str
    kind: str
    repair_type: str
    operations: tuple[OperationFact, ...]
    parts: tuple[tuple[PartFact, Decimal], ...]
    concern: str = ""
    cause: str = ""
    remedy: str = ""
    at_km: tuple[int, ...] = ()
    every_km: int = 0

    @property
    def minutes(self) -> int:
        """Standard minutes of labour."""
        return sum(each.minutes for each in self.operations)


@dataclass
class Content:
    """Everything that cars, orders and shelves are made of."""

    series: Weighted[Series]
    parts: dict[str, PartFact]
    operations: dict[str, OperationFact]
    rates: dict[tuple[str, str], Decimal]
    names: dict[str, Any]
    packages: dict[str, list[Bundle]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, list[tuple[Bundle, float]]] = field(default_factory=lambda: defaultdict(list))


def read(name: str) -> Any:
    """A JSON file of the demo or (with a room before it) of a room."""
    return json.loads((ROOMS / name).read_text(encoding="utf-8"))


def load() -> Content:
    """Put the starting content of the rooms into their tables, and read it for the demo.

    The stores must be there already: hourly rates belong to them.
    """
    pricebook.load_starting_content(from_on=PRICES_FROM)
    faults.load_starting_content()
    part_ids = catalogue.load_starting_content(on=PRICES_FROM)
    operation_ids = dict(Operation.objects.values_list("code", "pk"))
    content = Content(
        Weighted(_series()),
        _parts(part_ids),
        _operations(operation_ids),
        {
            (row["repair_type"], row["rate_class"]): Decimal(row["per_hour"])
            for row in read("pricebook/starting_rates.json")["rates"]
        },
        read("site/demo/names.json"),
    )
    _packages(content)
    _faults(content)
    return content


def _series() -> list[tuple[Series, float]]:
    cars = read("site/demo/cars.json")
    brands = {row["code"]: row["name"] for row in cars["brands"]}
    found = []
    for row in cars["series"]:
        engine = f"{row['engine_code'][4:6]}" if row["engine_code"] else ""
        made = Series(
            row["code"],
            brands[row["brand"]],
            row["name"],
            row["energy"],
            row["rate_class"],
            row["first8"],
            (row["model_years"][0], row["model_years"][1]),
            tuple(colour["name"] for colour in row["colours"]),
            row["share"],
            f"{engine[0]}.{engine[1]}T" if engine else "",
            Decimal(row["list_price"]),
        )
        found.append((made, made.share))
    return found


def _parts(ids: dict[str, int]) -> dict[str, PartFact]:
    return {
        row["number"]: PartFact(
            ids[row["number"]],
            row["number"],
            row["name"],
            row["unit"],
            row["whole"],
            Decimal(row["pack"]),
            Decimal(row["list_price"]),
            Decimal(row["cost"]),
            row["monthly_demand"],
            frozenset(row["fits"]),
            row["system"],
            row["use_class"],
            row["hazardous"],
            row["superseded_by"] is None,
            row["tracking"],
            row["shelf_life_months"],
            row["safety"] and row["tracking"] != "none",
        )
        for row in read("parts/starting_parts.json")["parts"]
    }


def _operations(ids: dict[str, int]) -> dict[str, OperationFact]:
    return {
        row["code"]: OperationFact(
            ids[row["code"]],
            row["code"],
            row["name"],
            row["system"],
            row["skill"],
            row["bay_kind"],
            row["minutes"],
            row["repair_class"],
            frozenset(row["energy"]),
            frozenset(row["covers"]),
        )
        for row in read("pricebook/starting_operations.json")["operations"]
    }


def _packages(content: Content) -> None:
    for row in read("pricebook/starting_packages.json")["packages"]:
        bundle = Bundle(
            row["name"],
            row["kind"],
            row["repair_type"],
            tuple(content.operations[code] for code in row["operations"]),
            tuple((content.parts[part["number"]], Decimal(part["quantity"])) for part in row["parts"]),
            at_km=tuple(row["at_km"]),
            every_km=row["km"] or 0,
        )
        if bundle.minutes <= LONGEST_JOB + 60:
            for series in row["fits"]:
                content.packages[series].append(bundle)


def _faults(content: Content) -> None:
    """What each series suffers from: every cause of every known fault, with the parts that fit the series."""
    cases = read("knowledge/starting_cases.json")["cases"]
    for series in content.series.things:
        for case in cases:
            if series.energy not in case["energy"]:
                continue
            for number, cause in enumerate(case["causes"]):
                bundle = _remedy(content, series, case, cause, number)
                if bundle is not None:
                    content.faults[series.code].append((bundle, float(cause["likelihood"])))


def _remedy(
    content: Content, series: Series, case: dict[str, Any], cause: dict[str, Any], number: int
) -> Bundle | None:
    operations = tuple(
        each
        for code in cause["operations"]
        if series.energy in (each := content.operations[code]).energies or not each.energies
    )
    if not operations or not 6 <= sum(each.minutes for each in operations) <= LONGEST_JOB:
        return None
    parts: dict[str, PartFact] = {}
    for part_number in cause["parts"]:
        part = content.parts[part_number]
        if part.is_current and part.whole and (not part.fits or series.code in part.fits):
            parts.setdefault(part.name, part)
    sayings = case["sayings"]
    return Bundle(
        max(operations, key=lambda each: each.minutes).name,
        "fault",
        "repair",
        operations,
        tuple((part, Decimal(1)) for part in list(parts.values())[:3]),
        concern=f"{sayings[number % len(sayings)]}，请检查" if sayings else case["title"],
        cause=cause["name"],
        remedy=cause["remedy"],
    )
