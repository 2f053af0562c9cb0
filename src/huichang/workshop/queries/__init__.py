"""What screens and other rooms may ask about a visit: frozen cards come out, never rows.

One module per part of the visit; the names that other rooms use are re-exported here.
"""

from huichang.workshop.queries.record import LeftPoint, Outlook, VisitRecord, outlook, score_of, visit_record
from huichang.workshop.queries.settlement import (
    ChargedLine,
    Settlement,
    Share,
    ToSettle,
    appointment_of,
    settlement,
    to_settle,
)

__all__ = [
    "ChargedLine",
    "LeftPoint",
    "Outlook",
    "Settlement",
    "Share",
    "ToSettle",
    "VisitRecord",
    "appointment_of",
    "outlook",
    "score_of",
    "settlement",
    "to_settle",
    "visit_record",
]
