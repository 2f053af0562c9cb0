"""The booking line (LANE-09): every call logged, lost ones called back; and the calls that bookings ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from huichang.booking import permissions
from huichang.booking.models import Appointment, Call, CallTask
from huichang.booking.states import CallOutcome, CallWhy
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case

CALL_BACK_MINUTES = 15
SAME_CALLER_HOURS = 12


@dataclass(frozen=True)
class CallText:
    """One call as it was. `rings` until it was answered or lost; `outside_id` is the telephone system's own id."""

    rang_at: datetime
    outcome: str
    phone: str = ""
    rings: int = 1
    seconds: int = 0
    outside_id: str = ""


@use_case(permissions.LOG_CALLS, "登记来电")
def log_call(
    warrant: Warrant, /, *, store_id: int, outcome: str, at: datetime, phone: str = "", rings: int = 1
) -> Call:
    """A call by hand, as it ends: answered (by whom), line busy, or lost. A lost one with a number is to be called back.

    Raises Refused for an unknown outcome or a number of rings that cannot be.
    """
    warrant.show_at(store_id)
    call = CallText(at, outcome, phone, rings)
    _check(call)
    _line_of(store_id)
    row = Call.objects.create(
        store_id=store_id,
        phone=plain(phone),
        rang_at=at,
        rings=rings,
        outcome=outcome,
        source="hand",
        taken_by_id=warrant.actor.staff_id if outcome == CallOutcome.ANSWERED else None,
    )
    warrant.about(row)
    _follow([row], at=at)
    return row


@use_case(permissions.LOG_CALLS, "接收话机来电")
def take_over_call(warrant: Warrant, /, *, store_id: int, call: CallText, at: datetime) -> Call:
    """A call that the telephone system reports; told again under the same id, it is the same call.

    Raises Refused without an id, for an unknown outcome, for a time in the future.
    """
    warrant.show_at(store_id)
    if not call.outside_id.strip():
        raise Refused("话机记录要带编号，重复上报时才不会记两次。")
    _check(call, at=at)
    _line_of(store_id)
    known: Call | None = Call.objects.filter(store_id=store_id, outside_id=call.outside_id.strip()).first()
    if known is not None:
        warrant.about(known)
        return known
    row = _row(store_id, call, "phone")
    row.save()
    warrant.about(row)
    _follow([row], at=at)
    return row


@use_case(permissions.IMPORT_CALLS, "导入来电记录")
def import_calls(warrant: Warrant, /, *, store_id: int, calls: Sequence[CallText], at: datetime) -> int:
    """Calls out of the telephone system's file, all or none; those taken over before are left out, also those without an
    id of the system that rang at the same moment from the same number. Returns how many are new. Raises Refused when
    one of them cannot be."""
    warrant.show_at(store_id)
    if not calls:
        raise Refused("文件里没有来电记录，请检查后再导入。")
    for number, call in enumerate(calls, start=1):
        try:
            _check(call, at=at)
        except Refused as refusal:
            raise Refused(f"第 {number} 条：{refusal}") from refusal
    _line_of(store_id)
    ids = [call.outside_id for call in calls if call.outside_id]
    known = set(
        Call.objects.filter(store_id=store_id, outside_id__in=ids).values_list("outside_id", flat=True)
    )
    moments = {call.rang_at for call in calls if not call.outside_id}
    there = set(
        Call.objects.filter(store_id=store_id, source="csv", rang_at__in=moments).values_list(
            "rang_at", "phone"
        )
    )
    fresh = {
        call.outside_id or index: call
        for index, call in enumerate(calls)
        if call.outside_id not in known
        and (call.outside_id or (call.rang_at, plain(call.phone)) not in there)
    }
    rows = Call.objects.bulk_create(_row(store_id, call, "csv") for call in fresh.values())
    if rows:
        warrant.about(rows[-1], note=f"导入 {len(rows)} 条")
    _follow(rows, at=at)
    return len(rows)


@use_case(permissions.DO_CALLS, "完成待办电话")
def finish_call(
    warrant: Warrant, task_id: int, *, result: str, told: str | None = None, at: datetime
) -> CallTask:
    """The customer was called, with this result. `told`: what the page said that was to be told; None skips the comparison.

    Raises OutOfTurn when it is done already, Changed when there is something else to tell by now, Refused without a result.
    """
    task: CallTask = CallTask.objects.locked(task_id, warrant)
    if task.done_at is not None:
        raise OutOfTurn("这个电话已经打过了，请看结果。")
    if told is not None and told != task.text:
        raise Changed(f"要告诉客户的事刚刚变了：“{task.text}”，请按这个再联系一次客户。")
    if not result.strip():
        raise Refused("请选择或填写通话结果。")
    task.done_at, task.done_by_id, task.result = at, warrant.actor.staff_id, result.strip()[:200]
    task.save(update_fields=["done_at", "done_by", "result"])
    return task


