"""竣工检验单: three levels of checking, order against work, parts issued against parts charged."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car, Party, Photo, Point


@dataclass(frozen=True, kw_only=True)
class CheckedItem:
    """A point of the checklist: passed, failed or not called for (None) at each level."""

    name: str
    own: bool | None = None
    """自检, by the technician."""
    peer: bool | None = None
    """互检, by a colleague or the team leader."""
    final: bool | None = None
    """总检, by the inspector."""
    value: str = ""
    """What was measured, with its unit and limit."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedWork:
    """A line of the order against what was done."""

    name: str
    technicians: str
    done: bool
    passed: bool | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedPart:
    """A part as issued and as charged."""

    code: str
    name: str
    issued: Decimal
    charged: Decimal
    unit: str

    @property
    def agrees(self) -> bool:
        """What left the store is what the customer pays."""
        return self.issued == self.charged


@dataclass(frozen=True, kw_only=True)
class RoadTest:
    """路试, by technician and inspector together."""

    at: datetime
    technician: str
    inspector: str
    start_km: int
    end_km: int
    minutes: int
    result: str

    @property
    def distance_km(self) -> int:
        """How far it went."""
        return self.end_km - self.start_km


@dataclass(frozen=True, kw_only=True)
class Rework:
    """A failed check: what, why, whose, and how it ended."""

    at: datetime
    item: str
    cause: str
    responsible: str
    result: str


@dataclass(frozen=True, kw_only=True)
class QualityCheck(Paper):
    """竣工检验单. `passed` is None until the inspector has decided."""

    template: ClassVar[str] = "workshop/papers/quality_check.typ"

    order_no: str
    checked_at: datetime | None
    repair_type: str
    adviser: str
    party: Party
    car: Car
    works: tuple[CheckedWork, ...]
    items: tuple[CheckedItem, ...]
    parts: tuple[CheckedPart, ...]
    road_test: RoadTest | None = None
    road_test_needed: bool = False
    reworks: tuple[Rework, ...] = ()
    remaining: tuple[Point, ...] = ()
    """What the car will need next, for the adviser to tell the customer."""
    photos: tuple[Photo, ...] = ()
    washed: bool = False
    parked_at: str = ""
    passed: bool | None = None
    conclusion: str = ""
    technician: Signed = UNSIGNED
    peer: Signed = UNSIGNED
    inspector: Signed = UNSIGNED
