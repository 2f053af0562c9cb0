"""Letters to the owner who asked to exchange or return: taken, answered, done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class Letter(Paper):
    """受理通知, 答复函 or 换车退车证明."""

    template: ClassVar[str] = "sanbao/papers/letter.typ"

    kind: Literal["换车退车要求受理通知", "换车退车答复函", "换车证明", "退车证明"]
    owner: str
    plate: str
    vin: str
    model: str
    asked_at: datetime
    wants: str
    words: str
    article: str
    answer_by_on: date
    done_by_on: date
    verdict: str
    reasons: str
    sums: tuple[str, ...]
    new_vin: str
    proof: str
    done_at: datetime | None
    answered_by: str
