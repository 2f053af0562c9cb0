"""Bookings: made, confirmed, moved, cancelled, arrived, missed (LANE-01 to LANE-03, LANE-06, LANE-08)."""

from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate

from huichang.booking import (
    calls,
    capacity,
    facts,
    messages,
    permissions,
    preparation,
    queries,
    rules,
    states,
    taking,
)
from huichang.booking.models import Appointment, Need, PartNeed
from huichang.booking.states import AppointmentState, CallWhy
from huichang.kernel import freshness, wording
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds


@use_case(permissions.BOOK, "登记预约")
def book(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    caller: taking.Caller,
    wish: taking.Wish,
    starts_at: datetime,
    adviser_id: int | None = None,
    call_task_id: int | None = None,
    at: datetime,
) -> Appointment:
    """Book a car on the phone: confirmed at once, prepared, and told to the customer.

    `wish.is_active`: we called (due list), else the customer did. `call_task_id`: the call to make that led to it is
    done with it. Raises Missing for a customer or car that this store does not know, Refused for what is not filled in
    or a car that is booked that day already, OutOfTurn with the next offers when the time is not free (any more).
    """
    warrant.show_at(store_id)
    customer_id, vehicle_id = taking.who(store_id, caller, at=at)
    row = taking.make(
        store_id,
        customer_id,
        vehicle_id,
        wish,
        starts_at=starts_at,
        adviser_id=adviser_id,
        state=AppointmentState.CONFIRMED,
        taken_by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(row)
    taking.made_sure(row, at=at)
    messages.tell(row, messages.CONFIRMED, at=at)
    if call_task_id is not None:
        said = f"已约 {wording.moment(row.slot.lower, localdate(at))}（{row.number}）"
        calls.settle_call(call_task_id, store_id=store_id, result=said, by_id=warrant.actor.staff_id, at=at)
    return row


@use_case(permissions.CONFIRM, "确认预约")
def confirm(warrant: Warrant, appointment_id: int, *, at: datetime, seen: int | None = None) -> Appointment:
    """A booking that the customer made on a phone stands now: it is prepared and told. Raises OutOfTurn, Changed."""
    row = locked(appointment_id, warrant, seen)
    states.APPOINTMENT.move(row, "confirm")
    freshness.bump(row)
    row.save(update_fields=["state", "version"])
    taking.made_sure(row, at=at)
    messages.tell(row, messages.CONFIRMED, at=at)
    return row


@use_case(permissions.MOVE, "预约改期")
def move(
    warrant: Warrant,
    appointment_id: int,
    *,
    starts_at: datetime,
    adviser_id: int | None = None,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Appointment:
    """Another time for a booking (also for one that was missed): slot and hours are claimed anew, the preparation follows.

    Raises Refused without a reason, OutOfTurn with the next offers when the time is not free, Changed on an old page.
    """
    row = locked(appointment_id, warrant, seen)
    if not reason.strip():
        raise Refused("请选择改期原因。")
    shift(row, starts_at=starts_at, adviser_id=adviser_id, at=at)
    warrant.note = reason.strip()[:120]
    return row


@use_case(permissions.CANCEL, "取消预约")
def cancel(
    warrant: Warrant, appointment_id: int, *, reason: str, at: datetime, seen: int | None = None
) -> Appointment:
    """The booking is off: slot, hours and parts are free again. Raises Refused without a reason, OutOfTurn, Changed."""
    row = locked(appointment_id, warrant, seen)
    call_off(row, reason=reason, at=at)
    return row


@use_case(permissions.CANCEL, "登记未到店")
def miss(warrant: Warrant, appointment_id: int, *, at: datetime, seen: int | None = None) -> Appointment:
    """The booked car did not come. Raises OutOfTurn before its time, or when it came."""
    row = locked(appointment_id, warrant, seen)
    if at < row.slot.lower:
        raise OutOfTurn("还没到预约时间，不能记为未到店。")
    stayed_away(row, at=at)
    return row


def arrive(appointment_id: int, *, at: datetime) -> queries.AppointmentCard:
    """The booked car stands at the gate, also one that was given up already. Part of the gate's own transaction.

    Its parts are kept until the end of the next day, when the order is long signed. Raises Missing for an unknown
    booking, OutOfTurn for one that was cancelled or has arrived already.
    """
    row: Appointment | None = (
        Appointment.objects.select_related("vehicle", "customer", "adviser")
        .select_for_update(of=("self",))
        .filter(pk=appointment_id)
        .first()
    )
    if row is None:
        raise Missing("没有找到这个预约，请检查链接或重新搜索。")
    states.APPOINTMENT.move(row, "arrive")
    row.arrived_at = at
    freshness.bump(row)
    row.save(update_fields=["state", "arrived_at", "version"])
    Need.objects.filter(appointment=row).update(counts=True)
    calls.end_calls(row.pk, result="客户已到店", at=at)
    if PartNeed.objects.filter(appointment=row).exists():
        preparation.keep_parts(row, until=localdate(at) + timedelta(days=1), at=at)
    found = queries.rows(pk=row.pk).get()
    return queries.card_of(found)


def locked(appointment_id: int, warrant: Warrant, seen: int | None = None) -> Appointment:
    """The booking with car, customer and adviser, locked, not older than the page. Raises Missing, Changed."""
    rows = Appointment.objects.select_related("vehicle", "customer", "adviser")
    row: Appointment = rows.locked(appointment_id, warrant)
    freshness.check(row, seen)
    return row


def shift(row: Appointment, *, starts_at: datetime, adviser_id: int | None, at: datetime) -> None:
    """Give a locked booking another time. Raises OutOfTurn (see `move`)."""
    states.APPOINTMENT.move(row, "move")
    needs = list(Need.objects.filter(appointment=row))
    slot = capacity.claim(
        row.store_id,
        starts_at,
        adviser_id=adviser_id,
        needs=[rules.Want(need.skill, need.bay_kind, need.minutes) for need in needs],
        part_needs=dict(PartNeed.objects.filter(appointment=row).values_list("part_id", "quantity")),
        waits=row.waits,
        at=at,
        but_for=row.pk,
    )
    row.adviser_id, row.slot = slot.adviser_id, DateTimeTZRange(slot.starts_at, slot.ends_at)
    row.moved_times += 1
    row.day_told_at, row.hour_told_at = None, None
    row.ended_reason = ""
    freshness.bump(row)
    row.save()
    row.refresh_from_db(fields=["adviser", "slot"])
    Need.objects.filter(appointment=row).update(on=localdate(starts_at), counts=True)
    calls.end_calls(row.pk, CallWhy.MOVE, CallWhy.MISSED, result="已改期", at=at)
    preparation.prepare_again(row, at=at)
    row.save(update_fields=["alarm", "technician", "bay"])
    messages.tell(row, messages.MOVED, at=at)
    announce(facts.AppointmentMade(row.store_id, row.pk, row.vehicle_id, row.from_due, at))


def call_off(row: Appointment, *, reason: str, at: datetime) -> None:
    """Cancel a locked booking. Raises Refused without a reason, OutOfTurn."""
    states.APPOINTMENT.move(row, "cancel")
    if not reason.strip():
        raise Refused("请选择取消原因。")
    row.ended_reason, row.alarm = reason.strip()[:120], ""
    freshness.bump(row)
    row.save(update_fields=["state", "ended_reason", "alarm", "version"])
    Need.objects.filter(appointment=row).update(counts=False)
    calls.end_calls(row.pk, result="预约已取消", at=at)
    holds.release_for_appointment(row.pk, at=at)
    messages.tell(row, messages.CANCELLED, at=at)
    announce(facts.AppointmentCancelled(row.store_id, row.pk, row.vehicle_id, row.from_due, at))


def stayed_away(row: Appointment, *, at: datetime) -> None:
    """The car of a locked booking did not come. Its parts stay until the store closes, in case it comes after all."""
    states.APPOINTMENT.move(row, "miss")
    row.ended_reason = "未到店"
    freshness.bump(row)
    row.save(update_fields=["state", "ended_reason", "version"])
    Need.objects.filter(appointment=row).update(counts=False)
    calls.end_calls(row.pk, CallWhy.MOVE, result="客户未到店", at=at)
    calls.ask_for_call(
        row,
        CallWhy.MISSED,
        f"预约 {wording.clock_time(row.slot.lower)} 未到店，请问候并商量改期",
        phone=row.phone or row.customer.phone,
        due_at=at + timedelta(minutes=30),
        at=at,
    )
    announce(facts.AppointmentMissed(row.store_id, row.pk, row.vehicle_id, at))
