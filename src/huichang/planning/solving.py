"""The engine's answers that the room asks for, and its plans in the words of database and people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from huichang.engines.dayplan import values
from huichang.engines.dayplan.construct import construct
from huichang.engines.dayplan.laying import push
from huichang.engines.dayplan.reasons import Change, changes
from huichang.planning import saying
from huichang.planning.reading import Reading
from huichang.planning.rules import Line, Place

NOTICED_MINUTES = 10
"""A step of the same people in the same bay that moves by less is no news: nobody works to the minute."""


@dataclass(frozen=True)
class Changed:
    """A line of a proposal in words."""

    step: str
    car: str
    code: str
    minutes: int
    because: str


def pushed(found: Reading) -> values.Plan:
    """What becomes of the accepted plan if nobody changes it: pushed to now, with what is new in what is left."""
    return push(found.problem, found.accepted)


def load() -> None:
    """Load the solver: it is large and takes seconds, so the worker does it before its first job, and the web never."""
    import_module("huichang.engines.dayplan.improve")


def laid_now(found: Reading, placed: Iterable[values.Placed]) -> values.Plan:
    """What becomes of a plan that was made a while ago: the same people, bays and order, behind what has happened since."""
    return push(found.problem, values.Plan(tuple(placed), (), values.Cost(), {}))


def better(found: Reading, before: values.Plan, *, seconds: float) -> values.Plan:
    """The best plan found in `seconds` (0: at once, what is constructed), never worse than `before`."""
    if seconds > 0:
        # Only the worker thinks for longer than a request; it has loaded the solver at its start.
        from huichang.engines.dayplan.improve import replan

        return replan(found.problem, found.accepted, seconds=seconds)
    first = construct(found.problem)
    weights = found.problem.weights
    return first if first.cost.total(weights) < before.cost.total(weights) else before


def worth(before: values.Plan, after: values.Plan, *, minutes: int) -> bool:
    """Whether people should be bothered with `after` instead of `before`: it plans what had no place, keeps what the law or
    a customer was promised, or saves so many minutes of lateness and waiting."""
    was, will = before.cost, after.cost
    firm = (will.refused, will.statutory, will.told_changes) < (was.refused, was.statutory, was.told_changes)
    return firm or was.lateness + was.waiting - will.lateness - will.waiting >= minutes


def place_of(placed: values.Placed | None) -> Place | None:
    """Where a step stands, without its pieces."""
    return Place(placed.start, placed.end, placed.technicians, placed.bay) if placed else None


def by_step(plan: values.Plan) -> dict[str, values.Placed]:
    """Step → where it stands."""
    return {each.step: each for each in plan.placed}


def told_lines(found: Reading, after: values.Plan) -> list[Changed]:
    """What is different for people: jobs that they may be given, and what cannot be planned. Against what they know, so
    against the accepted plan as it was accepted."""
    return [
        Changed(each.step, each.car, each.code, each.minutes, saying.because(found, after, each))
        for each in changes(found.problem, found.accepted, after)
        if each.step in found.steps and _is_news(found, after, each)
    ]


def _is_news(found: Reading, after: values.Plan, change: Change) -> bool:
    """Of what cannot be planned, the step at which it fails, of a car that is here: the days of those that are booked are
    the booking desk's question."""
    if change.code == "refused":
        follows = any(each.step == change.step and each.code == "needs_refused" for each in after.refused)
        return found.steps[change.step].order_id is not None and not follows
    if not found.steps[change.step].dispatched or change.after is None:
        return False
    old, new = change.before, change.after
    if old is None:
        return True
    same = set(old.technicians) == set(new.technicians) and old.bay == new.bay
    return not same or abs(change.minutes) >= NOTICED_MINUTES


def broken_by(found: Reading, before: values.Plan, after: values.Plan) -> set[str]:
    """Cars whose customer knows a promise that the new plan breaks, or breaks by more than the old one."""
    broken = set()
    for car in found.problem.cars:
        if not car.told or car.promise is None or car.id not in after.finish:
            continue
        was = max(before.finish.get(car.id, car.promise), car.promise)
        if after.finish[car.id] > was:
            broken.add(car.id)
    return broken


def late_cars(found: Reading, plan: values.Plan) -> dict[str, int]:
    """Cars that will be ready only after their promise, with the minutes; those without any finish too (their steps cannot
    be planned): 0 minutes."""
    late = {}
    for car in found.problem.cars:
        finish = plan.finish.get(car.id)
        if car.promise is not None and (finish is None or finish > car.promise):
            late[car.id] = finish - car.promise if finish is not None else 0
    return late


def cost_of(plan: values.Plan) -> dict[str, int]:
    """The parts of the cost, as they are kept."""
    return dict(asdict(plan.cost))


def packed(reading: Reading, plan: values.Plan) -> list[dict[str, Any]]:
    """A plan as it is kept in JSON: times as ISO, store time."""
    return [pack(reading, each) for each in plan.placed]


def pack(reading: Reading, placed: values.Placed) -> dict[str, Any]:
    """One step as it is kept in JSON."""
    return {
        "key": placed.step,
        "start": reading.moment(placed.start).isoformat(),
        "end": reading.moment(placed.end).isoformat(),
        "technicians": list(placed.technicians),
        "bay": placed.bay,
        "pieces": [[reading.moment(a).isoformat(), reading.moment(b).isoformat()] for a, b in placed.pieces],
    }


def lines(found: Reading, will: Mapping[str, values.Placed], keys: Iterable[str]) -> list[Line]:
    """The steps `keys` as lines from the accepted plan to where they will stand."""
    was = by_step(found.accepted)
    return [
        Line(key, found.steps[key].car, place_of(was.get(key)), place_of(will.get(key)))
        for key in keys
        if key in found.steps
    ]


def follows(problem: values.Problem) -> Mapping[str, Sequence[str]]:
    """Step → the steps that must have ended before."""
    return {step.id: step.after for step in problem.steps}
