"""The accepted plan: how it is locked, written and taken back. Plain functions; the use-cases around them decide.

The plan's own row is locked first, then orders and jobs (`workshop.arranging`), always in this order.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from huichang.engines.dayplan import values
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing
from huichang.planning import facts, solving
from huichang.planning.models import Arrangement, PlannedStep, StorePlan
from huichang.planning.reading import Reading
from huichang.planning.states import ArrangedBy
from huichang.workshop import arranging

CHANGED_COLUMNS = ["kind", "technicians", "bay", "starts_at", "ends_at", "pinned", "why"]


def ensured(store_id: int) -> StorePlan:
    """The store's plan, made when there is none yet."""
    plan, _ = StorePlan.objects.get_or_create(store_id=store_id)
    return plan


def locked(store_id: int, warrant: Warrant) -> StorePlan:
    """The store's plan, locked for this transaction; the permission is proved. Raises Missing for another store's."""
    if store_id not in warrant.actor.stores:
        raise Missing("没有找到这家门店的排程，请刷新页面。")
    warrant.show_at(store_id)
    plan: StorePlan = StorePlan.objects.locked(ensured(store_id).pk, warrant)
    return plan


def write(
    plan: StorePlan,
    reading: Reading,
    changes: Mapping[str, values.Placed | None],
    *,
    how: str,
    words: str,
    cost: Mapping[str, int],
    warrant: Warrant,
    pin: Collection[str] = (),
    taking: int | None = None,
    at: datetime,
) -> Arrangement:
    """Put steps where `changes` says (None: nowhere), in the plan and in the workshop's dispatch, as the next version.

    Steps that are being worked on, or are no more, are left alone. `pin`: fixed by hand from now on; `taking`: the
    technician who takes the work himself. Raises what `arranging.arrange` raises; the exclusion constraints have the
    last word.
    """
    names = reading.steps
    moved = {key: placed for key, placed in changes.items() if key in names and not names[key].running}
    given = [
        arranging.Given(
            names[key].job_id or 0,
            placed.technicians if placed else (),
            placed.bay if placed else None,
            reading.moment(placed.start) if placed else at,
            reading.moment(placed.end) if placed else at,
        )
        for key, placed in moved.items()
        if names[key].dispatched
    ]
    at_work = {
        names[step.id].job_id or 0: reading.moment(reading.problem.now + step.started.left)
        for step in reading.problem.steps
        if step.started is not None
    }
    # Taking back, and what moves behind work that a technician takes himself, gives nobody anything: no right is asked.
    asks_no_right = how in (ArrangedBy.UNDO, ArrangedBy.PULL) or warrant.actor.staff_id is None
    by = None if asks_no_right else warrant.actor
    arranging.arrange(plan.store_id, given, by=by, at=at, taking=taking, at_work=at_work)
    was = solving.by_step(reading.accepted)
    keep_steps(plan, reading, moved, pin)
    plan.version += 1
    plan.arranged_at, plan.cost = at, dict(cost)
    plan.save(update_fields=["version", "arranged_at", "cost"])
    done: Arrangement = Arrangement.objects.create(
        store_id=plan.store_id,
        plan=plan,
        how=how,
        version=plan.version,
        by_id=warrant.actor.staff_id,
        at=at,
        words=words[:300],
        before=[_packed(reading, key, was.get(key)) for key in moved],
        after=[_packed(reading, key, placed) for key, placed in moved.items()],
        cost=dict(cost),
    )
    warrant.note = words[:200]
    announce(facts.PlanArranged(plan.store_id, plan.version, how, at))
    return done


def _packed(reading: Reading, key: str, placed: values.Placed | None) -> dict[str, Any]:
    kept = solving.pack(reading, placed) if placed else {"key": key, "start": None}
    return {**kept, "pinned": key in reading.pinned}


def keep_steps(
    plan: StorePlan,
    reading: Reading,
    moved: Mapping[str, values.Placed | None],
    pin: Collection[str],
) -> None:
    """The rows of the plan; those of cars that are through go. Two or three statements."""
    gone = [key for key, placed in moved.items() if placed is None]
    PlannedStep.objects.filter(plan=plan).exclude(key__in=set(reading.steps) - set(gone)).delete()
    rows = [
        _row(plan, reading, key, placed, pinned=key in pin or key in reading.pinned)
        for key, placed in moved.items()
        if placed is not None
    ]
    PlannedStep.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["plan", "key"], update_fields=CHANGED_COLUMNS
    )


def _row(plan: StorePlan, reading: Reading, key: str, placed: values.Placed, *, pinned: bool) -> PlannedStep:
    name = reading.steps[key]
    return PlannedStep(
        store_id=plan.store_id,
        plan=plan,
        key=key,
        kind=name.kind,
        order_id=name.order_id,
        job_id=name.job_id,
        appointment_id=name.appointment_id,
        technicians=list(placed.technicians),
        bay_id=placed.bay,
        starts_at=reading.moment(placed.start),
        ends_at=reading.moment(placed.end),
        pinned=pinned,
    )


def unpacked(reading: Reading, kept: Mapping[str, Any]) -> values.Placed | None:
    """A step out of JSON; None for one that stood nowhere."""
    if kept.get("start") is None:
        return None
    return values.Placed(
        kept["key"],
        _minute(reading, kept["start"]),
        _minute(reading, kept["end"]),
        tuple(kept["technicians"]),
        kept["bay"],
        tuple((_minute(reading, a), _minute(reading, b)) for a, b in kept["pieces"]),
    )


def _minute(reading: Reading, said: str) -> int:
    moment = parse_datetime(said)
    assert moment is not None
    return reading.minute(moment)


def unpacked_plan(reading: Reading, kept: Sequence[Mapping[str, Any]]) -> dict[str, values.Placed]:
    """Steps out of JSON, those that the store still has."""
    placed = (unpacked(reading, each) for each in kept if each["key"] in reading.steps)
    return {each.step: each for each in placed if each is not None}
