"""What this room tells the rooms above.

All but PartsIssued may come out of an act at the counter that knows nothing of the order or booking concerned (a
receipt serves who waits). A reaction that locks its own rows hears them `later=True`: its room comes down from the order
to the store room, and must not be met coming up.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class PartsIssued:
    """Parts went to an order or came back from it; `issued` maps each order line to its net quantity out by now."""

    store_id: int
    order_id: int
    issued: dict[int, Decimal]
    at: datetime
    staff_id: int | None


@dataclass(frozen=True)
class PartShort:
    """An order's line, or a booking's need, cannot be met from free stock; also when more of it is short than before."""

    store_id: int
    order_id: int | None
    line_id: int | None
    appointment_id: int | None
    part: str
    quantity: Decimal
    expected_on: date | None
    at: datetime


@dataclass(frozen=True)
class PartExpected:
    """When a part that is short will come is known now, or is no longer what was told (`expected_on` None)."""

    store_id: int
    order_id: int | None
    line_id: int | None
    appointment_id: int | None
    part: str
    quantity: Decimal
    expected_on: date | None
    at: datetime


@dataclass(frozen=True)
class PartsArrived:
    """A part that was short for an order or a booking is now held for it."""

    store_id: int
    order_id: int | None
    line_id: int | None
    appointment_id: int | None
    part: str
    at: datetime


@dataclass(frozen=True)
class BookingShelved:
    """All that is held for a booking lies on the booking shelf; `complete` unless something is still short."""

    store_id: int
    appointment_id: int
    complete: bool
    at: datetime
    staff_id: int | None


@dataclass(frozen=True)
class HoldAsked:
    """Somebody asks for a part that is held for another car."""

    store_id: int
    hold_id: int
    part: str
    why: str
    at: datetime


@dataclass(frozen=True)
class HoldAnswered:
    """The owner of a promise gave the part or kept it."""

    store_id: int
    hold_id: int
    asked_by_id: int
    given: bool
    part: str
    at: datetime
