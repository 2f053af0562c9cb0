"""三包计算书: what the law counts of a car's repairs, clause by clause, so that a lawyer can follow it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One clause: what was counted against which limit, the arithmetic line by line, and the orders that were counted."""

    article: str
    says: str
    count: int
    limit: int
    unit: str
    light: str
    light_says: str
    sums: tuple[str, ...]
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CountedRepair:
    """A repair that the calculation looked at. `days`: with all its time."""

    number: str
    store: str
    agreed_at: datetime
    done_at: datetime | None
    days: int
    km: int
    faults: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Calculation(Paper):
    """三包计算书 of a car at a moment. `missing`: what nobody has told; then nothing is counted."""

    template: ClassVar[str] = "sanbao/papers/calculation.typ"

    plate: str
    vin: str
    model: str
    owner: str
    km: int
    at: datetime
    law: str
    limits_version: int
    use: str
    invoice_on: date | None
    delivered_on: date | None
    begins_on: date | None
    sanbao_until: date | None
    sanbao_km: int
    in_sanbao: bool
    last_day_is_free: bool
    cover_until: date | None
    cover_km: int
    price: Decimal | None
    factor: str
    compensation: Decimal | None
    missing: str
    says: str
    counts: tuple[Counted, ...]
    repairs: tuple[CountedRepair, ...]
    open_faults: int
