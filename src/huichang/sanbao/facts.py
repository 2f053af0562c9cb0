"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LightChanged:
    """A car came nearer to a limit of the law, reached it, or stands better than before."""

    store_id: int
    vehicle_id: int
    before: str
    light: str
    says: str
    at: datetime


@dataclass(frozen=True)
class CountAsked:
    """Somebody wants all cars of a store counted now."""

    store_id: int
    at: datetime


@dataclass(frozen=True)
class RequestDecided:
    """The store answered, or carried out, an owner's request to exchange or return the car."""

    store_id: int
    request_id: int
    vehicle_id: int
    state: str
    at: datetime
