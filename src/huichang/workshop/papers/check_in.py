"""接车检查单: the walk round the car, signed by the customer."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car, Concern, Party, Photo, Point

CAR_DRAWING = Path(__file__).with_name("car.svg")
"""The car from five sides; a damage mark's `x` and `y` are shares of its width and height."""


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One thing that is there (or done) or not."""

    name: str
    on: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Damage:
    """A mark on the drawing of the car: `x`, `y` as shares (0 to 1) of the drawing."""

    no: int
    x: Decimal
    y: Decimal
    kind: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PointGroup:
    """Inspection points of one place on the car."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class CheckIn(Paper):
    """接车检查单: the walk round the car, signed by the customer."""

    template: ClassVar[str] = "workshop/papers/check_in.typ"

    opened_at: datetime
    adviser: str
    repair_type: str
    party: Party
    car: Car
    covers: tuple[Tick, ...]
    concerns: tuple[Concern, ...]
    belongings: tuple[Tick, ...]
    groups: tuple[PointGroup, ...]
    damages: tuple[Damage, ...] = ()
    drawing: bytes = field(default_factory=CAR_DRAWING.read_bytes)
    photos: tuple[Photo, ...] = ()
    insurer: str = ""
    insured_until: date | None = None
    next_service: str = ""
    estimate_minutes: int | None = None
    estimate_amount: Decimal | None = None
    advice: tuple[str, ...] = ()
    declined: tuple[Point, ...] = ()
    """Safety points that the customer was told of and does not want done now."""
    terms: tuple[str, ...] = ()
    customer: Signed = UNSIGNED
    declined_by: Signed = UNSIGNED
    """The customer's separate signature under the declined safety points."""
    adviser_signed: Signed = UNSIGNED
