"""The pure rules of a visit: dates, kilometres, money and words; no database, no clock."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from huichang.company.roles import BayKind
from huichang.kernel import wording

# Where work may be done (LANE-30).

LIFTS = (BayKind.GENERAL, BayKind.HIGH_VOLTAGE, BayKind.ALIGNMENT)


def bay_fits(bay_kind: str, wanted: str) -> bool:
    """Whether work that asks for one kind of bay may be done in another: a fitted lift can do what a plain one can."""
    return bay_kind == wanted or (wanted == BayKind.GENERAL and bay_kind in LIFTS)


# The guarantee of a repair (质量保证期, RULES A2.1, LANE-52, LANE-53).


@dataclass(frozen=True)
class StatutoryGuarantee:
    """One row of the law's table: the least that a repair of this class is guaranteed for, whichever comes first."""

    vehicle: str
    repair_class: str
    km: int
    days: int
    from_on: date
    article: str
    source: str


def _law() -> tuple[StatutoryGuarantee, ...]:
    read = json.loads(Path(__file__).with_name("guarantee_law.json").read_text(encoding="utf-8"))
    return tuple(
        StatutoryGuarantee(
            row["vehicle"],
            row["repair_class"],
            row["km"],
            row["days"],
            date.fromisoformat(row["from_on"]),
            row["article"],
            read["source"],
        )
        for row in read["rows"]
    )


LAW = _law()
"""Dated rows; an amended table is a row more with its own `from_on`."""


def statutory_guarantee(repair_class: str, *, on: date, vehicle: str = "car") -> StatutoryGuarantee:
    """The law's row in force on a day. Raises LookupError for a class that the law does not know."""
    known = [
        row for row in LAW if (row.vehicle, row.repair_class) == (vehicle, repair_class) and row.from_on <= on
    ]
    if not known:
        raise LookupError(f"no statutory guarantee for {repair_class} of a {vehicle} on {on}")
    return max(known, key=lambda row: row.from_on)


@dataclass(frozen=True)
class Term:
    """How long a guarantee runs: days and km, whichever comes first."""

    days: int
    km: int

    def at_least(self, other: "Term") -> "Term":
        """The longer of both, for days and km apart."""
        return Term(max(self.days, other.days), max(self.km, other.km))


def guarantee_term(repair_class: str, *, on: date, promised: Term | None = None) -> Term:
    """What a repair is guaranteed for: the store's published promise, never below the law."""
    law = statutory_guarantee(repair_class, on=on)
    return Term(law.days, law.km).at_least(promised or Term(0, 0))


def guarantee_ends(term: Term, *, from_on: date, odometer: int) -> tuple[date, int]:
    """Last day (that day included) and last reading of the odometer within a guarantee.

    Counted from the day on which the car leaves finished (竣工出厂之日), that day not counted (民法典 第二百零一条).
    """
    return from_on + timedelta(days=term.days), odometer + term.km


def within_guarantee(*, on: date, odometer: int, until_on: date, until_km: int) -> bool:
    """Whether a car that comes on a day with a reading is still within: neither limit may be passed."""
    return on <= until_on and odometer <= until_km


# When the customer hears from us (LANE-33).

QUARTER = 15


