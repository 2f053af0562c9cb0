"""What the clock reads: a car and its repairs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Assembly(StrEnum):
    """The four whose change the law counts (第二十四条第一款第二项)."""

    ENGINE = "engine"
    GEARBOX = "gearbox"
    BATTERY = "battery"
    MOTOR = "motor"


class System(StrEnum):
    """The systems whose main parts the law counts (第二十四条第一款第三项)."""

    ENGINE = "engine"
    GEARBOX = "gearbox"
    BATTERY = "battery"
    MOTOR = "motor"
    STEERING = "steering"
    BRAKES = "brakes"
    SUSPENSION = "suspension"
    DRIVELINE = "driveline"
    EMISSION = "emission"
    BODY = "body"


class Early(StrEnum):
    """Dangerous failures that give the right within the first 60 days or 3,000 km (第二十三条)."""

    STEERING = "steering"
    BRAKES = "brakes"
    BODY_CRACK = "body_crack"
    FUEL_LEAK = "fuel_leak"
    BATTERY_FIRE = "battery_fire"


class Use(StrEnum):
    """What the car was bought for: only cars bought for living are in the law (第四十条)."""

    FAMILY = "family"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Car:
    """A car as sold. `begins_on`: day of the invoice, or of the delivery where that is another (第十八条).

    Months and km of the maker's own promise, where it is longer than the law's; None for the law's.
    """

    begins_on: date
    use: Use = Use.FAMILY
    price: Decimal | None = None
    use_factor: Decimal | None = None
    sanbao_months: int | None = None
    sanbao_km: int | None = None
    cover_months: int | None = None
    cover_km: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A part that was changed for a quality problem: a whole assembly, or a main part of a system."""

    assembly: Assembly | None = None
    system: System | None = None
    part: str = ""

    def __post_init__(self) -> None:
        if (self.assembly is None) == (self.system is None):
            raise ValueError("a change is of an assembly or of a main part of a system, not both")
        if self.system is not None and not self.part:
            raise ValueError("a main part has a name")


@dataclass(frozen=True, slots=True)
class Fault:
    """One quality problem in a repair. `problem`: what a person decided to be the same problem has the same word."""

    problem: str
    words: str
    is_safety: bool = False
    early: Early | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair: from the agreement to repair until it is done (not until the car is fetched); None while it runs.

    `left_out`: transport of parts made for the VIN or of the battery, and rescue travel: taken off for 24(四) only.
    `owner_to_blame`: an exclusion of 第三十二条 was established; nothing of the repair counts.
    """

    id: str
    agreed_at: datetime
    done_at: datetime | None
    km: int
    faults: tuple[Fault, ...]
    left_out: timedelta = timedelta()
    owner_to_blame: bool = False
