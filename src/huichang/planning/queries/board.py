"""The workshop board (LANE-31, LANE-34): bays and technicians along the day as the plan has it, cars with forecast against
promise, what waits and why, what is proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.engines.dayplan import values
from huichang.engines.dayplan.reasons import Reasons
from huichang.kernel.actor import Actor, Warrant
from huichang.planning import permissions, reading, saying, solving
from huichang.planning.models import Arrangement, Proposal, StorePlan
from huichang.planning.queries import bars
from huichang.planning.queries.bars import BayRow, Hour, PersonRow
from huichang.planning.queries.costs import CostPart, cost_parts
from huichang.planning.states import ProposalState
from huichang.workshop.queries import open_work

OF_ITSELF = ("now", "after", "car", "started")
"""Reasons that a step has from its own car alone: nobody outside keeps it."""
OF_CUSTOMERS = ("told_changes", "lateness")
"""Parts of the cost that customers feel."""
UNDO_MINUTES = 30
"""How long the last arrangement is offered for undo on the board."""


@dataclass(frozen=True)
class CarRow:
    """A car with what it was promised and what is foreseen. `slack`: minutes between both, below zero when it will be
    late; `waiting`: whom or what it waits for, in words; `why`: what keeps it from being ready sooner."""

    key: str
    order_id: int | None
    appointment_id: int | None
    plate: str
    plate_kind: str
    car: str
    customer: str
    adviser: str
    stage: str
    waiting_for: str
    waits: bool
    told: bool
    promised_first_at: datetime | None
    promised_at: datetime | None
    forecast_at: datetime | None
    slack: int | None
    waiting: str
    why: str
    url: str

    @property
    def late(self) -> bool:
        """Whether the promise will be broken as things stand, or the car cannot be finished at all. A car that is only
        booked has no promise yet: its time is told when the order is signed."""
        if self.order_id is None or self.promised_at is None:
            return False
        return self.slack is None or self.slack < 0

    @property
    def late_minutes(self) -> int:
        """By how many minutes the promise will be missed; 0 when it holds or nobody can say."""
        return max(0, -self.slack) if self.slack is not None else 0


@dataclass(frozen=True)
class CannotPlan:
    """A job that has no place, and why."""

    key: str
    plate: str
    plate_kind: str
    title: str
    why: str
    url: str


@dataclass(frozen=True)
class ProposalBrief:
    """The proposal that waits. `open_lines`: what whoever asks can accept of it, `told_lines` of them touch what customers
    were told; `others_lines` wait for somebody else, who gives work to these people. `gains`: what of the
    customers' time it changes."""

    id: int
    made_at: datetime
    causes: tuple[str, ...]
    open_lines: int
    told_lines: int
    others_lines: int
    gains: tuple[CostPart, ...]


@dataclass(frozen=True)
class LastArrangement:
    """The last change of the plan, to be undone."""

    id: int
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Board:
    """The board of a day. Placed in per cent of `since` … `until`; `now_left` None on another day than today."""

    store_id: int
    at: datetime
    on: date
    version: int
    since: datetime
    until: datetime
    now_left: str | None
    hours: tuple[Hour, ...]
    bays: tuple[BayRow, ...]
    people: tuple[PersonRow, ...]
    threatened: tuple[CarRow, ...]
    cars: tuple[CarRow, ...]
    waiting: tuple[tuple[str, int], ...]
    cannot: tuple[CannotPlan, ...]
    to_give: int
    proposal: ProposalBrief | None
    last: LastArrangement | None
    may_arrange: bool
    may_propose: bool


def board(actor: Actor, *, on: date | None = None, at: datetime) -> Board:
    """The board of a day (today when none is named) in the store the actor works in. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    found = reading.read(actor.here, at=at)
    plan = solving.pushed(found)
    today = localtime(at).date()
    day = on or today
    since, until = _window(found, plan, day)
    done = open_work.worked(actor.here, since=since, until=until)
    drawn = bars.Drawing(found, plan, since, until, bars.late_keys(found, plan), tuple(done))
    rows = _cars(found, plan)
    proposal, last = _around(actor, found, at)
    accepted = {each.step for each in found.accepted.placed}
    return Board(
        store_id=actor.here,
        at=at,
        on=day,
        version=found.version,
        since=since,
        until=until,
        now_left=bars.percent(localtime(at) - since, until - since) if day == today else None,
        hours=bars.hours(since, until),
        bays=drawn.bays(),
        people=drawn.people(),
        threatened=tuple(row for row in rows if row.late),
        cars=tuple(row for row in rows if not row.late and row.order_id is not None),
        waiting=_waiting(rows),
        cannot=tuple(_cannot(found, plan, day)),
        to_give=sum(name.dispatched and key not in accepted for key, name in found.steps.items()),
        proposal=proposal,
        last=last,
        may_arrange=actor.may(permissions.ARRANGE_PLAN),
        may_propose=actor.may(permissions.PROPOSE_PLANS),
    )


def _window(found: reading.Reading, plan: values.Plan, day: date) -> tuple[datetime, datetime]:
    """The store's day in whole hours, wide enough for what lies on it."""
    store = company.store_card(found.store_id)
    zone = found.origin.tzinfo
    opens = datetime.combine(day, store.opens_at, zone)
    closes = datetime.combine(day, store.closes_at, zone)
    ends = [
        end
        for placed in plan.placed
        for _, end in ((found.moment(a), found.moment(b)) for a, b in placed.pieces)
        if end.date() == day
    ]
    now = found.moment(found.problem.now)
    if now.date() == day:
        opens, closes = min(opens, now), max(closes, now + timedelta(minutes=30))
    until = max([closes, *(end for end in ends if end.hour < 23)])
    since = opens.replace(minute=0, second=0, microsecond=0)
    whole = until.replace(minute=0, second=0, microsecond=0)
    until = whole if whole == until else whole + timedelta(hours=1)
    return since, max(until, since + timedelta(hours=1))


