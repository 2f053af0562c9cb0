"""What selling parts tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class PartsSold:
    """A sale was delivered in full, or a delivery of it was."""

    store_id: int
    sale_id: int
    customer_id: int | None
    amount: Decimal
    at: datetime
