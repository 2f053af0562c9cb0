"""What this room tells: itself (its worker), and whoever comes to stand above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PlanArranged:
    """The accepted plan of a store is another one: accepted, dragged, pulled from, undone (`how`)."""

    store_id: int
    version: int
    how: str
    at: datetime
