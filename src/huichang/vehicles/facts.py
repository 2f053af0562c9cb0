"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CampaignSettled:
    """A campaign needs nothing more of a car: done, refused by signature, scrapped, sold away."""

    campaign_id: int
    vehicle_id: int
    outcome: str
    at: datetime


@dataclass(frozen=True)
class SaleTold:
    """The day of the invoice or of the delivery of a car was written down or corrected: what is counted from it changes."""

    vehicle_id: int
    at: datetime