def new_promise(forecast: datetime, *, spare_minutes: int) -> datetime:
    """The time to tell instead of one that cannot be kept: the forecast and some minutes to spare, rounded up to the
    next quarter of an hour, so that it need not be corrected again."""
    at = forecast + timedelta(minutes=spare_minutes)
    whole = at.replace(minute=0, second=0, microsecond=0)
    quarters = -(-(at - whole) // timedelta(minutes=QUARTER))
    return whole + timedelta(minutes=QUARTER * quarters)


# The delivery (LANE-62, LANE-63).

DELIVERY_POINTS = (
    ("covers", "座椅套、方向盘套、脚垫已取下"),
    ("washed", "车辆已清洗干净"),
    ("explained", "结算清单已逐项讲解"),
    ("old_parts", "旧件已当面展示"),
    ("next_service", "下次保养时间和里程已告知"),
    ("remaining", "近期要处理的项目已提醒"),
    ("belongings", "随车物品、钥匙已当面点交"),
)
"""What the adviser does with the customer before the keys change hands, in this order."""

# The next service (LANE-62).


def next_service(
    *, on: date, odometer: int, every_km: int, every_months: int, km_per_day: Decimal | None
) -> tuple[date, int]:
    """Day and km of the next maintenance: kilometres or months, whichever the car's use reaches first (RULES B3)."""
    by_time = add_months(on, every_months)
    if km_per_day is None or km_per_day <= 0:
        return by_time, odometer + every_km
    by_use = on + timedelta(days=int(every_km / km_per_day))
    return min(by_time, by_use), odometer + every_km


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day when there is none (民法典 第二百零二条)."""
    year, month = divmod(day.month - 1 + months, 12)
    following = date(day.year + year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))


# Arrival and the pre-check area (LANE-10, LANE-11).


@dataclass(frozen=True)
class LaneLimits:
    """When the lane alarms the service manager: minutes, and cars in the pre-check area."""

    greet_minutes: int
    wait_minutes: int
    precheck_cars: int
    precheck_minutes: int


@dataclass(frozen=True)
class WaitingCar:
    """What the alarms look at of one car in the house."""

    visit_id: int
    plate: str
    ticket: str
    arrived_at: datetime
    greeted_at: datetime | None
    received_at: datetime | None
    precheck_from: datetime | None
    precheck_until: datetime | None


@dataclass(frozen=True)
class AlarmWanted:
    """An alarm that must stand now; `key` names its condition, so that it stands once."""

    kind: str
    key: str
    text: str
    visit_id: int | None = None
    cars: int = 1


def in_precheck(car: WaitingCar) -> bool:
    """Whether the car stands in the pre-check area."""
    return car.precheck_from is not None and car.precheck_until is None


def lane_alarms(cars: list[WaitingCar], *, at: datetime, limits: LaneLimits) -> list[AlarmWanted]:
    """The alarms that must stand now for the cars in the house that have not left.

    Not greeted within the limit after arrival; not received within the limit after arrival; too many cars in the
    pre-check area; a car too long in it.
    """
    wanted = []
    for car in cars:
        waited = _minutes(car.arrived_at, at)
        if car.greeted_at is None and at - car.arrived_at > timedelta(minutes=limits.greet_minutes):
            wanted.append(
                AlarmWanted(
                    "greeted_late",
                    f"greet:{car.visit_id}",
                    f"{car.plate} 到店 {wording.span(waited)}还没有人迎接",
                    car.visit_id,
                )
            )
        if car.received_at is None and at - car.arrived_at > timedelta(minutes=limits.wait_minutes):
            wanted.append(
                AlarmWanted(
                    "waits_long",
                    f"wait:{car.visit_id}",
                    f"{car.plate} {car.ticket} 号等了 {wording.span(waited)}还没有接待",
                    car.visit_id,
                )
            )
    inside = [car for car in cars if in_precheck(car)]
    if len(inside) >= limits.precheck_cars:
        wanted.append(
            AlarmWanted("precheck_full", "precheck", f"预检区已有 {len(inside)} 台车", cars=len(inside))
        )
    for car in inside:
        assert car.precheck_from is not None
        if at - car.precheck_from > timedelta(minutes=limits.precheck_minutes):
            stayed = _minutes(car.precheck_from, at)
            wanted.append(
                AlarmWanted(
                    "precheck_long",
                    f"precheck:{car.visit_id}",
                    f"{car.plate} 在预检区停了 {wording.span(stayed)}还没有开走",
                    car.visit_id,
                )
            )
    return wanted


def greeted_too_late(arrived_at: datetime, greeted_at: datetime, limits: LaneLimits) -> bool:
    """Whether a greeting came later than the store promises itself."""
    return greeted_at - arrived_at > timedelta(minutes=limits.greet_minutes)


def _minutes(since: datetime, at: datetime) -> int:
    return max(0, int((at - since).total_seconds() // 60))


def ticket_of(number: str) -> str:
    """The queue ticket that a running number of the day stands for: …0001 → A01, …0100 → B01."""
    running = int(number[-4:])
    letter, place = divmod(running - 1, 99)
    return f"{chr(ord('A') + letter % 26)}{place + 1:02d}"


def stretch(since: datetime, until: datetime | None) -> str:
    """A stretch of time as forms carry it, to see whether it is still the same: to the microsecond, in UTC."""
    return "/".join(each.astimezone(UTC).isoformat() if each else "" for each in (since, until))
