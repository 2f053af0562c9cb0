"""What screens and other rooms may ask about bookings and the booking line. Plain values come out."""

from huichang.booking.queries.cards import (
    AppointmentCard,
    NeedCard,
    PartNeedCard,
    PointCard,
    card,
    card_of,
    history,
    may_see,
    of_customer,
    of_days,
    of_vehicle,
    rows,
    to_settle,
    today,
)
from huichang.booking.queries.line import (
    CallCard,
    HourOfCalls,
    TaskCard,
    calls,
    calls_by_hour,
    tasks,
    tasks_of,
)
from huichang.booking.queries.told import whose

__all__ = [
    "AppointmentCard",
    "CallCard",
    "HourOfCalls",
    "NeedCard",
    "PartNeedCard",
    "PointCard",
    "TaskCard",
    "calls",
    "calls_by_hour",
    "card",
    "card_of",
    "history",
    "may_see",
    "of_customer",
    "of_days",
    "of_vehicle",
    "rows",
    "tasks",
    "tasks_of",
    "to_settle",
    "today",
    "whose",
]
