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
from huichang.booking.queries.lists import Brief, PointDue, asked, missed, next_of, points_due
from huichang.booking.queries.told import whose

__all__ = [
    "AppointmentCard",
    "Brief",
    "CallCard",
    "HourOfCalls",
    "NeedCard",
    "PartNeedCard",
    "PointCard",
    "PointDue",
    "TaskCard",
    "asked",
    "calls",
    "calls_by_hour",
    "card",
    "card_of",
    "history",
    "may_see",
    "missed",
    "next_of",
    "of_customer",
    "of_days",
    "of_vehicle",
    "points_due",
    "rows",
    "tasks",
    "tasks_of",
    "today",
    "whose",
]
