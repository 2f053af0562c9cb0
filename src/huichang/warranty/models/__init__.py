"""Tables of claims."""

from huichang.warranty.models.claims import Claim, ClaimLine, Evidence, Measurement, Outlay, Submission
from huichang.warranty.models.money import Check, SettlementLine
from huichang.warranty.models.parts import CallBack, ClaimedPart, Inventory, PartMove, Scrap, Shipment
from huichang.warranty.models.words import Approval, Dispatch, FaultReport, Goodwill, OpinionGiven

__all__ = [
    "Approval",
    "CallBack",
    "Check",
    "Claim",
    "ClaimLine",
    "ClaimedPart",
    "Dispatch",
    "Evidence",
    "FaultReport",
    "Goodwill",
    "Inventory",
    "Measurement",
    "OpinionGiven",
    "Outlay",
    "PartMove",
    "Scrap",
    "SettlementLine",
    "Shipment",
    "Submission",
]
