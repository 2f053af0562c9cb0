"""What the clock does to bookings (LANE-06): reminders before, no-shows after. Every act here may run again."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, localtime

from huichang.booking import appointments, messages, permissions
from huichang.booking.models import Appointment
from huichang.booking.states import OPEN_STATES, AppointmentState
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.use_case import use_case

NO_SHOW_MINUTES = settings.declare("booking.no_show_minutes", 20, "预约后多久未到视为未到店", unit="分钟")
REMIND_BEFORE = settings.declare("booking.remind_minutes", 60, "到店前多久再提醒一次", unit="分钟")
REMIND_FROM = settings.declare("booking.remind_from", "10:00", "前一天几点开始提醒", fits=settings.clock_time)
FRESH_DAY, FRESH_HOUR = timedelta(hours=20), timedelta(hours=2)
"""A booking made so shortly before needs no reminder: its confirmation is one."""


@use_case(permissions.KEEP_TIME, "发送预约提醒")
def remind(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Remind the customers of confirmed bookings the day before and an hour (setting) before, each once for each time booked.
    Returns how many messages were written."""
    warrant.show_at(store_id)
    before = timedelta(minutes=settings.of(store_id, REMIND_BEFORE))
    opens = time.fromisoformat(settings.of(store_id, REMIND_FROM))
    rows = (
        Appointment.objects.select_related("vehicle", "adviser")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(
            store_id=store_id,
            state=AppointmentState.CONFIRMED,
            slot__startswith__gt=at,
            slot__startswith__lte=at + timedelta(days=2),
        )
        .order_by("pk")
    )
    told = 0
    for row in rows:
        starts_at = row.slot.lower
        mark = f"{row.pk}:{starts_at:%Y%m%d%H%M}"
        tomorrow = localdate(starts_at) == localdate(at) + timedelta(days=1)
        if row.day_told_at is None and tomorrow and localtime(at).time() >= opens:
            row.day_told_at = at
            if row.taken_at < starts_at - FRESH_DAY:
                messages.tell(row, messages.DAY_BEFORE, at=at, once=f"booking.day:{mark}")
                told += 1
            row.save(update_fields=["day_told_at"])
        if row.hour_told_at is None and starts_at - before <= at:
            row.hour_told_at = at
            if row.taken_at < starts_at - FRESH_HOUR:
                messages.tell(row, messages.HOUR_BEFORE, at=at, once=f"booking.hour:{mark}")
                told += 1
            row.save(update_fields=["hour_told_at"])
    return told


@use_case(permissions.KEEP_TIME, "登记超时未到店的预约")
def miss_late(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Everybody who has not come 20 minutes (setting) after the booked time is a no-show: their hours are free again and
    the care agent calls; parts go back when the store closes, by the date of their holds. Returns how many."""
    warrant.show_at(store_id)
    limit = at - timedelta(minutes=settings.of(store_id, NO_SHOW_MINUTES))
    rows = (
        Appointment.objects.select_related("vehicle", "customer", "adviser")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(store_id=store_id, slot__startswith__lte=limit, state__in=OPEN_STATES)
        .order_by("pk")
    )
    missed = list(rows)
    for row in missed:
        appointments.stayed_away(row, at=at)
    return len(missed)
