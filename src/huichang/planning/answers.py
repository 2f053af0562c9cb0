"""What lower rooms ask the plan: when is this order ready and how sure is that (LANE-21), how does each order stand, can
this car be ready by then and when else (LANE-41).

Registered below (`workshop.promise`, `booking.capacity`), so that those rooms ask without knowing who answers.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from huichang.company import settings
from huichang.company.roles import Skill
from huichang.engines.dayplan import values
from huichang.engines.dayplan.asking import Answer, what_if
from huichang.engines.dayplan.sampling import sample
from huichang.planning import causes, keeping, learning, limits, names, reading, saying, solving
from huichang.planning.models import Proposal
from huichang.planning.states import ProposalState, StepKind
from huichang.workshop import promise
from huichang.workshop.queries.open_work import fitting_bays

SETTLE_MINUTES = settings.declare("planning.settle_minutes", 10, "洗车后结算和交车准备", unit="分钟")
QUARTER = timedelta(minutes=15)
WAITING = (ProposalState.OPEN, ProposalState.PARTLY)
DRAWS = 400


def honest(store_id: int, order_id: int, more: int, at: datetime) -> promise.Honest | None:
    """The earliest finish of an order that holds with the store's certainty, as a quarter of an hour; nothing else in the
    plan is moved for it. None when the order has no work to plan, or no place within the horizon.

    `more`: minutes of work that nobody has agreed to yet; they are taken as work of a mechanic.
    """
    found = reading.read(store_id, at=at)
    answer, plan, problem = _laid(found, order_id, more)
    if answer is None or answer.finish is None:
        return None
    told = _told(found, answer, plan, problem, order_id)
    sure = told.ready_by if told else found.moment(answer.finish)
    why = causes.ARROW.join(saying.chain_says(found, names.car_of_order(order_id), answer.why))
    ready = sure + timedelta(minutes=settings.of(store_id, SETTLE_MINUTES))
    return promise.Honest(_quarter(ready), certainty_of(store_id), why)


def foreseen(store_id: int, at: datetime) -> dict[int, datetime]:
    """When each order is ready as things stand: the accepted plan pushed to now, or the proposal that waits where that has
    the car ready sooner. A promise that the dispatcher still keeps with one touch is his matter first: no customer is told
    a time that is taken back a minute later."""
    found = reading.read(store_id, at=at)
    ready: dict[int, datetime] = {}
    for plan in (solving.pushed(found), *_waiting(found)):
        for car, minute in plan.finish.items():
            order_id, finish = found.cars[car].order_id, found.moment(minute)
            if order_id is not None:
                ready[order_id] = min(finish, ready.get(order_id, finish))
    return ready


def _waiting(found: reading.Reading) -> list[values.Plan]:
    """The proposal that waits, pushed to now; none when it is older than the accepted plan. One statement."""
    rows = Proposal.objects.filter(
        store_id=found.store_id, state__in=WAITING, base_version=found.version
    ).values_list("steps", flat=True)
    return [solving.laid_now(found, keeping.unpacked_plan(found, steps).values()) for steps in rows]


def foretold(found: reading.Reading, order_id: int) -> learning.Told | None:
    """By when the car is checked and clean with the store's certainty, and the middle of what may come: what we will be
    measured by. None when the order has no place."""
    answer, plan, problem = _laid(found, order_id, 0)
    return _told(found, answer, plan, problem, order_id)


def _told(
    found: reading.Reading, answer: Answer | None, plan: values.Plan, problem: values.Problem, order_id: int
) -> learning.Told | None:
    """The finish of an order in all runs of the day; what is foretold with certainty is moved by what past misses taught,
    but never before the plan has the car ready: nobody is told a time that the plan breaks."""
    car, certainty = names.car_of_order(order_id), certainty_of(found.store_id)
    sampled = sample(problem, plan, draws=DRAWS)
    middle, sure = sampled.holds_with(car, 0.5), sampled.holds_with(car, certainty / 100)
    if middle is None or sure is None:
        return None
    planned = found.moment(sure)
    ready = learning.stretched(planned, found.stretch, hours=found.hours, at=found.at)
    if answer is not None and answer.finish is not None:
        ready = max(ready, found.moment(answer.finish))
    return learning.Told(certainty, found.moment(middle), ready, planned)


def _laid(
    found: reading.Reading, order_id: int, more: int
) -> tuple[Answer | None, values.Plan, values.Problem]:
    """The order laid into the plan as early as it goes, beside everything that stands."""
    key = names.car_of_order(order_id)
    base = solving.pushed(found)
    car = next((each for each in found.problem.cars if each.id == key), None)
    if car is None:
        return None, base, found.problem
    problem = replace(found.problem, steps=(*found.problem.steps, *_more(found, key, more)))
    added = [step for step in problem.steps if step.id == f"{key}:more"]
    answer = what_if(found.problem, base, car, added)
    others = tuple(each for each in base.placed if found.steps[each.step].car != key)
    placed = sorted((*others, *answer.by_step.values()), key=lambda each: (each.start, each.step))
    finish = {**base.finish, key: answer.finish} if answer.finish is not None else base.finish
    return answer, replace(base, placed=tuple(placed), finish=finish), problem


def _more(found: reading.Reading, car: str, minutes: int) -> tuple[values.Step, ...]:
    """Work that comes to a car: after its jobs, before nothing that is known."""
    if minutes <= 0:
        return ()
    jobs = tuple(key for key, name in found.steps.items() if name.car == car and name.job_id is not None)
    return (
        values.Step(
            f"{car}:more",
            f"{car}:more",
            car,
            StepKind.REPAIR,
            minutes,
            Skill.MECHANICAL,
            bay_kinds=fitting_bays("general"),
            after=jobs,
            ready=found.problem.now,
            may_pause=True,
        ),
    )


def certainty_of(store_id: int) -> int:
    """How sure a promise must be, in per cent (a setting of the store)."""
    return min(99, max(50, settings.of(store_id, limits.CERTAINTY)))


def _quarter(moment: datetime) -> datetime:
    """The next quarter of an hour, store time."""
    local = localtime(moment)
    over = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    return local if not over else local + QUARTER - over


promise.planner_is(honest, foreseen)
