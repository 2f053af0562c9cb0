"""Pure rules of the post: when a message may go out."""

from datetime import datetime, time, timedelta


def not_in_quiet_hours(due_at: datetime, *, quiet_from: time, quiet_until: time) -> datetime:
    """The first moment at or after `due_at` (in store time) that lies outside the quiet hours.

    Quiet hours may run over midnight (21:00–8:00); equal ends mean none.
    """
    if quiet_from == quiet_until:
        return due_at
    clock = due_at.time()
    overnight = quiet_from > quiet_until
    quiet = clock >= quiet_from or clock < quiet_until if overnight else quiet_from <= clock < quiet_until
    if not quiet:
        return due_at
    day = due_at + timedelta(days=1) if overnight and clock >= quiet_from else due_at
    return day.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
