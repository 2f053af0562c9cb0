"""What this room tells the rooms above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AppointmentMade:
    """A booking was confirmed (also after a move)."""

    store_id: int
    appointment_id: int
    vehicle_id: int
    from_due: int | None
    at: datetime


@dataclass(frozen=True)
class AppointmentMissed:
    """A booked car did not come."""

    store_id: int
    appointment_id: int
    vehicle_id: int
    at: datetime


@dataclass(frozen=True)
class AppointmentCancelled:
    """A booking was cancelled."""

    store_id: int
    appointment_id: int
    vehicle_id: int
    from_due: int | None
    at: datetime


@dataclass(frozen=True)
class PreparationInTrouble:
    """A part or a person will not be there for a booking; the customer must be called in time."""

    store_id: int
    appointment_id: int
    text: str
    at: datetime


@dataclass(frozen=True)
class PreparationInOrder:
    """What was in trouble with a booking's preparation is settled, or the booking is off, moved or here."""

    store_id: int
    appointment_id: int
    at: datetime
