"""What a person makes of a signal: a case, or nothing; parts asked of stores; the measure with which it ends."""

from collections import defaultdict
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.network import calls, permissions, states, wishes
from huichang.network.models import CallOrder, Case, PartsAsk, Signal
from huichang.network.standing import standing
from huichang.network.states import UNSENT, CaseState, Measure
from huichang.warranty.queries import called


@use_case(permissions.WORK_CASES, "质量预警立案")
def open_case(warrant: Warrant, signal_id: int, *, suspicion: str, at: datetime) -> Case:
    """A signal is worth an investigation. Raises Refused without a first judgement, OutOfTurn for one that is judged."""
    signal: Signal = Signal.objects.locked(signal_id, warrant)
    states.SIGNAL.move(signal, "open_case")
    if not suspicion.strip():
        raise Refused("请写下初步判断：可能是什么原因，要查什么。", fields=("suspicion",))
    signal.save(update_fields=["state"])
    case: Case = Case.objects.create(
        signal=signal, suspicion=suspicion.strip()[:300], opened_at=at, opened_by_id=warrant.actor.staff_id
    )
    warrant.about(case)
    return case


@use_case(permissions.WORK_CASES, "预警判为不是问题")
def set_aside(warrant: Warrant, signal_id: int, *, why: str) -> Signal:
    """A signal is explained by something else. Raises Refused without a reason."""
    signal: Signal = Signal.objects.locked(signal_id, warrant)
    states.SIGNAL.move(signal, "set_aside")
    if not why.strip():
        raise Refused("请写明为什么不是问题，例如集中申报、口径变化。", fields=("why",))
    signal.why = why.strip()[:200]
    signal.save(update_fields=["state", "why"])
    return signal


@use_case(permissions.WORK_CASES, "重新判断预警")
def bring_back(warrant: Warrant, signal_id: int) -> Signal:
    """It was set aside too early, or by mistake."""
    signal: Signal = Signal.objects.locked(signal_id, warrant)
    states.SIGNAL.move(signal, "bring_back")
    signal.save(update_fields=["state"])
    return signal


@use_case(permissions.WORK_CASES, "向门店调回旧件")
def ask_stores(warrant: Warrant, case_id: int, *, due_on: date, words: str = "", at: datetime) -> CallOrder:
    """Every store with claims of the case is asked for their old parts, by one call-back order.

    A store that still has parts of the case to send or to explain, or was asked for all its claims before, is left alone.
    Raises Refused for a day in the past and when there is no store left to ask, OutOfTurn for a closed case.
    """
    case: Case = Case.objects.locked(case_id, warrant)
    _must_be_open(case)
    if due_on < localdate(at):
        raise Refused("期限不能早于今天。", fields=("due_on",))
    asks = list(PartsAsk.objects.filter(order__case=case, withdrawn_at__isnull=True))
    told = called.progress([ask.call_back_id for ask in asks if ask.call_back_id is not None])
    waiting = {
        ask.store_id
        for ask in asks
        if standing(told.get(ask.call_back_id or 0), is_withdrawn=False) in UNSENT
        or (ask.lacking and ask.arranged_at is None)
    }
    before = {(ask.store_id, number) for ask in asks for number in ask.claims}
    of_store: dict[int, list[called.Known]] = defaultdict(list)
    for claim in called.claims(ids=case.signal.claim_ids):
        if claim.store_id not in waiting and (claim.store_id, claim.number) not in before:
            of_store[claim.store_id].append(claim)
    wanted = [claim for rows in of_store.values() for claim in rows[-wishes.MOST_EACH :]]
    asked = wishes.of_claims(claims=wanted)
    if not any(wish.asks for wish in asked.values()):
        raise Refused("没有可以再要旧件的索赔单：门店都已经收到要求，旧件厂家都已经收到，或者没有新的索赔。")
    order = calls.issue(
        asked,
        what=f"{case.number} {case.signal.part_name}",
        due_on=due_on,
        words=words,
        case=case,
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(case, f"{order.number}：{sum(wish.asks for wish in asked.values())} 家门店")
    return order


@use_case(permissions.WORK_CASES, "质量案件结案")
def close_case(warrant: Warrant, case_id: int, *, measure: str, finding: str, at: datetime) -> Case:
    """What it was, and what is done about it. Raises Refused without a finding or measure, OutOfTurn when it is closed."""
    case: Case = Case.objects.locked(case_id, warrant)
    states.CASE.move(case, "close")
    if measure not in Measure.values:
        raise Refused("请选择措施。", fields=("measure",))
    if not finding.strip():
        raise Refused("请写明结论：原因是什么，措施从什么时候起有效。", fields=("finding",))
    case.measure, case.finding, case.closed_at = measure, finding.strip()[:300], at
    case.save(update_fields=["state", "measure", "finding", "closed_at"])
    return case


@use_case(permissions.WORK_CASES, "质量案件重新调查")
def reopen_case(warrant: Warrant, case_id: int) -> Case:
    """It was closed too early; its conclusion stays to be read until the next one."""
    case: Case = Case.objects.locked(case_id, warrant)
    states.CASE.move(case, "reopen")
    case.closed_at = None
    case.save(update_fields=["state", "closed_at"])
    return case


def _must_be_open(case: Case) -> None:
    if case.state != CaseState.OPEN:
        raise OutOfTurn("案件已经结案，要继续查请先重新调查。")
