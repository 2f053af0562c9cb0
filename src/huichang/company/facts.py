"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PresenceChanged:
    """Shifts, bays, teams or skills of a store are others than before: who and what is there has to be asked anew."""

    store_id: int


@dataclass(frozen=True)
class SheetQueued:
    """Work on a sheet that somebody brought waits: `step` is check, write or undo."""

    sheet_id: int
    store_id: int
    staff_id: int
    step: str
    at: datetime
