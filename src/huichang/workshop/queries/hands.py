"""Who could do a job, in which bay, from when: the people, bays and times behind dispatch, with the likely answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate, localtime

from huichang.company import queries as company
from huichang.company.roles import WORK_BAYS, BayKind, Role, Skill
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.refusals import Missing
from huichang.workshop import openings, permissions, rules
from huichang.workshop.models import Job
from huichang.workshop.queries import plan
from huichang.workshop.queries.plan import JobPlan, OrderPlan, PartsState, Plan
from huichang.workshop.states import STAGE_OF_ORDER, JobState, OrderState, RepairType

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class CarLine:
    """The car and its promise as every row of the workshop shows them. `slack`: minutes between forecast and promise."""

    order_id: int
    vehicle_id: int
    number: str
    plate: str
    plate_kind: str
    car: str
    adviser: str
    waits: bool
    stage: str
    waiting_for: str
    promised_at: datetime | None
    ready_at: datetime | None
    slack: int | None

    @property
    def late(self) -> bool:
        """Whether the forecast lies after the promise."""
        return self.slack is not None and self.slack < 0

    @property
    def url(self) -> str:
        """Where the visit opens."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"


@dataclass(frozen=True)
class Proposal:
    """The likely answer: who, where, from when. `now` when it can begin at once."""

    technician_id: int
    technician: str
    bay_id: int | None
    bay: str
    starts_at: datetime
    now: bool

    @property
    def says(self) -> str:
        """Where and when, in one line; proposals are always of today."""
        when = "现在" if self.now else f"{localtime(self.starts_at):%H:%M}"
        return f"{self.bay} · {when}" if self.bay else when

    @property
    def posted(self) -> str:
        """The start as the form sends it; empty means at once."""
        return "" if self.now else self.starts_at.isoformat()


@dataclass(frozen=True)
class ToDispatch:
    """A job that nobody has been given yet. `why_not`: why there is no proposal."""

    job_id: int
    line: CarLine
    title: str
    repair_type: str
    rework: bool
    skill: str
    bay_kind: str
    minutes: int
    parts: PartsState
    proposal: Proposal | None
    why_not: str = ""


@dataclass(frozen=True)
class Candidate:
    """A technician for a job: whether able, present and this actor's to ask; from when free."""

    id: int
    name: str
    team: str
    level: int
    free_from: datetime
    why_not: str = ""


@dataclass(frozen=True)
class Place:
    """A bay for a job and until when it is taken (None: free now)."""

    id: int
    name: str
    taken_until: datetime | None


@dataclass(frozen=True)
class Choice:
    """Everything needed to give out (or move) one job: people, bays, times, and the likely answer."""

    at: datetime
    job: ToDispatch
    candidates: tuple[Candidate, ...]
    places: tuple[Place, ...]
    starts: tuple[datetime, ...]
    assignment_id: int | None
    technician_id: int | None
    bay_id: int | None
    starts_at: datetime | None
    minutes: int


class Floor:
    """People, bays and what is taken, read once for a page. Five statements beside the plan's."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
        self.actor, self.at, self.store_id = actor, at, actor.here
        self.plan: Plan = plan.plan(self.store_id, at=at)
        self.people = {p.id: p for p in company.people(self.store_id, Role.TECHNICIAN, Role.TEAM_LEADER)}
        self.bays = {bay.id: bay for bay in company.bays(self.store_id, *WORK_BAYS)}
        self.teams = company.teams(self.store_id)
        today = localtime(at).date()
        self.shifts = {
            shift.staff_id: shift
            for shift in company.shifts(self.store_id, since=today, until=today).get(today, [])
        }
        self.order_of = {job.row.pk: order for order in self.plan.orders.values() for job in order.jobs}
        self.diary = self._diary()

    def _diary(self) -> openings.Diary:
        diary = openings.Diary()
        for job in self.plan.jobs:
            if job.row.state not in plan.OPEN_JOBS:
                continue
            since, until = self.plan.spans[job.row.pk]
            for bar in job.running or job.planned:
                end = until if bar.until is None else max(until, bar.until)
                diary.take(bar.technician_id, bar.bay_id, job.row.order_id, min(since, bar.since), end)
        return diary

    def may_give_to(self, person: company.PersonCard) -> bool:
        """Whether this actor dispatches for the person's team (LANE-30)."""
        roles = self.actor.roles
        if not self.actor.may(permissions.DISPATCH_JOBS):
            return False
        team = self.teams.get(person.team_id or 0)
        if Role.SERVICE_MANAGER in roles:
            return True
        if team is not None and team.led_by_adviser:
            return team.adviser_id == self.actor.staff_id
        return Role.DISPATCHER in roles

    def why_not(self, person: company.PersonCard, job: Job) -> str:
        """Why a person is not asked for a job; empty when they may be."""
        if job.skill not in person.skills:
            return f"没有{Skill(job.skill).label}技能"
        if self.shifts and person.id not in self.shifts:
            return "今天不当班"
        return "" if self.may_give_to(person) else "由别人派工"

    def bays_for(self, job: Job) -> list[company.BayCard]:
        """Bays in which a job may be done, those of its very kind first."""
        fitting = [bay for bay in self.bays.values() if rules.bay_fits(bay.kind, job.bay_kind)]
        return sorted(fitting, key=lambda bay: bay.kind != job.bay_kind)

    def proposal(self, job: JobPlan, *, reserve: bool) -> tuple[Proposal | None, str]:
        """The likely answer for a job, or why there is none; `reserve` takes the place for it."""
        able = [p for p in self.people.values() if not self.why_not(p, job.row)]
        if not able:
            whys = {self.why_not(p, job.row) for p in self.people.values()}
            skilled = [why for why in whys if "技能" not in why]
            return None, skilled[0] if skilled else f"没有人有{Skill(job.row.skill).label}技能"
        known = {
            bar.technician_id
            for each in self.order_of[job.row.pk].jobs
            for bar in (*each.planned, *each.worked)
        }
        able.sort(
            key=lambda p: (
                p.id not in known,
                self.diary.person_free_from(p.id, self.at),
                -p.skills[job.row.skill],
            )
        )
        bays = self.bays_for(job.row)
        if not bays:
            return None, f"没有可用的{BayKind(job.row.bay_kind).label}"
        found = openings.first_opening(
            self.diary,
            [self._present(p.id) for p in able],
            [bay.id for bay in bays],
            order_id=job.row.order_id,
            minutes=max(job.row.minutes, 15),
            not_before=self._not_before(job),
        )
        if found is None:
            return None, "今天排不下了"
        if reserve:
            end = found.starts_at + timedelta(minutes=max(job.row.minutes, 15))
            self.diary.take(found.person_id, found.bay_id, job.row.order_id, found.starts_at, end)
        bay = self.bays[found.bay_id].name if found.bay_id else ""
        who = self.people[found.person_id].name
        now = found.starts_at <= self.at + QUARTER / 3
        return Proposal(found.person_id, who, found.bay_id, bay, found.starts_at, now), ""

    def _present(self, person_id: int) -> openings.Present:
        shift = self.shifts.get(person_id)
        if shift is None:
            midnight = begin_of(localdate(self.at))
            return openings.Present(person_id, midnight, midnight + timedelta(days=1))
        return openings.Present(person_id, shift.starts_at, shift.ends_at)

    def _not_before(self, job: JobPlan) -> datetime:
        """Now, or when the parts that are short come (that morning)."""
        expected = job.parts.expected_on if job.parts.key == "short" else None
        if expected is None or expected <= localtime(self.at).date():
            return self.at
        return begin_of(expected)


