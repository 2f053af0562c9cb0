"""The inspection points (检查点): who may touch them, when they are amber or red, how long they last (LANE-13).

The points stand in `inspection_points.json`; this module reads them and works out states and remaining lives. Pure.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

State = Literal["ok", "soon", "now"]
Touch = Literal["yellow", "red", "black"]
DAYS_A_MONTH = Decimal("30.4375")
TOUCHES: dict[str, str] = {"yellow": "车主可自行检查", "red": "须技师操作", "black": "可以看，操作须谨慎"}
FORCED = {"soon": Decimal("0.1"), "now": Decimal(0)}
"""Where a point without a measure is judged by eye: what share of a full life is taken to be left."""


@dataclass(frozen=True)
class Measure:
    """What is measured: unit, whether more or less is worse, where amber and red begin, and what can be at all."""

    unit: str
    worse: Literal["below", "above"]
    soon: Decimal
    now: Decimal
    lowest: Decimal
    highest: Decimal

    def state(self, value: Decimal) -> State:
        """The state that a value means; the thresholds themselves already count as worse (≤ 1.6 mm is red)."""
        if self.worse == "below":
            return "now" if value <= self.now else "soon" if value <= self.soon else "ok"
        return "now" if value >= self.now else "soon" if value >= self.soon else "ok"

    def problem(self, value: Decimal) -> str:
        """Why a value cannot be, as a sentence; empty when it can."""
        if self.lowest <= value <= self.highest:
            return ""
        return f"测量值应在 {self.lowest:f} 到 {self.highest:f} {self.unit} 之间，请核对。"


@dataclass(frozen=True)
class Wear:
    """How fast a point wears: `rate` per `per` km or months; `new` is the value of a new part (for a point without a
    measure: the whole life in km or months)."""

    by: Literal["km", "month"]
    rate: Decimal
    per: Decimal
    new: Decimal
    rate_electrified: Decimal | None


@dataclass(frozen=True)
class Remaining:
    """How long a point probably lasts; None where it cannot be said."""

    days: int | None = None
    km: int | None = None


@dataclass(frozen=True)
class Point:
    """One inspection point."""

    code: str
    zone: str
    name: str
    touch: Touch
    system: str
    is_safety: bool
    energies: tuple[str, ...]
    how: str
    measure: Measure | None
    wear: Wear | None
    risk: str
    operation_codes: tuple[str, ...]
    part_numbers: tuple[tuple[str, Decimal], ...]

    def remaining(
        self, state: str, value: Decimal | None, *, energy: str, km_per_day: Decimal | None
    ) -> Remaining:
        """How long the point lasts until it turns red, from what was measured and how the car is driven.

        A measured point wears from its value to the red threshold at its rate; one judged by eye has the share of its
        life left that its state stands for, nothing being said for one in order. A red one is used up.
        """
        if self.wear is None:
            return Remaining(0, 0) if state == "now" else Remaining()
        if state == "now":
            return Remaining(0, 0)
        wear = self.wear
        rate = wear.rate
        if wear.rate_electrified is not None and energy in ("bev", "phev"):
            rate = wear.rate_electrified
        if self.measure is not None:
            if value is None or rate <= 0:
                return Remaining()
            units = max(Decimal(0), abs(value - self.measure.now)) / rate * wear.per
        elif state == "soon":
            units = wear.new * FORCED["soon"]
        else:
            return Remaining()
        return _in_days_and_km(wear.by, units, km_per_day)


def _in_days_and_km(by: str, units: Decimal, km_per_day: Decimal | None) -> Remaining:
    if by == "month":
        days = int(units * DAYS_A_MONTH)
        return Remaining(days, int(days * km_per_day) if km_per_day else None)
    km = int(units)
    return Remaining(int(km / km_per_day) if km_per_day else None, km)


@dataclass(frozen=True)
class Zone:
    """A part of the car, in walking order, with its points."""

    code: str
    name: str
    points: tuple[Point, ...]


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _point(row: dict[str, Any]) -> Point:
    measure, wear, remedy = row["measure"], row["wear"], row.get("remedy") or {}
    return Point(
        row["code"],
        row["zone"],
        row["name"],
        row["touch"],
        row["system"],
        row["safety"],
        tuple(row["energy"]),
        row["how"],
        Measure(
            measure["unit"],
            measure["worse"],
            *(_decimal(measure[key]) for key in ("soon", "now", "lowest", "highest")),
        )
        if measure
        else None,
        Wear(
            wear["by"],
            _decimal(wear["rate"]),
            _decimal(wear["per"]),
            _decimal(wear["new"]),
            _decimal(wear["rate_electrified"]) if "rate_electrified" in wear else None,
        )
        if wear
        else None,
        row["risk"],
        tuple(remedy.get("operations", ())),
        tuple((part["number"], _decimal(part["quantity"])) for part in remedy.get("parts", ())),
    )


@cache
def zones() -> tuple[Zone, ...]:
    """All zones with their points, in walking order."""
    read = json.loads(Path(__file__).with_name("inspection_points.json").read_text("utf-8"))
    points = [_point(row) for row in sorted(read["points"], key=lambda row: row["order"])]
    return tuple(
        Zone(zone["code"], zone["name"], tuple(point for point in points if point.zone == zone["code"]))
        for zone in sorted(read["zones"], key=lambda zone: zone["order"])
    )


@cache
def by_code() -> dict[str, Point]:
    """Points by their code."""
    return {point.code: point for zone in zones() for point in zone.points}


def for_car(energy: str) -> tuple[Zone, ...]:
    """Zones with only the points that a car with this drive has (a diesel car has those of a petrol car)."""
    drive = "petrol" if energy == "diesel" else energy
    return tuple(
        Zone(zone.code, zone.name, tuple(point for point in zone.points if drive in point.energies))
        for zone in zones()
    )
