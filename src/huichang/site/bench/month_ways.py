"""The two ways of running the workshop that the month compares: with the planner, and by a foreman's rule."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Min

from huichang.kernel.refusals import Refused
from huichang.planning import accepting, disturbing, names, proposing, pulling
from huichang.planning.models import PlannedStep
from huichang.planning.states import Cause
from huichang.site.bench.month_floor import MINUTE, PLAN, SPANS, Floor
from huichang.site.bench.month_house import BEGIN, CLOSES, OPENS, Hand, moment
from huichang.site.bench.month_visit import Stay, Work
from huichang.workshop import dispatch, promise, rules
from huichang.workshop.models import Assignment

COALESCED = timedelta(minutes=15)
"""How long what happens is gathered before the plan is made anew; the product gathers for seconds, and a month of that
would take a day to simulate. After a signature it is made at once."""
LOOK_EVERY = 15
USUAL_BUFFER = 60
"""Minutes that an adviser without a plan adds to the hours of the work and to what comes after it."""
PARTS_HOUR = 10


class Planned:
    """With the planner: its promise, its plan, its next job."""

    name = "planner"

    def __init__(self, floor: Floor, *, seconds: float, morning_seconds: float) -> None:
        self.floor, self.house = floor, floor.house
        self.seconds, self.morning_seconds = seconds, morning_seconds
        self.plans = self.accepted = self.refused = self.pulled = 0
        self._next: datetime | None = None

    def promise(self, stay: Stay, at: datetime) -> datetime:
        """As the order's page proposes it."""
        minutes = sum(work.minutes for work in stay.works)
        return promise.propose(self.house.store_id, minutes, order_id=stay.order_id, at=at)

    def take(self, hand: Hand, at: datetime) -> tuple[Stay, Work] | None:
        """下一单."""
        try:
            pull = pulling.take_next(hand.actor, self.house.store_id, at=at)
        except Refused:
            return None
        self.pulled += 1
        return next(
            (stay, work) for stay in self.floor.stays for work in stay.works if work.job_id == pull.job_id
        )

    def resume(self, hand: Hand, stay: Stay, work: Work, at: datetime) -> bool:
        """Unless the plan has given it to somebody else, or the bay to another car."""
        given = Assignment.objects.filter(job_id=work.job_id, is_open=True)
        bay = dict(given.values_list("technician_id", "bay_id")).get(hand.id)
        return bay is not None and self.floor.bays[bay] is None

    def first(self, waiting: Sequence[Stay], kind: str, at: datetime) -> Stay:
        """As it is planned; what is not planned comes last."""
        keys = {names.order_key(stay.order_id, kind): stay for stay in waiting}
        found = PlannedStep.objects.filter(key__in=keys).values("key").annotate(at=Min("starts_at"))
        planned = {keys[each["key"]].car.number: each["at"] for each in found}
        last = moment(10_000, 0)
        return min(waiting, key=lambda stay: planned.get(stay.car.number, last))

    def happened(self, at: datetime, *, signed: bool = False) -> None:
        """It is planned anew some minutes later; at once when a customer has signed."""
        over = timedelta(minutes=at.minute % 15, seconds=at.second)
        self._plan_at(at + MINUTE if signed else at - over + COALESCED)

    def morning(self, at: datetime) -> None:
        """The day's first plan, and a look every quarter of an hour."""
        self._make(at, self.morning_seconds, Cause.MORNING)
        for minutes in range(LOOK_EVERY, (CLOSES.hour - OPENS.hour) * 60, LOOK_EVERY):
            self.floor.at(at + timedelta(minutes=minutes), self._look, PLAN)

    def _look(self, at: datetime) -> None:
        if disturbing.due(self.house.store_id, at=at) is not None:
            self._make(at, self.seconds, "")

    def _plan_at(self, when: datetime) -> None:
        if self._next is not None and self._next <= when:
            return
        self._next = when
        self.floor.at(when, self._plan, PLAN)

    def _plan(self, at: datetime) -> None:
        if self._next is not None and at >= self._next:
            self._next = None
        minute = at.hour * 60 + at.minute
        if SPANS[0][0] <= minute <= SPANS[1][1] and disturbing.left(self.house.store_id):
            self._make(at, self.seconds, "")

    def _make(self, at: datetime, seconds: float, cause: str) -> None:
        self.plans += 1
        proposal = proposing.propose(
            self.house.planner, self.house.store_id, seconds=seconds, cause=cause, at=at
        )
        if proposal is None:
            return
        try:
            accepting.accept_plan(self.house.manager, proposal.pk, at=at)
        except Refused:
            self.refused += 1
        else:
            self.accepted += 1
            self.floor.seek(at)


class Foreman:
    """Without: who comes first at the dispatch desk is served first, and the promise is a sum of standard hours."""

    name = "foreman"

    def __init__(self, floor: Floor) -> None:
        self.floor, self.house = floor, floor.house

    def promise(self, stay: Stay, at: datetime) -> datetime:
        """The hours of the work, what comes after it, and the usual buffer; from the day on which a missing part comes."""
        begins = at
        if stay.car.short_days:
            begins = moment((at.date() - BEGIN).days + stay.car.short_days, PARTS_HOUR * 60)
        minutes = sum(work.minutes for work in stay.works) + USUAL_BUFFER
        return promise.propose(self.house.store_id, minutes, at=begins)

    def take(self, hand: Hand, at: datetime) -> tuple[Stay, Work] | None:
        """The car that was signed first of those that he can work on, in the first bay that fits."""
        for stay, work in self.floor.possible(hand, at):
            free = [bay for bay, car in self.floor.bays.items() if car is None]
            fitting = [bay for bay in free if rules.bay_fits(self.house.bays[bay], work.bay_kind)]
            fitting.sort(key=lambda bay: (self.house.bays[bay] != work.bay_kind, bay))
            self._release(work, at)
            given = dispatch.assign_job(
                self.house.manager,
                work.job_id,
                technician_id=hand.id,
                bay_id=fitting[0],
                starts_at=at,
                at=at,
            )
            work.assigned = given.pk
            return stay, work
        return None

    def _release(self, work: Work, at: datetime) -> None:
        """What somebody began who is not here now is taken from him."""
        if work.assigned is not None:
            dispatch.release_job(self.house.manager, work.assigned, at=at)
            work.assigned = None

    def resume(self, hand: Hand, stay: Stay, work: Work, at: datetime) -> bool:
        """Always: nobody has touched it."""
        if work.assigned is None:
            return False
        bay = Assignment.objects.values_list("bay_id", flat=True).get(pk=work.assigned)
        return bay is not None and self.floor.bays[bay] is None

    def first(self, waiting: Sequence[Stay], kind: str, at: datetime) -> Stay:
        """Who has waited longest."""
        return waiting[0]

    def happened(self, at: datetime, *, signed: bool = False) -> None:
        """Nobody plans."""

    def morning(self, at: datetime) -> None:
        """Nobody plans."""
