"""Tables of the booking desk."""

from huichang.booking.models.appointment import Appointment, Need, PartNeed, Preparation
from huichang.booking.models.calls import Call, CallTask

__all__ = ["Appointment", "Call", "CallTask", "Need", "PartNeed", "Preparation"]
