"""Tables of the vehicles' files."""

from huichang.vehicles.models.campaigns import (
    Campaign,
    CampaignPart,
    CampaignRange,
    CampaignResult,
    CampaignTask,
    CampaignVin,
    CampaignWork,
)
from huichang.vehicles.models.coverage import CoverContract, KeptAnswer, Policy, PolicyDraft, PolicyVersion
from huichang.vehicles.models.vehicle import SERIAL_FROM, Mileage, Ownership, PlateHistory, Vehicle

__all__ = [
    "SERIAL_FROM",
    "Campaign",
    "CampaignPart",
    "CampaignRange",
    "CampaignResult",
    "CampaignTask",
    "CampaignVin",
    "CampaignWork",
    "CoverContract",
    "KeptAnswer",
    "Mileage",
    "Ownership",
    "PlateHistory",
    "Policy",
    "PolicyDraft",
    "PolicyVersion",
    "Vehicle",
]
