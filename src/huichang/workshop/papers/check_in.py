"""接车检查单: the walk round the car, signed by the customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel import car_drawing, typeface
from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car, Concern, Party, Photo, Point


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One thing that is there (or done) or not."""

    name: str
    on: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Damage:
    """A numbered mark on the drawing of the car, in words."""

    no: int
    side: str
    kind: str
    note: str = ""


def drawn(marks: Iterable[Mapping[str, object]]) -> tuple[bytes, tuple[Damage, ...]]:
    """The drawing with the marks of `kernel.car_drawing` on it, and the same marks in words."""
    kept = list(marks)
    damages = tuple(
        Damage(no=no, side=side, kind=kind, note=str(mark.get("note", "")))
        for mark, (no, side, kind) in zip(kept, car_drawing.listed(kept), strict=True)
    )
    return car_drawing.svg(kept, font=typeface.FAMILY).encode(), damages


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
    drawing: bytes = field(default_factory=lambda: drawn(())[0])
    damages: tuple[Damage, ...] = ()
    """Both as `drawn` makes them from the marks."""
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
