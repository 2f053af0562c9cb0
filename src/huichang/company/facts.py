"""What this room tells the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PresenceChanged:
    """Shifts, bays, teams or skills of a store are others than before: who and what is there has to be asked anew."""

    store_id: int
