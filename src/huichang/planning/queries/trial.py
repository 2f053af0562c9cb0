"""The verdict on a drag before it is dropped: may it, what does it cost, who becomes later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huichang.kernel.actor import Actor, Warrant
from huichang.planning import permissions, reading, rules, saying, trying


@dataclass(frozen=True)
class LaterCar:
    """A car that would be ready later by so many minutes; `broken`: its promise would be broken."""

    plate: str
    plate_kind: str
    minutes: int
    broken: bool


@dataclass(frozen=True)
class Trial:
    """`ok` with what it costs (`better`: the plan gains), or why not."""

    ok: bool
    why: str
    cost_words: str
    better: bool
    later: tuple[LaterCar, ...]
    version: int


def trial(
    actor: Actor,
    key: str,
    *,
    technician_ids: Sequence[int],
    bay_id: int | None,
    starts_at: datetime,
    at: datetime,
) -> Trial:
    """What moving a step there would do; nothing is written. Raises Missing for a step that is no more, NotAllowed."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    found = reading.read(actor.here, at=at)
    tried = trying.tried(found, key, technician_ids=technician_ids, bay_id=bay_id, starts_at=starts_at)
    verdict, after = tried.verdict, tried.verdict.plan_after
    promises = {car.id: car.promise for car in found.problem.cars}
    later = []
    for car, minutes in verdict.cars_later:
        promise, finish = promises.get(car), after.finish.get(car) if after else None
        broken = promise is not None and finish is not None and finish - minutes <= promise < finish
        later.append(LaterCar(found.cars[car].plate, found.cars[car].plate_kind, minutes, broken))
    return Trial(
        verdict.ok,
        saying.verdict_says(found, found.steps[key], verdict),
        rules.cost_words(tried.cost) if verdict.ok else "",
        verdict.ok and verdict.cost_delta < 0,
        tuple(later),
        found.version,
    )
