"""机动车维修竣工出厂合格证 with its 质量保障卡 (道路运输条例 第四十四条)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from huichang.kernel.papers import UNSIGNED, Paper, Signed
from huichang.workshop.papers.particulars import Car


@dataclass(frozen=True, kw_only=True)
class Returned:
    """返修情况: one return of the car within the guarantee."""

    item: str
    in_on: date
    out_on: date | None
    sender: str
    inspector: str


@dataclass(frozen=True, kw_only=True)
class Certificate(Paper):
    """出厂合格证. The guarantee runs from `out_on`, km or days, whichever ends first."""

    template: ClassVar[str] = "workshop/papers/certificate.typ"

    contract_no: str
    owner: str
    car: Car
    """`mileage_km` is the reading on leaving."""
    repair_type: str
    works: tuple[str, ...]
    in_on: date
    out_on: date
    guarantee_km: int
    guarantee_days: int
    invoice_no: str = ""
    returns: tuple[Returned, ...] = ()
    inspector: Signed = UNSIGNED
    receiver: Signed = UNSIGNED
    terms: tuple[str, ...] = ()
