"""出门证: lets one car out once, when every payer's part is paid or on approved credit."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class GatePass(Paper):
    """出门证 on A4 (guard's and customer's half) or on the roll of a receipt printer.

    `qr` is the text that the guard scans. `settled` says 已结清 or 挂账; credit names who approved it.
    """

    template: ClassVar[str] = "workshop/papers/gate_pass.typ"

    width: Literal["a4", "80mm"] = "a4"
    plate: str
    vin: str
    model: str
    colour: str = ""
    order_no: str
    statement_no: str
    settled: str
    credit_approved_by: str = ""
    release: str = "交车"
    """交车, 试车, 外派 or 拖车."""
    issued_at: datetime
    valid_until: datetime
    adviser: str
    cashier: str
    receiver: str = ""
    passed_at: datetime | None = None
    guard: str = ""
    notes: tuple[str, ...] = ()
