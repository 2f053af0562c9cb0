"""What screens and other rooms may ask about a visit: frozen cards come out, never rows.

One module per part of the visit; the names that other rooms use are re-exported here.
"""

from huichang.workshop.queries.cards import JobCard, LineCard
from huichang.workshop.queries.order import order_card
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.queries.orders import OrderRow, last_served, register
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
    "JobCard",
    "LeftPoint",
    "LineCard",
    "OrderCard",
    "OrderRow",
    "Outlook",
    "Settlement",
    "Share",
    "ToSettle",
    "VisitRecord",
    "appointment_of",
    "last_served",
    "order_card",
    "outlook",
    "register",
    "score_of",
    "settlement",
    "to_settle",
    "visit_record",
]
