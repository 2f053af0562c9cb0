"""Appointments: what happens to a booking."""

from datetime import datetime

from huichang.booking import states
from huichang.booking.models import Appointment


def arrive(appointment_id: int, *, at: datetime) -> None:
    """The booked car stands at the gate. Part of the gate's own transaction; `at` is when it came.

    Raises OutOfTurn for a booking that was cancelled or has arrived already. Two statements.
    """
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment_id)
    states.APPOINTMENT.move(row, "arrive")
    row.version += 1
    row.save(update_fields=["state", "version"])
