"""Call-back orders (WARR-30): claimed parts wanted back from one store or many, reminded of, withdrawn, answered by the store."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.network import permissions, wishes
from huichang.network.models import CallOrder, Case, PartsAsk
from huichang.network.standing import standing
from huichang.network.states import UNSENT, AskState
from huichang.network.wishes import Wish
from huichang.warranty import calling
from huichang.warranty.queries import called

_MOST_NAMED = 6


def issue(
    asked: Mapping[int, Wish],
    *,
    what: str,
    due_on: date,
    is_urgent: bool = False,
    words: str = "",
    case: Case | None = None,
    by_id: int | None,
    at: datetime,
) -> CallOrder:
    """An order with its ask for every store; the parts stand called back in each claimed-parts store at once.

    A store that has nothing to send or to explain gets no ask. Raises Refused for a day in the past.
    """
    if due_on < localdate(at):
        raise Refused("期限不能早于今天。", fields=("due_on",))
    order: CallOrder = CallOrder.objects.create(
        case=case,
        what=what[:120],
        due_on=due_on,
        is_urgent=is_urgent,
        words=words.strip()[:200],
        ordered_at=at,
        ordered_by_id=by_id,
    )
    for store_id, wish in sorted(asked.items()):
        if not wish.asks:
            continue
        call_back = None
        if wish.parts:
            call_back = calling.call_back(
                store_id,
                [part.id for part in wish.parts],
                their_number=order.number,
                due_on=due_on,
                is_urgent=is_urgent,
                words=words,
                at=at,
            )
        PartsAsk.objects.create(
            store_id=store_id,
            order=order,
            call_back=call_back,
            claims=wish.claims,
            lacking=wish.lacking,
        )
    return order


@use_case(permissions.CALL_PARTS, "发出旧件调回指令")
def order_parts(
    warrant: Warrant,
    /,
    *,
    claim_numbers: Iterable[str] = (),
    codes: Iterable[str] = (),
    store_ids: Iterable[int] = (),
    due_on: date,
    is_urgent: bool = False,
    words: str = "",
    at: datetime,
) -> CallOrder:
    """Claimed parts of these claims, and those of these part numbers that lie in the stores (none named: in all), are wanted.

    Raises Refused for nothing named, for numbers that nobody knows, when no part can come, and as `issue` does.
    """
    warrant.show_at(warrant.actor.here)
    asked = wishes.found(claim_numbers=claim_numbers, codes=codes, store_ids=store_ids)
    if not any(wish.parts for wish in asked.values()):
        why = dict.fromkeys(
            why for wish in asked.values() for why in (*wish.lacking.values(), *wish.theirs.values())
        )
        raise Refused(f"没有能调回的旧件：{'、'.join(list(why)[:_MOST_NAMED]) or '都已离库或已被召回'}。")
    order = issue(
        asked,
        what="、".join([*wishes.several(claim_numbers), *wishes.several(codes)]),
        due_on=due_on,
        is_urgent=is_urgent,
        words=words,
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(order, f"{order.number}：{sum(wish.asks for wish in asked.values())} 家门店")
    return order


@use_case(permissions.CALL_PARTS, "催门店回运旧件")
def remind_store(warrant: Warrant, ask_id: int, *, at: datetime) -> PartsAsk:
    """The store is told again, once a day at most. Raises OutOfTurn when there is nothing to send, Refused the same day."""
    ask = _ask(warrant, ask_id)
    if _state(ask) not in UNSENT:
        raise OutOfTurn("这家门店已经没有要回运的旧件，不用再催。")
    if ask.reminded_at is not None and localdate(ask.reminded_at) == localdate(at):
        raise Refused("今天已经催过这家门店，明天还没有发运再催。")
    ask.reminders, ask.reminded_at = ask.reminders + 1, at
    ask.save(update_fields=["reminders", "reminded_at"])
    return ask


@use_case(permissions.CALL_PARTS, "撤回旧件调回")
def withdraw_ask(warrant: Warrant, ask_id: int, *, why: str, at: datetime) -> PartsAsk:
    """One store need not send. Raises Refused without a reason, OutOfTurn when a part has left or it is withdrawn already."""
    ask = _ask(warrant, ask_id)
    if ask.withdrawn_at is not None:
        raise OutOfTurn("这家门店的调回要求已经撤回了。")
    _withdraw(ask, why, at)
    return ask


@use_case(permissions.CALL_PARTS, "撤回旧件调回指令")
def withdraw_order(warrant: Warrant, order_id: int, *, why: str, at: datetime) -> CallOrder:
    """Nobody need send. Raises Refused without a reason; OutOfTurn when a store has sent a part, or nothing is left to
    withdraw: all or nothing."""
    order: CallOrder = CallOrder.objects.locked(order_id, warrant)
    asks = list(
        PartsAsk.objects.select_for_update(of=("self",))
        .filter(order=order, withdrawn_at__isnull=True)
        .order_by("pk")
    )
    if not asks:
        raise OutOfTurn(f"{order}已经全部撤回了。")
    for ask in asks:
        _withdraw(ask, why, at)
    return order


def _withdraw(ask: PartsAsk, why: str, at: datetime) -> None:
    if not why.strip():
        raise Refused("请写明为什么撤回，门店会看到。", fields=("why",))
    if ask.call_back_id is not None:
        calling.withdraw_call_back(ask.call_back_id, why=why, at=at)
    ask.withdrawn_at, ask.withdrawn_words = at, why.strip()[:200]
    ask.save(update_fields=["withdrawn_at", "withdrawn_words"])


@use_case(permissions.ANSWER_ASKS, "答复厂家要的旧件")
def answer_ask(warrant: Warrant, ask_id: int, *, answer: str, at: datetime) -> PartsAsk:
    """The store says what becomes of its parts, above all of those that it lacks; a later answer takes the place of the first.

    Raises Refused without words, OutOfTurn when the manufacturer wants nothing any more.
    """
    ask: PartsAsk = PartsAsk.objects.locked(ask_id, warrant)
    if ask.withdrawn_at is not None:
        raise OutOfTurn("厂家已经撤回这个要求，不用再答复。")
    if not answer.strip():
        raise Refused("请写明旧件怎么安排；缺件要说明原因。", fields=("answer",))
    ask.answer, ask.arranged_at, ask.arranged_by_id = answer.strip()[:200], at, warrant.actor.staff_id
    ask.save(update_fields=["answer", "arranged_at", "arranged_by"])
    return ask


def _ask(warrant: Warrant, ask_id: int) -> PartsAsk:
    """The ask of whatever store, locked: the right to call parts back is the manufacturer's, over all stores."""
    warrant.show_at(warrant.actor.here)
    ask: PartsAsk | None = PartsAsk.objects.held(ask_id)
    if ask is None:
        raise Missing("没有找到这个调回要求，请刷新页面。")
    warrant.about(ask)
    return ask


def _state(ask: PartsAsk) -> AskState:
    told = called.progress([ask.call_back_id]) if ask.call_back_id is not None else {}
    return standing(told.get(ask.call_back_id or 0), is_withdrawn=ask.withdrawn_at is not None)