def _cars(found: reading.Reading, plan: values.Plan) -> list[CarRow]:
    """Threatened promises first, the worst first; then by promise."""
    rows, reasons = [], Reasons(found.problem, plan)
    ahead: dict[str, list[values.Placed]] = {}
    for placed in plan.placed:
        step = found.steps[placed.step]
        if not step.running:
            ahead.setdefault(step.car, []).append(placed)
    for car in found.problem.cars:
        name = found.cars[car.id]
        finish = plan.finish.get(car.id)
        ready = found.moment(finish) if finish is not None else None
        slack = car.promise - finish if car.promise is not None and finish is not None else None
        rows.append(
            CarRow(
                car.id,
                name.order_id,
                name.appointment_id,
                name.plate,
                name.plate_kind,
                name.car,
                name.customer,
                name.adviser,
                name.stage,
                name.waiting_for,
                name.waits,
                name.told,
                name.promised_first_at,
                name.promised_at,
                ready,
                slack,
                _waits_for(found, car.id, name.waiting_for),
                _what_keeps(found, reasons, ahead.get(car.id, [])),
                name.url,
            )
        )
    far = found.moment(10**6)

    def place(row: CarRow) -> tuple[bool, int, datetime]:
        return (not row.late, row.slack if row.late and row.slack is not None else 0, row.promised_at or far)

    return sorted(rows, key=place)


def _waits_for(found: reading.Reading, car: str, waiting_for: str) -> str:
    short = [name for name in found.steps.values() if name.car == car and name.parts == "short"]
    if short:
        return short[0].parts_words
    return saying.HELD.get(waiting_for, "")


def _what_keeps(found: reading.Reading, reasons: Reasons, ahead: list[values.Placed]) -> str:
    """The next step of the car that is kept from beginning by more than the steps before it, and by what; without one,
    its next step."""
    steps = [(each.step, reasons.of(each.step)) for each in sorted(ahead, key=lambda each: each.start)]
    held = next(((step, why) for step, why in steps if why and why.code not in OF_ITSELF), None)
    step, why = held or next(iter(steps), ("", None))
    says = saying.why_says(found, why)
    return f"{found.steps[step].title}：{says}" if says else ""


def _waiting(rows: Iterable[CarRow]) -> tuple[tuple[str, int], ...]:
    """How many cars wait, by reason."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.waiting:
            key = "缺件" if row.waiting.startswith("缺件") else row.waiting
            counts[key] = counts.get(key, 0) + 1
    return tuple(sorted(counts.items(), key=lambda each: -each[1]))


def _cannot(found: reading.Reading, plan: values.Plan, day: date) -> Iterable[CannotPlan]:
    """The jobs that have no place; of cars that are only booked, those of the day: what a later day's plan cannot hold yet
    is the booking desk's question."""
    arrives = {car.id: found.moment(car.arrives).date() for car in found.problem.cars}
    for refused in plan.refused:
        name = found.steps[refused.step]
        car = found.cars[name.car]
        if refused.code == "needs_refused" or (car.order_id is None and arrives[name.car] != day):
            continue
        yield CannotPlan(
            refused.step, car.plate, car.plate_kind, name.title, saying.refused_says(found, refused), car.url
        )


def _around(
    actor: Actor, found: reading.Reading, at: datetime
) -> tuple[ProposalBrief | None, LastArrangement | None]:
    """The proposal that waits and the arrangement that can be undone. One statement."""
    open_ = Q(changes__accepted_at__isnull=True)
    waiting = (
        Proposal.objects.filter(plan=OuterRef("pk"), state__in=[ProposalState.OPEN, ProposalState.PARTLY])
        .annotate(
            lines=JSONBAgg(JSONObject(told="changes__told", who="changes__after__technicians"), filter=open_)
        )
        .values(
            card=JSONObject(
                id="pk",
                made_at="made_at",
                causes="causes",
                lines="lines",
                before="cost_before",
                after="cost_after",
            )
        )
    )
    newest = Arrangement.objects.filter(
        plan=OuterRef("pk"),
        version=found.version,
        undone_at__isnull=True,
        at__gte=at - timedelta(minutes=UNDO_MINUTES),
    ).values(card=JSONObject(id="pk", words="words", by="by__name", at="at"))
    row = (
        StorePlan.objects.filter(store_id=found.store_id)
        .values_list(Subquery(waiting[:1], JSONField()), Subquery(newest[:1], JSONField()))
        .first()
    )
    made, last = row or (None, None)
    return (
        _brief(actor, found, made) if made else None,
        LastArrangement(last["id"], last["words"], last["by"] or "自动排程", _moment(last["at"]))
        if last
        else None,
    )


def _brief(actor: Actor, found: reading.Reading, made: Mapping[str, Any]) -> ProposalBrief:
    lines = made["lines"] or []
    mine = [line for line in lines if not found.crew.is_left_to_others(actor, line["who"] or ())]
    costs = ({part: cost.get(part, 0) for part in OF_CUSTOMERS} for cost in (made["before"], made["after"]))
    return ProposalBrief(
        made["id"],
        _moment(made["made_at"]),
        tuple(made["causes"]),
        len(mine),
        sum(line["told"] for line in mine),
        len(lines) - len(mine),
        tuple(part for part in cost_parts(*costs) if part.change),
    )


def _moment(said: str) -> datetime:
    return localtime(datetime.fromisoformat(said))
