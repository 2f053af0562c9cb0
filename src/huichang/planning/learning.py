"""Durations are learned from what was clocked (per operation, level of skill, series of cars), with shrinkage to the
standard times; and how often what we foretold came true is counted (calibration)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.engines import calibration, durations
from huichang.kernel.actor import Warrant
from huichang.kernel.use_case import use_case
from huichang.planning import keeping, limits, permissions
from huichang.planning.models import Foretold, LearnedDuration
from huichang.workshop.forecast import OpenHours
from huichang.workshop.queries import past_work
from huichang.workshop.queries.plan import WASH_MINUTES
from huichang.workshop.states import OrderState

AT_ONCE = 500
LATELY = 400
"""Foretold finishes by which the next ones are corrected: some weeks of a store, so that it follows a change of people."""


@dataclass(frozen=True)
class Told:
    """What is foretold of an order: checked and clean by `ready_by` with a certainty in per cent. `planned_by`: what the
    plan alone says, before its past misses are added (None: the same)."""

    certainty: int
    middle_at: datetime
    ready_by: datetime
    planned_by: datetime | None = None


@use_case(permissions.LEARN_DURATIONS, "更新用时经验")
def learn_durations(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Learn from all work that was finished in the last year (setting), in place of what was known. Returns how many
    figures are kept. Safe to run again: it always starts from the records."""
    warrant.show_at(store_id)
    since = at - timedelta(days=settings.of(store_id, limits.LEARN_DAYS))
    people = {person.id: person for person in company.people(store_id)}
    past = []
    for work in past_work.past_work(store_id, since=since, until=at):
        able = [people[who].skills.get(work.skill, 0) for who in work.technicians if who in people]
        if name := durations.together(work.codes):
            past.append(durations.Clocked(name, max(able, default=0), work.series, work.standard, work.taken))
    weight = max(1, settings.of(store_id, limits.LEARN_AFTER))
    known = durations.learn(past, weight=weight)
    LearnedDuration.objects.filter(store_id=store_id).delete()
    LearnedDuration.objects.bulk_create(
        (
            LearnedDuration(
                store_id=store_id,
                operation=operation,
                level=level,
                series=series,
                factor=each.factor,
                spread=each.spread,
                samples=each.samples,
                learned_at=at,
            )
            for (operation, level, series), each in known.items()
        ),
        batch_size=AT_ONCE,
    )
    warrant.about(keeping.ensured(store_id), f"{len(past)} 项作业，{len(known)} 个用时")
    return len(known)


def foretell(store_id: int, told: Mapping[int, Told], *, at: datetime) -> None:
    """Keep what was foretold of orders when their customers signed; the first word counts. One statement."""
    Foretold.objects.bulk_create(
        (
            Foretold(
                store_id=store_id,
                order_id=order_id,
                at=at,
                certainty=each.certainty,
                middle_at=each.middle_at,
                ready_at=each.ready_by,
                planned_at=each.planned_by or each.ready_by,
            )
            for order_id, each in told.items()
        ),
        ignore_conflicts=True,
    )


def came_true(store_id: int) -> int:
    """Orders whose cars passed their final check and were washed since: was it by the time that was foretold? Each is
    measured once, by its first passed check. Returns how many. At most three statements."""
    waiting = {
        each.order_id: each for each in Foretold.objects.filter(store_id=store_id, finished_at__isnull=True)
    }
    wash = settings.of(store_id, WASH_MINUTES)
    passed = past_work.finished_at(waiting, wash_minutes=wash) if waiting else {}
    for order_id, at in passed.items():
        waiting[order_id].finished_at, waiting[order_id].kept = at, at <= waiting[order_id].ready_at
    came = [waiting[order_id] for order_id in passed]
    Foretold.objects.bulk_update(came, ["finished_at", "kept"])
    return len(came)


def stretch(store_id: int, *, certainty: int, hours: OpenHours, at: datetime) -> float:
    """By which part of its length a finish that the plan foretells with this certainty (per cent) is to be moved, as the
    last ones taught. What is not ready though it was foretold for earlier counts as if it came now; orders that were
    cancelled, or grew with the customer's consent, teach nothing. One statement."""
    rows = (
        Foretold.objects.filter(store_id=store_id, certainty=certainty, planned_at__isnull=False)
        .exclude(order__state=OrderState.CANCELLED)
        .exclude(order__amount_agreed__gt=F("order__amount_signed"))
        .order_by("-at")
    )
    misses = [
        calibration.miss(
            hours.between(localtime(made), localtime(planned)),
            hours.between(localtime(made), localtime(came or at)),
        )
        for made, planned, came in rows.values_list("at", "planned_at", "finished_at")[:LATELY]
        if came is not None or planned < at
    ]
    return calibration.stretch(misses, certainty / 100)


def stretched(planned: datetime, by: float, *, hours: OpenHours, at: datetime) -> datetime:
    """A finish that the plan foretells, moved by a part of its length in minutes in which the workshop works; where nothing
    is to be moved it stays as it is."""
    if not by:
        return planned
    now = localtime(at)
    length = hours.between(now, localtime(planned))
    moved = hours.after(now, round(calibration.stretched(length, by)))
    return max(moved, planned) if by > 0 else min(moved, planned)
