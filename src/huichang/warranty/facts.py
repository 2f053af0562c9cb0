"""What this room tells the rooms above. Amounts in yuan, tax included."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class ClaimSent:
    """A claim went to the manufacturer; `round` counts from 1."""

    store_id: int
    claim_id: int
    round: int
    asked: Decimal
    at: datetime


@dataclass(frozen=True)
class ClaimPaid:
    """A settlement paid a claim, whole or in part."""

    store_id: int
    claim_id: int
    paid: Decimal
    at: datetime


@dataclass(frozen=True)
class ApprovalAsked:
    """The manufacturer is asked before work."""

    store_id: int
    approval_id: int
    claim_id: int
    at: datetime


@dataclass(frozen=True)
class ReportWritten:
    """A fault report was written; class A goes out at once."""

    store_id: int
    report_id: int
    grade: str
    at: datetime


@dataclass(frozen=True)
class PartsShipped:
    """Claimed parts left for the manufacturer."""

    store_id: int
    shipment_id: int
    at: datetime
