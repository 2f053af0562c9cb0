"""索赔件标签 (RULES D15): hangs on the part; its code opens the part's page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import Paper, code_picture


@dataclass(frozen=True, kw_only=True)
class Tag(Paper):
    """A tag of 100 by 70 mm."""

    template: ClassVar[str] = "warranty/papers/tag.typ"

    claim: str
    code: str
    name: str
    quantity: Decimal
    supplier_code: str
    store_name: str
    model: str
    vin: str
    engine_number: str
    sold_on: date | None
    repaired_on: date | None
    km: int
    concern: str
    cause: str
    correction: str

    @property
    def picture(self) -> bytes:
        """Its QR."""
        return code_picture(self.qr)
