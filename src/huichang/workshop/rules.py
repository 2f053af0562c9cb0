"""The pure rules of a visit: dates, kilometres, money and words; no database, no clock."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from huichang.company.roles import BayKind

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
