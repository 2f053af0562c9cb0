"""三包修理记录 (第十七条): all that the law wants on it, one copy for the consumer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """Work or a part, with who pays. `minutes` for work, `quantity` with its unit for a part."""

    code: str
    name: str
    quantity: str
    amount: Decimal
    payer: str


@dataclass(frozen=True, kw_only=True)
class SpareLine:
    """What the owner got for the time without the car."""

    kind: str
    since: datetime
    until: datetime | None
    what: str


@dataclass(frozen=True, kw_only=True)
class RepairRecord(Paper):
    """三包修理记录 of one repair."""

    template: ClassVar[str] = "sanbao/papers/repair_record.typ"

    plate: str
    vin: str
    model: str
    owner: str
    sender: str
    adviser: str
    arrived_at: datetime
    agreed_at: datetime
    done_at: datetime | None
    delivered_at: datetime | None
    km: int
    days: int
    told: str
    found: str
    repaired: str
    works: tuple[RecordLine, ...]
    materials: tuple[RecordLine, ...]
    towing: Decimal
    spares: tuple[SpareLine, ...]
    keep_until: date
    repairer: Signed = UNSIGNED
    consumer: Signed = UNSIGNED

    @property
    def labour_total(self) -> Decimal:
        """工时费, whoever pays it."""
        return sum((line.amount for line in self.works), Decimal("0.00"))

    @property
    def material_total(self) -> Decimal:
        """材料费, whoever pays it."""
        return sum((line.amount for line in self.materials), Decimal("0.00"))
