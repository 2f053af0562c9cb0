"""A proposal line by line, and why a step stands where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from huichang.engines.dayplan.reasons import Reasons
from huichang.kernel import wording
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.planning import permissions, reading, rules, saying, solving
from huichang.planning.models import Proposal
from huichang.planning.queries.costs import CostPart, cost_parts
from huichang.planning.states import ChangeCode, ProposalState, StepKind

OPEN = (ProposalState.OPEN, ProposalState.PARTLY)


@dataclass(frozen=True)
class Stand:
    """Where a step stands: people, bay, from … until; `day` in words when it is another one than today."""

    who: str
    where: str
    since: datetime
    until: datetime
    day: str = ""

    @property
    def times(self) -> str:
        """明天 14:30–15:30; into another day with that day before the end."""
        last = "" if self.until.date() == self.since.date() else f"{self.until:%m-%d} "
        return f"{self.day} {self.since:%H:%M}–{last}{self.until:%H:%M}".strip()

    @property
    def says(self) -> str:
        """14:30–15:30 · 李强 · 机电2"""
        return " · ".join(part for part in (self.times, self.who, self.where) if part)


@dataclass(frozen=True)
class DiffLine:
    """One change. `told`: it breaks a promise that the customer knows; `possible`: it can be accepted."""

    id: int
    key: str
    order_id: int | None
    plate: str
    plate_kind: str
    title: str
    code: str
    code_says: str
    minutes: int
    because: str
    told: bool
    before: Stand | None
    after: Stand | None
    accepted: bool

    @property
    def possible(self) -> bool:
        """Whether there is something to accept."""
        return self.after is not None and not self.accepted


@dataclass(frozen=True)
class Diff:
    """A proposal: what it changes, why, and what it is worth."""

    id: int
    state: str
    state_says: str
    is_open: bool
    made_at: datetime
    seconds: float
    causes: tuple[str, ...]
    lines: tuple[DiffLine, ...]
    cost: tuple[CostPart, ...]
    cost_words: str
    may_arrange: bool
    latest: int | None = None
    """The proposal that waits now, when this one does no more."""


@dataclass(frozen=True)
class WhyCard:
    """Why a step stands where it stands: the reason, and the reasons behind it."""

    key: str
    plate: str
    plate_kind: str
    title: str
    kind_says: str
    stand: Stand | None
    reason: str
    chain: tuple[str, ...]
    pinned: bool
    movable: bool
    promised_at: datetime | None
    forecast_at: datetime | None
    url: str
    booked: bool = False

    @property
    def late(self) -> bool:
        """Whether a promise will be broken; a car that is only booked has none yet."""
        if self.booked or self.promised_at is None or self.forecast_at is None:
            return False
        return self.forecast_at > self.promised_at


def proposals(actor: Actor, *, limit: int = 20) -> list[tuple[int, str, datetime, int]]:
    """The last proposals of the store: (id, state in words, when, how many lines), newest first. Two statements."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    rows = Proposal.objects.filter(store_id=actor.here).prefetch_related("changes").order_by("-pk")[:limit]
    return [(row.pk, row.get_state_display(), row.made_at, len(row.changes.all())) for row in rows]


def diff(actor: Actor, proposal_id: int, *, at: datetime) -> Diff:
    """A proposal. Raises Missing, also for another store's, NotAllowed."""
    row: Proposal | None = (
        Proposal.objects.seen_by(actor).prefetch_related("changes").filter(pk=proposal_id).first()
    )
    if row is None:
        raise Missing("没有找到这个排程建议，请刷新页面。")
    Warrant(actor, permissions.SEE_PLAN).show_at(row.store_id)
    found = reading.read(row.store_id, at=at)
    lines = sorted(row.changes.all(), key=lambda line: line.position)
    is_open = row.state in OPEN
    return Diff(
        row.pk,
        row.state,
        row.get_state_display(),
        is_open,
        row.made_at,
        row.seconds,
        tuple(row.causes),
        tuple(
            DiffLine(
                line.pk,
                line.key,
                line.order_id,
                *_car(found, line.key),
                line.code,
                ChangeCode(line.code).label,
                line.minutes,
                line.because,
                line.told,
                _stand(found, line.before),
                _stand(found, line.after),
                line.accepted_at is not None,
            )
            for line in lines
        ),
        cost_parts(row.cost_before, row.cost_after),
        rules.cost_words(rules.difference(row.cost_before, row.cost_after)),
        actor.may(permissions.ARRANGE_PLAN, row.store_id),
        None if is_open else _waiting(row.plan_id),
    )


def _waiting(plan_id: int) -> int | None:
    waits = Proposal.objects.filter(plan_id=plan_id, state__in=OPEN)
    return waits.values_list("pk", flat=True).first()


def _car(found: reading.Reading, key: str) -> tuple[str, str, str]:
    name = found.steps.get(key)
    if name is None:
        return "", "", "已完成的作业"
    car = found.cars[name.car]
    return car.plate, car.plate_kind, name.title


def _stand(found: reading.Reading, kept: Mapping[str, Any] | None) -> Stand | None:
    if not kept or kept.get("start") is None:
        return None
    since, until = parse_datetime(kept["start"]), parse_datetime(kept["end"])
    assert since is not None
    assert until is not None
    return _standing(found, kept["technicians"], kept["bay"], localtime(since), localtime(until))


def _standing(
    found: reading.Reading, technicians: Sequence[int], bay: int | None, since: datetime, until: datetime
) -> Stand:
    today = localtime(found.at).date()
    day = "" if since.date() == today else wording.day(since, today)
    return Stand(_who(found, technicians), _where(found, bay), since, until, day)


def _who(found: reading.Reading, technicians: Sequence[int]) -> str:
    return "、".join(saying.who_says(found, each) for each in technicians)


def _where(found: reading.Reading, bay: int | None) -> str:
    return saying.bay_says(found, bay) if bay is not None else ""


def why(actor: Actor, key: str, *, at: datetime) -> WhyCard:
    """Why a step of the store's plan stands where it stands. Raises Missing for one that is no more, NotAllowed."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    found = reading.read(actor.here, at=at)
    name = found.steps.get(key)
    if name is None:
        raise Missing("这项作业已经完成或撤下，请刷新排程。")
    plan = solving.pushed(found)
    placed = solving.by_step(plan).get(key)
    refused = next((each for each in plan.refused if each.step == key), None)
    chain = [saying.why_says(found, each) for each in Reasons(found.problem, plan).chain(key)]
    car, finish = found.cars[name.car], plan.finish.get(name.car)
    stand = (
        _standing(found, placed.technicians, placed.bay, found.moment(placed.start), found.moment(placed.end))
        if placed
        else None
    )
    reason = saying.refused_says(found, refused) if refused else chain[0] if chain else ""
    return WhyCard(
        key,
        car.plate,
        car.plate_kind,
        name.title,
        StepKind(name.kind).label,
        stand,
        reason,
        tuple(chain[1:]),
        key in found.pinned,
        name.dispatched,
        car.promised_at,
        found.moment(finish) if finish is not None else None,
        car.url,
        booked=car.order_id is None,
    )
