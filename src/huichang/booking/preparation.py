"""Getting ready for a booking (LANE-05): a checklist with owners and due times, parts on the shelf, people and a bay
pencilled in; what goes wrong is told in time to call the customer."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Sum
from django.utils.timezone import get_current_timezone, localdate, localtime

from huichang.booking import calls, diary, facts, permissions, rules
from huichang.booking.models import Appointment, Need, PartNeed, Preparation
from huichang.booking.states import AppointmentState, CallWhy, PreparationKind
from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel import freshness, wording
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds
from huichang.parts import queries as parts

AGAIN_AFTER_A_MOVE = (
    PreparationKind.PEOPLE,
    PreparationKind.TOOLS,
    PreparationKind.ADVISER,
    PreparationKind.CLERK,
)


@cache
def words() -> Mapping[str, Any]:
    """The room's words: preparation points, reasons to cancel and move, what customers are told."""
    loaded: Mapping[str, Any] = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
    return loaded


DUES = {
    point["kind"]: settings.declare(
        f"booking.prepare_{point['kind']}",
        point["due"],
        f"预约准备“{PreparationKind(point['kind']).label}”几时备好",
        fits=rules.read_due,
    )
    for point in words()["preparation"]
}


def due_at(kind: str, starts_at: datetime, *, store_id: int, made_at: datetime) -> datetime:
    """When a point of the preparation is due by the store's settings, for a car that comes at `starts_at`."""
    due = rules.read_due(settings.of(store_id, DUES[kind]))
    return rules.due_at(due, localtime(starts_at), made_at=made_at)


def prepare(row: Appointment, *, at: datetime) -> None:
    """The checklist of a confirmed booking, and its parts kept for it. The caller has locked the booking."""
    owners = {Role.ADVISER: row.adviser_id}
    with_parts = PartNeed.objects.filter(appointment=row).exists()
    needless = () if with_parts else (PreparationKind.PARTS, PreparationKind.CLERK)
    Preparation.objects.bulk_create(
        (
            Preparation(
                store_id=row.store_id,
                appointment=row,
                kind=point["kind"],
                owner_role=point["owner_role"],
                owner_id=owners.get(point["owner_role"]),
                due_at=due_at(point["kind"], row.slot.lower, store_id=row.store_id, made_at=at),
                done_at=at if point["kind"] in needless else None,
            )
            for point in words()["preparation"]
        ),
        ignore_conflicts=True,
    )
    if with_parts:
        keep_parts(row, at=at)


def prepare_again(row: Appointment, *, at: datetime) -> None:
    """The booking moved: due times follow, what hangs on the day is open again, parts are kept until the new day."""
    points = list(Preparation.objects.select_for_update().filter(appointment=row).order_by("pk"))
    if not points:
        prepare(row, at=at)
        return
    with_parts = PartNeed.objects.filter(appointment=row).exists()
    for point in points:
        point.due_at = due_at(point.kind, row.slot.lower, store_id=row.store_id, made_at=at)
        if point.kind in AGAIN_AFTER_A_MOVE and (with_parts or point.kind != PreparationKind.CLERK):
            point.done_at, point.done_by_id = None, None
        if point.owner_role == Role.ADVISER:
            point.owner_id = row.adviser_id
        point.problem, point.told_by_hand = "", False
    Preparation.objects.bulk_update(
        points, ["due_at", "done_at", "done_by", "owner", "problem", "told_by_hand"]
    )
    row.alarm, row.technician_id, row.bay_id = "", None, None
    withdraw(row)
    if with_parts:
        keep_parts(row, at=at)


def keep_parts(row: Appointment, *, at: datetime, until: date | None = None) -> None:
    """Keep the booking's parts until the store closes on its day (LANE-06) or on `until`, and look whether all will be
    there."""
    needs: dict[int, Decimal] = dict(
        PartNeed.objects.filter(appointment=row).values_list("part_id").annotate(Sum("quantity"))
    )
    closes = company.store_card(row.store_id).closes_at
    holds.hold_for_appointment(
        store_id=row.store_id,
        appointment_id=row.pk,
        plate=row.vehicle.plate,
        needs=needs,
        at=at,
        expires_at=datetime.combine(
            until or localdate(row.slot.lower), closes, tzinfo=get_current_timezone()
        ),
    )
    look_at_parts(row, at=at)


