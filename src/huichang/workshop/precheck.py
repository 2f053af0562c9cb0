"""The pre-check area (预检区, LANE-11): three marked bays, cars in and out, the alarm at once when it fills."""

from datetime import datetime

from django.db.models import QuerySet

from huichang.company import queries as company
from huichang.company.roles import BayKind
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import on
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import alarms, facts, permissions
from huichang.workshop.models import Visit


@use_case(permissions.MOVE_PRECHECK, "驶入预检区")
def enter_precheck(warrant: Warrant, visit_id: int, *, bay_id: int | None = None, at: datetime) -> Visit:
    """The car drives into the area, or changes its bay there. Without `bay_id` it gets the first free marked bay, or
    stands beside them when all are taken.

    Raises OutOfTurn for a car that has left, Refused for a bay that is not a pre-check bay or has a car on it.
    """
    visit: Visit = Visit.objects.select_related("vehicle").locked(visit_id, warrant)
    if visit.left_at is not None:
        raise OutOfTurn("这辆车已经离店了。")
    place(visit, bay_id=bay_id, at=at)
    visit.save(update_fields=["precheck_bay", "precheck_from", "precheck_until"])
    alarms.look(visit.store_id, at=at)
    return visit


@use_case(permissions.MOVE_PRECHECK, "驶离预检区")
def leave_precheck(warrant: Warrant, visit_id: int, *, at: datetime) -> Visit:
    """The car leaves the area (to a waiting place, a bay, the car park). Raises OutOfTurn when it is not in it."""
    visit: Visit = Visit.objects.locked(visit_id, warrant)
    if visit.precheck_from is None or visit.precheck_until is not None:
        raise OutOfTurn("这辆车不在预检区里，请刷新页面。")
    visit.precheck_until = at
    visit.save(update_fields=["precheck_until"])
    alarms.look(visit.store_id, at=at)
    return visit


def place(visit: Visit, *, bay_id: int | None, at: datetime) -> None:
    """Put a car into the area, not saved: on the bay asked for, else on the first free one, else beside them."""
    bays = {bay.id: bay for bay in company.bays(visit.store_id, BayKind.PRECHECK)}
    taken = dict(
        Visit.objects.filter(
            store_id=visit.store_id,
            left_at__isnull=True,
            precheck_until__isnull=True,
            precheck_bay__isnull=False,
        )
        .exclude(pk=visit.pk)
        .values_list("precheck_bay_id", "vehicle__plate")
    )
    if bay_id is not None and bay_id not in bays:
        raise Refused("请选择一个预检工位。")
    if bay_id is not None and bay_id in taken:
        raise Refused(f"{bays[bay_id].name}上已经有 {taken[bay_id] or '一辆车'}，请换一个工位。")
    visit.precheck_bay_id = bay_id or next((pk for pk in bays if pk not in taken), None)
    if visit.precheck_from is None or visit.precheck_until is not None:
        visit.precheck_from, visit.precheck_until = at, None


def clear(visit_id: int, *, at: datetime) -> None:
    """The car is no longer in the area, if it was: it stands on a lift or has left."""
    if _clear(Visit.objects.filter(pk=visit_id), at):
        alarms.look(Visit.objects.values_list("store_id", flat=True).get(pk=visit_id), at=at)


@on(facts.WorkStarted)
def off_to_work(fact: facts.WorkStarted) -> None:
    """A car that is worked on does not stand in the area any more."""
    if _clear(Visit.objects.filter(order=fact.order_id), fact.at):
        alarms.look(fact.store_id, at=fact.at)


def _clear(visits: QuerySet[Visit], at: datetime) -> int:
    there = visits.filter(precheck_from__isnull=False, precheck_until__isnull=True)
    return there.update(precheck_until=at)
