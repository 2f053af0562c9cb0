"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class SuggestionDecided:
    """A buyer has decided on a suggestion; `quantity` is what is done now, nothing when it was dropped."""

    store_id: int
    suggestion_id: int
    part_id: int
    kind: str
    quantity: Decimal
    at: datetime


@dataclass(frozen=True)
class CalculationAsked:
    """Somebody wants the levels and suggestions of a store calculated now."""

    store_id: int
    at: datetime