@use_case(permissions.DO_CALLS, "稍后再打")
def put_off(warrant: Warrant, task_id: int, *, minutes: int, at: datetime) -> CallTask:
    """Nobody answered: to be tried again in so many minutes. Raises OutOfTurn when it is done already."""
    task: CallTask = CallTask.objects.locked(task_id, warrant)
    if task.done_at is not None:
        raise OutOfTurn("这个电话已经打过了，请看结果。")
    if not 5 <= minutes <= 24 * 60:
        raise Refused("请选择 5 分钟到 24 小时之间再打。")
    task.due_at = at + timedelta(minutes=minutes)
    task.save(update_fields=["due_at"])
    return task


def ask_for_call(
    appointment: Appointment, why: CallWhy, text: str, *, phone: str, due_at: datetime, at: datetime
) -> None:
    """The customer of a booking (locked) is to be called, once for each reason; a second asking renews text and time."""
    open_tasks = CallTask.objects.filter(appointment=appointment, why=why, done_at__isnull=True)
    # Held: a call that is being made at this moment is asked for anew.
    task = open_tasks.select_for_update(of=("self",)).first()
    if task is not None:
        task.text, task.due_at = text[:200], min(task.due_at, due_at)
        task.save(update_fields=["text", "due_at"])
        return
    CallTask.objects.create(
        store_id=appointment.store_id,
        appointment=appointment,
        customer_id=appointment.customer_id,
        why=why,
        text=text[:200],
        phone=phone,
        asked_at=at,
        due_at=due_at,
    )


def asked_since(appointment_id: int, why: CallWhy, since: datetime) -> bool:
    """Whether a call for this reason was asked for since a moment, made already or not. One statement."""
    return CallTask.objects.filter(appointment_id=appointment_id, why=why, asked_at__gte=since).exists()


def settle_call(task_id: int, *, store_id: int, result: str, by_id: int | None, at: datetime) -> None:
    """A call to make that led to a booking is done with it. One statement; nothing for one that is done already."""
    CallTask.objects.filter(pk=task_id, store_id=store_id, done_at__isnull=True).update(
        done_at=at, done_by_id=by_id, result=result[:200]
    )


def end_calls(appointment_id: int, *whys: CallWhy, result: str, at: datetime) -> None:
    """What a customer was to be called for has settled itself. One statement."""
    open_tasks = CallTask.objects.filter(appointment_id=appointment_id, done_at__isnull=True)
    if whys:
        open_tasks = open_tasks.filter(why__in=whys)
    open_tasks.update(done_at=at, result=result[:200])


def plain(phone: str) -> str:
    """A number as the log keeps it: digits only, without +86."""
    digits = "".join(character for character in phone if character.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits[:20]


def _line_of(store_id: int) -> None:
    """Calls of a store are written down one after another: the same one twice is one, one caller's lost calls one task."""
    wait_for_turn(f"booking.calls:{store_id}")


def _row(store_id: int, call: CallText, source: str) -> Call:
    return Call(
        store_id=store_id,
        phone=plain(call.phone),
        rang_at=call.rang_at,
        rings=call.rings,
        outcome=call.outcome,
        seconds=call.seconds,
        source=source,
        outside_id=call.outside_id.strip() or None,
    )


def _check(call: CallText, *, at: datetime | None = None) -> None:
    if call.outcome not in CallOutcome.values:
        raise Refused("结果只能是已接听、占线或漏接。")
    if not 0 <= call.rings <= 60:
        raise Refused("响铃次数应在 0 到 60 之间。")
    if at is not None and call.rang_at > at + timedelta(minutes=10):
        raise Refused("来电时间晚于现在，请检查话机的时钟。")


def _follow(calls: Sequence[Call], *, at: datetime) -> None:
    """A lost call with a number becomes a task, one for each caller; a caller who got through needs no call back."""
    numbers = {call.phone for call in calls if call.phone}
    if not numbers:
        return
    since = min(call.rang_at for call in calls) - timedelta(hours=SAME_CALLER_HOURS)
    store_id = calls[0].store_id
    waiting = {
        task.phone: task
        for task in CallTask.objects.select_for_update(of=("self",))
        .filter(
            store_id=store_id, why=CallWhy.LOST, done_at__isnull=True, phone__in=numbers, asked_at__gte=since
        )
        .order_by("pk")
    }
    for call in sorted(calls, key=lambda one: one.rang_at):
        task = waiting.get(call.phone)
        if call.outcome == CallOutcome.ANSWERED:
            if task is not None:
                task.done_at, task.result = at, "客户再次来电，已接听"
                task.save(update_fields=["done_at", "result"])
                del waiting[call.phone]
        elif call.outcome == CallOutcome.LOST and call.phone:
            if task is not None:
                task.text = f"{localtime(call.rang_at):%H:%M} 再次漏接，请尽快回拨"
                task.save(update_fields=["text"])
            else:
                waiting[call.phone] = CallTask.objects.create(
                    store_id=store_id,
                    call=call,
                    why=CallWhy.LOST,
                    text=f"漏接来电，响铃 {call.rings} 次",
                    phone=call.phone,
                    asked_at=call.rang_at,
                    due_at=call.rang_at + timedelta(minutes=CALL_BACK_MINUTES),
                )
