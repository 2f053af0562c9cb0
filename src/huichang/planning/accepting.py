"""A proposed plan is accepted, whole or line by line; what was accepted is taken back (LANE-40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from huichang.engines.dayplan import values
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.planning import keeping, permissions, reading, rules, solving
from huichang.planning.models import Arrangement, Proposal, ProposedChange, StorePlan
from huichang.planning.states import PROPOSAL, ArrangedBy, ProposalState


@dataclass(frozen=True)
class Accepted:
    """What was accepted: lines by key, with those that had to come along; and the arrangement, for undo."""

    arrangement_id: int
    keys: tuple[str, ...]
    along: tuple[str, ...]
    says: str


@use_case(permissions.ARRANGE_PLAN, "采纳整个排程")
def accept_plan(warrant: Warrant, proposal_id: int, *, at: datetime) -> Accepted:
    """Every line of the proposal that is mine to give, and the steps that are no jobs: written as dispatch in one go.

    Lines for teams that somebody else dispatches for (LANE-30), and what cannot be without them, stay proposed. Raises
    OutOfTurn for a proposal that is through, Changed for one older than the plan, NotAllowed when nothing in it is mine,
    and what the database refuses.
    """
    plan, proposal = _held(proposal_id, warrant)
    found = reading.read(plan.store_id, at=at)
    changed = _changed(found, proposal)
    left = _not_mine(found, changed, warrant)
    taken = {key: placed for key, placed in changed.items() if key not in left}
    if left and not any(found.steps[key].dispatched for key in taken):
        raise NotAllowed("这个排程里的活都由别人派工，请交给带组的服务顾问或服务经理。")
    open_lines = proposal.changes.filter(accepted_at__isnull=True)
    count = open_lines.exclude(key__in=left).count()
    done = keeping.write(
        plan,
        found,
        taken,
        how=ArrangedBy.WHOLE,
        words=f"采纳排程，{count} 处变化" + (f"，{len(left)} 处由别人派工" if left else ""),
        cost=proposal.cost_after,
        warrant=warrant,
        at=at,
    )
    open_lines.exclude(key__in=left).update(accepted_at=at)
    PROPOSAL.move(proposal, "accept_line" if left else "accept")
    proposal.base_version = plan.version
    _end(proposal, warrant, None if left else at)
    return Accepted(done.pk, tuple(taken), (), done.words)


def _changed(found: reading.Reading, proposal: Proposal) -> dict[str, values.Placed]:
    """The steps that stand elsewhere in the proposal than they do now; behind what was begun or ran over since it was made."""
    was = solving.by_step(found.accepted)
    proposed = keeping.unpacked_plan(found, proposal.steps)
    will = solving.by_step(solving.laid_now(found, proposed.values()))
    return {key: will[key] for key in proposed if key in will and was.get(key) != will[key]}


def _not_mine(found: reading.Reading, changed: Mapping[str, values.Placed], warrant: Warrant) -> set[str]:
    """Steps for people to whom somebody else gives work, and the steps that cannot be without those."""
    theirs = {
        key
        for key, placed in changed.items()
        if found.steps[key].dispatched and found.crew.is_left_to_others(warrant.actor, placed.technicians)
    }
    if not theirs:
        return set()
    lines, follows = solving.lines(found, changed, changed), solving.follows(found.problem)
    return {key for key in changed if rules.together(lines, [key], follows) & theirs}


@use_case(permissions.ARRANGE_PLAN, "采纳排程的一行")
def accept_line(warrant: Warrant, change_id: int, *, at: datetime) -> Accepted:
    """One line of the proposal, with the lines that it cannot be without (whose place it takes, what goes before it).

    The rest stays proposed. Refusals as `accept_plan`; also OutOfTurn for a line that was accepted already, Refused for
    one that says that something cannot be planned.
    """
    proposal_id = (
        ProposedChange.objects.seen_by(warrant.actor)
        .filter(pk=change_id)
        .values_list("proposal_id", flat=True)
    ).first()
    if proposal_id is None:
        raise Missing("没有找到这一行，可能已经重新排程，请刷新页面。")
    plan, proposal = _held(proposal_id, warrant)
    change: ProposedChange = ProposedChange.objects.locked(change_id, warrant)
    if change.accepted_at is not None:
        raise OutOfTurn("这一行已经采纳了。")
    if change.after is None:
        raise Refused("这一行说明排不下，没有可以采纳的安排；请调整人员、工位或承诺时间。")
    found = reading.read(plan.store_id, at=at)
    if change.key not in found.steps:
        raise OutOfTurn("这项作业已经完成或撤下，请重新排程。")
    will = _changed(found, proposal)
    lines = solving.lines(found, will, will)
    keys = rules.together(lines, [change.key], solving.follows(found.problem))
    along = tuple(sorted(key for key in keys - {change.key} if found.steps[key].dispatched))
    title = found.steps[change.key].title
    words = f"采纳一行：{title}" + (f"，连同相关的 {len(along)} 项" if along else "")
    done = keeping.write(
        plan,
        found,
        {key: will[key] for key in keys if key in will},
        how=ArrangedBy.LINE,
        words=words,
        cost=plan.cost,
        warrant=warrant,
        at=at,
    )
    proposal.changes.filter(key__in=keys, accepted_at__isnull=True).update(accepted_at=at)
    PROPOSAL.move(proposal, "accept_line")
    proposal.base_version = plan.version
    if not proposal.changes.filter(accepted_at__isnull=True, after__isnull=False).exists():
        PROPOSAL.move(proposal, "accept")
    through = proposal.state == ProposalState.ACCEPTED
    _end(proposal, warrant, at if through else None)
    return Accepted(done.pk, (change.key,), along, words)


@use_case(permissions.ARRANGE_PLAN, "放弃排程建议")
def drop_proposal(warrant: Warrant, proposal_id: int, *, at: datetime) -> Proposal:
    """The proposal is not wanted; the accepted plan stands. Raises OutOfTurn for one that is through."""
    proposal: Proposal = Proposal.objects.locked(proposal_id, warrant)
    PROPOSAL.move(proposal, "drop")
    _end(proposal, warrant, at)
    return proposal


@use_case(permissions.ARRANGE_PLAN, "撤销排程调整")
def undo(warrant: Warrant, arrangement_id: int, *, at: datetime) -> Arrangement:
    """The last arrangement is taken back: every step stands where it stood before, unless work on it has begun.

    Raises OutOfTurn for one that is no longer the last, or was undone already.
    """
    store_id = (
        Arrangement.objects.seen_by(warrant.actor)
        .filter(pk=arrangement_id)
        .values_list("store_id", flat=True)
    ).first()
    if store_id is None:
        raise Missing("没有找到这次调整，请刷新页面。")
    plan = keeping.locked(store_id, warrant)
    last: Arrangement = Arrangement.objects.locked(arrangement_id, warrant)
    if last.undone_at is not None:
        raise OutOfTurn("这次调整已经撤销过了。")
    if last.version != plan.version:
        raise OutOfTurn("之后又有人调整过排程，不能再撤销这一次；请直接拖动或重新排程。")
    found = reading.read(plan.store_id, at=at)
    back = {each["key"]: keeping.unpacked(found, each) for each in last.before}
    done = keeping.write(
        plan,
        found,
        back,
        how=ArrangedBy.UNDO,
        words=f"撤销：{last.words}",
        cost=plan.cost,
        warrant=warrant,
        at=at,
    )
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    return done


def _held(proposal_id: int, warrant: Warrant) -> tuple[StorePlan, Proposal]:
    """The plan and its proposal, locked in this order. Raises Missing, OutOfTurn for a proposal that is through, Changed
    for one that the plan has overtaken."""
    store_id = (
        Proposal.objects.seen_by(warrant.actor).filter(pk=proposal_id).values_list("store_id", flat=True)
    ).first()
    if store_id is None:
        raise Missing("没有找到这个排程建议，请刷新页面。")
    plan = keeping.locked(store_id, warrant)
    proposal: Proposal = Proposal.objects.locked(proposal_id, warrant)
    if proposal.state not in (ProposalState.OPEN, ProposalState.PARTLY):
        raise OutOfTurn(f"这个排程建议{proposal.get_state_display()}，请看最新的建议。")
    if proposal.base_version != plan.version:
        raise Changed("排程刚刚被别人调整过，这个建议已经过期，请重新排程。")
    return plan, proposal


def _end(proposal: Proposal, warrant: Warrant, at: datetime | None) -> None:
    proposal.ended_at, proposal.ended_by_id = at, warrant.actor.staff_id
    proposal.save(update_fields=["state", "base_version", "ended_at", "ended_by"])
