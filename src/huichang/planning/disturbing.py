"""What happened that the accepted plan does not know, and whether it is time to plan anew.

Written when the act that reports it has committed, without a lock on anything of the plan: no act of the workshop waits
for the planner, or fails because of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.planning import limits
from huichang.planning.models import Disturbance, StorePlan
from huichang.planning.states import Cause
from huichang.workshop.queries import open_work

LEFT_LYING = timedelta(seconds=30)
"""What the worker has not answered by then was forgotten by a crash; the timetable takes it up."""
EVERY = timedelta(minutes=15)
"""A plan older than this is pushed to the clock anyway, so that the booking desk's picture stays honest."""


def note(store_id: int, cause: str, *, order_id: int | None = None, words: str = "", at: datetime) -> bool:
    """Remember that something happened; says whether nobody has woken the worker for this store yet. One statement.

    In SQL, because it comes with every act of the floor: adding the row and asking for others is one question.
    """
    table = Disturbance._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (store_id, cause, order_id, words, at) VALUES (%s, %s, %s, %s, %s)"
            f" RETURNING NOT EXISTS (SELECT 1 FROM {table} AS other WHERE other.store_id = %s"
            " AND other.answered_at IS NULL AND other.at > %s)",
            [store_id, cause, order_id, words[:120], at, store_id, at - LEFT_LYING],
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def left(store_id: int) -> bool:
    """Whether something that happened has not been answered by a replan. One statement."""
    return Disturbance.objects.filter(store_id=store_id, answered_at__isnull=True).exists()


@dataclass(frozen=True)
class Due:
    """It is time to plan anew: why (a cause, or empty when the disturbances say it), how long the solver may think."""

    cause: str
    seconds: float


def due(store_id: int, *, at: datetime) -> Due | None:
    """Whether the store's plan has to be made anew now: in the morning, when something was left lying, when a job runs
    over, and every quarter of an hour. At most three statements; None while the store is closed."""
    store, now = company.store_card(store_id), localtime(at)
    opens = datetime.combine(now.date(), store.opens_at, now.tzinfo)
    closes = datetime.combine(now.date(), store.closes_at, now.tzinfo)
    if not opens <= now <= closes:
        return None
    planned_at = StorePlan.objects.filter(store_id=store_id).values_list("planned_at", flat=True).first()
    if planned_at is None or planned_at < opens:
        return Due(Cause.MORNING, settings.of(store_id, limits.MORNING_SECONDS))
    usual = float(settings.of(store_id, limits.SOLVE_SECONDS))
    lying = Disturbance.objects.filter(store_id=store_id, answered_at__isnull=True, at__lt=at - LEFT_LYING)
    if planned_at < at - EVERY or lying.exists():
        return Due("", usual)
    late = timedelta(minutes=settings.of(store_id, limits.OVERRUN_MINUTES))
    over = open_work.overruns(store_id, at=at, minutes=int(late / timedelta(minutes=1)))
    if any(planned_at < each.until + late for each in over):
        return Due(Cause.OVERRUN, usual)
    return None
