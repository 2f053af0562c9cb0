"""Looking ahead at booked cars (LANE-05): what will be missing is found in time to call the customer, and the preparation
is confirmed the day before and an hour before."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from huichang.booking import calls, diary, facts, permissions, rules
from huichang.booking.models import Appointment, PartNeed, Preparation
from huichang.booking.preparation import look_at_parts, set_problem
from huichang.booking.states import AppointmentState, CallWhy, PreparationKind
from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.use_case import use_case

DAY_LOOK = settings.declare(
    "booking.day_look_at", "17:30", "前一天几点确认预约准备", fits=settings.clock_time
)
LAST_LOOK = settings.declare(
    "booking.last_look_minutes", 60, "到店前多久再确认预约准备", unit="分钟", fits=settings.between(15, 480)
)
NEEDED_AT_LAST = (PreparationKind.PARTS, PreparationKind.PEOPLE)
NEEDED_THE_DAY_BEFORE = (PreparationKind.PEOPLE,)
"""Without these the car cannot be worked on. The day before, parts that are kept for the booking may still lie in their
bins (parts that are not there at all are trouble by themselves). The other points their owners see in red."""


@use_case(permissions.KEEP_TIME, "检查预约准备")
def check_ahead(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Look at the bookings of the next days, as far as parts must be ordered ahead: is the adviser on shift, the
    technician, the bay, are the parts coming? The day before and an hour before (settings), what is ready is confirmed
    and what is not raises an alarm. Returns how many are in trouble. May run again: what is known is not told twice."""
    warrant.show_at(store_id)
    ahead = timedelta(days=max(2, settings.of(store_id, diary.PARTS_LEAD_DAYS) + 1))
    rows = list(
        Appointment.objects.select_related("vehicle", "customer", "adviser", "technician")
        .select_for_update(of=("self",))
        .filter(
            store_id=store_id,
            state=AppointmentState.CONFIRMED,
            slot__startswith__gt=at,
            slot__startswith__lte=at + ahead,
        )
        .order_by("pk")
    )
    since = localdate(at)
    shifts = {
        (one.on, one.staff_id): one for one in company.on_shift(store_id, since=since, until=since + ahead)
    }
    bays = {bay.id for bay in company.bays(store_id)}
    troubled = 0
    for row in rows:
        troubled += _look_at(row, shifts, bays, at)
    return troubled


def day_look_at(store_id: int, starts_at: datetime) -> datetime:
    """When the preparation of a car that comes at `starts_at` is looked at the day before."""
    local = localtime(starts_at)
    clock = time.fromisoformat(settings.of(store_id, DAY_LOOK))
    return datetime.combine(local.date() - timedelta(days=1), clock, tzinfo=local.tzinfo)


def last_look_at(store_id: int, starts_at: datetime) -> datetime:
    """When it is looked at for the last time, shortly before the car comes."""
    return starts_at - timedelta(minutes=settings.of(store_id, LAST_LOOK))


def _look_at(row: Appointment, shifts: Mapping[Any, company.OnShift], bays: set[int], at: datetime) -> bool:
    on = localdate(row.slot.lower)
    shift = shifts.get((on, row.adviser_id))
    absent = shift is None or not (shift.starts_at <= row.slot.lower and row.slot.upper <= shift.ends_at)
    set_problem(
        row, PreparationKind.ADVISER, f"服务顾问{row.adviser.name}这个时段不在岗" if absent else "", at=at
    )
    problem = ""
    if row.technician_id and (on, row.technician_id) not in shifts and row.technician:
        problem = f"预排技师{row.technician.name}当天不在岗"
    elif row.bay_id and row.bay_id not in bays:
        problem = "预排工位停用"
    if problem or row.technician_id:
        set_problem(row, PreparationKind.PEOPLE, problem, at=at)
    if PartNeed.objects.filter(appointment=row).exists():
        look_at_parts(row, at=at)
    row.save(update_fields=["alarm"])
    if not row.alarm:
        _confirm(row, at)
    return bool(row.alarm)


def _confirm(row: Appointment, at: datetime) -> None:
    """Nothing is known to be wrong: confirm that all is ready which should be by now, or say what is not."""
    day, last = day_look_at(row.store_id, row.slot.lower), last_look_at(row.store_id, row.slot.lower)
    is_last = at >= last
    if row.hour_ready_at is not None or not (is_last or (at >= day and row.day_ready_at is None)):
        return
    open_points = list(
        Preparation.objects.filter(appointment=row, done_at__isnull=True, due_at__lte=at).order_by("pk")
        if not is_last
        else Preparation.objects.filter(appointment=row, done_at__isnull=True).order_by("pk")
    )
    if not open_points:
        if is_last:
            row.hour_ready_at = at
        row.day_ready_at = row.day_ready_at or at
        row.save(update_fields=["day_ready_at", "hour_ready_at"])
    needed = NEEDED_AT_LAST if is_last else NEEDED_THE_DAY_BEFORE
    missing = [point for point in open_points if point.kind in needed]
    if not missing:
        calls.end_calls(row.pk, CallWhy.MOVE, result="准备已齐，按原时间接待", at=at)
        announce(facts.PreparationInOrder(row.store_id, row.pk, at))
        return
    said = "、".join(
        f"{PreparationKind(point.kind).label}（{Role(point.owner_role).label}）" for point in missing
    )
    text = f"{'快到店了' if is_last else '前一天确认'}，还没备好：{said}"
    announce(facts.PreparationInTrouble(row.store_id, row.pk, text[:160], at))
    if is_last and not calls.asked_since(row.pk, CallWhy.MOVE, last):
        calls.ask_for_call(
            row,
            CallWhy.MOVE,
            f"{text}；备不齐请先告知客户并商量改期",
            phone=row.phone or row.customer.phone,
            due_at=rules.call_by(row.slot.lower, at=at),
            at=at,
        )