def car_line(order: OrderPlan) -> CarLine:
    """An order's car and promise."""
    row = order.row
    return CarLine(
        row.pk,
        row.vehicle_id,
        row.number,
        row.vehicle.plate,
        row.vehicle.plate_kind,
        row.vehicle.model or row.vehicle.series,
        row.adviser.name,
        row.visit.waits,
        STAGE_OF_ORDER[OrderState(row.state)].value,
        row.waiting_for,
        row.promised_at,
        order.ready_at,
        order.slack,
    )


def to_dispatch_card(floor: Floor, job: JobPlan, *, reserve: bool = True) -> ToDispatch:
    """A job with its likely answer; `reserve` keeps the place, so that the next job is proposed another."""
    proposal, why_not = floor.proposal(job, reserve=reserve)
    row = job.row
    return ToDispatch(
        row.pk,
        car_line(floor.order_of[row.pk]),
        row.title,
        row.get_repair_type_display(),
        row.repair_type == RepairType.REWORK or bool(job.worked and row.state == JobState.PLANNED),
        Skill(row.skill).label,
        BayKind(row.bay_kind).label,
        row.minutes,
        job.parts,
        proposal,
        why_not,
    )


def choice(actor: Actor, job_id: int, *, at: datetime, assignment_id: int | None = None) -> Choice:
    """Who could do a job, where and when. Raises Missing for a job that is not open in this store, NotAllowed."""
    floor = Floor(actor, at)
    job = next((each for each in floor.plan.jobs if each.row.pk == job_id), None)
    if job is None or job.row.state not in plan.OPEN_JOBS:
        raise Missing("没有找到这项作业，可能已完工或撤下，请返回派工台。")
    given = next((bar for bar in job.planned if bar.id == assignment_id), None)
    card = to_dispatch_card(floor, job, reserve=False)
    candidates = [
        Candidate(
            person.id,
            person.name,
            person.team,
            person.skills.get(job.row.skill, 0),
            floor.diary.person_free_from(person.id, at),
            floor.why_not(person, job.row),
        )
        for person in floor.people.values()
    ]
    places = [
        Place(bay.id, bay.name, taken_until(floor, bay.id, job.row.order_id))
        for bay in floor.bays_for(job.row)
    ]
    return Choice(
        at,
        card,
        tuple(sorted(candidates, key=lambda each: (bool(each.why_not), each.free_from, -each.level))),
        tuple(places),
        tuple(_starts(floor, card, given)),
        given.id if given else None,
        given.technician_id if given else card.proposal.technician_id if card.proposal else None,
        given.bay_id if given else card.proposal.bay_id if card.proposal else None,
        given.since if given else card.proposal.starts_at if card.proposal else None,
        int((given.until - given.since) // timedelta(minutes=1))
        if given and given.until
        else job.row.minutes,
    )


def _starts(floor: Floor, card: ToDispatch, given: plan.Bar | None) -> list[datetime]:
    """The times worth offering: now, the proposal, when somebody gets free, and quarters of an hour from now on."""
    now = floor.at
    wanted = {now}
    if card.proposal is not None:
        wanted.add(card.proposal.starts_at)
    if given is not None:
        wanted.add(given.since)
    ahead = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    wanted.update(ahead + QUARTER * step for step in (1, 2, 4, 6, 8, 12))
    return sorted(wanted)


def taken_until(floor: Floor, bay_id: int, order_id: int) -> datetime | None:
    """Until when another order stands in a bay now; None when it is free."""
    ends = [
        end
        for begin, end, whose in floor.diary.bays.get(bay_id, [])
        if begin <= floor.at < end and whose != order_id
    ]
    return max(ends, default=None)
