"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class HelpAsked:
    """Somebody asked the technical manager for help."""

    store_id: int
    request_id: int
    asked_by_id: int
    at: datetime


@dataclass(frozen=True)
class HelpAnswered:
    """The technical manager answered; the asker may go on."""

    store_id: int
    request_id: int
    asked_by_id: int
    at: datetime
