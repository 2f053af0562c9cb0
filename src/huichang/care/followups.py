"""The call after a visit (CARE-10): planned at delivery, never by the adviser who served, three tries at different hours."""

from datetime import datetime

from django.utils.timezone import localdate, localtime

from huichang.booking import queries as booking
from huichang.care import complaints, permissions, rules, script
from huichang.care.models import Attempt, FollowUp
from huichang.care.states import FOLLOW_UP, FollowUpState, Result
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.use_case import use_case

LATEST = settings.declare("care.follow_up_latest", 7, "回访最晚第几天", unit="天")
TRIES = settings.declare("care.follow_up_tries", 3, "回访最多拨打几次", unit="次")
AFTER = {
    repair_type: settings.declare(
        f"care.follow_up_after.{repair_type}",
        each.due_after_days,
        f"{each.name}：交车后第几天回访（2–5）",
        unit="天",
    )
    for repair_type, each in script.scripts().items()
}
"""The day of the call by repair type."""


def plan(
    *,
    store_id: int,
    order_id: int,
    vehicle_id: int,
    customer_id: int,
    adviser_id: int,
    repair_type: str,
    delivered_at: datetime,
) -> None:
    """Open the follow-up call of a delivery; a second delivery of the same order plans nothing more. Two statements."""
    due_on, latest_on = rules.call_window(
        localdate(delivered_at),
        after_days=settings.of(store_id, AFTER.get(repair_type, AFTER["repair"])),
        latest_days=settings.of(store_id, LATEST),
    )
    FollowUp.objects.get_or_create(
        order_id=order_id,
        defaults={
            "store_id": store_id,
            "vehicle_id": vehicle_id,
            "customer_id": customer_id,
            "adviser_id": adviser_id,
            "repair_type": repair_type,
            "due_on": due_on,
            "latest_on": latest_on,
        },
    )


@use_case(permissions.CALL_CUSTOMERS, "完成回访")
def finish_call(
    warrant: Warrant,
    follow_up_id: int,
    *,
    result: str,
    words: str = "",
    cause: str = "",
    step: str = "",
    responsible_id: int | None = None,
    complaint_wish: str = "",
    recording: str = "",
    at: datetime,
) -> FollowUp:
    """The customer was reached; the result is coded.

    A dissatisfied answer names step and cause and opens a complaint in the same breath; needed rework must be booked
    (the booking is looked for) before the call can end. Raises Refused for what is missing, NotAllowed for the adviser
    who served, OutOfTurn for a call that is over.
    """
    call = _mine(follow_up_id, warrant)
    FOLLOW_UP.move(call, "finish")
    if result not in (Result.FINE, Result.SMALL, Result.DISSATISFIED, Result.REWORK):
        raise Refused("请选择回访结果：满意、小问题、不满意或需要返修。")
    if result == Result.DISSATISFIED and not (cause.strip() and step.strip()):
        raise Refused("客户不满意时，请选择是哪个环节、什么原因，投诉才能转给对的人。")
    if result == Result.REWORK and not _rework_is_booked(call, at):
        raise Refused("请先约好返修时间（点“预约返修”），再结束回访。")
    call.result, call.words, call.cause, call.step = result, words.strip(), cause.strip(), step.strip()
    call.responsible_id, call.recording = responsible_id, recording.strip()
    call.done_at, call.done_by_id, call.tries = at, warrant.actor.staff_id, call.tries + 1
    call.save()
    Attempt.objects.create(
        store_id=call.store_id, follow_up=call, at=at, by_id=warrant.actor.staff_id, reached=True
    )
    if result == Result.DISSATISFIED:
        complaints.open_complaint(
            store_id=call.store_id,
            customer_id=call.customer_id,
            vehicle_id=call.vehicle_id,
            order_id=call.order_id,
            text=words.strip() or cause.strip(),
            wish=complaint_wish,
            step=step,
            responsible_id=responsible_id,
            by_id=warrant.actor.staff_id,
            at=at,
        )
    return call


@use_case(permissions.CALL_CUSTOMERS, "回访未接通")
def not_reached(warrant: Warrant, follow_up_id: int, *, note: str, at: datetime) -> FollowUp:
    """Nobody answered: try again at another hour; after the third try (setting) the call is closed as not reached.

    Raises NotAllowed for the adviser who served, OutOfTurn for a call that is over.
    """
    call = _mine(follow_up_id, warrant)
    if call.state != FollowUpState.DUE:
        FOLLOW_UP.move(call, "give_up")
    Attempt.objects.create(
        store_id=call.store_id,
        follow_up=call,
        at=at,
        by_id=warrant.actor.staff_id,
        reached=False,
        note=note.strip()[:120],
    )
    call.tries += 1
    if call.tries >= settings.of(call.store_id, TRIES):
        FOLLOW_UP.move(call, "give_up")
        call.result, call.done_at, call.done_by_id = Result.NOT_REACHED, at, warrant.actor.staff_id
    else:
        tried = [localtime(moment).hour for moment in call.attempts.values_list("at", flat=True)]
        call.next_at = rules.next_try(localtime(at), tried)
    call.save(update_fields=["tries", "state", "result", "done_at", "done_by", "next_at"])
    return call


@use_case(permissions.CALL_CUSTOMERS, "停止回访")
def stop_call(warrant: Warrant, follow_up_id: int, *, why: str, at: datetime) -> FollowUp:
    """The customer wants no calls, or the car was sold. Raises Refused without a reason."""
    call = _mine(follow_up_id, warrant)
    if not why.strip():
        raise Refused("请填写不再回访的原因。")
    FOLLOW_UP.move(call, "stop")
    call.words, call.done_at, call.done_by_id = why.strip(), at, warrant.actor.staff_id
    call.save(update_fields=["state", "words", "done_at", "done_by"])
    return call


def _mine(follow_up_id: int, warrant: Warrant) -> FollowUp:
    call: FollowUp = FollowUp.objects.locked(follow_up_id, warrant)
    if call.adviser_id == warrant.actor.staff_id:
        raise NotAllowed("接待过这辆车的顾问不能做这次回访，请由客服专员回访。")
    return call


def _rework_is_booked(call: FollowUp, at: datetime) -> bool:
    return any(card.starts_at > at for card in booking.of_vehicle(call.store_id, call.vehicle_id, at))
