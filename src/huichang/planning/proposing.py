"""A better plan is proposed: after everything that happened, in the morning, or because somebody asks (LANE-40).

What was accepted stays until people accept something else, unless the store lets changes that touch no told promise
happen by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huichang.company import settings
from huichang.engines.dayplan import values
from huichang.kernel.actor import Warrant
from huichang.kernel.use_case import use_case
from huichang.planning import answers, booked, keeping, learning, limits, permissions, reading, solving
from huichang.planning.models import Disturbance, Proposal, ProposedChange, StorePlan
from huichang.planning.states import PROPOSAL, ArrangedBy, Cause, ChangeCode, ProposalState


@use_case(permissions.PROPOSE_PLANS, "重新排程")
def propose(
    warrant: Warrant, store_id: int, *, seconds: float, cause: str = "", at: datetime
) -> Proposal | None:
    """Plan the store anew and keep what is different as a proposal; what it replaces is outdated. `seconds`: how long
    the solver may think (0: the constructive plan only, for a request). None when nothing is better than what stands,
    when there is nothing that one could accept, or when somebody changed the plan meanwhile (what disturbed it stays
    open, so that it is tried again). Unless somebody asks, people keep what they have for a gain of a few minutes.

    A crash in the middle leaves everything as it was.
    """
    warrant.show_at(store_id)
    kept = keeping.ensured(store_id)
    warrant.about(kept)
    disturbed = list(Disturbance.objects.filter(store_id=store_id, answered_at__isnull=True).order_by("pk"))
    found = reading.read(store_id, at=at)
    before = solving.pushed(found)
    after = solving.better(found, before, seconds=seconds)
    worth = 0 if cause == Cause.ASKED else settings.of(store_id, limits.WORTH_MINUTES)
    if not solving.worth(before, after, minutes=worth):
        after = before
    plan: StorePlan = StorePlan.objects.locked(kept.pk, warrant)
    # Fixing a step makes no version: the solver thought without it all the same.
    pinned = set(plan.steps.filter(pinned=True).values_list("key", flat=True))
    if plan.version != found.version or pinned & found.steps.keys() != found.pinned:
        return None
    causes = _causes(cause, disturbed)
    Disturbance.objects.filter(pk__in=[each.pk for each in disturbed]).update(answered_at=at)
    learning.came_true(store_id)
    plan.planned_at = at
    plan.stretch = learning.stretch(
        store_id, certainty=answers.certainty_of(store_id), hours=found.hours, at=at
    )
    plan.save(update_fields=["planned_at", "stretch"])
    booked.keep_outlook(found, before)
    _foretell(found, disturbed, at)
    lines = solving.told_lines(found, after)
    if (standing := _said(plan, ProposalState.OPEN, found, after, lines)) is not None:
        return standing
    _outdate(plan, at)
    if all(line.code == ChangeCode.REFUSED for line in lines):
        return None
    if cause != Cause.ASKED and _said(plan, ProposalState.DROPPED, found, after, lines) is not None:
        return None
    made = _keep(plan, found, before, after, lines, causes, at)
    warrant.note = f"{len(lines)} 处变化"
    if settings.of(store_id, limits.BY_ITSELF) and not any(line.told for line in made.changes.all()):
        _accept_by_itself(warrant, plan, found, made, after, at)
    return made


def _foretell(found: reading.Reading, disturbed: Iterable[Disturbance], at: datetime) -> None:
    """What the plan foretells of orders that were just signed is what it will be measured by."""
    signed = {each.order_id for each in disturbed if each.cause == Cause.SIGNED and each.order_id}
    told = {order_id: answers.foretold(found, order_id) for order_id in signed}
    learning.foretell(
        found.store_id, {order_id: each for order_id, each in told.items() if each is not None}, at=at
    )


def _causes(cause: str, disturbed: Iterable[Disturbance]) -> list[str]:
    """Why, in words, each once."""
    said = [Cause(cause).label] if cause else []
    said += [each.words or each.get_cause_display() for each in disturbed]
    return list(dict.fromkeys(said))[:20]


def _said(
    plan: StorePlan, state: str, found: reading.Reading, after: values.Plan, lines: Iterable[solving.Changed]
) -> Proposal | None:
    """The last proposal for this plan in a state, when it says the same: who reads one that waits is not interrupted, and
    what was left does not come back until something is different."""
    waiting: QuerySet[Proposal] = (
        Proposal.objects.filter(plan=plan, state=state, base_version=plan.version)
        .order_by("-pk")
        .prefetch_related("changes")[:1]
    )
    will = solving.by_step(after)
    wanted = {line.step: will.get(line.step) for line in lines}
    for old in waiting:
        said = {line.key: line for line in old.changes.all()}
        if said.keys() == wanted.keys() and all(
            _same(found, said[key].after, placed) for key, placed in wanted.items()
        ):
            return old
    return None


def _same(found: reading.Reading, said: Mapping[str, Any] | None, placed: values.Placed | None) -> bool:
    if said is None or placed is None:
        return said is None and placed is None
    old = keeping.unpacked(found, said)
    return (
        old is not None
        and (old.technicians, old.bay) == (placed.technicians, placed.bay)
        and abs(old.start - placed.start) < solving.NOTICED_MINUTES
    )


def _outdate(plan: StorePlan, at: datetime) -> None:
    for old in Proposal.objects.filter(plan=plan, state__in=[ProposalState.OPEN, ProposalState.PARTLY]):
        PROPOSAL.move(old, "outdate")
        old.ended_at = at
        old.save(update_fields=["state", "ended_at"])


def _keep(
    plan: StorePlan,
    found: reading.Reading,
    before: values.Plan,
    after: values.Plan,
    lines: Iterable[solving.Changed],
    causes: list[str],
    at: datetime,
) -> Proposal:
    proposal = Proposal.objects.create(
        store_id=plan.store_id,
        plan=plan,
        base_version=plan.version,
        causes=causes,
        made_at=at,
        seconds=round(after.seconds, 3),
        cost_before=asdict(before.cost),
        cost_after=asdict(after.cost),
        steps=solving.packed(found, after),
    )
    was, will = solving.by_step(found.accepted), solving.by_step(after)
    broken = solving.broken_by(found, before, after)
    ProposedChange.objects.bulk_create(
        ProposedChange(
            store_id=plan.store_id,
            proposal=proposal,
            position=number,
            key=line.step,
            order_id=found.steps[line.step].order_id,
            code=line.code,
            minutes=line.minutes,
            because=line.because[:200],
            told=line.car in broken,
            before=_place(found, was.get(line.step)),
            after=_place(found, will.get(line.step)),
        )
        for number, line in enumerate(sorted(lines, key=lambda each: (each.car not in broken, each.step)), 1)
    )
    return proposal


def _place(found: reading.Reading, placed: values.Placed | None) -> Mapping[str, Any] | None:
    return solving.pack(found, placed) if placed else None


def _accept_by_itself(
    warrant: Warrant,
    plan: StorePlan,
    found: reading.Reading,
    proposal: Proposal,
    after: values.Plan,
    at: datetime,
) -> None:
    will = solving.by_step(after)
    was = solving.by_step(found.accepted)
    changed = {key: placed for key, placed in will.items() if was.get(key) != placed}
    words = f"自动采纳 {proposal.changes.count()} 处变化"
    keeping.write(
        plan,
        found,
        changed,
        how=ArrangedBy.WHOLE,
        words=words,
        cost=asdict(after.cost),
        warrant=warrant,
        at=at,
    )
    PROPOSAL.move(proposal, "accept")
    proposal.ended_at = at
    proposal.save(update_fields=["state", "ended_at"])
    proposal.changes.update(accepted_at=at)
