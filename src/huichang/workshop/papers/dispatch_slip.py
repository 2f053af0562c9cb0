"""派工单: what the workshop is to do on one car, by whom, where and until when. No prices."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import Paper
from huichang.workshop.papers.particulars import Car, Change, Concern, OldParts, Party


@dataclass(frozen=True, kw_only=True)
class DispatchItem:
    """One piece of work and who does it."""

    job_no: str
    code: str
    name: str
    minutes: int
    technicians: str
    bay: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    payer: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DispatchPart:
    """A part that the work needs, and where it stands (已备货, 在途 11-25 …)."""

    job_no: str
    code: str
    name: str
    quantity: Decimal
    unit: str
    bin: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class DispatchSlip(Paper):
    """派工单. `checks` names the signatures that the inspection needs (机电, 钣喷, 美容, 总检)."""

    template: ClassVar[str] = "workshop/papers/dispatch_slip.typ"

    order_no: str
    opened_at: datetime
    finish_by: datetime | None
    promised_at: datetime | None
    adviser: str
    dispatcher: str
    team: str
    bay: str
    repair_type: str
    arrival: str
    party: Party
    car: Car
    insurer: str = ""
    concerns: tuple[Concern, ...]
    items: tuple[DispatchItem, ...]
    parts: tuple[DispatchPart, ...]
    changes: tuple[Change, ...] = ()
    wash: bool = False
    old_parts: OldParts = ""
    warnings: tuple[str, ...] = ()
    """Recalls, suspected comebacks, high voltage: what the technician must know before touching the car."""
    tools: str = ""
    checks: tuple[str, ...] = ("机电", "钣喷", "美容", "总检")

    @property
    def minutes_total(self) -> int:
        """Standard time of all the work."""
        return sum(item.minutes for item in self.items)
