"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OrderSent:
    """A purchase order went out to its supplier."""

    store_id: int
    order_id: int
    at: datetime


@dataclass(frozen=True)
class GoodsReceived:
    """Goods of a purchase order came in."""

    store_id: int
    order_id: int
    receipt_id: int
    at: datetime


@dataclass(frozen=True)
class UrgentAnalysed:
    """An emergency order was looked back at; `foreseen` is a value of `states.Foreseen`."""

    store_id: int
    order_id: int
    foreseen: str
    at: datetime
