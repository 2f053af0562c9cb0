"""Promises that a person changes by hand: who goes first, until when, and giving a part free (PARTS-12)."""

from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds, ledger, losing, permissions, waiting
from huichang.parts.models import BackOrder, Hold, PickLine
from huichang.parts.states import HoldState

FIRST, LAST = 1, 9


def _held(warrant: Warrant, hold_id: int, why: str) -> tuple[Hold, ledger.Book]:
    """A running promise with the book of its part; the store room is entered before the promise is locked, as by everybody
    who ends one. Raises Refused without a reason, OutOfTurn when it is over."""
    if not why.strip():
        raise Refused("请写明原因，双方顾问都会看到。", fields=("why",))
    for store_id in Hold.objects.seen_by(warrant.actor).filter(pk=hold_id).values_list("store_id", flat=True):
        ledger.enter(store_id)
    found: Hold = Hold.objects.locked(hold_id, warrant)
    book = ledger.open_book(found.store_id, [found.part_id], entered=True)
    if found.state != HoldState.HELD:
        raise OutOfTurn(f"{found}{found.get_state_display()}，请刷新页面看现在的占用情况。")
    warrant.about(found, why.strip()[:120])
    return found, book


@use_case(permissions.KEEP_HOLDS, "调整预留优先级")
def rank_hold(warrant: Warrant, hold_id: int, *, priority: int, why: str, at: datetime) -> Hold:
    """Whoever holds a part goes before or after others from now on (1 first, 9 last), also for what is still short.

    Raises Refused for another number or without a reason.
    """
    if not FIRST <= priority <= LAST:
        raise Refused(f"优先级是 {FIRST}（最先）到 {LAST}（最后）。", fields=("priority",))
    hold, book = _held(warrant, hold_id, why)
    whose = {"for_line": hold.for_line, "for_appointment": hold.for_appointment}
    Hold.objects.filter(store_id=hold.store_id, part_id=hold.part_id, state=HoldState.HELD, **whose).update(
        priority=priority
    )
    BackOrder.objects.filter(
        store_id=hold.store_id, part_id=hold.part_id, closed_at__isnull=True, **whose
    ).update(priority=priority)
    if hold.for_line:
        PickLine.objects.filter(store_id=hold.store_id, for_line=hold.for_line).update(priority=priority)
    waiting.redate(book, [hold.part_id], at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    hold.priority = priority
    return hold


@use_case(permissions.KEEP_HOLDS, "延长预留")
def prolong_hold(warrant: Warrant, hold_id: int, *, until: datetime, why: str, at: datetime) -> Hold:
    """A booking's part is kept longer. Raises Refused for an order's part, which is kept until the car is done."""
    hold, book = _held(warrant, hold_id, why)
    if hold.for_appointment is None:
        raise Refused("工单的预留一直留到完工，不用延长。")
    if until <= at:
        raise Refused("新的到期时间要晚于现在。", fields=("until",))
    hold.expires_at = until
    Hold.objects.filter(
        store_id=hold.store_id, for_appointment=hold.for_appointment, state=HoldState.HELD
    ).update(expires_at=until)
    book.close(at=at, by_id=warrant.actor.staff_id)
    return hold


@use_case(permissions.KEEP_HOLDS, "释放预留")
def release_hold(warrant: Warrant, hold_id: int, *, why: str, at: datetime) -> Hold:
    """A part is no longer kept for a car that does not need it now: it goes to those who wait, in their turn.

    The car still wants it, and waits behind everybody else (PartShort when nothing is left for it).
    """
    hold, book = _held(warrant, hold_id, why)
    need = losing.wanted_by(hold.store_id, hold.part_id, hold.for_line, hold.for_appointment)
    ends = holds.Ends(at)
    ends.release(book, [hold])
    ends.write()
    holds.serve(book, at=at)
    if need is not None:
        if hold.for_line:
            PickLine.objects.filter(store_id=hold.store_id, for_line=hold.for_line).update(priority=LAST)
        BackOrder.objects.filter(
            store_id=hold.store_id,
            part_id=hold.part_id,
            closed_at__isnull=True,
            for_line=hold.for_line,
            for_appointment=hold.for_appointment,
        ).update(priority=LAST)
        holds.fit(book, [holds.last_in_turn(need, LAST)], at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    return hold
