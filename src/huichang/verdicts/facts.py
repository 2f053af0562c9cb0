"""What this room tells."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class JudgingAsked:
    """All that waits in a store is to be judged by the rules."""

    store_id: int
    round_id: int
    at: datetime
