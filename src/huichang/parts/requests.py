"""Asking for a part that is held for another car, and the owner's answer (PARTS-12)."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import facts, holds, ledger, losing, permissions, rules, states
from huichang.parts.models import BackOrder, Hold, HoldRequest
from huichang.parts.queries import claims
from huichang.parts.states import HoldState

ZERO = Decimal(0)


@use_case(permissions.ASK_FOR_HELD, "申请调用预留配件")
def ask_for_held(
    warrant: Warrant,
    hold_id: int,
    *,
    why: str,
    at: datetime,
    for_line: int | None = None,
    for_appointment: int | None = None,
    quantity: Decimal | None = None,
) -> HoldRequest:
    """Ask the owner of a promise for the part, on behalf of a line of an order or a booking that is short of it.

    `quantity` defaults to what that side is short of. Raises OutOfTurn when the promise is over, Refused without a
    reason or when that side is short of nothing. Tells HoldAsked.
    """
    hold: Hold = Hold.objects.locked(hold_id, warrant)
    asker_id = warrant.actor.staff_id
    if asker_id is None:
        raise NotAllowed("调用申请要有申请人，请用自己的账号登录后再申请。")
    if hold.state != HoldState.HELD:
        raise OutOfTurn(f"{hold}{hold.get_state_display()}，请刷新页面看现在的占用情况。")
    if not why.strip():
        raise Refused("请写明为什么需要这个配件，对方顾问才好答复。")
    short = _short_of(hold, for_line, for_appointment)
    if short <= 0:
        raise Refused(f"这一方不缺“{hold.part.name}”，不用申请调用。")
    wanted = min(hold.quantity, quantity or short)
    if not rules.is_countable(wanted, is_whole=hold.part.is_whole):
        raise Refused(f"申请数量不对：{rules.plain(wanted)}。请填写大于零的{hold.part.unit}数。")
    request: HoldRequest = HoldRequest.objects.create(
        store_id=hold.store_id,
        hold=hold,
        asked_by_id=asker_id,
        asked_at=at,
        why=why.strip()[:120],
        quantity=wanted,
        for_line=for_line,
        for_appointment=for_appointment,
    )
    announce(facts.HoldAsked(hold.store_id, hold.pk, hold.part.name, request.why, at))
    return request


def _short_of(hold: Hold, for_line: int | None, for_appointment: int | None) -> Decimal:
    """What the asking side is short of."""
    if for_line is None and for_appointment is None:
        raise Refused("请选择这个配件要给哪张工单或哪个预约用。")
    if for_line is not None and for_line == hold.for_line:
        raise Refused("这份预留本来就是给这张工单的，直接发料即可。")
    waiting = BackOrder.objects.filter(store_id=hold.store_id, part_id=hold.part_id, closed_at__isnull=True)
    waiting = (
        waiting.filter(for_line=for_line) if for_line else waiting.filter(for_appointment=for_appointment)
    )
    found = waiting.aggregate(pieces=Sum("quantity"))["pieces"]
    return found if isinstance(found, Decimal) else ZERO


@use_case(permissions.ANSWER_REQUESTS, "答复调用申请")
def answer_request(warrant: Warrant, request_id: int, *, give: bool, at: datetime) -> HoldRequest:
    """The owner of a promise gives the part or keeps it. Given, it is kept for the one who asked in the same transaction.

    The loser waits for it from now on (PartShort). Raises NotAllowed when another adviser owns the promise, OutOfTurn
    when the request was answered or the promise is over. Tells HoldAnswered.
    """
    request: HoldRequest = HoldRequest.objects.locked(request_id, warrant)
    states.REQUEST.move(request, "give" if give else "keep")
    request.answered_at = at
    part_id = Hold.objects.values_list("part_id", flat=True).get(pk=request.hold_id)
    book = ledger.open_book(request.store_id, [part_id])
    hold: Hold = Hold.objects.get(pk=request.hold_id)
    owner = claims.owner_of(hold)
    if not claims.may_answer(warrant.actor, owner, request.store_id):
        raise NotAllowed(f"这份预留属于{owner.adviser or '别的顾问'}的车，请由其本人或服务经理答复。")
    if hold.state != HoldState.HELD:
        raise OutOfTurn(f"{hold}{hold.get_state_display()}，不用再答复。")
    request.save(update_fields=["state", "answered_at"])
    if give:
        _hand_over(book, hold, request, at=at)
    name = book.stock(part_id).part.name
    book.tell(facts.HoldAnswered(request.store_id, hold.pk, request.asked_by_id, give, name, at))
    book.close(at=at, by_id=warrant.actor.staff_id)
    return request


def _hand_over(book: ledger.Book, hold: Hold, request: HoldRequest, *, at: datetime) -> None:
    given = min(request.quantity, hold.quantity)
    loser = losing.wanted_by(hold.store_id, hold.part_id, hold.for_line, hold.for_appointment)
    ends = holds.Ends(at)
    ends.release(book, [hold], given)
    ends.write()
    winner = losing.wanted_by(hold.store_id, hold.part_id, request.for_line, request.for_appointment)
    for need in (winner, loser):
        if need is not None:
            holds.fit(book, [need], at=at)