def look_at_parts(row: Appointment, *, at: datetime) -> None:
    """Whether the parts will be there the day before the car comes; if not, the booking is in trouble. What nobody has
    ordered yet is expected after the usual time of an order, as when the slot was offered. The caller saves the booking."""
    on = localdate(row.slot.lower)
    ordered_now = localdate(at) + timedelta(days=settings.of(row.store_id, diary.PARTS_LEAD_DAYS))
    late = [
        short
        for short in parts.shorts(row.store_id)
        if short.appointment_id == row.pk and (short.expected_on or ordered_now) >= on
    ]
    said = "、".join(
        f"{short.name} ×{wording.quantity(short.quantity)}"
        + (
            f"（预计 {wording.day(short.expected_on, localdate(at))} 到）"
            if short.expected_on
            else "（到货日未定）"
        )
        for short in late
    )
    set_problem(row, PreparationKind.PARTS, f"缺件：{said}"[:160] if late else "", at=at)


def set_problem(
    row: Appointment, kind: PreparationKind, problem: str, *, at: datetime, by_hand: bool = False
) -> None:
    """A point is in trouble, or ("") no longer. The booking shows it, the customer is to be called in time, the rooms
    above hear of it; the caller saves the booking's `alarm`. Told twice, it happens once; what a person told (`by_hand`)
    stays until a person takes it away."""
    point = Preparation.objects.select_for_update().filter(appointment=row, kind=kind).first()
    if point is None or point.problem == problem or (point.told_by_hand and not by_hand):
        return
    point.problem, point.told_by_hand = problem, by_hand and bool(problem)
    if problem:
        point.done_at, point.done_by_id = None, None
        withdraw(row)
    point.save(update_fields=["problem", "told_by_hand", "done_at", "done_by"])
    others = Preparation.objects.filter(appointment=row).exclude(problem="").order_by("pk")
    row.alarm = "；".join(others.values_list("problem", flat=True))[:160]
    if problem:
        calls.ask_for_call(
            row,
            CallWhy.MOVE,
            f"{problem}，请告知客户并商量改期",
            phone=row.phone or row.customer.phone,
            due_at=rules.call_by(row.slot.lower, at=at),
            at=at,
        )
        announce(facts.PreparationInTrouble(row.store_id, row.pk, problem, at))
    elif not row.alarm:
        calls.end_calls(row.pk, CallWhy.MOVE, result="问题已解决，按原时间接待", at=at)
        announce(facts.PreparationInOrder(row.store_id, row.pk, at))


def withdraw(row: Appointment) -> None:
    """What was confirmed as ready is not any more: it is confirmed anew. One statement, none when nothing was confirmed."""
    if row.day_ready_at is not None or row.hour_ready_at is not None:
        row.day_ready_at = row.hour_ready_at = None
        row.save(update_fields=["day_ready_at", "hour_ready_at"])


@use_case(permissions.PREPARE, "完成预约准备")
def tick(warrant: Warrant, preparation_id: int, *, seen: int | None = None, at: datetime) -> Preparation:
    """A point is ready. Raises OutOfTurn when the booking is over or the point is done already, Changed when the booking
    was moved or changed since the page (`seen`) was opened."""
    row, point = _open(warrant, preparation_id, seen)
    if point.done_at is not None:
        raise OutOfTurn("这一项已经准备好了。")
    set_problem(row, PreparationKind(point.kind), "", at=at, by_hand=True)
    point.refresh_from_db()
    point.done_at, point.done_by_id = at, warrant.actor.staff_id
    point.save(update_fields=["done_at", "done_by"])
    row.save(update_fields=["alarm"])
    return point


@use_case(permissions.PREPARE, "撤回预约准备")
def untick(warrant: Warrant, preparation_id: int, *, seen: int | None = None, at: datetime) -> Preparation:
    """A point is not ready after all. Raises OutOfTurn when the booking is over or the point is open, Changed."""
    row, point = _open(warrant, preparation_id, seen)
    if point.done_at is None:
        raise OutOfTurn("这一项还没有完成，不用撤回。")
    withdraw(row)
    point.done_at, point.done_by_id = None, None
    point.save(update_fields=["done_at", "done_by"])
    return point


@use_case(permissions.PREPARE, "报告准备问题")
def report_problem(
    warrant: Warrant, preparation_id: int, *, problem: str, seen: int | None = None, at: datetime
) -> Preparation:
    """A part, a person or a tool will not be there: the customer is to be called in time. Raises Refused without words,
    Changed for an old page."""
    row, point = _open(warrant, preparation_id, seen)
    if not problem.strip():
        raise Refused("请选择或写明问题，例如“缺件”。")
    set_problem(row, PreparationKind(point.kind), problem.strip()[:160], at=at, by_hand=True)
    row.save(update_fields=["alarm"])
    point.refresh_from_db()
    return point


@use_case(permissions.PENCIL_IN, "预排技师和工位")
def pencil_in(
    warrant: Warrant,
    appointment_id: int,
    *,
    technician_id: int | None,
    bay_id: int | None,
    seen: int | None = None,
    at: datetime,
) -> Appointment:
    """A technician and a bay for the booked car. With both, that point of the preparation is done.

    Raises OutOfTurn for a booking that is over, Refused for somebody who does not work that day or cannot do the work,
    and for a bay of another kind, Changed for an old page.
    """
    row: Appointment = Appointment.objects.select_related("vehicle", "customer").locked(
        appointment_id, warrant
    )
    freshness.check(row, seen)
    _still_comes(row)
    needs = list(Need.objects.filter(appointment=row))
    if technician_id is not None:
        _may_do(row, technician_id, {need.skill for need in needs})
    if bay_id is not None:
        kinds = {need.bay_kind for need in needs}
        bay = next((each for each in company.bays(row.store_id) if each.id == bay_id), None)
        if bay is None:
            raise Refused("本店没有这个可用的工位，请重新选择。")
        if bay.kind not in kinds:
            raise Refused(f"{bay.name}是{bay.kind_says}，做不了这次预约的项目，请换一个工位。")
    row.technician_id, row.bay_id = technician_id, bay_id
    if technician_id and bay_id:
        set_problem(row, PreparationKind.PEOPLE, "", at=at, by_hand=True)
        Preparation.objects.filter(appointment=row, kind=PreparationKind.PEOPLE).update(
            done_at=at, done_by_id=warrant.actor.staff_id
        )
    freshness.bump(row)
    row.save(update_fields=["technician", "bay", "alarm", "version"])
    return row


def _may_do(row: Appointment, technician_id: int, skills: set[str]) -> None:
    on = localdate(row.slot.lower)
    there = {one.staff_id: one for one in company.on_shift(row.store_id, since=on, until=on)}
    person = there.get(technician_id)
    if person is None:
        raise Refused("这位技师当天不在岗，请换一位。")
    if not skills & person.skills:
        raise Refused(f"{person.name}没有这次预约要的技能，请换一位。")


@use_case(permissions.KEEP_TIME, "核对预约备件")
def review_parts(
    warrant: Warrant, appointment_id: int, *, at: datetime, shelved: bool = False
) -> Appointment:
    """Parts of a booking came, went to another car, or lie on the shelf (`shelved`): the checklist follows."""
    row: Appointment = Appointment.objects.select_related("vehicle", "customer").locked(
        appointment_id, warrant
    )
    if row.state != AppointmentState.CONFIRMED:
        return row
    look_at_parts(row, at=at)
    if shelved:
        Preparation.objects.filter(
            appointment=row, kind=PreparationKind.PARTS, done_at__isnull=True, problem=""
        ).update(done_at=at)
    row.save(update_fields=["alarm"])
    return row


def _open(warrant: Warrant, preparation_id: int, seen: int | None) -> tuple[Appointment, Preparation]:
    point: Preparation | None = Preparation.objects.seen_by(warrant.actor).filter(pk=preparation_id).first()
    if point is None:
        raise Missing("没有找到这项准备，请刷新列表。")
    row: Appointment = Appointment.objects.select_related("vehicle", "customer").locked(
        point.appointment_id, warrant
    )
    freshness.check(row, seen)
    _still_comes(row)
    return row, Preparation.objects.locked(preparation_id, warrant)


def _still_comes(row: Appointment) -> None:
    if row.state not in (AppointmentState.ASKED, AppointmentState.CONFIRMED):
        raise OutOfTurn(f"{row}现在是“{AppointmentState(row.state).label}”，不用再准备。")
